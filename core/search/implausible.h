#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/eval/evaluator.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// A single number that cannot be right beside the others is not believed: it is measured again, from nothing that was
// kept, and the user is told. Measurements repeat to the last digits, so that this costs nothing where nothing is
// wrong.

// Layers and indices of widths whose KL another of the same layer and scheme contradicts, both of them: more bits do
// not cost many times what fewer cost. All places, when even the least KL at 8 bits or more is not small: then
// what they are compared with is wrong. kl as it was measured, sensitivity.h's form.
std::vector<std::pair<std::size_t, std::size_t>> implausibleSensitivities(const SearchSpace& space,
                                                                          const std::vector<std::vector<double>>& kl);

// Why a score of the allocation contradicts the layers' own sensitivities, half a sentence; empty when it does not, or
// nothing is known of them. A network that was trained since does not have those any more.
std::string contradiction(const SearchSpace& space, const Sensitivity& sensitivity, const PlanChoice& bits,
                          const Evaluation& evaluation, double chance, double floatAccuracy);

// A score that two measurements agree on.
struct ConfirmedScore {
  Score score;
  bool changed = false;  // it is not the first one
};

// Measures again by `again`, a third time when that gives something else. Throws Error when no two agree.
ConfirmedScore confirmed(const Score& first, const std::function<Score()>& again);

// Measures implausible sensitivities again and tells `settled` of each that came out otherwise. Returns a notice for
// each, and one for those that came out as before. Throws Cancelled, Error.
std::vector<std::string> confirmSensitivities(
    const SearchSpace& space, const std::vector<std::vector<double>>& kl, Evaluator& calibration, const Task& task,
    std::stop_token stop, const std::function<void(std::size_t layer, std::size_t width, const Score&)>& settled);

}  // namespace bitprism
