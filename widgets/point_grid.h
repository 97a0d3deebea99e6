#pragma once

#include <QPointF>
#include <QRectF>
#include <algorithm>
#include <cstddef>
#include <vector>

namespace bitprism {

// Points sorted into the cells of a grid over their extent, so that a look around one place does not go through all of
// them. Built once for unchanging points; const members are safe from many threads.
class PointGrid {
 public:
  PointGrid() = default;
  explicit PointGrid(std::vector<QPointF> points);  // finite coordinates

  const std::vector<QPointF>& points() const { return points_; }
  const QRectF& extent() const { return extent_; }  // null: there are none

  // Calls visit(index) for every point in the area, including its edges, in no particular order.
  template <class Visit>
  void within(const QRectF& area, const Visit& visit) const {
    if (points_.empty() || area.right() < extent_.left() || area.left() > extent_.right() ||
        area.bottom() < extent_.top() || area.top() > extent_.bottom())
      return;
    const std::size_t left = column(area.left()), right = column(area.right());
    for (std::size_t r = row(area.top()); r <= row(area.bottom()); ++r)
      for (std::size_t i = starts_[r * side_ + left]; i < starts_[r * side_ + right + 1]; ++i) {
        const QPointF& point = points_[order_[i]];
        if (point.x() >= area.left() && point.x() <= area.right() && point.y() >= area.top() &&
            point.y() <= area.bottom())
          visit(order_[i]);
      }
  }

 private:
  std::size_t cell(double share) const;
  std::size_t column(double x) const { return cell((x - extent_.left()) * perX_); }
  std::size_t row(double y) const { return cell((y - extent_.top()) * perY_); }

  std::vector<QPointF> points_;
  QRectF extent_;
  double perX_ = 0, perY_ = 0;  // cells per unit
  std::size_t side_ = 1;        // cells in each direction
  std::vector<std::size_t> starts_, order_;
};

}  // namespace bitprism
