#include "core/quant/targets/target_profile.h"

#include <algorithm>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr int every[] = {1, 2, 3, 4, 5, 6, 7, 8, 16, 32};
constexpr int fromTwo[] = {2, 3, 4, 5, 6, 7, 8, 16, 32};
constexpr int fromTwoOrFloat[] = {2, 3, 4, 5, 6, 7, 8, 32};
constexpr int fourOrEight[] = {4, 8, 16, 32};
constexpr int fourOrFloat[] = {4, 16, 32};
constexpr int eightOrFloats[] = {8, 16, 32};
constexpr int eightOrFloat[] = {8, 32};
constexpr int eight[] = {8};
constexpr int floats[] = {16, 32};
constexpr int onlyFloat[] = {32};
constexpr int everyInput[] = {1, 2, 3, 4, 5, 6, 7, 8, 32};

constexpr TargetProfile profiles[] = {
    {.target = Target::Any,
     .name = "any",
     .title = "Any",
     .purpose = "nothing is assumed of what runs the network",
     .weightBits = every,
     .aloneBits = every,
     .inputBits = everyInput},
    // Integer kernels are chosen where DequantizeLinear, layer and QuantizeLinear stand together; they take 8-bit
    // activations with a zero point and 8-bit weights with a symmetric scale a channel. Narrower codes are kept in
    // containers of 4 bits and become bytes when the file is loaded (measured: core/torch/write/onnx_integer_layers).
    {.target = Target::Ort,
     .name = "ort",
     .title = "ONNX Runtime, integers",
     .purpose = "ONNX Runtime on a CPU, layers in whole numbers",
     .source = "https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html",
     .limits = true,
     .integers = true,
     .weightBits = fromTwo,
     .aloneBits = fromTwo,
     .aloneZeroPoints = true,
     .inputBits = fromTwoOrFloat,
     .leastOpset = 17,
     .runHere = true},
    // Everything that the ONNX writer expresses with standard operators.
    {.target = Target::OrtFloat,
     .name = "ort-float",
     .title = "ONNX Runtime, floats",
     .purpose = "ONNX Runtime, layers in floats: any method",
     .source = "https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html",
     .limits = true,
     .weightBits = every,
     .aloneBits = every,
     .inputBits = everyInput,
     .leastOpset = 17,
     .runHere = true},
    // Symmetric: signed codes times a scale, zero points are 0; INT8 for weights (a scale a channel) and activations (a
    // scale a tensor), INT4 for weights alone; constant codes go through DequantizeLinear straight into the operator.
    {.target = Target::TensorRt,
     .name = "tensorrt",
     .title = "TensorRT",
     .purpose = "TensorRT with explicit quantization: signed 8 bits, or weights alone at 4",
     .source = "https://docs.nvidia.com/deeplearning/tensorrt/latest/inference-library/work-quantized-types.html, "
               "https://docs.nvidia.com/deeplearning/tensorrt/latest/inference-library/"
               "quantized-types-explicit-quantization.html",
     .limits = true,
     .integers = true,
     .weightBits = eightOrFloats,
     .aloneBits = fourOrFloat,
     .aloneOnlyLinear = true,
     .plainWeights = true,
     .inputBits = eightOrFloat,
     .zero = ZeroPlace::Middle,
     .signedCodes = true,
     .leastOpset = 17},
    // An operator runs in 8 bits where all its inputs are quantized; weights compressed to 4 bits (zero points allowed)
    // are for linear layers, while convolutions and embeddings stay at 8.
    {.target = Target::OpenVino,
     .name = "openvino",
     .title = "OpenVINO",
     .purpose = "OpenVINO: 8 bits, or compressed weights alone at 4 and 8",
     .source = "https://docs.openvino.ai/2024/documentation/openvino-ir-format/"
               "intermediate-representation-int8-inference.html, "
               "https://github.com/openvinotoolkit/nncf/blob/develop/docs/compression_algorithms/CompressWeights.md",
     .limits = true,
     .integers = true,
     .weightBits = eightOrFloats,
     .aloneBits = fourOrEight,
     .aloneZeroPoints = true,
     .plainWeights = true,
     .inputBits = eightOrFloat,
     .leastOpset = 17},
    // The accelerator takes activations of 8 bits (16 are not ours) and weights of 4 or 8, symmetric a channel; weights
    // alone are not for it.
    {.target = Target::Qnn,
     .name = "qnn",
     .title = "Qualcomm QNN",
     .purpose = "Qualcomm HTP by QNN: activations of 8 bits, weights of 4 or 8",
     .source = "https://onnxruntime.ai/docs/execution-providers/QNN-ExecutionProvider.html, 4 bits: "
               "https://github.com/microsoft/onnxruntime/pull/21171, "
               "https://github.com/onnxruntime/onnxruntime-qnn/issues/650",
     .limits = true,
     .integers = true,
     .weightBits = fourOrEight,
     .aloneBits = floats,
     .plainWeights = true,
     .inputBits = eightOrFloat,
     .leastOpset = 17},
    // Weights from -127 to 127 with a scale a channel and zero point 0, activations of 8 bits with a zero point, biases
    // of 32 bits at the scale of input times weights.
    {.target = Target::Tflm,
     .name = "tflm",
     .title = "TensorFlow Lite Micro",
     .purpose = "TensorFlow Lite Micro: 8 bits, weights from -127 to 127",
     .source = "https://www.tensorflow.org/lite/performance/quantization_spec",
     .limits = true,
     .integers = true,
     .weightBits = eightOrFloat,
     .aloneBits = onlyFloat,
     .narrowWeights = true,
     .plainWeights = true,
     .inputBits = eightOrFloat,
     .leastOpset = 17},
    // Everything has whole numbers with a sign (8 bits; 16 are not ours) times a power of two, one for a tensor.
    {.target = Target::EspDl,
     .name = "esp-dl",
     .title = "ESP-DL",
     .purpose = "ESP-DL: signed 8 bits everywhere, one power of two a tensor",
     .source = "https://docs.espressif.com/projects/esp-dl/en/latest/esp32/tools/quantization-toolkit/"
               "quantization-specification.html, "
               "https://docs.espressif.com/projects/esp-dl/en/latest/tutorials/quantize_model_with_TQT.html",
     .limits = true,
     .integers = true,
     .weightBits = eight,
     .aloneBits = eight,
     .weightsPerChannel = false,
     .powerOfTwo = true,
     .plainWeights = true,
     .inputBits = eight,
     .zero = ZeroPlace::Middle,
     .signedCodes = true,
     .leastOpset = 17},
    // Quant takes any width; its readers know types with zero point 0 only, with or without a sign, and one width a
    // tensor. One bit is another operator there.
    {.target = Target::Qonnx,
     .name = "qonnx",
     .title = "QONNX (FINN, hls4ml)",
     .purpose = "FINN and hls4ml: Quant nodes of any width from 2 bits",
     .source = "https://github.com/fastmachinelearning/qonnx/blob/main/docs/qonnx-custom-ops/quant_op.md, "
               "Pappalardo et al., QONNX, arXiv:2206.07527",
     .limits = true,
     .integers = true,
     .weightBits = fromTwoOrFloat,
     .aloneBits = fromTwoOrFloat,
     .plainWeights = true,
     .inputBits = fromTwoOrFloat,
     .zero = ZeroPlace::MiddleOrLowest,
     .leastOpset = 17,
     .pattern = TargetPattern::Quant}};

constexpr bool inOrder() {
  for (std::size_t i = 0; i < std::size(profiles); ++i)
    if (profiles[i].target != static_cast<Target>(i)) return false;
  return std::size(profiles) == existingTargets.size();
}
static_assert(inOrder(), "every target has a row, in the order of Target");

}  // namespace

bool TargetProfile::hasWidth(int bits, bool quantizedInput) const {
  const std::span<const int> widths = quantizedInput ? weightBits : aloneBits;
  return std::find(widths.begin(), widths.end(), bits) != widths.end();
}

const TargetProfile& targetProfile(Target target) {
  return profiles[static_cast<std::size_t>(target)];
}

std::span<const TargetProfile> targetProfiles() {
  return profiles;
}

const char* targetName(Target target) {
  return targetProfile(target).name;
}

std::vector<std::string> targetNames() {
  std::vector<std::string> names;
  for (const TargetProfile& profile : profiles) names.emplace_back(profile.name);
  return names;
}

Target targetFromName(std::string_view name) {
  for (const TargetProfile& profile : profiles)
    if (name == profile.name) return profile.target;
  throw UsageError(text("unknown target '", name, "', expected ", alternatives(targetNames())));
}

std::string widthsText(std::span<const int> widths) {
  std::vector<std::string> words;
  for (const int bits : widths) words.push_back(std::to_string(bits));
  return alternatives(words);
}

}  // namespace bitprism
