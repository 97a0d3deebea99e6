#pragma once

#include <QString>
#include <vector>

#include "widgets/graph_picture.h"

namespace bitprism {

enum class GraphStep { Down, Up, Left, Right };

// The way of the keyboard through a graph: down and up along edges, left and right to the neighbour at the same height.
// Going back returns to where one came from. Belongs to one thread.
class GraphWalk {
 public:
  GraphWalk() = default;
  explicit GraphWalk(const GraphPicture& picture);

  int next(int node, GraphStep step);  // the same node if there is none
  const std::vector<int>& after(int node) const { return after_[static_cast<std::size_t>(node)]; }
  const std::vector<int>& before(int node) const { return before_[static_cast<std::size_t>(node)]; }

 private:
  int beside(int node, bool right) const;
  int nearest(const std::vector<int>& nodes, int to) const;

  std::vector<QRectF> boxes_;
  std::vector<std::vector<int>> after_, before_;
  std::vector<int> cameDownTo_, cameUpTo_;  // where one last went from here; -1: nowhere yet
};

// The boxes with all words of the text in their title or detail, ignoring case.
std::vector<int> boxesWith(const GraphPicture& picture, const QString& words);

}  // namespace bitprism
