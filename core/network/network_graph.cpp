#include "core/network/network_graph.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "core/network/constant_views.h"

namespace bitprism {
namespace {

constexpr std::array<std::string_view, 22> formOperators = {
    "aten::alias",     "aten::clone",      "aten::contiguous", "aten::detach",          "aten::dropout", "aten::expand",
    "aten::flatten",   "aten::permute",    "aten::reshape",    "aten::feature_dropout", "aten::squeeze", "aten::t",
    "aten::to",        "aten::transpose",  "aten::type_as",    "aten::unflatten",       "aten::view_as", "aten::view",
    "aten::unsqueeze", "aten::reshape_as", "aten::expand_as",  "aten::_cast_Float"};

bool changesFormOnly(const std::string& op) {
  return std::find(formOperators.begin(), formOperators.end(), op) != formOperators.end();
}

// Extents of a tensor, which say nothing of its values.
bool readsExtents(const std::string& op) {
  return op == "aten::size" || op == "aten::len" || op == "aten::stride" || op.rfind("prim::", 0) == 0;
}

// Where a slot's value comes from.
struct Origin {
  int node = -1;  // -1: a constant
  std::vector<std::string> through;
};

class GraphBuilder {
 public:
  explicit GraphBuilder(const Network& network)
      : program_(network.program), views_(program_), origins_(static_cast<std::size_t>(program_.slotCount)) {
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      layerOfTensor_[network.layers[l].tensor] = static_cast<int>(l);
      layerNames_.push_back(network.layers[l].name);
    }
  }

  NetworkGraph build() {
    for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
      const int slot = static_cast<int>(i);
      addNode({GraphNode::Kind::Input, program_.inputs[i].name, slot, {}, {slot}});
    }
    for (std::size_t i = 0; i < program_.instructions.size(); ++i) addInstruction(static_cast<int>(i));
    for (std::size_t i = 0; i < program_.outputs.size(); ++i) {
      const std::string name = i < program_.outputNames.size() ? program_.outputNames[i] : std::string("output");
      graph_.nodes.push_back({GraphNode::Kind::Output, name, static_cast<int>(i), {}, {program_.outputs[i]}});
      addEdge(program_.outputs[i], static_cast<int>(graph_.nodes.size()) - 1);
    }
    return std::move(graph_);
  }

 private:
  void addNode(GraphNode node) {
    for (const int slot : node.values)
      origins_[static_cast<std::size_t>(slot)] = {static_cast<int>(graph_.nodes.size()), {}};
    graph_.nodes.push_back(std::move(node));
  }

  void addEdge(int slot, int to) {
    const Origin& origin = origins_[static_cast<std::size_t>(slot)];
    if (origin.node < 0) return;
    for (auto edge = graph_.edges.rbegin(); edge != graph_.edges.rend() && edge->to == to; ++edge)
      if (edge->from == origin.node) return;
    graph_.edges.push_back({origin.node, to, slot, origin.through});
  }

  std::vector<int> layersOf(const Instruction& instruction) const {
    std::vector<int> layers;
    forEachOperand(instruction, [&](const Operand& operand) {
      const auto found = layerOfTensor_.find(views_.tensorOf(operand));
      if (found != layerOfTensor_.end() && std::find(layers.begin(), layers.end(), found->second) == layers.end())
        layers.push_back(found->second);
    });
    return layers;
  }

  bool readsValues(const Instruction& instruction) const {
    bool any = false;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand))
        any = any || origins_[static_cast<std::size_t>(slot->index)].node >= 0;
    });
    return any;
  }

  void addInstruction(int index) {
    const Instruction& instruction = program_.instructions[static_cast<std::size_t>(index)];
    if (readsExtents(instruction.op)) return;
    if (changesFormOnly(instruction.op) && !instruction.inputs.empty()) {
      const auto* read = std::get_if<Slot>(&instruction.inputs[0]);
      if (!read) return;
      Origin origin = origins_[static_cast<std::size_t>(read->index)];
      origin.through.push_back(operatorName(instruction.op));
      for (const int slot : instruction.outputs) origins_[static_cast<std::size_t>(slot)] = origin;
      return;
    }
    std::vector<int> layers = layersOf(instruction);
    if (layers.empty() && !readsValues(instruction)) return;
    GraphNode node{GraphNode::Kind::Operator, operatorName(instruction.op), index, std::move(layers),
                   instruction.outputs};
    if (!node.layers.empty()) {
      node.kind = GraphNode::Kind::Layer;
      node.name = layerNames_[static_cast<std::size_t>(node.layers[0])];
    }
    const int to = static_cast<int>(graph_.nodes.size());
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) addEdge(slot->index, to);
    });
    addNode(std::move(node));
  }

  const Program& program_;
  const ConstantViews views_;
  std::vector<Origin> origins_;  // by slot
  std::map<int, int> layerOfTensor_;
  std::vector<std::string> layerNames_;
  NetworkGraph graph_;
};

}  // namespace

NetworkGraph networkGraph(const Network& network) {
  return GraphBuilder(network).build();
}

std::string operatorName(const std::string& op) {
  const std::size_t colons = op.rfind("::");
  return colons == std::string::npos ? op : op.substr(colons + 2);
}

}  // namespace bitprism
