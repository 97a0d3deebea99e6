#pragma once

#include <QRectF>
#include <initializer_list>
#include <optional>

#include "widgets/front_marks.h"
#include "widgets/front_scale.h"

class QCustomPlot;

namespace bitprism {

// The axes of the front: their units, names and ranges, which follow what is shown until the user zooms or pans.
// Belongs to the window's thread.
class FrontAxes {
 public:
  explicit FrontAxes(QCustomPlot& plot) : plot_(plot) {}

  // Chooses units for what is shown and names the axes. snapshot: null without evaluations.
  void measure(const SearchSnapshot* snapshot, const FrontMarks& marks);
  const FrontScale& scale() const { return scale_; }
  bool fit(std::initializer_list<QRectF> extents, const FrontMarks& marks);  // whether the ranges changed
  void setZoomed(bool zoomed) { zoomed_ = zoomed; }
  void thinTicks();           // as many as the height of the plot has room for
  void setEmpty(bool empty);  // no figures, which would tell nothing

 private:
  void name(const FrontMarks& marks);
  double roomForName() const;

  QCustomPlot& plot_;
  FrontScale scale_;
  std::optional<Metric> named_;  // on the y axis
  bool zoomed_ = false;
};

}  // namespace bitprism
