#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

struct Kind {
  std::string op;
  std::vector<std::size_t> order;  // ONNX's gate k is ATen's gate order[k]
};

// The rows of [gates hidden, ...] in ONNX's order of gates.
void appendReordered(std::vector<float>& to, const Tensor& rows, const Kind& kind) {
  const ConstantArray<float>& values = rows.floats();
  const std::size_t part = values.size() / kind.order.size();
  for (const std::size_t gate : kind.order)
    to.insert(to.end(), values.begin() + static_cast<std::ptrdiff_t>(gate * part),
              values.begin() + static_cast<std::ptrdiff_t>((gate + 1) * part));
}

// The same of a value that the graph computes (rounded weights): [gates hidden, width] -> [1, gates hidden, width].
std::string reorderedValue(OnnxLowering& at, const std::string& value, const Shape& shape, const Kind& kind) {
  const auto gates = static_cast<std::int64_t>(kind.order.size());
  const Integers64 order(kind.order.begin(), kind.order.end());
  const std::string apart = at.node("Reshape", {value, at.constant({gates, shape[0] / gates, shape[1]})});
  const std::string turned = at.node("Gather", {apart, at.constant(order)}, {{"axis", std::int64_t{0}}});
  return at.node("Reshape", {turned, at.constant({1, shape[0], shape[1]})});
}

// (input, states, parameters, has_biases, layers, dropout, train, bidirectional, batch_first)
Rule recurrent(const Kind& kind) {
  return [=](OnnxLowering& at) {
    const bool cell = kind.op == "LSTM";
    if (at.instruction().inputs.size() != 9 || at.instruction().overload != "input")
      at.refuse("takes packed sequences, which is not supported");
    const bool biases = at.truth(3), both = at.truth(7), batchFirst = at.truth(8);
    const std::int64_t layers = at.integer(4), directions = both ? 2 : 1;
    const std::vector<const Tensor*> parameters = at.tensors(2);
    const std::size_t each = biases ? 4 : 2;
    if (parameters.size() != static_cast<std::size_t>(layers * directions) * each)
      at.refuse("has projections or another number of weights, which is not supported");
    const std::vector<bool> replaced = at.replaced(2);
    const std::vector<Operand>& items = std::get<OperandList>(at.instruction().inputs[2]).items;
    const std::vector<std::string> states = cell ? at.values(1) : std::vector<std::string>{at.value(1)};
    std::string input = at.value(0);
    if (batchFirst) input = at.node("Transpose", {input}, {{"perm", Integers64{1, 0, 2}}});
    std::vector<std::vector<std::string>> last(states.size());
    for (std::int64_t layer = 0; layer < layers; ++layer) {
      std::vector<float> w, r, b;
      const Tensor* const* const first = parameters.data() + static_cast<std::size_t>(layer * directions) * each;
      const Tensor* const* own = first;
      const std::int64_t rows = own[0]->shape.at(0), width = own[0]->shape.at(1), hidden = own[1]->shape.at(1);
      for (std::int64_t d = 0; d < directions; ++d, own += each) {
        appendReordered(w, *own[0], kind);
        appendReordered(r, *own[1], kind);
        if (!biases) continue;
        appendReordered(b, *own[2], kind);
        appendReordered(b, *own[3], kind);
      }
      const std::string name = at.instruction().name;
      // Input or recurrent weights of all directions as one value.
      const auto matrices = [&](std::size_t which, std::int64_t columns, const std::vector<float>& reordered) {
        const std::size_t begin = static_cast<std::size_t>(layer * directions) * each;
        bool plain = true;
        for (std::int64_t d = 0; d < directions; ++d)
          plain = plain && !replaced[begin + static_cast<std::size_t>(d) * each + which];
        if (plain) return at.graph().floats(first[which]->name, {directions, rows, columns}, reordered);
        std::vector<std::string> sides;
        for (std::int64_t d = 0; d < directions; ++d) {
          const Operand& item = items[begin + static_cast<std::size_t>(d) * each + which];
          sides.push_back(reorderedValue(at, at.itemValue(item), {rows, columns}, kind));
        }
        return sides.size() == 1 ? sides[0] : at.node("Concat", sides, {{"axis", std::int64_t{0}}});
      };
      std::vector<std::string> inputs = {input, matrices(0, width, w), matrices(1, hidden, r),
                                         biases ? at.graph().floats(name + "_B", {directions, 2 * rows}, b) : "", ""};
      for (const std::string& state : states)
        inputs.push_back(layers == 1 ? state
                                     : at.node("Slice", {state, at.constant({layer * directions}),
                                                         at.constant({(layer + 1) * directions}), at.constant({0}),
                                                         at.constant({1})}));
      Attributes attributes = {{"hidden_size", hidden}, {"direction", std::string(both ? "bidirectional" : "forward")}};
      if (kind.op == "GRU") attributes.push_back({"linear_before_reset", std::int64_t{1}});
      if (at.instruction().op == "aten::rnn_relu")
        attributes.push_back({"activations", std::vector<std::string>(static_cast<std::size_t>(directions), "Relu")});
      const std::vector<std::string> results = at.nodes(kind.op, inputs, attributes, 1 + states.size());
      // [steps, directions, batch, hidden] -> [steps, batch, directions hidden]
      const std::string turned = at.node("Transpose", {results[0]}, {{"perm", Integers64{0, 2, 1, 3}}});
      input = at.node("Reshape", {turned, at.constant({0, 0, -1})});
      for (std::size_t i = 0; i < states.size(); ++i) last[i].push_back(results[i + 1]);
    }
    if (batchFirst) input = at.node("Transpose", {input}, {{"perm", Integers64{1, 0, 2}}});
    at.give(input, 0);
    for (std::size_t i = 0; i < states.size(); ++i)
      at.give(last[i].size() == 1 ? last[i][0] : at.node("Concat", last[i], {{"axis", std::int64_t{0}}}), i + 1);
  };
}

}  // namespace

Rules recurrentRules() {
  return {
      {"aten::lstm", recurrent({"LSTM", {0, 3, 1, 2}})},
      {"aten::gru", recurrent({"GRU", {1, 0, 2}})},
      {"aten::rnn_tanh", recurrent({"RNN", {0}})},
      {"aten::rnn_relu", recurrent({"RNN", {0}})},
  };
}

}  // namespace bitprism::lowering
