#pragma once

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/eval/evaluator.h"
#include "core/search/search_space.h"

namespace bitprism {

// kl[l][i]: KL to the float network when only layer l is quantized, to its width i; made non-increasing in the bits by
// isotonic regression (spec 1.15, step 0), for each scheme by itself.
struct Sensitivity {
  std::vector<std::vector<double>> kl;
  std::int64_t images = 0;
  double seconds = 0;
  bool operator==(const Sensitivity&) const = default;
};

// Throws UsageError unless there is a row for every layer and a finite value for every width.
void checkSensitivity(const SearchSpace& space, const Sensitivity& sensitivity);

// Pool-adjacent-violators: the closest non-increasing sequence in least squares.
std::vector<double> nonIncreasing(std::vector<double> values);

// The allocation that minimises sum of kl + lambda bytes, exact per layer (or tie); lambda per byte.
BitAllocation lagrangian(const SearchSpace& space, const Sensitivity& sensitivity, double lambda);

// Every distinct allocation along the sweep of lambda from 0 to infinity, from largest to smallest.
std::vector<BitAllocation> sweep(const SearchSpace& space, const Sensitivity& sensitivity);

// Narrows what a layer may have, in the space and (unless null or empty) its table alike; equal bounds lock it. Throws
// UsageError when there is no such layer or the bounds are not within its range.
void restrictLayer(SearchSpace& space, Sensitivity* sensitivity, std::size_t layer, int lowBits, int highBits);

// A table and the space it was measured in.
using KnownSensitivity = std::pair<SearchSpace, Sensitivity>;

// How many of the space's layers and choices the known tables do not tell.
std::size_t unknownSensitivities(const SearchSpace& space, const std::vector<KnownSensitivity>& known);

// Measures the table with one evaluation per layer and width on the calibration evaluator, but for what is known by
// tables of the same network and images. What is implausible (implausible.h) is measured again, with a notice where
// there is a place for it. Throws Cancelled.
Sensitivity measureSensitivity(const SearchSpace& space, Evaluator& calibration, const Task& task,
                               std::stop_token stop = {}, const Progress& progress = {},
                               const std::vector<KnownSensitivity>& known = {},
                               std::vector<std::string>* notices = nullptr);

}  // namespace bitprism
