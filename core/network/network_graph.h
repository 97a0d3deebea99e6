#pragma once

#include <string>
#include <vector>

#include "core/network/network.h"

namespace bitprism {

// A layer, an operator, or an input or output of the network.
struct GraphNode {
  enum class Kind { Input, Layer, Operator, Output };

  Kind kind = Kind::Operator;
  std::string name;              // of the layer, the input or the output; an operator's is its op
  int index = 0;                 // into Program::instructions; of an input or output: into their lists
  std::vector<int> layers = {};  // whose weights it uses
  std::vector<int> values = {};  // that it writes; of an output: the one it is
  bool operator==(const GraphNode&) const = default;
};

// A value on its way from one node to another.
struct GraphEdge {
  int from = 0, to = 0;                   // nodes; from < to
  int slot = 0;                           // as `to` reads it
  std::vector<std::string> through = {};  // operators that only change its form
  bool operator==(const GraphEdge&) const = default;
};

// A network as people read it: operators that only change the form of a value are part of an edge, and constants are
// left out. Nodes are in execution order, inputs first and outputs last. Immutable.
struct NetworkGraph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;  // by their end; at most one between two nodes
};

NetworkGraph networkGraph(const Network& network);

// "max_pool2d" of "aten::max_pool2d"
std::string operatorName(const std::string& op);

}  // namespace bitprism
