#include "core/quant/quant_scheme.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, const char*>, Count>;

constexpr Names<Method, 1> methods{{{Method::Uniform, "uniform"}}};
constexpr Names<Granularity, 2> granularities{{{Granularity::Tensor, "tensor"}, {Granularity::Channel, "channel"}}};
constexpr Names<RangeRule, 3> ranges{
    {{RangeRule::MinMax, "minmax"}, {RangeRule::LeastSquares, "mse"}, {RangeRule::Percentile, "percentile"}}};
constexpr Names<Correction, 2> corrections{{{Correction::None, "none"}, {Correction::Mean, "mean"}}};

template <class Value, std::size_t Count>
const char* nameOf(const Names<Value, Count>& names, Value value) {
  for (const auto& [known, name] : names)
    if (known == value) return name;
  return "";
}

template <class Value, std::size_t Count>
Value valueOf(const Names<Value, Count>& names, std::string_view name, const char* what) {
  std::string expected;
  for (const auto& [known, knownName] : names) {
    if (name == knownName) return known;
    expected += text(expected.empty() ? "" : ", ", knownName);
  }
  throw UsageError(text("unknown ", what, " '", name, "', expected ", Count > 1 ? "one of " : "", expected));
}

const std::string source = "a quantization scheme";

std::string textOr(const Json& json, const char* key, const char* absent) {
  return json.contains(key) ? stringMember(json, key, source) : std::string(absent);
}

}  // namespace

const char* methodName(Method method) {
  return nameOf(methods, method);
}
const char* granularityName(Granularity granularity) {
  return nameOf(granularities, granularity);
}
const char* rangeName(RangeRule range) {
  return nameOf(ranges, range);
}
const char* correctionName(Correction correction) {
  return nameOf(corrections, correction);
}

Method methodFromName(std::string_view name) {
  return valueOf(methods, name, "method");
}
Granularity granularityFromName(std::string_view name) {
  return valueOf(granularities, name, "granularity");
}
RangeRule rangeFromName(std::string_view name) {
  return valueOf(ranges, name, "range");
}
Correction correctionFromName(std::string_view name) {
  return valueOf(corrections, name, "correction");
}

bool bitsExist(int bits) {
  return std::binary_search(existingBits.begin(), existingBits.end(), bits);
}

int steppedBits(int bits, int step) {
  const auto at = std::lower_bound(existingBits.begin(), existingBits.end(), bits) - existingBits.begin();
  const auto last = static_cast<std::ptrdiff_t>(existingBits.size()) - 1;
  return existingBits[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at + step, 0, last))];
}

void checkBits(int bits) {
  if (!bitsExist(bits))
    throw UsageError(text(bits, " bits, expected ", minimumBits, " to ", maximumBits, ", ", halfBits,
                          " for half floats or ", floatBits, " for float"));
}

double checkedPercentile(double percentile) {
  if (!(percentile > 50) || percentile > 100)
    throw UsageError(text("percentile ", percentile, ", expected above 50 and at most 100"));
  return std::round(percentile * 1e6) / 1e6;
}

std::string rangeText(const QuantScheme& scheme) {
  std::string name = rangeName(scheme.range);
  if (scheme.range == RangeRule::Percentile) name += text(' ', scheme.percentile);
  return name;
}

Json toJson(const QuantScheme& scheme) {
  Json json{{"method", methodName(scheme.method)}, {"bits", scheme.bits},
            {"symmetric", scheme.symmetric},       {"per", granularityName(scheme.granularity)},
            {"range", rangeName(scheme.range)},    {"correction", correctionName(scheme.correction)}};
  if (scheme.range == RangeRule::Percentile) json["percentile"] = scheme.percentile;
  return json;
}

QuantScheme schemeFromJson(const Json& json) {
  QuantScheme scheme;
  const std::int64_t bits = integerMember(json, "bits", source);
  try {
    for (const auto& [key, value] : json.items())
      if (key != "name" && key != "activation" && key != "percentile" && !toJson(scheme).contains(key))
        throw InputError(text("cannot read ", source, ": unknown option '", key, "'"));
    scheme.bits = bits < 0 || bits > floatBits ? 0 : static_cast<int>(bits);
    if (scheme.bits != bits) throw UsageError(text(bits, " bits, expected 1 to 8, 16 for half floats or 32 for float"));
    checkBits(scheme.bits);
    scheme.method = methodFromName(textOr(json, "method", methodName(scheme.method)));
    scheme.granularity = granularityFromName(textOr(json, "per", granularityName(scheme.granularity)));
    scheme.range = rangeFromName(textOr(json, "range", rangeName(scheme.range)));
    scheme.correction = correctionFromName(textOr(json, "correction", correctionName(scheme.correction)));
    if (json.contains("percentile")) {
      if (scheme.range != RangeRule::Percentile)
        throw InputError(text("cannot read ", source, ": 'percentile' goes with the range 'percentile' only"));
      if (!json["percentile"].is_number())
        throw InputError(text("cannot read ", source, ": 'percentile' is no number"));
      scheme.percentile = checkedPercentile(json["percentile"].get<double>());
    }
    if (json.contains("symmetric")) {
      if (!json["symmetric"].is_boolean())
        throw InputError(text("cannot read ", source, ": 'symmetric' is neither true nor false"));
      scheme.symmetric = json["symmetric"].get<bool>();
    }
  } catch (const UsageError& problem) {  // here the words come from a file
    throw InputError(text("cannot read ", source, ": ", problem.what()));
  }
  return scheme;
}

}  // namespace bitprism
