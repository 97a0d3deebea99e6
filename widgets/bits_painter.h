#pragma once

#include <QPainter>
#include <optional>
#include <vector>

#include "widgets/bar_selection.h"
#include "widgets/bits_geometry.h"
#include "widgets/curve_profile.h"
#include "widgets/theme.h"

namespace bitprism {

// The target of a budget on the bars: its share of what can be reached is the height from the fewest bits to the most.
struct BitsBudget {
  double share = 0;  // 0 to 1
  QString text;      // the target
  bool operator==(const BitsBudget&) const = default;
};

// The height of a share of what can be reached, in bits, and back.
double heightOfBudget(double share);
double budgetOfHeight(double height);

// Where a depth of a curve stands on the bars; in the bar itself if it has only one.
double xOfCurve(const CurveProfile& curve, const BitsGeometry& geometry, double depth);

// What is drawn of the bars. Refers to the values of the view.
struct BitsPicture {
  const std::vector<LayerRow>& rows;
  const BitsGeometry& geometry;
  const BarSelection& selection;
  int hovered = -1;
  bool focus = false;
  bool painting = false;
  std::optional<QRectF> band;
  const std::optional<CurveProfile>& curve;
  int handle = -1;  // of the curve, that keys move
  const std::optional<BitsBudget>& budget;
  bool budgetHeld = false;
};

void paintBits(QPainter& painter, const BitsPicture& picture, const QRectF& place, const Colours& colours);

}  // namespace bitprism
