#pragma once

#include <stop_token>

#include "core/base/progress.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// Measures plans. Implementations are safe from many threads and give bit-identical scores for any thread count.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // Blocks. Throws Cancelled when stopped (looked at between batches), Error when the network cannot be run.
  virtual Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                         const Progress& progress = {}) = 0;
};

}  // namespace bitprism
