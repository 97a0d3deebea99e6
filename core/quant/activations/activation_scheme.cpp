#include "core/quant/activations/activation_scheme.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_json.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/activations/block_activation.h"

namespace bitprism {
namespace {

constexpr ActivationRangeInfo ranges[] = {
    {ActivationRange::MinMax, "minmax", "min-max", "min-max", "all that was seen", nullptr, Method::Uniform},
    {ActivationRange::Percentile, "percentile", "percentile", "percentile", "without the farthest values", nullptr,
     Method::Kmeans},
    {ActivationRange::LeastSquares, "mse", "least squares", "least squares", "least squared error", "omse",
     Method::Omse},
    {ActivationRange::BatchExtremes, "batch", "batch extremes", "batch extremes", "mean of extremes", nullptr,
     Method::Ocs},
    {ActivationRange::Aciq, "aciq", "ACIQ clip", "ACIQ", "analytic clip", "aciq", Method::Aciq},
    {ActivationRange::Kl, "kl", "KL threshold", "KL", "least divergence", "kl", Method::Kl},
    {ActivationRange::Gdrq, "gdrq", "GDRQ threshold", "GDRQ", "k mean|a|", "gdrq", Method::Gdrq},
    {ActivationRange::TopK, "topk", "median of top ten", "top-k", "mean of medians of the ten largest", nullptr,
     Method::Pwlq}};
static_assert(std::size(ranges) == enumeratorCount<ActivationRange>, "every range has a row");

// A range below the smallest normal float holds nothing worth a level; any scale gives zeros.
float scaleOf(double step) {
  constexpr double smallest = 1.2e-38;
  return step >= smallest ? static_cast<float>(step) : 1.0F;
}

void checkCodeBits(int bits, int least) {
  if (bits < least || bits > maximumActivationBits)
    throw UsageError(
        text("activations at ", bits, " bits are not possible, expected ", least, " to 8, or 32 for float"));
}

template <class Name>
auto named(const Json& value, const char* key, const Name& fromName) {
  if (!value.is_string()) throw InputError(text("an activation has a '", key, "' that is no name"));
  try {
    return fromName(value.get<std::string>());
  } catch (const UsageError& problem) {
    throw InputError(problem.what());
  }
}

}  // namespace

const char* activationMethodName(ActivationMethod method) {
  return activationMethod(method).name;
}

ActivationMethod activationMethodFromName(std::string_view name) {
  std::vector<const char*> expected;
  for (const ActivationMethodInfo* info : activationMethods()) {
    if (name == info->name) return info->method;
    expected.push_back(info->name);
  }
  throw UsageError(text("'", name, "' is no method for activations, expected ", alternatives(expected)));
}

const ActivationRangeInfo& activationRangeInfo(ActivationRange range) {
  return ranges[static_cast<std::size_t>(range)];
}

std::span<const ActivationRangeInfo> activationRanges() {
  return ranges;
}

const char* activationRangeName(ActivationRange range) {
  return activationRangeInfo(range).name;
}

ActivationRange activationRangeFromName(std::string_view name) {
  std::vector<const char*> expected;
  for (const ActivationRangeInfo& info : ranges) {
    if (name == info.name) return info.range;
    expected.push_back(info.name);
  }
  throw UsageError(text("'", name, "' is no activation range, expected ", alternatives(expected)));
}

float ActivationScheme::pieceStep(bool outer) const {
  const double extent = outer ? static_cast<double>(limit) - breakpoint : static_cast<double>(breakpoint);
  return scaleOf(extent / pieceCodes());
}

ChannelGrid channelGrid(int bits, double low, double high, bool symmetric) {
  checkCodeBits(bits, 1);
  ChannelGrid grid;
  grid.bits = bits;
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  const double codes = grid.highestCode();
  double step = (high - low) / codes;
  if (low < 0 && symmetric) {
    // 2^(bits-1) - 1 steps to either side, and one more below.
    grid.zeroPoint = 1 << (bits - 1);
    step = std::max(-low, high) / std::max(1.0, codes - grid.zeroPoint);
  } else if (low < 0 && step > 0) {
    grid.zeroPoint = static_cast<int>(std::nearbyint(-low / step));
  }
  grid.scale = scaleOf(step);
  return grid;
}

ChannelGrid constantGrid(double value) {
  ChannelGrid grid;
  grid.bits = 0;
  const float scale = scaleOf(std::abs(value));
  if (static_cast<float>(std::abs(value)) == scale) {
    grid.scale = scale;
    grid.zeroPoint = value > 0 ? -1 : 1;
  }
  return grid;
}

ActivationScheme activationScheme(int bits, double low, double high, bool symmetric, ActivationRange range) {
  const ChannelGrid grid = channelGrid(bits, low, high, symmetric);
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.scale = grid.scale;
  scheme.zeroPoint = grid.zeroPoint;
  scheme.range = range;
  return scheme;
}

ActivationScheme piecewiseScheme(int bits, double breakpoint, double limit, bool hasSign, ActivationRange range) {
  checkCodeBits(bits, leastActivationBits(ActivationMethod::Pwlq));
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.method = ActivationMethod::Pwlq;
  scheme.range = range;
  scheme.hasSign = hasSign;
  scheme.limit = scaleOf(limit);
  scheme.breakpoint = static_cast<float>(breakpoint);
  // Where both would be the same float, and where there is nothing but zeros, any two pieces do.
  if (!(scheme.breakpoint > 0 && scheme.breakpoint < scheme.limit)) scheme.breakpoint = scheme.limit / 2;
  return scheme;
}

ActivationScheme blockScheme(int bits, bool hasSign, int block, int exponentBits) {
  checkCodeBits(bits, leastActivationBits(ActivationMethod::Bfp));
  if (block < 1 || block > mostBlockChannels)
    throw UsageError(text("blocks of ", block, " channels, expected 1 to ", mostBlockChannels));
  if (exponentBits < leastExponentBits || exponentBits > mostExponentBits)
    throw UsageError(
        text("shared exponents of ", exponentBits, " bits, expected ", leastExponentBits, " to ", mostExponentBits));
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.method = ActivationMethod::Bfp;
  scheme.hasSign = hasSign;
  scheme.own = BlockOptions{.block = block, .exponentBits = exponentBits};
  return scheme;
}

int leastActivationBits(ActivationMethod method) {
  return activationMethod(method).leastBits;
}

std::int64_t inputChannels(const Layer& layer) {
  const std::int64_t second = layer.shape.size() > 1 ? layer.shape[1] : 1;
  if (layer.kind == LayerKind::TransposedConvolution && layer.channelAxis == 1)
    return layer.shape.empty() ? 1 : layer.shape[0];
  return layer.kind == LayerKind::Linear ? second : second * layer.groups;
}

std::int64_t inputChannelAxis(LayerKind kind) {
  return kind == LayerKind::Linear ? -1 : 1;
}

void checkChannels(const ActivationScheme& scheme, const Layer& layer) {
  if (!scheme.isFloat() && !readsActivations(layer.kind))
    throw UsageError(text("layer '", layer.name, "' holds ", kindName(layer.kind),
                          " weights and has no input that could be quantized, its activation must be float"));
  if (scheme.perChannel() && static_cast<std::int64_t>(scheme.channels.size()) != inputChannels(layer))
    throw UsageError(text("layer '", layer.name, "' reads ", inputChannels(layer), " channels, its activation has ",
                          scheme.channels.size(), " grids"));
}

ActivationChannelParts::ActivationChannelParts(const ActivationScheme& scheme) {
  for (const ChannelGrid& grid : scheme.channels) {
    ownBits |= grid.bits != scheme.bits;
    shifts |= grid.shift != 0;
  }
}

std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t axis) {
  return activationMethod(scheme.method).quantizer.storedBits(scheme, shape, axis);
}

std::vector<double> activationLevels(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return {};
  return activationMethod(scheme.method).quantizer.levels(scheme);
}

std::string activationText(const ActivationScheme& scheme) {
  return scheme.isFloat() ? "float" : activationMethod(scheme.method).quantizer.describe(scheme);
}

Json toJson(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return {{"bits", scheme.bits}};
  return activationMethod(scheme.method).quantizer.toJson(scheme);
}

ActivationScheme activationFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("bits") || !json["bits"].is_number_integer())
    throw InputError("an activation has no whole number 'bits'");
  ActivationMethod method = ActivationMethod::Uniform;
  if (json.contains("method")) method = named(json["method"], "method", activationMethodFromName);
  ActivationRange range = ActivationRange::MinMax;
  if (json.contains("range")) range = named(json["range"], "range", activationRangeFromName);
  if (json["bits"].get<std::int64_t>() == 32) {
    activation_json::knowKeys(json, {"method", "bits", "scale", "zero_point", "range"});
    return {};
  }
  const ActivationMethodInfo& info = activationMethod(method);
  const auto bits =
      static_cast<int>(activation_json::whole(json["bits"], "bits", info.leastBits, maximumActivationBits));
  return info.quantizer.fromJson(json, bits, range);
}

}  // namespace bitprism
