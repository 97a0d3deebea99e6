#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/eval/evaluator.h"
#include "core/network/network.h"
#include "core/work/evaluation_request.h"

namespace bitprism {

// Has a request measured by a worker, wherever it is, and blocks until its scores are there. Any thread. Throws what
// the worker's evaluator throws, and Error when no worker could finish it.
using MeasureByWorker = std::function<std::vector<Score>(const EvaluationRequest& request, std::stop_token stop,
                                                         const Progress& progress, const Evaluator::OnScore& known)>;

// Measures plans of a network in workers, on one part of the images that they have opened. The scores are those of an
// evaluator in this process, bit for bit.
class WorkerEvaluator : public Evaluator {
 public:
  // parallel: into how many requests at a time evaluateEach divides its plans.
  WorkerEvaluator(std::shared_ptr<const Network> network, std::string part, MeasureByWorker measure, int parallel = 1)
      : network_(std::move(network)), part_(std::move(part)), measure_(std::move(measure)), parallel_(parallel) {}

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;
  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                       const Progress& progress = {}) override;
  std::vector<Score> evaluateEach(const std::vector<QuantPlan>& plans, const Task& task, std::stop_token stop = {},
                                  const Progress& progress = {}, const OnScore& known = {}) override;

 private:
  EvaluationRequest requestFor(const std::vector<QuantPlan>& plans, const Task& task) const;

  std::shared_ptr<const Network> network_;
  std::string part_;
  MeasureByWorker measure_;
  int parallel_;
};

}  // namespace bitprism
