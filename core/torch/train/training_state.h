#pragma once

#include <utility>
#include <vector>

#include "core/base/byte_stream.h"
#include "core/train/gradient_descent.h"
#include "core/train/training.h"

namespace bitprism {

// All that changes while a network is trained: with it a training goes on where a checkpoint was made. One thread at a
// time.
struct TrainingState {
  using Numbers = std::vector<std::vector<float>>;

  // The epoch that is kept so far.
  struct Best {
    int epoch = -1;
    Numbers values, statistics;
    std::vector<double> thresholds;
    TrainingRecord record;
  };

  explicit TrainingState(GradientDescent theDescent) : descent(std::move(theDescent)) {}

  Numbers values;      // of TrainingGraph::learning
  Numbers statistics;  // mean and variance of TrainingGraph::trainedNorms, by turns
  GradientDescent descent;
  std::vector<double> thresholds;  // of layers whose input is clipped at a running threshold; -1: none
  std::vector<double> factors;     // k of those; 0: not yet known
  std::int64_t done = 0;           // steps
  double sparsityWeight = 0;       // lambda at this step
  double lossSum = 0;              // of this epoch
  std::int64_t lossImages = 0, zeros = 0, rectified = 0;
  double epochSeconds = 0;
  std::vector<TrainingRecord> records;
  Best best;

  // identity: a text of all that must be alike for a checkpoint to be of this training.
  Bytes checkpoint(const std::string& identity) const;

  // Into a state of the same network at its start, of a training of `steps` steps. Throws InputError when the
  // checkpoint is damaged, UsageError when it is of another training.
  void resume(ByteReader& reader, const std::string& identity, std::int64_t steps);
};

}  // namespace bitprism
