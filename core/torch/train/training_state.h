#pragma once

#include <utility>
#include <vector>

#include "core/base/byte_stream.h"
#include "core/train/gradient_descent.h"
#include "core/train/training.h"

namespace bitprism {

// The changing state of a training: a checkpoint of it is enough to continue. One thread at a time.
struct TrainingState {
  using Numbers = std::vector<std::vector<float>>;

  // The best epoch so far.
  struct Best {
    int epoch = -1;
    Numbers values, statistics;
    std::vector<double> thresholds;
    TrainingRecord record;
  };

  explicit TrainingState(GradientDescent theDescent) : descent(std::move(theDescent)) {}

  Numbers values;      // of TrainingGraph::learning
  Numbers statistics;  // mean and variance of TrainingGraph::trainedNorms, alternating
  GradientDescent descent;
  std::vector<double> thresholds;  // of layers whose input is clipped at a running threshold; -1: none
  std::vector<double> factors;     // k of those; 0: not yet known
  std::int64_t done = 0;           // steps completed
  double sparsityWeight = 0;       // lambda at this step
  double lossSum = 0;              // of this epoch
  std::int64_t lossImages = 0, zeros = 0, rectified = 0;
  double epochSeconds = 0;
  std::vector<TrainingRecord> records;
  Best best;

  // identity: a text that is equal only for checkpoints of the same training.
  Bytes checkpoint(const std::string& identity) const;

  // Reads into a state of the same network at its start, for a training of `steps` steps. Throws InputError if the
  // checkpoint is damaged, UsageError if it is of another training.
  void resume(ByteReader& reader, const std::string& identity, std::int64_t steps);
};

}  // namespace bitprism
