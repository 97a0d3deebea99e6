#include "app/cli/scheme_options.h"

#include <algorithm>

#include "app/cli/command.h"
#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// "--half-scales"; "--no-clip" for options that are on by default.
std::string flagOf(const MethodOption& option) {
  const bool on = option.kind == MethodOption::Kind::Flag && option.standard != 0;
  std::string name = text(on ? "--no-" : "--", option.key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string listed(std::span<const Method> methods) {
  std::vector<const char*> names;
  for (const Method method : methods) names.push_back(methodName(method));
  return joined(names);
}

// "dsconv: input channels that share a scale".
std::string helpOf(const MethodOption& option) {
  std::vector<Method> methods;
  for (const Method method : existingMethods)
    if (hasOption(method, option)) methods.push_back(method);
  std::string help = text(listed(methods), ": ", flagOf(option).starts_with("--no-") ? "do not " : "", option.help);
  if (option.kind == MethodOption::Kind::Name) help += text(": ", joined(option.names));
  return help;
}

}  // namespace

void SchemeOptions::add(CLI::App& command, Choice choice) {
  const std::size_t before = command.get_options().size();
  const Quantization standard;
  range_ = rangeName(standard.range);
  const bool automatic = choice == Choice::Automatic;
  method_ = automatic ? automaticMethod : methodName(standard.method);
  if (choice != Choice::Own)
    methodOption_ = command
                        .add_option("--method", method_,
                                    text("how weights are rounded: ", listed(existingMethods),
                                         automatic ? "; auto: for each layer the one with the least predicted damage "
                                                     "in the bytes of uniform (uniform if "
                                                     "only its options are given)"
                                                   : ""))
                        ->capture_default_str();
  command.add_option("--per", granularity_, "one scale per tensor or per output channel: tensor, channel")
      ->capture_default_str();
  command.add_option("--range", range_, "the clipping range: minmax, mse (least squared error) or percentile")
      ->capture_default_str();
  command.add_option(
      "--percentile", percentile_,
      text("share of the weights, in percent, inside a percentile range (default: ", standardPercentile, ")"));
  command.add_option("--correction", correction_,
                     "statistic of every output channel restored after rounding: none, mean, mean-std, gain, or "
                     "input-gain (needs calibration images); default: the best for the method and range");
  auto* symmetric = command.add_flag("--symmetric", symmetric_, "no zero point (the default)");
  command.add_flag("--affine", affine_, "with a zero point")->excludes(symmetric);
  for (const MethodOption* each : methodOptions()) {
    const MethodOption& option = *each;
    Given& given = given_.emplace_back(Given{&option});
    const std::string flag = flagOf(option), help = helpOf(option);
    if (option.kind == MethodOption::Kind::Flag)
      given.flag = command.add_flag(flag, help);
    else if (option.kind == MethodOption::Kind::Name)
      given.flag = command.add_option(flag, given.name, help);
    else
      given.flag = command.add_option(flag, given.number, help);
  }
  const std::vector<CLI::Option*> all = command.get_options();
  options_.assign(all.begin() + static_cast<std::ptrdiff_t>(before), all.end());
}

bool SchemeOptions::gave(const char* option) const {
  return std::any_of(options_.begin(), options_.end(),
                     [&](const CLI::Option* one) { return one->count() > 0 && one->check_name(option); });
}

void SchemeOptions::setTarget(const TargetProfile& target, const ActivationRequest& inputs) {
  target_ = &target;
  inputs_ = inputs;
}

Quantization SchemeOptions::fittedToTarget(const Quantization& quantization) const {
  const bool quantized = inputs_.wanted();
  const Quantization near = fitted(*target_, quantization, LayerKind::Convolution, quantized);
  if (near == quantization) return near;
  const auto refuse = [&](const std::string& option) {
    QuantScheme scheme = quantization.at(maximumBits);
    TargetProfile anyWidth = *target_;
    constexpr int codes[] = {maximumBits};
    anyWidth.weightBits = anyWidth.aloneBits = codes;
    anyWidth.aloneOnlyLinear = false;
    const bool folds = quantized && target_->integers;
    const auto finding = weightFinding(anyWidth, scheme, LayerKind::Convolution, quantized, folds, "the network");
    throw UsageError(text(option, " for --target ", target_->name, ": ", finding ? finding->sentence : std::string()));
  };
  if (near.method != quantization.method) refuse(text("method ", methodName(quantization.method)));
  if (near.granularity != quantization.granularity && gave("--per")) refuse("--per channel");
  if (near.range != quantization.range && gave("--range")) refuse(text("--range ", rangeName(quantization.range)));
  if (near.symmetric != quantization.symmetric) refuse("--affine");
  if (near.correction != quantization.correction && gave("--correction"))
    refuse(text("--correction ", correctionName(quantization.correction)));
  return near;
}

bool SchemeOptions::given() const {
  return std::any_of(options_.begin(), options_.end(), [](const CLI::Option* option) { return option->count() > 0; });
}

bool SchemeOptions::automatic() const {
  if (method_ != automaticMethod) return false;
  for (const CLI::Option* option : options_) {
    if (option == methodOption_ || option->count() == 0) continue;
    if (methodOption_->count() == 0) return false;
    throw UsageError(text("--method ", automaticMethod, " chooses the whole scheme, so ", option->get_name(),
                          " has no effect: leave it out, or name a method"));
  }
  return true;
}

QuantPlan SchemeOptions::plan(Study& study, int bits, SchemeUse use, const CommandContext& context) const {
  const Network& network = *study.network();
  if (!automatic())
    return fitted(*target_, network, uniformPlan(network.layers.size(), quantization().at(bits)), inputs_);
  checkBits(bits);
  QuantPlan plan = fitted(*target_, network, automaticPlan(study, bits, use, context.stop, context.progress), inputs_);
  if (bits <= maximumBits)
    printNotices({text("methods chosen by layers' ", study.calibration().hasMoments() ? "outputs" : "weights", ": ",
                       methodsText(plan))});
  return plan;
}

double SchemeOptions::valueOf(const Given& given) const {
  const MethodOption& option = *given.option;
  if (option.kind == MethodOption::Kind::Flag) return option.standard != 0 ? 0 : 1;
  if (option.kind == MethodOption::Kind::Name) {
    const auto found = std::find(option.names.begin(), option.names.end(), given.name);
    if (found == option.names.end())
      throw UsageError(text("unknown ", option.key, " '", given.name, "', expected one of ", joined(option.names)));
    return static_cast<double>(found - option.names.begin());
  }
  checkOption(option, given.number);
  return roundedOption(option, given.number);
}

// Except the method and the options of some methods.
Quantization SchemeOptions::common() const {
  Quantization quantization;
  quantization.granularity = granularityFromName(granularity_);
  quantization.range = rangeFromName(range_);
  if (!correction_.empty()) quantization.correction = correctionFromName(correction_);
  if (percentile_) {
    if (quantization.range != RangeRule::Percentile) throw UsageError("--percentile needs --range percentile");
    quantization.percentile = checkedPercentile(*percentile_);
  }
  if (affine_) quantization.symmetric = false;
  if (symmetric_) quantization.symmetric = true;
  return quantization;
}

Quantization SchemeOptions::quantization() const {
  return quantizations({method_ == automaticMethod ? Method::Uniform : methodFromName(method_)}).front();
}

std::vector<Quantization> SchemeOptions::quantizations(const std::vector<Method>& methods) const {
  std::vector<Quantization> all(methods.size(), common());
  for (std::size_t i = 0; i < methods.size(); ++i) all[i].method = methods[i];
  for (const Given& given : given_) {
    if (given.flag->count() == 0) continue;
    const double value = valueOf(given);
    bool found = false;
    for (Quantization& quantization : all) {
      if (!hasOption(quantization.method, *given.option)) continue;
      quantization.options.set(*given.option, value);
      found = true;
    }
    if (!found) throw UsageError(text(flagOf(*given.option), " is not an option of ", listed(methods)));
  }
  if (methods.size() > 1)
    for (Quantization& quantization : all) quantization = canonical(quantization);
  if (correction_.empty())
    for (Quantization& quantization : all) quantization.correction = standardCorrection(quantization);
  for (Quantization& quantization : all) quantization = fittedToTarget(quantization);
  return all;
}

}  // namespace bitprism
