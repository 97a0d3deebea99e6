#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/eval/evaluator.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// A single value that cannot be right given the others is measured again without caches, and the user is notified.
// Measurements are reproducible to the last digit, so this costs nothing if nothing is wrong.

// Layers and indices of widths whose KL contradicts another of the same layer and scheme, both of them: more bits do
// not cost many times what fewer bits cost. All of them if even the least KL at 8 bits or more is not small: then the
// reference is wrong. kl as measured, in the form of sensitivity.h.
std::vector<std::pair<std::size_t, std::size_t>> implausibleSensitivities(const SearchSpace& space,
                                                                          const std::vector<std::vector<double>>& kl);

// Why a score of the allocation contradicts the layers' own sensitivities, as half a sentence; empty if it does not, or
// if the sensitivities are unknown or the network was trained since.
std::string contradiction(const SearchSpace& space, const Sensitivity& sensitivity, const PlanChoice& bits,
                          const Evaluation& evaluation, double chance, double floatAccuracy);

// A score confirmed by two measurements.
struct ConfirmedScore {
  Score score;
  bool changed = false;  // differs from the first one
};

// Repeats the measurement with `again`, a third time if the results differ. Throws Error if no two agree.
ConfirmedScore confirmed(const Score& first, const std::function<Score()>& again);

// Measures implausible sensitivities again and calls `settled` for each that changed. Returns a notice for each of
// these, and one for all that did not change. Throws Cancelled, Error.
std::vector<std::string> confirmSensitivities(
    const SearchSpace& space, const std::vector<std::vector<double>>& kl, Evaluator& calibration, const Task& task,
    std::stop_token stop, const std::function<void(std::size_t layer, std::size_t width, const Score&)>& settled);

}  // namespace bitprism
