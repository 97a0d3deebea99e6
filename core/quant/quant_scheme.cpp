#include "core/quant/quant_scheme.h"

#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, const char*>, Count>;

constexpr Names<Method, 1> methods{{{Method::Uniform, "uniform"}}};
constexpr Names<Granularity, 2> granularities{{{Granularity::Tensor, "tensor"}, {Granularity::Channel, "channel"}}};
constexpr Names<RangeRule, 2> ranges{{{RangeRule::MinMax, "minmax"}, {RangeRule::LeastSquares, "mse"}}};
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

void checkBits(int bits) {
  if (bits != floatBits && (bits < minimumBits || bits > maximumBits))
    throw UsageError(text(bits, " bits, expected ", minimumBits, " to ", maximumBits, " or ", floatBits, " for float"));
}

Json toJson(const QuantScheme& scheme) {
  return Json{{"method", methodName(scheme.method)}, {"bits", scheme.bits},
              {"symmetric", scheme.symmetric},       {"per", granularityName(scheme.granularity)},
              {"range", rangeName(scheme.range)},    {"correction", correctionName(scheme.correction)}};
}

QuantScheme schemeFromJson(const Json& json) {
  QuantScheme scheme;
  const std::int64_t bits = integerMember(json, "bits", source);
  try {
    for (const auto& [key, value] : json.items())
      if (key != "name" && key != "activation" && !toJson(scheme).contains(key))
        throw InputError(text("cannot read ", source, ": unknown option '", key, "'"));
    scheme.bits = bits < 0 || bits > floatBits ? 0 : static_cast<int>(bits);
    if (scheme.bits != bits) throw UsageError(text(bits, " bits, expected 1 to 8 or 32 for float"));
    checkBits(scheme.bits);
    scheme.method = methodFromName(textOr(json, "method", methodName(scheme.method)));
    scheme.granularity = granularityFromName(textOr(json, "per", granularityName(scheme.granularity)));
    scheme.range = rangeFromName(textOr(json, "range", rangeName(scheme.range)));
    scheme.correction = correctionFromName(textOr(json, "correction", correctionName(scheme.correction)));
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
