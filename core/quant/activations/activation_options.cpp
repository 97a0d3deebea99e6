#include "core/quant/activations/activation_options.h"

#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr double mostThreshold = 1000;

template <class Value>
Value fromName(std::span<const char* const> names, const char* what, std::string_view name) {
  std::string expected;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (name == names[i]) return static_cast<Value>(i);
    expected += text(i == 0 ? "" : i + 1 < names.size() ? ", " : " or ", names[i]);
  }
  throw UsageError(text("'", name, "' is no ", what, ", expected ", expected));
}

// What needs more of a layer's input than calibration keeps of a channel.
bool needsWholeTensor(ActivationRange range) {
  return range == ActivationRange::BatchExtremes || range == ActivationRange::TopK || range == ActivationRange::Kl;
}

}  // namespace

bool takesRange(ActivationMethod method, ActivationRange range) {
  switch (method) {
    case ActivationMethod::Uniform:
      return true;
    case ActivationMethod::Pwlq:
      return range == ActivationRange::TopK || range == ActivationRange::MinMax ||
             range == ActivationRange::Percentile || range == ActivationRange::BatchExtremes;
    case ActivationMethod::Bfp:
      break;
  }
  return range == standardRange(method);
}

ActivationRange standardRange(ActivationMethod method) {
  return method == ActivationMethod::Pwlq ? ActivationRange::TopK : ActivationOptions().range;
}

void checkOptions(const ActivationOptions& options) {
  const ActivationOptions usual;
  const bool uniform = options.method == ActivationMethod::Uniform;
  const bool channels = options.granularity == Granularity::Channel;
  const char* method = activationMethodName(options.method);
  if (!takesRange(options.method, options.range))
    throw UsageError(options.method == ActivationMethod::Bfp
                         ? text("activations by bfp have no clipping range, so '", activationRangeName(options.range),
                                "' cannot be chosen")
                         : text("activations by ", method, " take the range topk, minmax, percentile or batch, not ",
                                activationRangeName(options.range)));
  if (!(options.percentile >= 50) || options.percentile > 100)
    throw UsageError(text("percentile ", options.percentile, " of activations, expected 50 to 100"));
  if (options.symmetric && !uniform) throw UsageError(text("activations by ", method, " have no zero point to centre"));
  if (channels && !uniform)
    throw UsageError(text("activations by ", method, " have no grids of channels; only uniform ones do"));
  if (channels && needsWholeTensor(options.range))
    throw UsageError(
        text("the range ", activationRangeName(options.range), " is found for whole tensors, not for channels"));
  if (options.allocate && !(channels && options.range == ActivationRange::Aciq))
    throw UsageError("bits are allocated to channels by ACIQ: the range aciq, per channel");
  if (options.correct && !channels)
    throw UsageError("the mean of activations is restored for channels: choose grids per channel");
  if (options.prior != usual.prior && options.range != ActivationRange::Aciq)
    throw UsageError("a prior belongs to the range aciq");
  if (options.breakpoint != usual.breakpoint && options.method != ActivationMethod::Pwlq)
    throw UsageError("a rule for the break-point belongs to activations by pwlq");
  if ((options.block != usual.block || options.exponentBits != usual.exponentBits) &&
      options.method != ActivationMethod::Bfp)
    throw UsageError("blocks and exponents belong to activations by bfp");
  if (options.method == ActivationMethod::Bfp)
    blockScheme(maximumActivationBits, true, options.block, options.exponentBits);  // throws
  if (options.threshold != 0 && options.range != ActivationRange::Gdrq)
    throw UsageError("a threshold belongs to the range gdrq");
  if (!(options.threshold >= 0) || options.threshold > mostThreshold)
    throw UsageError(text("threshold ", options.threshold, ", expected above 0 and at most ", mostThreshold));
}

ActivationOptions withRange(ActivationOptions options, ActivationRange range) {
  options.range = range;
  try {
    checkOptions(options);
    return options;
  } catch (const UsageError&) {
    return {.range = range, .percentile = options.percentile, .symmetric = options.symmetric};
  }
}

std::string optionsText(const ActivationOptions& options) {
  const ActivationOptions usual;
  std::string words = activationMethodName(options.method);
  if (options.method != ActivationMethod::Bfp) words += text(", range ", activationRangeName(options.range));
  if (options.range == ActivationRange::Percentile) words += text(' ', options.percentile);
  if (options.symmetric) words += ", symmetric";
  if (options.granularity == Granularity::Channel) words += ", per channel";
  if (options.allocate) words += ", allocated";
  if (options.prior != usual.prior) words += text(", prior ", priorName(options.prior));
  if (options.correct) words += ", mean restored";
  if (options.method == ActivationMethod::Pwlq) words += text(", break-point ", breakpointName(options.breakpoint));
  if (options.method == ActivationMethod::Bfp)
    words += text(", block ", options.block, ", exponent ", options.exponentBits, " bits");
  if (options.threshold != 0) words += text(", threshold ", options.threshold);
  return words;
}

const char* priorName(Prior prior) {
  return priorNames[static_cast<std::size_t>(prior)];
}
Prior priorFromName(std::string_view name) {
  return fromName<Prior>(priorNames, "prior", name);
}
const char* breakpointName(Breakpoint breakpoint) {
  return breakpointNames[static_cast<std::size_t>(breakpoint)];
}
Breakpoint breakpointFromName(std::string_view name) {
  return fromName<Breakpoint>(breakpointNames, "rule for break-points", name);
}

Json toJson(const ActivationOptions& options) {
  const ActivationOptions usual;
  Json json{{"range", activationRangeName(options.range)},
            {"percentile", options.percentile},
            {"symmetric", options.symmetric}};
  if (options.method != usual.method) json["method"] = activationMethodName(options.method);
  if (options.granularity != usual.granularity) json["per"] = granularityName(options.granularity);
  if (options.allocate) json["allocate"] = true;
  if (options.prior != usual.prior) json["prior"] = priorName(options.prior);
  if (options.correct) json["correction"] = correctionName(Correction::Mean);
  if (options.breakpoint != usual.breakpoint) json["breakpoint"] = breakpointName(options.breakpoint);
  if (options.block != usual.block) json["block"] = options.block;
  if (options.exponentBits != usual.exponentBits) json["exponent_bits"] = options.exponentBits;
  if (options.threshold != usual.threshold) json["threshold"] = options.threshold;
  return json;
}

ActivationOptions activationOptionsFromJson(const Json& json, const std::string& source) {
  const auto damaged = [&](const char* key) {
    return InputError(text("cannot read '", source, "': '", key, "' of the activations' settings is damaged"));
  };
  ActivationOptions options;
  const Json &percentile = member(json, "percentile", source), &symmetric = member(json, "symmetric", source);
  if (!percentile.is_number()) throw damaged("percentile");
  if (!symmetric.is_boolean()) throw damaged("symmetric");
  options.percentile = percentile.get<double>();
  options.symmetric = symmetric.get<bool>();
  const auto truth = [&](const char* key) {
    if (!json.contains(key)) return false;
    if (!json[key].is_boolean()) throw damaged(key);
    return json[key].get<bool>();
  };
  const auto whole = [&](const char* key, int usual) {
    if (!json.contains(key)) return usual;
    const std::int64_t value = integerMember(json, key, source);
    if (value < 0 || value > mostBlockChannels) throw damaged(key);
    return static_cast<int>(value);
  };
  try {
    options.range = activationRangeFromName(stringMember(json, "range", source));
    if (json.contains("method")) options.method = activationMethodFromName(stringMember(json, "method", source));
    if (json.contains("per")) options.granularity = granularityFromName(stringMember(json, "per", source));
    options.allocate = truth("allocate");
    if (json.contains("prior")) options.prior = priorFromName(stringMember(json, "prior", source));
    if (json.contains("correction")) {
      const Correction correction = correctionFromName(stringMember(json, "correction", source));
      if (correction != Correction::None && correction != Correction::Mean) throw damaged("correction");
      options.correct = correction == Correction::Mean;
    }
    if (json.contains("breakpoint")) options.breakpoint = breakpointFromName(stringMember(json, "breakpoint", source));
    options.block = whole("block", options.block);
    options.exponentBits = whole("exponent_bits", options.exponentBits);
    if (json.contains("threshold")) {
      if (!json["threshold"].is_number()) throw damaged("threshold");
      options.threshold = json["threshold"].get<double>();
    }
    checkOptions(options);
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  return options;
}

}  // namespace bitprism
