#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// A parameter per channel, or the same number for all where the file leaves it out.
std::string perChannel(OnnxLowering& at, std::size_t i, std::int64_t channels, float otherwise) {
  if (at.has(i)) return at.value(i);
  const std::vector<float> values(static_cast<std::size_t>(channels), otherwise);
  return at.graph().floats(at.instruction().name + "_default", {channels}, values);
}

// (input, weight, bias, mean, variance, training, momentum, epsilon, cudnn)
void batchNorm(OnnxLowering& at) {
  if (at.truth(5)) at.refuse("is in training mode, expected inference");
  const std::int64_t channels = at.shape(3).at(0);
  at.give(
      at.node("BatchNormalization",
              {at.value(0), perChannel(at, 1, channels, 1), perChannel(at, 2, channels, 0), at.value(3), at.value(4)},
              {{"epsilon", at.number(7)}}));
}

// (input, normalized_shape, weight, bias, epsilon, cudnn)
void layerNorm(OnnxLowering& at) {
  const Integers64 shape = at.integers(1);
  std::string weight;
  if (at.has(2)) {
    weight = at.value(2);
  } else {
    const std::vector<float> ones(static_cast<std::size_t>(elementCount(shape)), 1.0F);
    weight = at.graph().floats(at.instruction().name + "_default", shape, ones);
  }
  at.give(at.node("LayerNormalization", {at.value(0), weight, at.has(3) ? at.value(3) : ""},
                  {{"axis", -static_cast<std::int64_t>(shape.size())}, {"epsilon", at.number(4)}}));
}

// (input, weight, bias, running mean, running variance, use input's statistics, momentum, epsilon, cudnn)
void instanceNorm(OnnxLowering& at) {
  if (!at.truth(5)) at.refuse("uses stored statistics, which is not supported");
  const std::int64_t channels = at.shape(0).at(1);
  at.give(at.node("InstanceNormalization",
                  {at.value(0), perChannel(at, 1, channels, 1), perChannel(at, 2, channels, 0)},
                  {{"epsilon", at.number(7)}}));
}

// (input, groups, weight, bias, epsilon, cudnn): each group of an image is normalized like an instance's channel.
void groupNorm(OnnxLowering& at) {
  const Shape& shape = at.shape(0);
  const std::int64_t groups = at.integer(1), channels = shape.at(1);
  const std::string input = at.value(0);
  const std::string apart = at.node("Reshape", {input, at.constant({0, groups, -1})});
  const std::vector<float> ones(static_cast<std::size_t>(groups), 1.0F), zeros(static_cast<std::size_t>(groups), 0.0F);
  const std::string name = at.instruction().name;
  const std::string normal = at.node(
      "InstanceNormalization",
      {apart, at.graph().floats(name + "_ones", {groups}, ones), at.graph().floats(name + "_zeros", {groups}, zeros)},
      {{"epsilon", at.number(4)}});
  std::string result = at.node("Reshape", {normal, at.node("Shape", {input})});
  Integers64 form(shape.size() - 1, 1);
  form[0] = channels;
  if (at.has(2)) result = at.node("Mul", {result, at.node("Reshape", {at.value(2), at.constant(form)})});
  if (at.has(3)) result = at.node("Add", {result, at.node("Reshape", {at.value(3), at.constant(form)})});
  at.give(result);
}

}  // namespace

Rules normalizationRules() {
  return {
      {"aten::batch_norm", batchNorm},
      {"aten::layer_norm", layerNorm},
      {"aten::instance_norm", instanceNorm},
      {"aten::group_norm", groupNorm},
  };
}

}  // namespace bitprism::lowering
