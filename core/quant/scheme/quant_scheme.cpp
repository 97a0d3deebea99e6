#include "core/quant/scheme/quant_scheme.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/scheme_options.h"

namespace bitprism {
namespace {

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, const char*>, Count>;

constexpr Names<Method, 11> methods{{{Method::Uniform, "uniform"},
                                     {Method::Aciq, "aciq"},
                                     {Method::Pwlq, "pwlq"},
                                     {Method::Dsconv, "dsconv"},
                                     {Method::Gdrq, "gdrq"},
                                     {Method::Omse, "omse"},
                                     {Method::Kl, "kl"},
                                     {Method::Kmeans, "kmeans"},
                                     {Method::Ocs, "ocs"},
                                     {Method::Adaround, "adaround"},
                                     {Method::Gptq, "gptq"}}};
constexpr Names<Method, 11> methodTitles{{{Method::Uniform, "Uniform"},
                                          {Method::Aciq, "ACIQ"},
                                          {Method::Pwlq, "PWLQ"},
                                          {Method::Dsconv, "DSConv"},
                                          {Method::Gdrq, "GDRQ"},
                                          {Method::Omse, "OMSE"},
                                          {Method::Kl, "KL"},
                                          {Method::Kmeans, "k-means"},
                                          {Method::Ocs, "OCS"},
                                          {Method::Adaround, "AdaRound"},
                                          {Method::Gptq, "GPTQ"}}};
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

double optionFromJson(const SchemeOption& option, const Json& json, Method method) {
  using Kind = SchemeOption::Kind;
  const auto fail = [&](const std::string& what) {
    throw InputError(text("cannot read ", source, ": '", option.key, "' ", what));
  };
  if (!option.looks(method)) fail(text("is no option of ", methodName(method)));
  if (option.kind == Kind::Flag) {
    if (!json.is_boolean()) fail("is neither true nor false");
    return json.get<bool>() ? 1 : 0;
  }
  if (option.kind == Kind::Name) {
    const auto found = json.is_string() ? std::find(option.names.begin(), option.names.end(), json.get<std::string>())
                                        : option.names.end();
    if (found != option.names.end()) return static_cast<double>(found - option.names.begin());
    std::string expected;
    for (const char* name : option.names) expected += text(expected.empty() ? "" : ", ", name);
    fail(text("is none of ", expected));
  }
  if (!json.is_number()) fail("is no number");
  const double value = json.get<double>();
  checkOption(option, value);
  return roundedOption(option, value);
}

}  // namespace

const char* methodName(Method method) {
  return nameOf(methods, method);
}
const char* methodTitle(Method method) {
  return nameOf(methodTitles, method);
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

Correction standardCorrection(const QuantScheme& scheme) {
  if (isSolver(scheme.method)) return Correction::None;
  const bool wholeRange =
      scheme.method == Method::Aciq ? !scheme.clip : hasRangeRule(scheme.method) && scheme.range == RangeRule::MinMax;
  return wholeRange ? Correction::Mean : Correction::Gain;
}

bool isSolver(Method method) {
  return method == Method::Adaround || method == Method::Gptq;
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
  if (result.empty()) throw UsageError(text("no method, expected 'all' or names like ", methodName(Method::Uniform)));
  return result;
}

bool hasRangeRule(Method method) {
  return method == Method::Uniform || method == Method::Ocs || isSolver(method);
}

bool mayBeAffine(Method method) {
  return method == Method::Uniform || method == Method::Omse || method == Method::Kl || isSolver(method);
}

QuantScheme canonical(QuantScheme scheme) {
  const QuantScheme standard;
  for (const SchemeOption& option : schemeOptions())
    if (!option.looks(scheme.method)) option.set(scheme, option.get(standard));
  if (!hasRangeRule(scheme.method)) scheme.range = standard.range;
  if (!mayBeAffine(scheme.method)) scheme.symmetric = standard.symmetric;
  if (scheme.method == Method::Dsconv) scheme.granularity = standard.granularity;
  if (scheme.range != RangeRule::Percentile) scheme.percentile = standard.percentile;
  return scheme;
}

void checkScheme(const QuantScheme& scheme) {
  checkBits(scheme.bits);
  if (!scheme.hasCodes()) return;
  const char* name = methodName(scheme.method);
  for (const SchemeOption& option : schemeOptions()) {
    checkOption(option, option.get(scheme));
    if (!option.looks(scheme.method) && !option.isStandard(scheme))
      throw UsageError(text("'", option.key, "' is no option of ", name));
  }
  if (!scheme.symmetric && !mayBeAffine(scheme.method))
    throw UsageError(text(name, " has no zero points, expected symmetric"));
  if (scheme.range != QuantScheme().range && !hasRangeRule(scheme.method))
    throw UsageError(text(name, " chooses its own range, expected none"));
  if (scheme.granularity != Granularity::Channel && scheme.method == Method::Dsconv)
    throw UsageError(text(name, " has a scale per block, not per tensor"));
  if (scheme.allocate && scheme.granularity != Granularity::Channel)
    throw UsageError(text(name, " allocates bits to channels, expected a scale per channel, not per tensor"));
  if (scheme.method == Method::Pwlq && scheme.bits == 1)
    throw UsageError("pwlq at 1 bit: its tails would have no bits left, expected 2 to 8");
  if (scheme.method == Method::Pwlq && scheme.regions > 2 && (scheme.overlapping || scheme.author))
    throw UsageError(text("pwlq ", scheme.overlapping ? "overlapping" : "in its authors' form",
                          " has one break-point, expected 2 regions"));
  if (scheme.method == Method::Gdrq && scheme.reading == Reading::R2 && scheme.bits == maximumBits)
    throw UsageError("gdrq's reading R2 at 8 bits needs codes of 9 bits, expected 1 to 7");
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
  for (const SchemeOption& option : schemeOptions()) {
    if (option.isStandard(scheme)) continue;
    const double value = option.get(scheme);
    if (option.kind == SchemeOption::Kind::Flag)
      json[option.key] = value != 0;
    else if (option.kind == SchemeOption::Kind::Name)
      json[option.key] = option.names[static_cast<std::size_t>(value)];
    else if (option.kind == SchemeOption::Kind::Whole)
      json[option.key] = static_cast<std::int64_t>(value);
    else
      json[option.key] = value;
  }
  return json;
}

QuantScheme schemeFromJson(const Json& json) {
  QuantScheme scheme;
  const std::int64_t bits = integerMember(json, "bits", source);
  try {
    for (const auto& [key, value] : json.items())
      if (key != "name" && key != "activation" && key != "percentile" && !schemeOption(key) &&
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
    for (const SchemeOption& option : schemeOptions())
      if (json.contains(option.key)) option.set(scheme, optionFromJson(option, json[option.key], scheme.method));
    if (scheme.hasCodes()) checkScheme(scheme);
  } catch (const UsageError& problem) {  // here the words come from a file
    throw InputError(text("cannot read ", source, ": ", problem.what()));
  }
  return scheme;
}

}  // namespace bitprism
