#pragma once

#include <QString>
#include <vector>

#include "widgets/graph_layout.h"

namespace bitprism {

// What stands in a box of a graph.
struct GraphBox {
  enum class Kind { End, Layer, Operator };  // End: an input or output of the network

  Kind kind = Kind::Operator;
  QString title;
  QString detail;                // of a layer: its kind and shape
  std::vector<int> layers = {};  // those of a layer; their figures are in the rows of the table
};

// A network's graph, ready to be drawn.
struct GraphPicture {
  std::vector<GraphBox> boxes;
  GraphShape shape;
  GraphLayout layout;
};

// The size of a box that shows its texts; layers are as wide as the longest name of all of them needs, within bounds.
QSizeF boxSize(const GraphBox& box, qsizetype longestName);

}  // namespace bitprism
