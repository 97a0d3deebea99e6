#include "app/cli/target_flags.h"

#include "app/workflow/integer_plan.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

void IntegerFlag::add(CLI::App& command) {
  option_ = command.add_flag(
      "--integer,!--no-integer", value_,
      "round sums, results and whatever else stands between layers, too, so that runtimes compute with whole numbers "
      "from end to end (default: where --activation-bits is given, inputs are on single uniform grids and weights have "
      "4 to 8 bits)");
}

bool IntegerFlag::wantedFor(int weightBits, const ActivationRequest& request) const {
  return option_->count() > 0 ? value_ : suitsIntegers(weightBits, request);
}

void TargetFlag::add(CLI::App& command) {
  std::string help = "what runs the network, which limits widths, methods and inputs to what it takes: ";
  for (const TargetProfile& target : targetProfiles())
    help += text(target.target == Target::Any ? "" : "; ", target.name, " (", target.purpose, ')');
  option_ = command.add_option("--target", name_, help)->capture_default_str();
}

const TargetProfile& TargetFlag::profile() const {
  return targetProfile(targetFromName(name_));
}

const TargetProfile& TargetFlag::profileOr(Target otherwise) const {
  return given() ? profile() : targetProfile(otherwise);
}

bool integerFormFor(const TargetProfile& target, const IntegerFlag& flag, int weightBits,
                    const ActivationRequest& inputs, bool quantizedInputs) {
  if (!target.limits) return flag.wantedFor(weightBits, inputs);
  if (flag.asked() && !target.integers)
    throw UsageError(text("--integer for --target ", target.name, ": it computes layers with floats, ", target.name,
                          " accepts plans without an integer form"));
  if (flag.refused() && target.integers && quantizedInputs)
    throw UsageError(text("--no-integer for --target ", target.name, ": it computes layers in integers, ", target.name,
                          " accepts plans with an integer form"));
  return target.integers && quantizedInputs;
}

}  // namespace bitprism
