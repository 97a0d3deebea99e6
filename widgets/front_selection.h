#pragma once

#include <QRect>
#include <memory>
#include <vector>

#include "core/run/search_snapshot.h"
#include "widgets/front_dots.h"
#include "widgets/front_scale.h"
#include "widgets/theme.h"

class QCPGraph;
class QCPItemRect;
class QCustomPlot;

namespace bitprism {

// The selected evaluations, by trial, with a ring around each, and the rectangle that selects more. Belongs to the
// window's thread.
class FrontSelection {
 public:
  FrontSelection(QCustomPlot& plot, const FrontDots& dots);

  void show(std::shared_ptr<const SearchSnapshot> snapshot, const FrontScale& scale);  // the selection stays
  bool set(std::vector<int> trials);  // ascending; whether they differ from those selected
  void toggle(int trial);
  void add(int trial);
  const std::vector<int>& trials() const { return trials_; }
  int indexOf(int trial) const;  // of the evaluation; -1: there is none

  void showBox(const QRect& box, bool add);
  void takeBox(const QRect& box, bool add);  // selects what is in it
  void endBox();
  bool boxShown() const;

  void retheme(const Colours& colours, double pixelRatio);

 private:
  std::vector<int> boxed(const QRect& box, bool add) const;
  void showRings(const std::vector<int>& trials);

  const FrontDots& dots_;
  QCPGraph* rings_;
  QCPItemRect* box_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  FrontScale scale_;
  std::vector<int> trials_;
};

}  // namespace bitprism
