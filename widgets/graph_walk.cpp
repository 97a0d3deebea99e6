#include "widgets/graph_walk.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

namespace bitprism {

GraphWalk::GraphWalk(const GraphPicture& picture)
    : boxes_(picture.layout.boxes),
      after_(boxes_.size()),
      before_(boxes_.size()),
      cameDownTo_(boxes_.size(), -1),
      cameUpTo_(boxes_.size(), -1) {
  for (const auto& [from, to] : picture.shape.edges) {
    after_[static_cast<std::size_t>(from)].push_back(to);
    before_[static_cast<std::size_t>(to)].push_back(from);
  }
}

int GraphWalk::nearest(const std::vector<int>& nodes, int to) const {
  const double x = boxes_[static_cast<std::size_t>(to)].center().x();
  const auto distance = [&](int node) { return std::abs(boxes_[static_cast<std::size_t>(node)].center().x() - x); };
  return *std::min_element(nodes.begin(), nodes.end(), [&](int a, int b) { return distance(a) < distance(b); });
}

int GraphWalk::beside(int node, bool right) const {
  const QRectF& own = boxes_[static_cast<std::size_t>(node)];
  int found = node;
  double least = 0;
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    const double distance = (boxes_[i].center().x() - own.center().x()) * (right ? 1 : -1);
    const bool level = boxes_[i].top() < own.bottom() && boxes_[i].bottom() > own.top();
    if (!level || distance <= 0 || (found != node && distance >= least)) continue;
    found = static_cast<int>(i);
    least = distance;
  }
  return found;
}

int GraphWalk::next(int node, GraphStep step) {
  if (step == GraphStep::Left || step == GraphStep::Right) return beside(node, step == GraphStep::Right);
  const bool down = step == GraphStep::Down;
  const std::vector<int>& nodes = down ? after(node) : before(node);
  if (nodes.empty()) return node;
  const int known = (down ? cameDownTo_ : cameUpTo_)[static_cast<std::size_t>(node)];
  const int chosen = known >= 0 ? known : nearest(nodes, node);
  (down ? cameUpTo_ : cameDownTo_)[static_cast<std::size_t>(chosen)] = node;
  return chosen;
}

std::vector<int> boxesWith(const GraphPicture& picture, const QString& words) {
  const QStringList wanted = words.split(QChar(' '), Qt::SkipEmptyParts);
  std::vector<int> found;
  if (wanted.isEmpty()) return found;
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    const GraphBox& box = picture.boxes[i];
    const QString text = box.title + QChar('\n') + box.detail;
    if (std::all_of(wanted.begin(), wanted.end(),
                    [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); }))
      found.push_back(static_cast<int>(i));
  }
  return found;
}

}  // namespace bitprism
