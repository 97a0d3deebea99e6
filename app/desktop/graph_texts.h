#pragma once

#include <vector>

#include "core/network/network_graph.h"
#include "widgets/graph_picture.h"
#include "widgets/layer_row.h"
#include "widgets/property_table.h"

namespace bitprism {

// What stands in the boxes of a network's graph, and its shape for a layout.
std::vector<GraphBox> graphBoxes(const Network& network, const NetworkGraph& graph);
GraphShape graphShape(const NetworkGraph& graph, const std::vector<GraphBox>& boxes);

// A network as its graph shows it.
struct ShownGraph {
  std::shared_ptr<const Network> network;
  NetworkGraph graph;
  std::vector<Shape> shapes;  // of every slot for one image; empty: not known yet
};

// What is known of a node: its operator, what it reads and gives, its attributes, and a layer's figures.
std::vector<Property> nodeProperties(const ShownGraph& shown, int node, const std::vector<LayerRow>& rows);

}  // namespace bitprism
