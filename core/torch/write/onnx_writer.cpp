#include "core/torch/write/onnx_writer.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/graph/activation_expansion.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/onnx_fences.h"
#include "core/torch/write/onnx_integer_layers.h"
#include "core/torch/write/onnx_integer_weights.h"
#include "core/torch/write/onnx_lowering.h"
#include "core/torch/write/onnx_tail_writer.h"
#include "core/torch/write/onnx_weights.h"

namespace bitprism {
namespace {

struct OpenExtents {
  bool possible = true;                            // what the inputs leave open can be left open
  std::vector<std::vector<std::int64_t>> outputs;  // axes of each output that change with it
};

// A graph may need extents that the program does not know of, as Resize does. Written for two sizes it must be the
// same. The weights of layers are of no interest here.
OpenExtents openExtents(const Network& network, const Program& program, std::int64_t opset) {
  OpenExtents open;
  const auto some = [](const ProgramInput& input) { return !input.openAxes.empty(); };
  if (std::none_of(program.inputs.begin(), program.inputs.end(), some)) return open;
  Program larger = program;
  for (ProgramInput& input : larger.inputs) input.shape = otherExtents(input.shape, input.openAxes);
  try {
    OnnxGraph one(opset), two(opset);
    OnnxLowering first(program, one), second(larger, two);
    for (OnnxLowering* lowering : {&first, &second}) {
      for (const Layer& layer : network.layers) lowering->setTensor(layer.tensor, layer.name);
      lowering->write();
    }
    if (!one.doesWhat(two)) return {.possible = false};
    for (const int slot : program.outputs) {
      const Shape &before = first.forms()[static_cast<std::size_t>(slot)].shape,
                  &after = second.forms()[static_cast<std::size_t>(slot)].shape;
      open.outputs.emplace_back();
      for (std::size_t axis = 1; axis < before.size(); ++axis)
        if (axis >= after.size() || before[axis] != after[axis])
          open.outputs.back().push_back(static_cast<std::int64_t>(axis));
    }
    return open;
  } catch (const std::exception&) {
    // It does not run on the larger size, or cannot be written at all, which is said where it is written.
    return {.possible = false};
  }
}

std::string closedNotice(const Program& program) {
  const Shape& shape = program.inputs.at(0).shape;
  return text("the network leaves extents of its input open, the file takes only ",
              shapeText(Shape(shape.begin() + 1, shape.end())), ": its operators are written for that size");
}

IntegerProgram integerOf(const Network& network, const QuantPlan& plan, const Calibration& calibration) {
  if (!plan.integer.empty()) return integerProgram({std::make_shared<const Network>(network), plan, calibration});
  return {withActivationQuantizers(network, plan), std::vector<QuantizedTensor>(network.layers.size()), {}};
}

// Weights and biases of the integer layers. A linear layer of more than two axes becomes a MatMul.
void setIntegerLayers(const IntegerProgram& integer, const Network& network, OnnxLowering& lowering) {
  std::vector<bool> plain(network.layers.size(), false), turned(network.layers.size(), false);
  for (const IntegerUse& use : integer.uses) {
    const Instruction& instruction = integer.program.instructions[use.instruction];
    const auto slot = static_cast<std::size_t>(std::get<Slot>(instruction.inputs.at(0)).index);
    const bool product = instruction.op == "aten::linear" && lowering.forms().at(slot).shape.size() != 2;
    (product ? turned : plain)[use.layer] = true;
    if (use.bias < 0) continue;
    const std::string& name = integer.program.tensors[static_cast<std::size_t>(use.bias)].name;
    lowering.setTensor(use.bias, onnxIntegerBias(lowering.graph(), name, use));
  }
  std::map<int, std::size_t> reads;  // of tensors, by anything
  for (const Instruction& instruction : integer.program.instructions)
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* tensor = std::get_if<TensorIndex>(&operand)) ++reads[tensor->index];
    });
  for (const IntegerUse& use : integer.uses) --reads[network.layers[use.layer].tensor];
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (plain[l] || (turned[l] && reads[layer.tensor] > 0))
      lowering.setTensor(layer.tensor, onnxIntegerWeights(lowering.graph(), layer, integer.weights[l], false));
    if (turned[l])
      lowering.setTransposed(layer.tensor, onnxIntegerWeights(lowering.graph(), layer, integer.weights[l], true));
  }
}

}  // namespace

Bytes onnxBytes(const Network& network, const QuantPlan& plan, const Calibration& calibration) {
  return onnxFile(network, plan, {}, calibration).model;
}

OnnxFile onnxFile(const Network& network, const QuantPlan& plan, const OnnxStorage& storage,
                  const Calibration& calibration) {
  if (plan.layers.size() != network.layers.size()) {
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network '", network.name, "' has ",
                          network.layers.size()));
  }
  prepareTorch();
  std::int64_t opset = onnxOpset(QuantScheme());
  // Elsewhere the containers of codes decide.
  const TargetProfile& target = targetProfile(storage.target);
  const bool quant = target.pattern == TargetPattern::Quant;
  for (const QuantScheme& scheme : plan.layers)
    if (!quant) opset = std::max(opset, onnxOpset(scheme));
  // Targets say which opsets they take.
  if (network.program.tail && !target.limits && !quant) opset = opsetOfTail(*network.program.tail, opset);
  OnnxGraph graph(opset, storage.target);
  const IntegerProgram integer = integerOf(network, plan, calibration);
  Program program = withPlainQuantizers(integer.program, true);
  std::vector<std::string> notices;
  const OpenExtents open = openExtents(network, program, opset);
  if (!open.possible) {
    notices.push_back(closedNotice(program));
    for (ProgramInput& input : program.inputs) input.openAxes.clear();
  }
  OnnxLowering lowering(program, graph);
  lowering.setOpenOutputs(open.outputs);
  std::optional<OnnxTailWriter> tail;
  if (program.tail) {
    const std::string obstacle = tailObstacle(*program.tail, opset);
    if (obstacle.empty())
      tail.emplace(program, graph);
    else
      notices.push_back(
          text("the file ends before ", program.tail->operators, " of the network's file, because ", obstacle));
  }
  setIntegerLayers(integer, network, lowering);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (plan.layers[i].isFloat() || !integer.weights[i].codes.empty()) continue;
    lowering.setTensor(network.layers[i].tensor,
                       onnxWeights(graph, network.layers[i], plan.layers[i], calibration.of(i),
                                   target.plainWeights || !plan.activation(i).isFloat()));
  }
  lowering.write();
  if (!plan.integer.empty() && !quant) fenceFloatOperators(graph.message());
  if (!target.limits || target.runHere)
    for (std::string& notice : speedNotices(graph.proto(), plan)) notices.push_back(std::move(notice));
  if (tail) tail->write();
  OnnxFile file = graph.take(storage);
  file.notices = std::move(notices);
  return file;
}

namespace {

WrittenNetwork writeOnnx(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                         const WrittenStorage& storage) {
  OnnxFile file = onnxFile(
      network, plan, {.largestModel = storage.largestFile, .dataName = storage.dataName, .target = storage.target},
      calibration);
  return {.file = std::move(file.model), .data = std::move(file.data), .notices = std::move(file.notices)};
}

}  // namespace

const NetworkWriter onnxWriter = {
    .format = onnxReader.format,
    .suffixes = {".onnx"},
    .purpose =
        "Runs in ONNX Runtime. Containers of 8 bits for 5 to 8 bits, of 4 (opset 21) for 3 and 4, of 2 (opset "
        "25) for 1 and 2. Larger than the packed file.",
    .hasIntegerForm = true,
    .write = writeOnnx};

}  // namespace bitprism
