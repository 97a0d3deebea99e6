#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/activation_request.h"
#include "app/workflow/automatic_methods.h"
#include "app/workflow/study.h"
#include "app/workflow/target_limits.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

struct CommandContext;

// --method, --per, --range, --percentile, --correction, --symmetric, --affine, and a flag for every option that only
// some methods have (method_option.h).
class SchemeOptions {
 public:
  // Automatic: unless any of them is given, or with --method auto, the method is chosen for each layer
  // (automatic_scheme.h). Own: the command has its own --method or --methods.
  enum class Choice { Automatic, Uniform, Own };
  void add(CLI::App& command, Choice choice = Choice::Automatic);

  // Whether the method is to be chosen. Throws UsageError for --method auto with options that leave no choice.
  bool automatic() const;

  // All layers at these bits, with the given options or the scheme chosen for each layer, which a notice names.
  QuantPlan plan(Study& study, int bits, SchemeUse use, const CommandContext& context) const;

  // Of --method. Throws UsageError, also for an option that the method does not use.
  Quantization quantization() const;

  // One per method, each with the options that it uses; throws UsageError for an option that none of them uses. A
  // single method must use all of them.
  std::vector<Quantization> quantizations(const std::vector<Method>& methods) const;
  bool given() const;  // any of them

  // What quantization() and plan() are fitted to, as far as nobody chose otherwise; a choice that the target does not
  // take is a UsageError.
  void setTarget(const TargetProfile& target, const ActivationRequest& inputs);

 private:
  struct Given {
    const MethodOption* option;
    CLI::Option* flag = nullptr;
    std::string name;
    double number = 0;
  };
  double valueOf(const Given& given) const;
  Quantization common() const;
  bool gave(const char* option) const;
  Quantization fittedToTarget(const Quantization& quantization) const;

  std::string method_, granularity_ = "channel", range_, correction_;
  CLI::Option* methodOption_ = nullptr;
  bool symmetric_ = false, affine_ = false;
  std::optional<double> percentile_;
  std::deque<Given> given_;            // of every option
  std::vector<CLI::Option*> options_;  // all of them
  const TargetProfile* target_ = &targetProfile(Target::Any);
  ActivationRequest inputs_;
};

}  // namespace bitprism
