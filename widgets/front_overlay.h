#pragma once

#include <QPoint>
#include <QRect>
#include <functional>
#include <optional>
#include <vector>

#include "widgets/front_marks.h"
#include "widgets/front_scale.h"
#include "widgets/theme.h"

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;

namespace bitprism {

// The marks of the front: the float network, uniform bits, the current plan where it is measured or predicted, the best
// untried plan, and the budget. Those that move while dragging stand on the plot's layer "overlay". Belongs to the
// window's thread.
class FrontOverlay {
 public:
  explicit FrontOverlay(QCustomPlot& plot);

  void show(const FrontMarks& marks, const FrontScale& scale, const Colours& colours);
  void setBudget(std::optional<std::int64_t> bytes, const FrontScale& scale);
  // After the axes have their places. evaluationsIn: how many are drawn in a rectangle of pixels.
  void placeTexts(const std::function<std::size_t(const QRect&)>& evaluationsIn);
  void retheme(const Colours& colours, double pixelRatio);

  std::vector<QPointF> uniformPixels() const;
  QPoint untriedPixel() const;  // only if the marks have one
  bool onUntried(const QPoint& pixel, int reach) const;
  std::optional<int> budgetPixel() const;
  bool onBudget(const QPoint& pixel, int reach) const;
  QRect floatTextRect() const;  // of the float network's words; empty: they are hidden

 private:
  void showFloat(const FrontMarks& marks, const FrontScale& scale);
  void showUniforms(const FrontMarks& marks, const FrontScale& scale, const Colours& colours);
  void showPlan(const FrontMarks& marks, const FrontScale& scale);
  void placeSizeText();
  void placeFloatText(const std::function<std::size_t(const QRect&)>& evaluationsIn);

  QCustomPlot& plot_;
  QCPGraph* uniforms_;
  QCPGraph* float_;
  std::vector<QCPItemText*> uniformTexts_;  // of measured and awaited
  QCPGraph* measured_;                      // the plan
  QCPGraph* predicted_;                     // likewise
  QCPGraph* planError_;
  QCPGraph* untried_;
  QCPGraph* untriedError_;
  QCPItemStraightLine* baseline_;
  QCPItemText* baselineText_;
  QCPItemText* sizeText_;  // of the plan at the edge of the plot, if its quality is unknown or it is not in sight
  QCPItemStraightLine* budgetLine_;
  std::optional<double> floatLevel_, budget_, planX_;
  std::optional<QPointF> untriedAt_;
  bool planPlaced_ = false;
  QString planSize_;
};

}  // namespace bitprism
