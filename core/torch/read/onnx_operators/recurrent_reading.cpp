#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <string_view>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

struct Kind {
  std::int64_t gates = 1;
  std::vector<std::int64_t> order;  // ATen's gate k is ONNX's gate order[k]
  std::vector<std::string> activations;
};

// The rows of a weight or bias [gates * hidden, ...] in ATen's order of gates.
at::Tensor reordered(const at::Tensor& rows, const Kind& kind) {
  const std::vector<at::Tensor> parts = rows.chunk(kind.gates, 0);
  std::vector<at::Tensor> result;
  for (const std::int64_t gate : kind.order) result.push_back(parts[static_cast<std::size_t>(gate)]);
  return at::cat(result, 0).contiguous();
}

at::Tensor constantOf(const OnnxStep& at, std::size_t i, const Integers64& shape) {
  if (at.input(i).dynamic()) at.refuse(text("has weights (input ", i, ") that are not constant"));
  const at::Tensor tensor = exampleOf(at.input(i));
  if (tensor.sizes() != at::IntArrayRef(shape))
    at.refuse(text("has an input ", i, " of ", shapeText(tensor.sizes().vec()), ", expected ", shapeText(shape)));
  return tensor;
}

// The name of one direction's part of a tensor: "lstm.weight" -> "lstm_reverse.weight".
std::string nameOfSide(const std::string& name, bool reverse) {
  if (!reverse) return name;
  constexpr std::string_view ending = ".weight";
  if (!name.ends_with(ending)) return name + "_reverse";
  return name.substr(0, name.size() - ending.size()) + "_reverse" + std::string(ending);
}

bool sameIgnoringCase(const std::string& a, const std::string& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

// (X, W, R, B, sequence_lens, initial_h, initial_c, P)
Results recurrent(const OnnxStep& at, const std::string& op, const Kind& kind) {
  const std::string direction = at.node.string("direction", "forward");
  const bool both = direction == "bidirectional", backwards = direction == "reverse";
  if (!both && !backwards && direction != "forward") at.refuse(text("has direction '", direction, "'"));
  const std::int64_t directions = both ? 2 : 1;
  const bool batchFirst = at.node.integer("layout", 0) != 0;
  if (at.node.attributes.contains("clip")) at.refuse("that clips its cells is not supported");
  if (at.node.integer("input_forget", 0) != 0) at.refuse("with coupled gates is not supported");
  if (at.has(7)) at.refuse("with peepholes is not supported");
  Recorded input = at.input(0);
  if (rankOf(input) != 3) at.refuse("expects an input of 3 axes");
  const Integers64 sizes = sizesOf(input);
  const std::int64_t steps = sizes[batchFirst ? 1 : 0], batch = sizes[batchFirst ? 0 : 1], width = sizes[2];
  if (at.has(4)) {
    for (const std::int64_t length : at.constantIntegers(4))
      if (length != steps) at.refuse("with sequences of different lengths is not supported");
  }
  if (rankOf(at.input(2)) != 3) at.refuse("expects recurrent weights of 3 axes");
  const std::int64_t hidden = at.node.integer("hidden_size", sizesOf(at.input(2)).back());
  if (hidden < 1 || hidden > (std::int64_t{1} << 20)) at.refuse(text("has a hidden size of ", hidden));
  const at::Tensor w = constantOf(at, 1, {directions, kind.gates * hidden, width}),
                   r = constantOf(at, 2, {directions, kind.gates * hidden, hidden});
  std::vector<Recorded> parameters;
  for (std::int64_t d = 0; d < directions; ++d) {
    const auto nameOf = [&](std::size_t i) {
      const char* part = i == 1 ? ".input" : i == 2 ? ".hidden" : ".bias";
      return nameOfSide(at.input(i).name.empty() ? at.node.name + part : at.input(i).name, d > 0);
    };
    parameters.push_back(Recorder::constant(reordered(w[d], kind), nameOf(1)));
    parameters.push_back(Recorder::constant(reordered(r[d], kind), nameOf(2)));
    if (at.has(3)) {
      const at::Tensor b = constantOf(at, 3, {directions, 2 * kind.gates * hidden});
      parameters.push_back(Recorder::constant(reordered(b[d].chunk(2)[0], kind), nameOf(3)));
      parameters.push_back(Recorder::constant(reordered(b[d].chunk(2)[1], kind), nameOf(3)));
    }
  }
  const auto turned = [&](const Recorded& tensor) {
    return at.one("aten::transpose.int", {tensor, integer(0), integer(1)});
  };
  if (batchFirst) input = turned(input);
  if (backwards) input = at.one("aten::flip", {input, integerList({0})});
  const auto state = [&](std::size_t i) {
    if (!at.has(i)) return Recorder::constant(at::zeros({directions, batch, hidden}));
    return batchFirst ? turned(at.input(i)) : at.input(i);
  };
  const bool cell = op == "aten::lstm.input";
  std::vector<Recorded> arguments{input};
  if (cell)
    arguments.push_back(Recorder::list({state(5), state(6)}, ListKind::Tensors));
  else
    arguments.push_back(state(5));
  arguments.push_back(Recorder::list(parameters, ListKind::Tensors));
  for (const Recorded& argument : {truth(at.has(3)), integer(1), number(0), truth(false), truth(both), truth(false)})
    arguments.push_back(argument);
  Results results = at.call(op, arguments);
  Recorded& sequence = results.at(0);
  if (backwards) sequence = at.one("aten::flip", {sequence, integerList({0})});
  sequence = at.one("aten::reshape", {sequence, integerList({steps, batch, directions, hidden})});
  sequence =
      at.one("aten::permute", {sequence, integerList(batchFirst ? Integers64{1, 0, 2, 3} : Integers64{0, 2, 1, 3})});
  if (batchFirst)
    for (std::size_t i = 1; i < results.size(); ++i) results[i] = turned(results[i]);
  return results;
}

OnnxRule rule(const std::string& op, const Kind& kind) {
  return [=](const OnnxStep& at) {
    std::vector<std::string> activations = kind.activations;
    const auto given = at.node.attributes.find("activations");
    std::string used = op;
    if (given != at.node.attributes.end()) {
      std::string list = at.node.string("activations", "");  // several are joined by commas
      std::vector<std::string> names{""};
      for (const char c : list)
        if (c == ',')
          names.emplace_back();
        else
          names.back() += c;
      for (std::size_t i = 0; i < names.size(); ++i) {
        const bool rectified = op == "aten::rnn_tanh.input" && sameIgnoringCase(names[i], "Relu");
        if (rectified && (i == 0 || used == "aten::rnn_relu.input"))
          used = "aten::rnn_relu.input";
        else if (!sameIgnoringCase(names[i], kind.activations[i % kind.activations.size()]))
          at.refuse(text("with activation ", names[i], " is not supported"));
      }
    }
    if (op == "aten::gru.input" && at.node.integer("linear_before_reset", 0) == 0)
      at.refuse("with linear_before_reset=0 is not supported");
    return recurrent(at, used, kind);
  };
}

}  // namespace

OnnxRules recurrentRules() {
  return {
      {"LSTM", rule("aten::lstm.input", {4, {0, 2, 3, 1}, {"Sigmoid", "Tanh", "Tanh"}})},
      {"GRU", rule("aten::gru.input", {3, {1, 0, 2}, {"Sigmoid", "Tanh"}})},
      {"RNN", rule("aten::rnn_tanh.input", {1, {0}, {"Tanh"}})},
  };
}

}  // namespace bitprism::onnx
