#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/eval/evaluator.h"
#include "core/search/search_space.h"

namespace bitprism {

// kl[l][i]: KL to the float network when only layer l is quantized, to its width i; made non-increasing in the bits by
// isotonic regression, for each scheme by itself.
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
PlanChoice lagrangian(const SearchSpace& space, const Sensitivity& sensitivity, double lambda);

// Every distinct allocation along the sweep of lambda from 0 to infinity, from largest to smallest.
std::vector<PlanChoice> sweep(const SearchSpace& space, const Sensitivity& sensitivity);

// Narrows what a layer may have, in the space and (unless null or empty) its table alike; equal bounds lock it. Throws
// UsageError when there is no such layer or the bounds are not within its range.
void restrictLayer(SearchSpace& space, Sensitivity* sensitivity, std::size_t layer, int lowBits, int highBits);

// A table and the space it was measured in.
using KnownSensitivity = std::pair<SearchSpace, Sensitivity>;

// What one layer alone does to the network, as it was measured, before any regression.
struct RawSensitivity {
  std::size_t layer = 0;
  std::string choice;  // sensitivityChoice
  double kl = 0;       // never negative, never infinite
  std::int64_t images = 0;
  bool operator==(const RawSensitivity&) const = default;
};

// A text that tells what a layer's choice does to its weights and its input.
std::string sensitivityChoice(const SearchSpace& space, std::size_t layer, const LayerChoice& choice);

// Raw values of one network on the same images, by layer and choice, to which a measurement adds. What is in it is not
// measured again, and a table comes out the same however often its measurement was interrupted.
struct SensitivityMemory {
  std::map<std::pair<std::size_t, std::string>, RawSensitivity> values;
  // Told of each value as soon as it is known, from any thread, one at a time. What it throws ends the measurement.
  std::function<void(const RawSensitivity&)> measured;

  const RawSensitivity* find(std::size_t layer, const std::string& choice) const;
};

// How many of the space's layers and choices neither the memory nor the known tables tell.
std::size_t unknownSensitivities(const SearchSpace& space, const std::vector<KnownSensitivity>& known,
                                 const SensitivityMemory& memory = {});

// What a measurement knows before it begins, and where it leaves what it finds; all of it may be absent.
struct SensitivityRecords {
  std::vector<KnownSensitivity> tables;         // of the same network and images
  SensitivityMemory* memory = nullptr;          // read and added to
  std::vector<std::string>* notices = nullptr;  // added to: what was measured again
};

// Measures the table with one evaluation per layer and width on the calibration evaluator, but for what the records
// know. What is implausible (implausible.h) is measured again. Throws Cancelled, Error.
Sensitivity measureSensitivity(const SearchSpace& space, Evaluator& calibration, const Task& task,
                               std::stop_token stop = {}, const Progress& progress = {},
                               const SensitivityRecords& records = {});

}  // namespace bitprism
