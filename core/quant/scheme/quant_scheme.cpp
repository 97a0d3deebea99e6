#include "core/quant/scheme/quant_scheme.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, const char*>, Count>;

constexpr Names<Granularity, 2> granularities{{{Granularity::Tensor, "tensor"}, {Granularity::Channel, "channel"}}};
constexpr Names<RangeRule, 3> ranges{
    {{RangeRule::MinMax, "minmax"}, {RangeRule::LeastSquares, "mse"}, {RangeRule::Percentile, "percentile"}}};
constexpr Names<Correction, 5> corrections{{{Correction::None, "none"},
                                            {Correction::Mean, "mean"},
                                            {Correction::MeanStd, "mean-std"},
                                            {Correction::Gain, "gain"},
                                            {Correction::InputGain, "input-gain"}}};

template <class Value, std::size_t Count>
const char* nameOf(const Names<Value, Count>& names, Value value) {
  for (const auto& [known, name] : names)
    if (known == value) return name;
  return "";
}

template <class Value, std::size_t Count>
Value valueOf(const Names<Value, Count>& names, std::string_view name, const char* what) {
  std::vector<const char*> expected;
  for (const auto& [known, knownName] : names) {
    if (name == knownName) return known;
    expected.push_back(knownName);
  }
  throw UsageError(text("unknown ", what, " '", name, "', expected one of ", joined(expected)));
}

const std::string source = "a quantization scheme";

std::string textOr(const Json& json, const char* key, const char* absent) {
  return json.contains(key) ? stringMember(json, key, source) : std::string(absent);
}

bool isOptionKey(const std::string& key) {
  const auto& all = methodOptions();
  return std::any_of(all.begin(), all.end(), [&](const MethodOption* option) { return key == option->key; });
}

}  // namespace

// Each conversion names every field of the other type, so it does not compile once the two differ.
QuantScheme Quantization::at(int bits) const {
  const auto& [ownMethod, zeroFree, rows, rule, restored, share, values] = *this;
  return {ownMethod, bits, zeroFree, rows, rule, restored, share, values};
}
Quantization QuantScheme::quantization() const {
  const auto& [ownMethod, width, zeroFree, rows, rule, restored, share, values] = *this;
  return {ownMethod, zeroFree, rows, rule, restored, share, values};
}

const char* methodName(Method method) {
  return methodInfo(method).name;
}
const char* methodTitle(Method method) {
  return methodInfo(method).title;
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
  std::vector<const char*> expected;
  for (const Method method : existingMethods) {
    if (name == methodName(method)) return method;
    expected.push_back(methodName(method));
  }
  throw UsageError(text("unknown method '", name, "', expected one of ", joined(expected)));
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

Correction standardCorrection(const Quantization& quantization) {
  const MethodInfo& info = methodInfo(quantization.method);
  if (info.solver) return Correction::None;
  const bool wholeRange =
      info.wholeRange ? info.wholeRange(quantization) : info.rangeRules && quantization.range == RangeRule::MinMax;
  return wholeRange ? Correction::Mean : Correction::Gain;
}

bool isSolver(Method method) {
  return methodInfo(method).solver;
}

bool readsInputs(const QuantScheme& scheme) {
  return scheme.hasCodes() && (isSolver(scheme.method) || scheme.correction == Correction::InputGain);
}

bool hasFactor(Correction correction) {
  return correction == Correction::MeanStd || correction == Correction::Gain || correction == Correction::InputGain;
}

std::vector<Method> methodsFromText(const std::string& written) {
  std::vector<Method> result;
  const auto add = [&](Method method) {
    if (std::find(result.begin(), result.end(), method) == result.end()) result.push_back(method);
  };
  std::stringstream names(written);
  for (std::string name; std::getline(names, name, ',');) {
    if (name != "all") {
      add(methodFromName(name));
      continue;
    }
    for (const Method method : existingMethods)
      if (!isSolver(method)) add(method);
  }
  if (result.empty())
    throw UsageError(text("no method is given, expected 'all' or names like ", methodName(Method::Uniform)));
  return result;
}

bool hasRangeRule(Method method) {
  return methodInfo(method).rangeRules;
}

bool mayBeAffine(Method method) {
  return methodInfo(method).zeroPoints;
}

bool mayBePerTensor(Method method) {
  return methodInfo(method).perTensor;
}

Quantization canonical(Quantization quantization) {
  const Quantization standard;
  const MethodInfo& info = methodInfo(quantization.method);
  quantization.options = quantization.options.only(info.options);
  if (!info.rangeRules) quantization.range = standard.range;
  if (!info.zeroPoints) quantization.symmetric = standard.symmetric;
  if (!info.perTensor) quantization.granularity = standard.granularity;
  if (quantization.range != RangeRule::Percentile) quantization.percentile = standard.percentile;
  return quantization;
}

QuantScheme canonical(const QuantScheme& scheme) {
  return canonical(scheme.quantization()).at(scheme.bits);
}

Quantization withGranularity(Quantization quantization, Granularity granularity) {
  quantization.granularity = granularity;
  const MethodInfo& info = methodInfo(quantization.method);
  return granularity == Granularity::Tensor && info.perTensorScheme ? info.perTensorScheme(quantization) : quantization;
}

void checkScheme(const QuantScheme& scheme) {
  checkBits(scheme.bits);
  if (!scheme.hasCodes()) return;
  const MethodInfo& info = methodInfo(scheme.method);
  for (const MethodOption* option : methodOptions()) {
    checkOption(*option, scheme.options.get(*option));
    if (!scheme.options.isStandard(*option) && !hasOption(scheme.method, *option))
      throw UsageError(text("'", option->key, "' is not an option of ", info.name));
  }
  if (!scheme.symmetric && !info.zeroPoints)
    throw UsageError(text(info.name, " has no zero points, expected symmetric"));
  if (scheme.range != Quantization().range && !info.rangeRules)
    throw UsageError(text(info.name, " chooses its own range, expected no range rule"));
  if (scheme.granularity != Granularity::Channel && !info.perTensor)
    throw UsageError(text(info.name, " has a scale per block, expected scales per channel"));
  if (info.check) info.check(scheme);
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

std::string rangeText(const Quantization& quantization) {
  std::string name = rangeName(quantization.range);
  if (quantization.range == RangeRule::Percentile) name += text(' ', quantization.percentile);
  return name;
}

std::string optionsText(const Quantization& quantization) {
  std::string result;
  for (const MethodOption* option : methodOptions()) {
    if (!hasOption(quantization.method, *option) || quantization.options.isStandard(*option)) continue;
    result += text(result.empty() ? "" : ", ", optionText(*option, quantization.options.get(*option)));
  }
  return result;
}

Json toJson(const QuantScheme& scheme) {
  Json json{{"method", methodName(scheme.method)}, {"bits", scheme.bits},
            {"symmetric", scheme.symmetric},       {"per", granularityName(scheme.granularity)},
            {"range", rangeName(scheme.range)},    {"correction", correctionName(scheme.correction)}};
  if (scheme.range == RangeRule::Percentile) json["percentile"] = scheme.percentile;
  for (const MethodOption* option : methodOptions())
    if (!scheme.options.isStandard(*option)) json[option->key] = optionJson(*option, scheme.options.get(*option));
  return json;
}

QuantScheme schemeFromJson(const Json& json) {
  QuantScheme scheme;
  const std::int64_t bits = integerMember(json, "bits", source);
  try {
    for (const auto& [key, value] : json.items())
      if (key != "name" && key != "activation" && key != "percentile" && !isOptionKey(key) &&
          !toJson(scheme).contains(key))
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
        throw InputError(text("cannot read ", source, ": 'percentile' is only valid with the range 'percentile'"));
      if (!json["percentile"].is_number())
        throw InputError(text("cannot read ", source, ": 'percentile' is not a number"));
      scheme.percentile = checkedPercentile(json["percentile"].get<double>());
    }
    if (json.contains("symmetric")) {
      if (!json["symmetric"].is_boolean())
        throw InputError(text("cannot read ", source, ": 'symmetric' is neither true nor false"));
      scheme.symmetric = json["symmetric"].get<bool>();
    }
    for (const MethodOption* option : methodOptions())
      if (json.contains(option->key)) {
        if (!hasOption(scheme.method, *option))
          throw UsageError(text("'", option->key, "' is not an option of ", methodName(scheme.method)));
        scheme.options.set(*option, roundedOption(*option, optionFromJson(*option, json[option->key])));
      }
    if (scheme.hasCodes()) checkScheme(scheme);
  } catch (const UsageError& problem) {  // here the values come from a file
    throw InputError(text("cannot read ", source, ": ", problem.what()));
  }
  return scheme;
}

}  // namespace bitprism
