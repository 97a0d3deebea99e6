#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/workflow/activation_request.h"
#include "app/workflow/target_limits.h"

namespace bitprism {

// --integer and --no-integer.
class IntegerFlag {
 public:
  void add(CLI::App& command);

  // Whether a plan made here with this bit-width gets its integer form; as asked, else by its widths.
  bool wantedFor(int weightBits, const ActivationRequest& request) const;
  bool asked() const { return option_->count() > 0 && value_; }
  bool refused() const { return option_->count() > 0 && !value_; }

 private:
  bool value_ = false;
  CLI::Option* option_ = nullptr;
};

// --target: what runs the network.
class TargetFlag {
 public:
  void add(CLI::App& command);
  bool given() const { return option_->count() > 0; }
  const TargetProfile& profile() const;  // throws UsageError

  // The target of the command line, else this one.
  const TargetProfile& profileOr(Target otherwise) const;

 private:
  std::string name_ = targetName(Target::Any);
  CLI::Option* option_ = nullptr;
};

// Whether plans with these inputs get their integer form for the target, which decides alone where it limits anything.
// Throws UsageError where --integer or --no-integer contradict it.
bool integerFormFor(const TargetProfile& target, const IntegerFlag& flag, int weightBits,
                    const ActivationRequest& inputs, bool quantizedInputs);

}  // namespace bitprism
