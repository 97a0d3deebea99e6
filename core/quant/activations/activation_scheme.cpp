#include "core/quant/activations/activation_scheme.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::array<std::pair<ActivationMethod, const char*>, 3> methodNames = {
    {{ActivationMethod::Uniform, "uniform"}, {ActivationMethod::Pwlq, "pwlq"}, {ActivationMethod::Bfp, "bfp"}}};

constexpr std::array<std::pair<ActivationRange, const char*>, 8> rangeNames = {
    {{ActivationRange::MinMax, "minmax"},
     {ActivationRange::Percentile, "percentile"},
     {ActivationRange::LeastSquares, "mse"},
     {ActivationRange::BatchExtremes, "batch"},
     {ActivationRange::Aciq, "aciq"},
     {ActivationRange::Kl, "kl"},
     {ActivationRange::Gdrq, "gdrq"},
     {ActivationRange::TopK, "topk"}}};

template <class Names>
std::string listed(const Names& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i)
    list += text(i == 0 ? "" : i + 1 < names.size() ? ", " : " or ", names[i].second);
  return list;
}

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

std::int64_t channelsOf(const Shape& shape, std::int64_t axis) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  const std::int64_t at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? shape[static_cast<std::size_t>(at)] : 1;
}

// --- JSON
// ------------------------------------------------------------------------------------------------------------------

const Json& need(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) throw InputError(text("an activation has no '", key, "'"));
  return *found;
}

void knowKeys(const Json& json, std::initializer_list<const char*> keys) {
  std::string expected;
  for (const char* key : keys) expected += text(expected.empty() ? "" : ", ", key);
  for (const auto& [key, value] : json.items())
    if (std::none_of(keys.begin(), keys.end(), [&name = key](const char* known) { return name == known; }))
      throw InputError(text("an activation has an unknown option '", key, "', expected ", expected));
}

std::int64_t whole(const Json& value, const char* key, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) throw InputError(text("an activation has no whole number '", key, "'"));
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high)
    throw InputError(text("an activation has ", key, ' ', value.dump(), ", expected ", low, " to ", high));
  return number;
}

float finite(const Json& value, const char* key) {
  if (!value.is_number()) throw InputError(text("an activation has no number '", key, "'"));
  const auto number = value.get<float>();
  if (!std::isfinite(number)) throw InputError(text("an activation has a ", key, " that is no finite number"));
  return number;
}

float positive(const Json& value, const char* key) {
  const float number = finite(value, key);
  if (!(number > 0))
    throw InputError(text("an activation has ", key, ' ', value.dump(), ", expected a number above zero"));
  return number;
}

bool truth(const Json& value, const char* key) {
  if (!value.is_boolean()) throw InputError(text("an activation's '", key, "' is neither true nor false"));
  return value.get<bool>();
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

Json channelsJson(const ActivationScheme& scheme) {
  Json scales = Json::array(), zeroPoints = Json::array(), bits = Json::array(), shifts = Json::array();
  for (const ChannelGrid& grid : scheme.channels) {
    scales.push_back(grid.scale);
    zeroPoints.push_back(grid.zeroPoint);
    bits.push_back(grid.bits);
    shifts.push_back(grid.shift);
  }
  const ActivationChannelParts parts(scheme);
  Json json{{"scale", scales}, {"zero_point", zeroPoints}};
  if (parts.ownBits) json["bits"] = bits;
  if (parts.shifts) json["shift"] = shifts;
  return json;
}

std::vector<ChannelGrid> channelsFromJson(const Json& json, int usualBits) {
  if (!json.is_object()) throw InputError("an activation has 'channels' that are no object");
  knowKeys(json, {"scale", "zero_point", "bits", "shift"});
  const auto list = [&](const char* key, std::size_t count) -> const Json* {
    const auto found = json.find(key);
    if (found == json.end()) return nullptr;
    if (!found->is_array() || found->empty() || (count > 0 && found->size() != count))
      throw InputError(text("an activation has channels whose lists differ in length or are empty"));
    return &*found;
  };
  need(json, "scale"), need(json, "zero_point");
  const Json& scales = *list("scale", 0);
  const Json& zeroPoints = *list("zero_point", scales.size());
  const Json *bits = list("bits", scales.size()), *shifts = list("shift", scales.size());
  std::vector<ChannelGrid> channels(scales.size());
  for (std::size_t c = 0; c < channels.size(); ++c) {
    ChannelGrid& grid = channels[c];
    grid.bits = bits ? static_cast<int>(whole((*bits)[c], "bits", 0, maximumActivationBits)) : usualBits;
    grid.scale = positive(scales[c], "scale");
    grid.zeroPoint = static_cast<int>(
        whole(zeroPoints[c], "zero_point", grid.bits == 0 ? -1 : 0, grid.bits == 0 ? 1 : grid.highestCode()));
    grid.shift = shifts ? finite((*shifts)[c], "shift") : 0;
  }
  return channels;
}

}  // namespace

const char* activationMethodName(ActivationMethod method) {
  for (const auto& [value, name] : methodNames)
    if (value == method) return name;
  return "";
}

ActivationMethod activationMethodFromName(std::string_view name) {
  for (const auto& [value, known] : methodNames)
    if (name == known) return value;
  throw UsageError(text("'", name, "' is no method for activations, expected ", listed(methodNames)));
}

const char* activationRangeName(ActivationRange range) {
  for (const auto& [value, name] : rangeNames)
    if (value == range) return name;
  return "";
}

ActivationRange activationRangeFromName(std::string_view name) {
  for (const auto& [value, known] : rangeNames)
    if (name == known) return value;
  throw UsageError(text("'", name, "' is no activation range, expected ", listed(rangeNames)));
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
  scheme.block = block;
  scheme.exponentBits = exponentBits;
  return scheme;
}

int leastActivationBits(ActivationMethod method) {
  return method == ActivationMethod::Uniform ? 1 : 2;
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
  const std::int64_t count = elementCount(shape);
  switch (scheme.method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq:
      return count * (scheme.bits + (scheme.hasSign ? 1 : 0));
    case ActivationMethod::Bfp: {
      const std::int64_t channels = std::max<std::int64_t>(channelsOf(shape, axis), 1);
      return storedBits(count / channels, channels, scheme.blockFloat());
    }
  }
  if (!scheme.perChannel()) return count * scheme.bits;
  std::int64_t bits = 0;
  for (const ChannelGrid& grid : scheme.channels) bits += grid.bits;
  return count / static_cast<std::int64_t>(scheme.channels.size()) * bits;
}

std::vector<double> activationLevels(const ActivationScheme& scheme) {
  std::vector<double> levels;
  if (scheme.isFloat()) return levels;
  const auto uniform = [&](int bits, int zeroPoint, double scale, double shift) {
    for (int code = 0; code < 1 << bits; ++code) {
      const double level = (code - zeroPoint) * scale;
      levels.push_back(level > 0 ? level + shift : level);
    }
  };
  switch (scheme.method) {
    case ActivationMethod::Uniform:
      if (scheme.perChannel()) {
        std::vector<ChannelGrid> grids = scheme.channels;
        const auto middle = grids.begin() + static_cast<std::ptrdiff_t>(grids.size() / 2);
        std::nth_element(grids.begin(), middle, grids.end(),
                         [](const ChannelGrid& a, const ChannelGrid& b) { return a.scale < b.scale; });
        uniform(middle->bits, middle->zeroPoint, middle->scale, middle->shift);
        std::sort(levels.begin(), levels.end());
      } else {
        uniform(scheme.bits, scheme.zeroPoint, scheme.scale, 0);
      }
      break;
    case ActivationMethod::Pwlq: {
      const double inner = scheme.pieceStep(false), outer = scheme.pieceStep(true);
      for (int code = 0; code <= scheme.pieceCodes(); ++code) levels.push_back(code * inner);
      for (int code = 1; code <= scheme.pieceCodes(); ++code) levels.push_back(scheme.breakpoint + code * outer);
      if (scheme.hasSign)
        for (std::size_t i = levels.size(); i-- > 1;) levels.push_back(-levels[i]);
      std::sort(levels.begin(), levels.end());
      break;
    }
    case ActivationMethod::Bfp:
      break;
  }
  return levels;
}

std::string activationText(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return "float";
  const char* method = activationMethodName(scheme.method);
  if (scheme.method == ActivationMethod::Bfp)
    return text(method, ", blocks of ", scheme.block, ", exponents of ", scheme.exponentBits, " bits");
  const std::string ranged = text(method, ", range ", activationRangeName(scheme.range));
  if (scheme.method == ActivationMethod::Pwlq)
    return text(ranged, ", break-point ", scheme.breakpoint, " of ", scheme.limit);
  return scheme.perChannel() ? text(ranged, ", a grid for each of ", scheme.channels.size(), " channels") : ranged;
}

Json toJson(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return {{"bits", scheme.bits}};
  switch (scheme.method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq:
      return {{"method", activationMethodName(scheme.method)},
              {"bits", scheme.bits},
              {"range", activationRangeName(scheme.range)},
              {"breakpoint", scheme.breakpoint},
              {"limit", scheme.limit},
              {"signed", scheme.hasSign}};
    case ActivationMethod::Bfp:
      return {{"method", activationMethodName(scheme.method)},
              {"bits", scheme.bits},
              {"block", scheme.block},
              {"exponent_bits", scheme.exponentBits},
              {"signed", scheme.hasSign}};
  }
  if (scheme.perChannel())
    return {{"bits", scheme.bits}, {"range", activationRangeName(scheme.range)}, {"channels", channelsJson(scheme)}};
  return {{"bits", scheme.bits},
          {"scale", scheme.scale},
          {"zero_point", scheme.zeroPoint},
          {"range", activationRangeName(scheme.range)}};
}

ActivationScheme activationFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("bits") || !json["bits"].is_number_integer())
    throw InputError("an activation has no whole number 'bits'");
  ActivationMethod method = ActivationMethod::Uniform;
  if (json.contains("method")) method = named(json["method"], "method", activationMethodFromName);
  ActivationRange range = ActivationRange::MinMax;
  if (json.contains("range")) range = named(json["range"], "range", activationRangeFromName);
  if (json["bits"].get<std::int64_t>() == 32) {
    knowKeys(json, {"method", "bits", "scale", "zero_point", "range"});
    return {};
  }
  const auto bits = static_cast<int>(whole(json["bits"], "bits", leastActivationBits(method), maximumActivationBits));
  switch (method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq: {
      knowKeys(json, {"method", "bits", "range", "breakpoint", "limit", "signed"});
      const float breakpoint = positive(need(json, "breakpoint"), "breakpoint"),
                  limit = positive(need(json, "limit"), "limit");
      if (!(breakpoint < limit))
        throw InputError(text("an activation has its break-point at ", breakpoint, ", beyond its limit ", limit));
      return piecewiseScheme(bits, breakpoint, limit, truth(need(json, "signed"), "signed"), range);
    }
    case ActivationMethod::Bfp:
      knowKeys(json, {"method", "bits", "block", "exponent_bits", "signed"});
      return blockScheme(
          bits, truth(need(json, "signed"), "signed"),
          static_cast<int>(whole(need(json, "block"), "block", 1, mostBlockChannels)),
          static_cast<int>(whole(need(json, "exponent_bits"), "exponent_bits", leastExponentBits, mostExponentBits)));
  }
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.range = range;
  if (json.contains("channels")) {
    knowKeys(json, {"method", "bits", "range", "channels"});
    scheme.channels = channelsFromJson(json["channels"], bits);
    return scheme;
  }
  knowKeys(json, {"method", "bits", "scale", "zero_point", "range"});
  scheme.scale = positive(need(json, "scale"), "scale");
  scheme.zeroPoint = static_cast<int>(whole(need(json, "zero_point"), "zero_point", 0, scheme.highestCode()));
  return scheme;
}

}  // namespace bitprism
