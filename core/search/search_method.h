#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/search/search.h"

namespace bitprism {

enum class SensitivityNeed {
  None,
  BetweenSchemes,  // only if layers can choose between several schemes of the same width
  Always
};

// A search method, defined as a constant at the end of its own file and listed in searchMethods().
struct SearchMethodInfo {
  const char* name;   // in sessions and on the command line
  const char* title;  // for display
  SensitivityNeed sensitivity;

  // For the estimate of the duration if there are cheap tasks: their cost as a share of the cost of the top-task
  // evaluations, and the number of evaluations at the cheapest task per top-task evaluation.
  double cheapShare = 0;
  int cheapEvaluations = 0;

  std::unique_ptr<Search> (*make)(const SearchSettings& settings, const SearchSpace& space,
                                  const Sensitivity& sensitivity);
};

// For `make`.
template <class Method>
std::unique_ptr<Search> makeSearchOf(const SearchSettings& settings, const SearchSpace& space,
                                     const Sensitivity& sensitivity) {
  return std::make_unique<Method>(settings, space, sensitivity);
}

// All methods, ours first.
std::span<const SearchMethodInfo* const> searchMethods();

std::vector<std::string> searchMethodNames();

// Throws UsageError listing the names.
const SearchMethodInfo& searchMethodNamed(const std::string& name);

}  // namespace bitprism
