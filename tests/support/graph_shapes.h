#pragma once

#include "widgets/graph_layout.h"

// Shapes of graphs as networks have them.
namespace bitprism::test {

inline const QSizeF layerBox(14, 2.8), operatorBox(5, 1.6);

inline int addBox(GraphShape& shape, const QSizeF& size, const std::vector<int>& sources) {
  const int box = static_cast<int>(shape.boxes.size());
  shape.boxes.push_back(size);
  for (const int source : sources) shape.edges.emplace_back(source, box);
  return box;
}

// Blocks of conv, relu, conv, add with the block's input, relu.
inline GraphShape residualShape(int boxes) {
  GraphShape shape;
  int last = addBox(shape, operatorBox, {});
  while (static_cast<int>(shape.boxes.size()) < boxes) {
    int inner = addBox(shape, layerBox, {last});
    inner = addBox(shape, operatorBox, {inner});
    inner = addBox(shape, layerBox, {inner});
    last = addBox(shape, operatorBox, {addBox(shape, operatorBox, {last, inner})});
  }
  return shape;
}

// Blocks of four branches that are joined, no two blocks alike.
inline GraphShape branchingShape(int boxes) {
  GraphShape shape;
  int last = addBox(shape, operatorBox, {});
  for (int block = 0; static_cast<int>(shape.boxes.size()) < boxes; ++block) {
    std::vector<int> ends;
    for (int branch = 0; branch < 4; ++branch) {
      int end = last;
      for (int i = 0; i <= (block + branch) % 5; ++i)
        end = addBox(shape, i % 2 ? operatorBox : QSizeF(11 + block % 7, 2.8), {end});
      ends.push_back(end);
    }
    last = addBox(shape, operatorBox, ends);
  }
  return shape;
}

// Down and up again, with an edge across at every third level: no box that all paths pass.
inline GraphShape hourglassShape(int boxes) {
  GraphShape shape;
  int last = addBox(shape, operatorBox, {});
  for (int i = 1; i < boxes; ++i) {
    std::vector<int> sources = {last};
    const int other = boxes - 1 - i;
    if (other % 3 == 0 && other < i - 1) sources.push_back(other);
    last = addBox(shape, i % 2 ? layerBox : operatorBox, sources);
  }
  return shape;
}

}  // namespace bitprism::test
