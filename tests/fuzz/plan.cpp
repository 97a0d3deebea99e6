#include "core/base/error.h"
#include "core/quant/plan/quant_plan.h"
#include "core/search/space_rules.h"
#include "tests/support/varied_network.h"

// Plans and rules as JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  static const Network network = test::variedNetwork();
  try {
    const Json json = parseJson(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
    try {
      const QuantPlan plan = planFromJson(json, network, "fuzz");
      if (planFromJson(planToJson(plan, network), network, "again") != plan) __builtin_trap();
    } catch (const Error&) {
    }
    const SpaceRules rules = spaceRulesFromJson(json, "fuzz");
    if (spaceRulesFromJson(toJson(rules), "again").ties != rules.ties) __builtin_trap();
  } catch (const Error&) {
  }
  return 0;
}
