#include "widgets/point_grid.h"

#include <cmath>

namespace bitprism {
namespace {

constexpr std::size_t mostCells = 128;  // in each direction

}  // namespace

PointGrid::PointGrid(std::vector<QPointF> points) : points_(std::move(points)) {
  if (points_.empty()) return;
  double left = points_[0].x(), right = left, top = points_[0].y(), bottom = top;
  for (const QPointF& point : points_) {
    left = std::min(left, point.x());
    right = std::max(right, point.x());
    top = std::min(top, point.y());
    bottom = std::max(bottom, point.y());
  }
  extent_ = QRectF(QPointF(left, top), QPointF(right, bottom));
  side_ =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(static_cast<double>(points_.size()))), 1, mostCells);
  perX_ = right > left ? static_cast<double>(side_) / (right - left) : 0;
  perY_ = bottom > top ? static_cast<double>(side_) / (bottom - top) : 0;
  // Counting sort by cell.
  starts_.assign(side_ * side_ + 1, 0);
  std::vector<std::size_t> cells(points_.size());
  for (std::size_t i = 0; i < points_.size(); ++i) {
    cells[i] = row(points_[i].y()) * side_ + column(points_[i].x());
    ++starts_[cells[i] + 1];
  }
  for (std::size_t c = 0; c < side_ * side_; ++c) starts_[c + 1] += starts_[c];
  order_.resize(points_.size());
  std::vector<std::size_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t i = 0; i < points_.size(); ++i) order_[next[cells[i]]++] = i;
}

std::size_t PointGrid::cell(double share) const {
  if (!(share > 0)) return 0;
  return std::min(side_ - 1, static_cast<std::size_t>(std::min(share, static_cast<double>(mostCells))));
}

}  // namespace bitprism
