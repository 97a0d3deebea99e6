#include "core/quant/targets/target_rules.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/codes/code_layout.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/uniform.h"
#include "core/quant/plan/integer_grids.h"

namespace bitprism {
namespace {

// Whether the method's codes times one scale a row are the weights, but for a zero point and an offset that can be
// folded.
bool isUniformGrid(const QuantScheme& scheme) {
  const CodeLayout layout = codeLayout(scheme);
  const auto* affine = layout.as<AffineCodes>();
  return affine && layout.bits == scheme.bits && affine->splitShare == 0 && !affine->secondTerm && !affine->offsets &&
         !affine->channelBits;
}

bool hasPowerOfTwo(const QuantScheme& scheme) {
  return scheme.method == Method::Uniform && scheme.options.as<UniformOptions>().powerOfTwo &&
         !hasFactor(scheme.correction);
}

// Whether codes may reach -2^(b-1): where the scale is not that of the largest weight.
bool mayClip(const QuantScheme& scheme) {
  return scheme.method != Method::Uniform || scheme.range != RangeRule::MinMax ||
         scheme.options.as<UniformOptions>().powerOfTwo;
}

bool isPowerOfTwo(float scale) {
  int exponent = 0;
  return std::frexp(scale, &exponent) == 0.5F;
}

const char* zeroText(ZeroPlace zero) {
  return zero == ZeroPlace::Middle ? "zero point 0 among codes with a sign" : "zero point 0, with or without a sign";
}

bool zeroFits(ZeroPlace zero, const ActivationScheme& scheme) {
  const bool middle = scheme.zeroPoint == 1 << (scheme.bits - 1);
  return zero == ZeroPlace::Anywhere || middle || (zero == ZeroPlace::MiddleOrLowest && scheme.zeroPoint == 0);
}

std::optional<TargetFinding> gridFinding(const TargetProfile& target, const ActivationScheme& scheme,
                                         const std::string& what) {
  const auto found = [&](TargetRule rule, const std::string& fact, const std::string& accepted) {
    return TargetFinding{rule, {}, text(what, ' ', fact, ", ", target.name, " accepts ", accepted)};
  };
  if (!scheme.isFloat() && !target.integers) return {};  // anything
  if (std::find(target.inputBits.begin(), target.inputBits.end(), scheme.bits) == target.inputBits.end())
    return found(TargetRule::InputBits, scheme.isFloat() ? "stays float" : text("has ", scheme.bits, " bits"),
                 text(widthsText(target.inputBits), " bits"));
  if (scheme.isFloat()) return {};
  if (!scheme.isSingleGrid())
    return found(TargetRule::InputMethod,
                 scheme.perChannel() ? "has a grid a channel" : text("is by ", activationMethodName(scheme.method)),
                 "one uniform grid a tensor");
  if (!zeroFits(target.zero, scheme))
    return found(TargetRule::InputZeroPoint, text("has zero point ", scheme.zeroPoint, " of ", scheme.bits, " bits"),
                 zeroText(target.zero));
  if (target.powerOfTwo && !isPowerOfTwo(scheme.scale))
    return found(TargetRule::InputScale, text("has scale ", scheme.scale), "powers of two");
  return {};
}

std::string floatReason(const TargetProfile& target, const Layer& layer, const QuantScheme& scheme,
                        const ActivationScheme& activation, bool hasForm) {
  if (!target.integers) return "the target computes with floats";
  if (scheme.isFloat()) return "its weights are floats";
  if (scheme.isHalf()) return "its weights are half floats";
  if (!readsActivations(layer.kind)) return text("a layer of kind ", kindName(layer.kind), " has no input to quantize");
  if (activation.isFloat()) return "its input is not quantized";
  if (layer.kind == LayerKind::TransposedConvolution && target.target == Target::Ort)
    return "ONNX Runtime has no integer kernel for transposed convolutions";
  if (!activation.isSingleGrid()) return "its input has no single uniform grid";
  if (layer.kind != LayerKind::TransposedConvolution && !computesInIntegers(layer, scheme, activation))
    return "its weights are not codes times one scale a channel";
  return hasForm ? std::string() : "what it gives is not rounded: the plan has no integer form";
}

}  // namespace

std::optional<TargetFinding> weightFinding(const TargetProfile& target, const QuantScheme& scheme, LayerKind kind,
                                           bool quantizedInput, bool foldsOffsets, const std::string& what) {
  const auto found = [&](TargetRule rule, const std::string& fact, const std::string& accepted) {
    return TargetFinding{rule, {}, text(what, ' ', fact, ", ", target.name, " accepts ", accepted)};
  };
  const std::string alone = quantizedInput ? "" : " where the input is float";
  if (!target.hasWidth(scheme.bits, quantizedInput))
    return found(TargetRule::WeightBits, text("has weights of ", scheme.bits, " bits"),
                 text(widthsText(quantizedInput ? target.weightBits : target.aloneBits), alone));
  if (!scheme.hasCodes() || !target.limits || (!target.integers && !target.plainWeights)) return {};
  if (!quantizedInput && target.aloneOnlyLinear && kind != LayerKind::Linear)
    return found(TargetRule::WeightBits, text("has weights of ", scheme.bits, " bits and is no linear layer"),
                 text("16 or 32", alone));
  if (!isUniformGrid(scheme))
    return found(TargetRule::WeightMethod, text("has weights by ", methodName(scheme.method)),
                 "codes on one uniform grid a tensor or channel");
  if (!scheme.symmetric && (quantizedInput || !target.aloneZeroPoints))
    return found(TargetRule::WeightZeroPoint, "has weights with zero points", "symmetric ones");
  if (!target.weightsPerChannel && scheme.granularity == Granularity::Channel)
    return found(TargetRule::WeightGranularity, "has weights with a scale a channel", "one scale a tensor");
  if (target.narrowWeights && mayClip(scheme))
    return found(TargetRule::WeightRange, text("has weights by ", methodName(scheme.method), " that are clipped"),
                 "codes from -127 to 127, which --method uniform --range minmax gives");
  if (target.powerOfTwo && !hasPowerOfTwo(scheme))
    return found(TargetRule::WeightScale, "has weights whose scale is no power of two",
                 "powers of two: uniform, --power-of-two, no gain");
  if (target.plainWeights && !foldsOffsets && (hasOffsets(scheme) || hasGains(scheme)))
    return found(TargetRule::Correction,
                 text("has correction ", correctionName(scheme.correction), " that is not folded into a bias"),
                 "codes times a scale alone: --correction none");
  return {};
}

std::vector<TargetFinding> targetFindings(const TargetProfile& target, const Network& network, const QuantPlan& plan) {
  std::vector<TargetFinding> findings;
  if (!target.limits) return findings;
  const auto add = [&](std::optional<TargetFinding> finding, const std::string& layer) {
    if (!finding) return;
    finding->layer = layer;
    findings.push_back(std::move(*finding));
  };
  const std::vector<bool> integer = integerLayersOf(network, plan);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const ActivationScheme activation = plan.activation(l);
    const bool folds = !plan.integer.empty() && integer[l];
    add(weightFinding(target, plan.layers.at(l), layer.kind, !activation.isFloat(), folds,
                      text("layer '", layer.name, "'")),
        layer.name);
    if (readsActivations(layer.kind))
      add(gridFinding(target, activation, text("the input of layer '", layer.name, "'")), layer.name);
  }
  const std::vector<std::string> names = slotNames(network.program);
  for (const TensorQuantization& tensor : plan.integer.tensors) {
    const std::string& name = names.at(static_cast<std::size_t>(tensor.slot));
    if (target.integers) add(gridFinding(target, tensor.scheme, text("the tensor after '", name, "'")), name);
  }
  if (!plan.integer.empty() && !target.integers)
    add(TargetFinding{TargetRule::IntegerForm,
                      {},
                      text("the plan has an integer form, ", target.name, " accepts plans without (--no-integer)")},
        {});
  const auto computes = [](bool is) { return is; };
  if (plan.integer.empty() && target.integers && std::any_of(integer.begin(), integer.end(), computes))
    add(TargetFinding{TargetRule::IntegerForm,
                      {},
                      text("the plan has no integer form, ", target.name,
                           " accepts plans whose tensors between layers are rounded too (--integer)")},
        {});
  return findings;
}

void checkPlan(const TargetProfile& target, const Network& network, const QuantPlan& plan) {
  const std::vector<TargetFinding> findings = targetFindings(target, network, plan);
  if (findings.empty()) return;
  throw UsageError(text("--target ", target.name, ": ", findings.front().sentence,
                        findings.size() > 1 ? text(" (and ", findings.size() - 1, " more)") : std::string()));
}

Quantization fitted(const TargetProfile& target, Quantization quantization, LayerKind kind, bool quantizedInput) {
  const int bits = maximumBits;
  const bool folds = quantizedInput && target.integers && kind != LayerKind::TransposedConvolution;
  const auto finding = [&](const Quantization& one) -> std::optional<TargetRule> {
    QuantScheme scheme = one.at(bits);
    TargetProfile anyWidth = target;
    constexpr int codes[] = {bits};
    anyWidth.weightBits = anyWidth.aloneBits = codes;
    anyWidth.aloneOnlyLinear = false;
    const auto found = weightFinding(anyWidth, scheme, kind, quantizedInput, folds, {});
    return found ? std::optional(found->rule) : std::nullopt;
  };
  // Each repairs one rule; none of them breaks one that was repaired before.
  for (int repairs = 0; repairs < 8; ++repairs) {
    const std::optional<TargetRule> broken = finding(quantization);
    if (!broken) return quantization;
    switch (*broken) {
      case TargetRule::WeightZeroPoint:
        quantization.symmetric = true;
        break;
      case TargetRule::WeightGranularity:
        quantization = withGranularity(quantization, Granularity::Tensor);
        break;
      case TargetRule::WeightScale:
        quantization = {.granularity = quantization.granularity, .range = quantization.range};
        if (quantization.range == RangeRule::Percentile) quantization.range = RangeRule::MinMax;
        quantization.options = UniformOptions{.powerOfTwo = true};
        break;
      case TargetRule::WeightRange:
        quantization = {.granularity = quantization.granularity};
        break;
      case TargetRule::Correction:
        quantization.correction = Correction::None;
        break;
      default:
        quantization = {.granularity = quantization.granularity, .range = RangeRule::LeastSquares};
        quantization.correction = folds ? Correction::Gain : Correction::None;
    }
  }
  return quantization;
}

ActivationOptions fitted(const TargetProfile& target, ActivationOptions options) {
  if (!target.limits || !target.integers || options.method != ActivationMethod::Uniform ||
      options.granularity != Granularity::Tensor)
    return options;
  if (target.zero == ZeroPlace::Middle) options.signedCodes = true;
  if (target.zero == ZeroPlace::MiddleOrLowest) options.symmetric = true;
  if (target.powerOfTwo) options.powerOfTwo = true;
  return options;
}

std::optional<std::string> inputRefusal(const TargetProfile& target, int bits, const ActivationOptions& options) {
  if (!target.limits) return {};
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.method = options.method;
  if (options.granularity == Granularity::Channel) scheme.channels.resize(1);
  if (bits <= maximumActivationBits) scheme.zeroPoint = 1 << (bits - 1);  // zero and scale are fitted
  const std::optional<TargetFinding> finding = gridFinding(target, scheme, "the input of layers");
  return finding ? std::optional(finding->sentence) : std::nullopt;
}

std::vector<TargetLayer> targetLayers(const TargetProfile& target, const Network& network, const QuantPlan& plan) {
  std::vector<TargetLayer> layers;
  if (!target.limits) return layers;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const std::string reason = floatReason(target, layer, plan.layers.at(l), plan.activation(l), !plan.integer.empty());
    layers.push_back({layer.name, reason.empty(), reason});
  }
  return layers;
}

}  // namespace bitprism
