#pragma once

#include <QPoint>
#include <QRect>
#include <memory>
#include <vector>

#include "core/run/search_snapshot.h"
#include "widgets/front_groups.h"
#include "widgets/front_scale.h"
#include "widgets/point_grid.h"

class QCPGraph;
class QCustomPlot;

namespace bitprism {

// The evaluations of a search as dots of a plot, one graph per group; found again by their place. Belongs to the
// window's thread.
class FrontDots {
 public:
  explicit FrontDots(QCustomPlot& plot) : plot_(plot) {}

  void show(std::shared_ptr<const SearchSnapshot> snapshot, FrontGroups groups, const FrontScale& scale,
            double pixelRatio);

  // Indices of evaluations. Those of a hidden group are not found.
  int nearest(const QPoint& pixel, int reach) const;  // -1: none within reach
  std::vector<int> within(const QRect& pixels) const;
  bool visible(int evaluation) const;
  QRectF extent() const { return extent_; }  // of all dots in coordinates; null: there are none

 private:
  QPointF pixelOf(const QPointF& point) const;
  QRectF coordinates(const QRect& pixels) const;

  QCustomPlot& plot_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  FrontGroups groups_;
  std::vector<QCPGraph*> graphs_;  // by group
  std::vector<int> drawn_;         // evaluations, by point of the grid
  PointGrid grid_;
  QRectF extent_;
};

}  // namespace bitprism
