#include "core/torch/write/onnx_integer_layers.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/base/text.h"
#include "core/torch/write/onnx_wiring.h"

namespace bitprism {
namespace {

using ::onnx::GraphProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;

bool isActivation(const std::string& op) {
  return op == "Relu" || op == "Clip";
}

bool followedByQuantizer(const OnnxWiring& wiring, const NodeProto& node) {
  const NodeProto* last = &node;
  std::vector<const NodeProto*> next = wiring.readers(last->output(0));
  while (next.size() == 1 && isActivation(next[0]->op_type())) {
    last = next[0];
    next = wiring.readers(last->output(0));
  }
  return !next.empty() && std::all_of(next.begin(), next.end(),
                                      [](const NodeProto* reader) { return reader->op_type() == "QuantizeLinear"; });
}

bool readsOneScale(const OnnxWiring& wiring, const std::string& input) {
  const NodeProto* node = wiring.giver(input);
  if (!node || node->op_type() != "DequantizeLinear") return false;
  const TensorProto* scale = wiring.constant(node->input(1));
  std::int64_t count = 1;
  for (int i = 0; scale && i < scale->dims_size(); ++i) count *= scale->dims(i);
  return scale && count == 1;
}

}  // namespace

std::optional<IntegerLayer> integerLayer(const OnnxWiring& wiring, const NodeProto& node) {
  const std::string& op = node.op_type();
  if ((op != "Conv" && op != "ConvTranspose" && op != "Gemm" && op != "MatMul") || node.input_size() < 2) return {};
  bool plain = true;
  const TensorProto* codes = wiring.codesOf(node.input(1), plain);
  if (!codes) return {};
  IntegerLayer layer{codes->name()};
  if (op == "ConvTranspose")
    layer.reason = FloatReason::Kernel;
  else if (!plain)
    layer.reason = FloatReason::Weights;
  else if (!readsOneScale(wiring, node.input(0)))
    layer.reason = FloatReason::Input;
  else if (op == "Conv" && !followedByQuantizer(wiring, node))
    layer.reason = FloatReason::Output;
  return layer;
}

std::vector<IntegerLayer> integerLayers(const GraphProto& graph) {
  const OnnxWiring wiring(graph);
  std::vector<IntegerLayer> layers;
  for (const NodeProto& node : graph.node())
    if (const auto layer = integerLayer(wiring, node)) layers.push_back(*layer);
  return layers;
}

std::string floatLayersNotice(const GraphProto& graph) {
  const std::vector<IntegerLayer> layers = integerLayers(graph);
  std::map<FloatReason, int> counts;
  for (const IntegerLayer& layer : layers) ++counts[layer.reason];
  const auto left = static_cast<int>(layers.size()) - counts[FloatReason::None];
  if (left == 0) return {};
  constexpr std::array<std::pair<FloatReason, const char*>, 4> reasons = {
      {{FloatReason::Kernel, "are transposed convolutions, for which ONNX Runtime has no integer kernel"},
       {FloatReason::Weights,
        "have weights that are not codes of up to 8 bits times one scale a channel, or are written for runtimes that "
        "compute with floats"},
       {FloatReason::Input, "have an input that is not rounded to a single uniform grid"},
       {FloatReason::Output, "are convolutions whose result is not rounded"}}};
  std::string notice = text(left, " of ", layers.size(), " layers will run in floats, not in integers: ");
  bool first = true;
  for (const auto& [reason, sentence] : reasons) {
    if (counts[reason] == 0) continue;
    notice += text(first ? "" : "; ", counts[reason], ' ', sentence);
    first = false;
  }
  return notice;
}

std::vector<std::string> speedNotices(const GraphProto& graph, const QuantPlan& plan) {
  const auto hasCodes = [](const QuantScheme& scheme) { return scheme.hasCodes(); };
  if (!plan.quantizesActivations()) {
    if (std::none_of(plan.layers.begin(), plan.layers.end(), hasCodes)) return {};
    return {
        "The file is smaller than the float network's, but not faster: its weights become floats when it is loaded."};
  }
  if (plan.integer.empty())
    return {
        "Layer inputs are rounded, but the layers compute with floats: the file is slower than the float "
        "network's. An integer form makes it faster (--integer)."};
  std::vector<std::string> notices;
  if (std::string notice = floatLayersNotice(graph); !notice.empty()) notices.push_back(std::move(notice));
  const auto wide = [](const QuantScheme& scheme) { return scheme.bits == maximumBits; };
  if (std::any_of(plan.layers.begin(), plan.layers.end(), wide))
    notices.push_back(
        "On x86 processors without VNNI instructions, ONNX Runtime's sums of 8-bit products may saturate; weights of 7 "
        "bits avoid it.");
  return notices;
}

}  // namespace bitprism
