#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QSizeF>
#include <utility>
#include <vector>

namespace bitprism {

// Lengths are in lines of text, so that a layout suits every font.

// What is laid out: the sizes of boxes, and the edges between them, each from an earlier to a later box.
struct GraphShape {
  std::vector<QSizeF> boxes;
  std::vector<std::pair<int, int>> edges;
  bool operator==(const GraphShape&) const = default;
};

// Where boxes and edges of a shape are, edges running down from the lower side of one box to the upper side of another.
struct GraphLayout {
  std::vector<QRectF> boxes;
  std::vector<QPolygonF> edges;
  QRectF bounds;  // of all of them
};

}  // namespace bitprism
