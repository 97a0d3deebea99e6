#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/search/search.h"

namespace bitprism {

enum class SensitivityNeed {
  None,
  BetweenSchemes,  // only where layers have a choice of several schemes of the same width
  Always
};

// A way of searching. Each is defined at the end of its own file, as a constant, and listed in searchMethods().
struct SearchMethodInfo {
  const char* name;   // in sessions and on the command line
  const char* title;  // for people
  SensitivityNeed sensitivity;

  // For the estimate of how long a search takes, where it has cheap tasks: what they cost beside the top task's
  // evaluations, as a share of these, and evaluations at the cheapest task for each of these.
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
