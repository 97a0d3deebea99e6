#include "app/workflow/plan_workers.h"

#include <unistd.h>

#include "app/workflow/worker_opening.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/network_memory.h"
#include "core/run/confinement.h"

namespace bitprism {
namespace {

std::int64_t usualWorkerBytes() {
  const std::int64_t bytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  return bytes / 4 * 3;
}

WorkerOpening openingOf(const Study& study, const std::optional<TrainingSettings>& training) {
  if (!study.asOpened())
    throw UsageError(text("workers open the file '", study.settings().networkPath,
                          "', and its weights were trained further here: export them and open that file"));
  WorkerOpening opening{.settings = study.settings(), .training = training, .expected = fingerprintOf(study)};
  return opening;
}

}  // namespace

std::shared_ptr<LocalWorkers> isolate(Study& study, const IsolationSettings& settings,
                                      std::vector<std::string>& notices, std::stop_token stop,
                                      const Progress& progress) {
  WorkerOpening opening = openingOf(study, settings.training);
  opening.threads = study.settings().threads;
  opening.confined = true;
  opening.memoryBytes = settings.memoryBytes > 0 ? settings.memoryBytes : usualWorkerBytes();
  if (std::string lack = confinementSupport().lack(); !lack.empty()) notices.push_back(std::move(lack));
  LocalWorkerSettings local;
  local.network = networkInMemory(*study.network());
  opening.mapped = static_cast<bool>(local.network);
  local.opening = toJson(opening);
  local.count = settings.workers;
  local.memoryBytes = opening.memoryBytes;
  auto workers = std::make_shared<LocalWorkers>(std::move(local));
  workers->opened(std::move(stop), progress);
  study.measureElsewhere(
      [workers](const EvaluationRequest& request, std::stop_token stop, const Progress& progress,
                const Evaluator::OnScore& known) {
        return workers->measure(request, std::move(stop), progress, known);
      },
      settings.workers);
  return workers;
}

std::shared_ptr<RemoteWorkers> listenForWorkers(Study& study, const Secret& secret, const ListeningSettings& settings) {
  RemoteWorkerSettings remote;
  WorkerOpening opening = openingOf(study, settings.training);
  opening.files = remote.files = filesOf(opening);
  remote.opening = toJson(opening);
  remote.notice = settings.notice;
  auto workers = std::make_shared<RemoteWorkers>(settings.at, secret, std::move(remote));
  study.measureElsewhere(
      [workers](const EvaluationRequest& request, std::stop_token stop, const Progress& progress,
                const Evaluator::OnScore& known) {
        return workers->measure(request, std::move(stop), progress, known);
      },
      settings.parallel);
  return workers;
}

}  // namespace bitprism
