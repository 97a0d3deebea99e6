#include "widgets/front_dots.h"

#include <algorithm>

#include "widgets/dot_graph.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr double dotSize = 6;

}  // namespace

void FrontDots::show(std::shared_ptr<const SearchSnapshot> snapshot, FrontGroups groups, const FrontScale& scale,
                     double pixelRatio) {
  snapshot_ = std::move(snapshot);
  groups_ = std::move(groups);
  // All anew if there are others, so that they stand together in the legend.
  while (graphs_.size() != groups_.groups.size() && !graphs_.empty()) {
    plot_.removeGraph(graphs_.back());
    graphs_.pop_back();
  }
  while (graphs_.size() < groups_.groups.size()) {
    graphs_.push_back(new DotGraph(plot_));
    graphs_.back()->setLineStyle(QCPGraph::lsNone);
  }
  std::vector<QVector<QCPGraphData>> data(graphs_.size());
  std::vector<QPointF> points;
  drawn_.clear();
  for (std::size_t i = 0; i < groups_.ofEvaluation.size(); ++i) {
    if (groups_.ofEvaluation[i] < 0) continue;
    const QPointF point = scale.at(snapshot_->evaluations[i]);
    data[static_cast<std::size_t>(groups_.ofEvaluation[i])].append({point.x(), point.y()});
    points.push_back(point);
    drawn_.push_back(static_cast<int>(i));
  }
  for (std::size_t g = 0; g < graphs_.size(); ++g) {
    const FrontGroup& group = groups_.groups[g];
    graphs_[g]->data()->set(data[g]);
    graphs_[g]->setName(group.name);
    nameInFiles(*graphs_[g], group.nameInFiles.isEmpty() ? group.name : group.nameInFiles);
    graphs_[g]->setScatterStyle(QCPScatterStyle(shapePixmap(group.shape, dotSize, group.colour, pixelRatio)));
  }
  grid_ = PointGrid(std::move(points));
  extent_ = grid_.extent();
}

QPointF FrontDots::pixelOf(const QPointF& point) const {
  return {plot_.xAxis->coordToPixel(point.x()), plot_.yAxis->coordToPixel(point.y())};
}

QRectF FrontDots::coordinates(const QRect& pixels) const {
  const QPointF topLeft(plot_.xAxis->pixelToCoord(pixels.left()), plot_.yAxis->pixelToCoord(pixels.top()));
  const QPointF bottomRight(plot_.xAxis->pixelToCoord(pixels.left() + pixels.width()),
                            plot_.yAxis->pixelToCoord(pixels.top() + pixels.height()));
  return QRectF(topLeft, bottomRight).normalized();
}

bool FrontDots::visible(int evaluation) const {
  const int group = groups_.ofEvaluation[static_cast<std::size_t>(evaluation)];
  return group >= 0 && graphs_[static_cast<std::size_t>(group)]->visible();
}

int FrontDots::nearest(const QPoint& pixel, int reach) const {
  int found = -1;
  double best = static_cast<double>(reach) * reach;
  const int top = snapshot_ ? static_cast<int>(snapshot_->tasks.size()) - 1 : 0;
  grid_.within(coordinates({pixel.x() - reach, pixel.y() - reach, 2 * reach, 2 * reach}), [&](std::size_t point) {
    const int evaluation = drawn_[point];
    if (!visible(evaluation)) return;
    const QPointF away = pixelOf(grid_.points()[point]) - pixel;
    double distance = QPointF::dotProduct(away, away);
    // Of overlapping dots that of the most expensive task, the most informative, then the first.
    if (snapshot_->evaluations[static_cast<std::size_t>(evaluation)].taskIndex == top) distance -= 1;
    if (distance < best || (distance == best && evaluation < found)) {
      best = distance;
      found = evaluation;
    }
  });
  return found;
}

std::vector<int> FrontDots::within(const QRect& pixels) const {
  std::vector<int> found;
  grid_.within(coordinates(pixels), [&](std::size_t point) {
    if (visible(drawn_[point])) found.push_back(drawn_[point]);
  });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace bitprism
