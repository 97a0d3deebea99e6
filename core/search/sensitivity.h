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

// kl[l][i]: KL to the float network if only layer l is quantized, to its width i; made non-increasing in the bits by
// isotonic regression, separately for each scheme.
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

// The allocation that minimises the sum of kl + lambda cost on the axis, exact per layer (or tie), whatever the limits;
// lambda per unit of cost.
PlanChoice lagrangian(const SearchSpace& space, const Sensitivity& sensitivity, double lambda);

// All distinct allocations along the sweep of lambda from 0 to infinity, from most to least cost; in a space with
// limits those of limitedSweep.
std::vector<PlanChoice> sweep(const SearchSpace& space, const Sensitivity& sensitivity);

// Restricts the choices of a layer, in the space and (unless null or empty) its table; equal bounds lock it. Throws
// UsageError if there is no such layer or the bounds are not within its range.
void restrictLayer(SearchSpace& space, Sensitivity* sensitivity, std::size_t layer, int lowBits, int highBits);

// A table and the space it was measured in.
using KnownSensitivity = std::pair<SearchSpace, Sensitivity>;

// The effect of one quantized layer on the network, as measured, before any regression.
struct RawSensitivity {
  std::size_t layer = 0;
  std::string choice;  // sensitivityChoice
  double kl = 0;       // never negative, never infinite
  std::int64_t images = 0;
  bool operator==(const RawSensitivity&) const = default;
};

// A key that identifies how a layer's choice quantizes its weights and its input.
std::string sensitivityChoice(const SearchSpace& space, std::size_t layer, const LayerChoice& choice);

// Raw values of one network on the same images, by layer and choice; a measurement adds to them and skips those that
// exist, so a table is the same however often its measurement was interrupted.
struct SensitivityMemory {
  std::map<std::pair<std::size_t, std::string>, RawSensitivity> values;
  // Called with each value once it is known, from any thread, one call at a time. An exception ends the measurement.
  std::function<void(const RawSensitivity&)> measured;

  const RawSensitivity* find(std::size_t layer, const std::string& choice) const;
};

// How many layers and choices of the space are neither in the memory nor in the known tables.
std::size_t unknownSensitivities(const SearchSpace& space, const std::vector<KnownSensitivity>& known,
                                 const SensitivityMemory& memory = {});

// The inputs of a measurement, and where it stores its results; all optional.
struct SensitivityRecords {
  std::vector<KnownSensitivity> tables;         // of the same network and images
  SensitivityMemory* memory = nullptr;          // read and added to
  std::vector<std::string>* notices = nullptr;  // added to: repeated measurements
};

// Measures the table with one evaluation per layer and width on the calibration evaluator, except for known values.
// Implausible values (implausible.h) are measured again. Throws Cancelled, Error.
Sensitivity measureSensitivity(const SearchSpace& space, Evaluator& calibration, const Task& task,
                               std::stop_token stop = {}, const Progress& progress = {},
                               const SensitivityRecords& records = {});

}  // namespace bitprism
