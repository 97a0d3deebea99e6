#pragma once

#include <memory>
#include <optional>

#include "app/workflow/study.h"
#include "app/workflow/worker_opening.h"
#include "core/work/evaluation_request.h"

namespace bitprism {

// The network and images that a worker has opened, and their evaluators. One thread at a time.
class WorkerStudy {
 public:
  // memory: with the network, if it is mapped. Throws InputError when something cannot be read or is not what the
  // opening expects, UsageError, Cancelled.
  WorkerStudy(WorkerOpening opening, int memory, std::stop_token stop, const Progress& progress);

  const Study& study() const { return *study_; }
  StudyFingerprint fingerprint() const { return fingerprint_; }

  // Throws what the evaluators throw, InputError for plans of another network.
  std::vector<Score> scores(const EvaluationRequest& request, std::stop_token stop, const Progress& progress,
                            const Evaluator::OnScore& known);

 private:
  WorkerOpening opening_;
  std::unique_ptr<Study> study_;
  StudyFingerprint fingerprint_;
  std::shared_ptr<PlanTraining> training_;  // null until it is needed
};

}  // namespace bitprism
