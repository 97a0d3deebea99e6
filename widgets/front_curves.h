#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "core/search/knee.h"
#include "widgets/front_groups.h"
#include "widgets/front_marks.h"
#include "widgets/front_scale.h"

class QCPGraph;
class QCPItemText;
class QCustomPlot;

namespace bitprism {

// Whether two states of a search give the same picture: between two evaluations only other figures change.
bool sameFront(const SearchSnapshot& a, const SearchSnapshot& b);

// The front of a search as a step line with its points and its knee, and the model's band. Belongs to the window's
// thread.
class FrontCurves {
 public:
  explicit FrontCurves(QCustomPlot& plot);

  void show(const SearchSnapshot* snapshot, std::int64_t largest, const FrontScale& scale);  // null: none
  void setNamed(bool named);                                                                 // in the legend
  void setOwnName(const QString& name);
  QString ownName() const;
  void retheme(const Colours& colours, double pixelRatio);

  const std::vector<FrontPoint>& front() const { return front_; }  // index: into the snapshot's evaluations
  const std::optional<Knee>& knee() const { return knee_; }

 private:
  void showKnee(const FrontScale& scale);

  QCustomPlot& plot_;
  QCPGraph* bandLow_;
  QCPGraph* bandHigh_;
  QCPGraph* bandMean_;
  QCPGraph* steps_;
  QCPGraph* dots_;
  QCPGraph* kneeMark_;
  QCPItemText* kneeText_;
  std::vector<FrontPoint> front_;
  std::optional<Knee> knee_;
};

}  // namespace bitprism
