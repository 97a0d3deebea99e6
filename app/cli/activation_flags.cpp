#include "app/cli/activation_flags.h"

#include <algorithm>
#include <optional>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// Methods that are uniform quantization with their own range.
std::optional<ActivationRange> rangeOfMethod(const std::string& method) {
  for (const ActivationRangeInfo& info : activationRanges())
    if (info.methodName && method == info.methodName) return info.range;
  return {};
}

// "uniform (equal steps), pwlq (two pieces) or bfp (shared exponents); or uniform with the range that a method finds:
// omse (mse), aciq, kl, gdrq".
std::string activationMethodsText() {
  std::string methods, finders;
  const auto all = activationMethods();
  for (std::size_t i = 0; i < all.size(); ++i)
    methods += text(i == 0 ? "" : i + 1 < all.size() ? ", " : " or ", all[i]->name, " (", all[i]->help, ')');
  for (const ActivationRangeInfo& range : activationRanges())
    if (range.methodName)
      finders += text(finders.empty() ? "" : ", ", range.methodName,
                      std::string_view(range.name) == range.methodName ? "" : text(" (", range.name, ')'));
  return text(methods, "; or uniform with the range that a method finds: ", finders);
}

// "mse (least squared error), minmax (...), ...; unless given mse for uniform, topk for pwlq".
std::string activationRangesText() {
  std::string ranges, standards;
  for (const ActivationRangeInfo& range : activationRanges())
    ranges += text(ranges.empty() ? "" : ", ", range.name, " (", range.help, ')');
  for (const ActivationMethodInfo* method : activationMethods())
    if (!method->ranges.empty())
      standards += text(standards.empty() ? "; unless given " : ", ", activationRangeName(method->ranges.front()),
                        " for ", method->name);
  return ranges + standards;
}

}  // namespace

void ActivationFlags::add(CLI::App& command) {
  command.add_option("--activation-bits", bits_,
                     "also quantize the input of every layer: 1 to 8, 32 for float, or 'tied' to the layer's weights");
  options_ = {
      command.add_option("--activation-method", method_, "how inputs are quantized: " + activationMethodsText())
          ->capture_default_str(),
      command.add_option("--activation-range", range_, "their clipping range: " + activationRangesText())};
  for (const ActivationOption* each : activationOptions()) {
    const MethodOption& option = each->option;
    Given& given = given_.emplace_back(Given{each});
    std::string flag = text("--activation-", option.key);
    std::replace(flag.begin(), flag.end(), '_', '-');
    if (option.kind == MethodOption::Kind::Flag) {
      given.flag = command.add_flag(flag, option.help);
    } else if (option.kind == MethodOption::Kind::Name) {
      given.name = option.names[static_cast<std::size_t>(option.standard)];
      given.flag = command.add_option(flag, given.name, text(option.help, ": ", joined(option.names)));
      given.flag->capture_default_str();
    } else {
      given.number = option.standard;
      given.flag = command.add_option(flag, given.number, option.help)->capture_default_str();
    }
    options_.push_back(given.flag);
  }
}

ActivationRequest ActivationFlags::request() const {
  if (bits_.empty())
    for (const CLI::Option* option : options_)
      if (option->count() > 0) throw UsageError(text(option->get_name(), " needs --activation-bits"));
  ActivationOptions options;
  const std::optional<ActivationRange> ofMethod = rangeOfMethod(method_);
  options.method = ofMethod ? ActivationMethod::Uniform : activationMethodFromName(method_);
  options.range = ofMethod.value_or(standardRange(options.method));
  if (!range_.empty()) {
    const ActivationRange range = activationRangeFromName(range_);
    if (ofMethod && range != *ofMethod)
      throw UsageError(text("--activation-method ", method_, " chooses its own range; --activation-range ", range_,
                            " contradicts it"));
    if (activationMethod(options.method).ranges.empty())
      throw UsageError(text("--activation-range: activations by ", method_, " have no clipping range"));
    options.range = range;
  }
  for (const Given& given : given_) {
    if (given.flag->count() == 0) continue;
    const MethodOption& option = given.option->option;
    double value = option.kind == MethodOption::Kind::Flag ? 1 : given.number;
    if (option.kind == MethodOption::Kind::Name) {
      const auto found = std::find(option.names.begin(), option.names.end(), given.name);
      if (found == option.names.end())
        throw UsageError(
            text("unknown ", given.flag->get_name(), " '", given.name, "', expected ", alternatives(option.names)));
      value = static_cast<double>(found - option.names.begin());
    }
    checkOption(option, value);
    given.option->set(options, value);
  }
  return activationRequest(bits_, options);
}

}  // namespace bitprism
