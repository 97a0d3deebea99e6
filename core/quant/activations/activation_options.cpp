#include "core/quant/activations/activation_options.h"

#include <algorithm>
#include <cmath>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_method.h"

namespace bitprism {
namespace {

constexpr double mostThreshold = 1000;
constexpr const char* granularityNames[] = {"tensor", "channel"};
constexpr const char* correctNames[] = {"none", "mean"};

bool isPerChannel(const ActivationOptions& options) {
  return options.granularity == Granularity::Channel;
}

bool isUniformTensor(const ActivationOptions& options) {
  return options.method == ActivationMethod::Uniform && !isPerChannel(options);
}

// What needs more of a layer's input than calibration keeps of a channel.
bool needsWholeTensor(ActivationRange range) {
  return range == ActivationRange::BatchExtremes || range == ActivationRange::TopK || range == ActivationRange::Kl;
}

// Those that several methods have, and those of ranges.
constexpr ActivationOption sharedOptions[] = {
    activationOption<&ActivationOptions::percentile>(
        numberOption("percentile", 1, 99.99, 50, 100, "share of the values that the range 'percentile' keeps"),
        "percentile", [](const ActivationOptions& o) { return o.range == ActivationRange::Percentile; }, nullptr),
    activationOption<&ActivationOptions::symmetric>(
        flagOption("symmetric", 2, false, "signed activations have their zero in the middle"), "symmetric",
        [](const ActivationOptions& o) { return activationMethod(o.method).symmetric; },
        "activations by %1 have no zero point to centre"),
    activationOption<&ActivationOptions::granularity>(
        nameOption("per", 3, granularityNames, "one grid per tensor or per input channel"), "per channel",
        [](const ActivationOptions& o) { return activationMethod(o.method).perChannel && !needsWholeTensor(o.range); },
        "activations by %1 have no grids of channels; only uniform ones do"),
    activationOption<&ActivationOptions::allocate>(
        flagOption("allocate", 4, false, "aciq per channel: bits of its own for each, the given ones on average"),
        "allocate", [](const ActivationOptions& o) { return isPerChannel(o) && o.range == ActivationRange::Aciq; },
        "bits are allocated to channels by ACIQ: the range aciq, per channel"),
    activationOption<&ActivationOptions::correct>(
        nameOption("correction", 5, correctNames, "per channel, what is restored after rounding"), "restore mean",
        isPerChannel, "the mean of activations is restored for channels: choose grids per channel"),
    activationOption<&ActivationOptions::prior>(
        nameOption("prior", 6, priorNames, "density that aciq's clip is computed for"), "prior",
        [](const ActivationOptions& o) { return o.range == ActivationRange::Aciq; },
        "a prior belongs to the range aciq"),
    activationOption<&ActivationOptions::threshold>(
        numberOption("threshold", 10, 0, 0, mostThreshold, "gdrq: k of the clip k mean|a|; 0: by the bits"),
        "threshold", [](const ActivationOptions& o) { return o.range == ActivationRange::Gdrq; },
        "a threshold belongs to the range gdrq"),
    activationOption<&ActivationOptions::signedCodes>(
        flagOption("signed", 11, false,
                   "zero in the middle of the codes for all activations, as int8 with zero point 0"),
        "signed codes", isUniformTensor, "codes with a sign are for uniform activations with one grid per tensor"),
    activationOption<&ActivationOptions::powerOfTwo>(
        flagOption("power_of_two", 12, false, "scales are powers of two"), "power-of-two scale", isUniformTensor,
        "scales that are powers of two are for uniform activations with one grid per tensor")};

bool isStandard(const ActivationOption& option, const ActivationOptions& options) {
  return option.get(options) == option.option.standard;
}

void checkRange(const ActivationOptions& options) {
  const ActivationMethodInfo& info = activationMethod(options.method);
  if (takesRange(options.method, options.range)) return;
  if (info.ranges.empty())
    throw UsageError(text("activations by ", info.name, " have no clipping range, so '",
                          activationRangeName(options.range), "' cannot be chosen"));
  std::vector<const char*> ranges;
  for (const ActivationRange range : info.ranges) ranges.push_back(activationRangeName(range));
  throw UsageError(text("activations by ", info.name, " take the range ", alternatives(ranges), ", not ",
                        activationRangeName(options.range)));
}

std::string withMethodName(std::string sentence, ActivationMethod method) {
  if (const std::size_t at = sentence.find("%1"); at != std::string::npos)
    sentence.replace(at, 2, activationMethodName(method));
  return sentence;
}

}  // namespace

const std::vector<const ActivationOption*>& activationOptions() {
  static const std::vector<const ActivationOption*> all = [] {
    std::vector<const ActivationOption*> options;
    for (const ActivationOption& option : sharedOptions) options.push_back(&option);
    for (const ActivationMethodInfo* info : activationMethods())
      for (const ActivationOption& option : info->options) options.push_back(&option);
    std::sort(options.begin(), options.end(),
              [](const auto* a, const auto* b) { return a->option.number < b->option.number; });
    return options;
  }();
  return all;
}

bool takesRange(ActivationMethod method, ActivationRange range) {
  const auto ranges = activationMethod(method).ranges;
  return ranges.empty() ? range == standardRange(method)
                        : std::find(ranges.begin(), ranges.end(), range) != ranges.end();
}

ActivationRange standardRange(ActivationMethod method) {
  const auto ranges = activationMethod(method).ranges;
  return ranges.empty() ? ActivationOptions().range : ranges.front();
}

void checkOptions(const ActivationOptions& options) {
  checkRange(options);
  if (isPerChannel(options) && activationMethod(options.method).perChannel && needsWholeTensor(options.range))
    throw UsageError(
        text("the range ", activationRangeName(options.range), " is found for whole tensors, not for channels"));
  for (const ActivationOption* option : activationOptions()) {
    const double value = option->get(options);
    if (!(value >= option->option.low) || value > option->option.high)
      throw UsageError(text(option->option.key, ' ', value, " of activations, expected ", option->option.low, " to ",
                            option->option.high));
    if (option->whyNot && !isStandard(*option, options) && !option->applies(options))
      throw UsageError(withMethodName(option->whyNot, options.method));
  }
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

ActivationOptions settled(ActivationOptions options) {
  for (const ActivationOption* option : activationOptions())
    if (!option->applies(options)) option->set(options, option->option.standard);
  return options;
}

ActivationOptions optionsOf(const ActivationScheme& scheme) {
  ActivationOptions options;
  options.method = scheme.method;
  options.range = standardRange(scheme.method);
  activationMethod(scheme.method).quantizer.adoptOptions(scheme, options);
  return options;
}

std::string optionsText(const ActivationOptions& options) {
  const ActivationMethodInfo& info = activationMethod(options.method);
  std::string words = info.name;
  if (!info.ranges.empty()) words += text(", range ", activationRangeName(options.range));
  for (const ActivationOption* option : activationOptions())
    if (option->applies(options) && !isStandard(*option, options))
      words += text(", ", optionText(option->option, option->get(options)));
  return words;
}

Json toJson(const ActivationOptions& options) {
  Json json{{"range", activationRangeName(options.range)},
            {"percentile", options.percentile},
            {"symmetric", options.symmetric}};
  if (options.method != ActivationOptions().method) json["method"] = activationMethodName(options.method);
  for (const ActivationOption* option : activationOptions())
    if (!isStandard(*option, options)) json[option->option.key] = optionJson(option->option, option->get(options));
  return json;
}

ActivationOptions activationOptionsFromJson(const Json& json, const std::string& source) {
  ActivationOptions options;
  try {
    options.range = activationRangeFromName(stringMember(json, "range", source));
    member(json, "percentile", source), member(json, "symmetric", source);  // always there
    if (json.contains("method")) options.method = activationMethodFromName(stringMember(json, "method", source));
    for (const ActivationOption* option : activationOptions())
      if (json.contains(option->option.key))
        option->set(options, optionFromJson(option->option, json[option->option.key]));
    checkOptions(options);
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  return options;
}

}  // namespace bitprism
