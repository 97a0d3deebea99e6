#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/network/program.h"
#include "core/run/runtime_process.h"

namespace bitprism {

// How long files are timed.
struct TimingEffort {
  double seconds = 1;
  int leastTurns = 5, mostTurns = 400;
};

// Inputs for a program's file: numbers from -1 to 1, of a seed, and zeros for whole numbers. Throws UsageError when the
// program takes batches of another size only.
std::vector<RuntimeTensor> timingInputs(const Program& program, std::int64_t batch);

// Nanoseconds of a run of each opened model. All run in turn, again and again, so that other work on the machine meets
// all of them alike; of the quickest third of the turns, each is the median of its ratios to the first one of the same
// turn, times that one's median.
// Throws Error, Cancelled.
std::vector<double> interleavedNanoseconds(RuntimeProcess& runtime, const std::vector<int>& models,
                                           const std::vector<RuntimeTensor>& inputs, const TimingEffort& effort,
                                           std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
