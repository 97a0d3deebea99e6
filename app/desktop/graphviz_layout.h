#pragma once

#include <stop_token>

#include "widgets/graph_layout.h"

namespace bitprism {

// Lays a graph out from top to bottom with Graphviz's dot. Between two boxes that every path passes, a part of the
// graph is laid out by itself, and equal parts once, because dot takes more than linear time; the longest path of a
// part runs straight down. No names or other texts are given to Graphviz. Safe from many threads, one at a time:
// Graphviz is not. Throws Cancelled between parts, Error if Graphviz fails.
GraphLayout graphvizLayout(const GraphShape& shape, std::stop_token stop = {});

}  // namespace bitprism
