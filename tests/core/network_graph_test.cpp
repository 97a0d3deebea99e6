#include "core/network/network_graph.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/residual_network.h"
#include "tests/support/varied_network.h"

namespace bitprism::test {
namespace {

int nodeNamed(const NetworkGraph& graph, const std::string& name) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (graph.nodes[i].name == name) return static_cast<int>(i);
  return -1;
}

std::vector<std::string> namesBefore(const NetworkGraph& graph, int node) {
  std::vector<std::string> names;
  for (const GraphEdge& edge : graph.edges)
    if (edge.to == node) names.push_back(graph.nodes[static_cast<std::size_t>(edge.from)].name);
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

TEST(NetworkGraph, hasALayerForEveryLayerUnderItsName) {
  for (const Network& network : {smallNetwork(), residualNetwork(), variedNetwork()}) {
    const NetworkGraph graph = networkGraph(network);
    std::vector<std::string> names;
    for (const GraphNode& node : graph.nodes)
      if (node.kind == GraphNode::Kind::Layer) {
        ASSERT_EQ(node.layers.size(), 1u);
        EXPECT_EQ(node.name, network.layers[static_cast<std::size_t>(node.layers[0])].name);
        EXPECT_EQ(node.index, network.layers[static_cast<std::size_t>(node.layers[0])].instruction);
        names.push_back(node.name);
      }
    std::vector<std::string> expected;
    for (const Layer& layer : network.layers) expected.push_back(layer.name);
    EXPECT_EQ(names, expected);
  }
}

TEST(NetworkGraph, showsBranchesAndWhereTheyMeet) {
  const Network network = residualNetwork();
  const NetworkGraph graph = networkGraph(network);
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "add")), (Names{network.layers[1].name, "relu"}));
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "cat")), (Names{network.layers[3].name, "relu"}));
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "output")), Names{network.layers[4].name});
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "input")), Names{});
}

TEST(NetworkGraph, makesOperatorsThatOnlyChangeTheFormPartOfAnEdge) {
  const Network network = residualNetwork();
  const NetworkGraph graph = networkGraph(network);
  EXPECT_EQ(nodeNamed(graph, "flatten"), -1);
  const int head = nodeNamed(graph, network.layers[4].name);
  const auto edge =
      std::find_if(graph.edges.begin(), graph.edges.end(), [&](const GraphEdge& each) { return each.to == head; });
  ASSERT_NE(edge, graph.edges.end());
  EXPECT_EQ(graph.nodes[static_cast<std::size_t>(edge->from)].name, "adaptive_avg_pool2d");
  EXPECT_EQ(edge->through, Names{"flatten"});
}

TEST(NetworkGraph, hasEveryEdgeOnceAndInExecutionOrder) {
  Program program = smallProgram();
  const int slot = program.outputs[0];
  program.outputs[0] = addBinary(program, "aten::mul", slot, slot);  // a square reads its operand twice
  const NetworkGraph graph = networkGraph(makeNetwork(std::move(program), "square", "test"));
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "mul")).size(), 1u);
  for (const GraphEdge& edge : graph.edges) EXPECT_LT(edge.from, edge.to);
}

TEST(NetworkGraph, leavesOutWhatIsComputedFromConstants) {
  Program program = smallProgram();
  const int table = addTensor(program, "offsets", {1, 4}, normals(4, 9));
  const int view = program.slotCount++, sine = program.slotCount++;
  program.instructions.push_back(
      {"aten::reshape", "", {TensorIndex{table}, std::vector<std::int64_t>{4}}, {view}, "view"});
  program.instructions.push_back({"aten::sin", "", {Slot{view}}, {sine}, "sine"});
  program.outputs[0] = addBinary(program, "aten::add", program.outputs[0], sine);
  const Network network = makeNetwork(std::move(program), "offset", "test");
  const NetworkGraph graph = networkGraph(network);
  EXPECT_EQ(nodeNamed(graph, "sin"), -1);
  EXPECT_EQ(namesBefore(graph, nodeNamed(graph, "add")), Names{network.layers[2].name});
}

}  // namespace
}  // namespace bitprism::test
