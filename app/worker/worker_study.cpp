#include "app/worker/worker_study.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/network_memory.h"

namespace bitprism {

WorkerStudy::WorkerStudy(WorkerOpening opening, int memory, std::stop_token stop, const Progress& progress)
    : opening_(std::move(opening)) {
  opening_.settings.threads = opening_.threads;
  std::shared_ptr<const Network> network;
  if (opening_.mapped) network = std::make_shared<const Network>(networkFromMemory(memory));
  study_ = Study::open(opening_.settings, std::move(stop), progress, std::move(network));
  fingerprint_ = fingerprintOf(*study_);
  const auto check = [](const std::string& path, const std::string& expected, const std::string& found) {
    if (expected != found)
      throw InputError(text("cannot use '", path, "': its content here is not that of the search (",
                            found.substr(0, 16), ", expected ", expected.substr(0, 16), ")"));
  };
  if (!opening_.expected) return;
  check(opening_.settings.networkPath, opening_.expected->network, fingerprint_.network);
  check(opening_.settings.dataPath, opening_.expected->images, fingerprint_.images);
}

std::vector<Score> WorkerStudy::scores(const EvaluationRequest& request, std::stop_token stop, const Progress& progress,
                                       const Evaluator::OnScore& known) {
  AccuracyEvaluator& plain = study_->evaluatorOf(studyPartFromName(request.part));
  std::vector<QuantPlan> plans;
  for (const Json& json : request.plans) {
    plans.push_back(planFromJson(json, *study_->network(), "a request"));
    study_->calibrateInputsFor(plans.back().layers, stop, progress);
  }
  std::optional<TrainingEvaluator> trained;
  if (request.task.epochs > 0) {
    if (!opening_.training) throw UsageError("a worker was not told how to train");
    if (!training_) training_ = study_->planTraining(*opening_.training, opening_.settings.trainPath);
    trained.emplace(plain, training_);
  }
  Evaluator& evaluator = trained ? static_cast<Evaluator&>(*trained) : plain;
  if (request.each) return evaluator.evaluateEach(plans, request.task, stop, progress, known);
  if (request.afresh) return {evaluator.evaluateAfresh(plans.front(), request.task, stop, progress)};
  return {evaluator.evaluate(plans.front(), request.task, stop, progress)};
}

}  // namespace bitprism
