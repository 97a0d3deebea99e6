#include "app/workflow/search_workers.h"

#include <sys/vfs.h>

#include <algorithm>
#include <filesystem>

#include "app/workflow/command_words.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// SQLite's locks are not reliable there.
bool liesOnNfs(const std::string& path) {
  constexpr long nfs = 0x6969;
  struct statfs facts {};
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  return statfs(folder.c_str(), &facts) == 0 && static_cast<long>(facts.f_type) == nfs;
}

}  // namespace

void setParallel(SearchRequest& request, bool fresh) {
  if (request.where.kind == WorkPlace::Kind::Here) return;
  request.workers = request.where.workers;
  if (!request.where.remote()) return;
  if (fresh && request.lookAhead <= 0) request.lookAhead = std::max(2, request.where.workers);
  request.workers = mostSearchWorkers;
}

std::optional<TrainingSettings> workerTraining(const SearchRequest& request, const Study& study) {
  if (!trains(request.search.tasks)) return {};
  if (!request.trainPath.empty() && request.trainPath != study.settings().trainPath)
    throw UsageError(text("workers train on the images that the network was opened with: give '", request.trainPath,
                          "' as its training images, or search here"));
  TrainingSettings training = request.training;
  training.threads = study.settings().threads;
  return training;
}

SearchWorkers::SearchWorkers(Study& study, Settings settings, std::stop_token stop, const Progress& progress)
    : settings_(std::move(settings)) {
  if (!settings_.notice) settings_.notice = [](const std::string&) {};
  if (!settings_.news) settings_.news = [](const std::string&) {};
  if (settings_.place.kind == WorkPlace::Kind::Confined) {
    std::vector<std::string> notices;
    local_ = isolate(
        study,
        {.workers = settings_.place.workers, .memoryBytes = settings_.memoryBytes, .training = settings_.training},
        notices, std::move(stop), progress);
    for (const std::string& notice : notices) settings_.notice(notice);
  } else if (settings_.place.remote()) {
    try {
      listen(study);
    } catch (...) {
      left_ = study.measureHere();
      throw;
    }
  }
}

SearchWorkers::~SearchWorkers() = default;

void SearchWorkers::listen(Study& study) {
  const WorkPlace& place = settings_.place;
  const bool jobs = place.kind == WorkPlace::Kind::Slurm;
  if (jobs && settings_.session.empty()) throw UsageError("a search on a cluster needs a session file");
  if (!settings_.session.empty() && liesOnNfs(settings_.session))
    settings_.notice(text("'", settings_.session,
                          "' lies on NFS, where a session may be damaged; keep it on a disk of this machine"));
  ListeningSettings listening{
      .at = {}, .parallel = place.workers, .training = settings_.training, .notice = settings_.news};
  if (!place.at.empty() || !jobs) listening.at = Endpoint::parse(place.at);
  if (!jobs) {
    const Secret secret = place.secretFile.empty() ? Secret::fromEnvironment() : Secret::fromFile(place.secretFile);
    remote_ = listenForWorkers(study, secret, listening);
    settings_.notice(text("waiting for workers at ", remote_->endpoint().str()));
    return;
  }
  files_.emplace(settings_.session, place.secretFile);
  if (place.at.empty()) listening.at = files_->endpoint();
  remote_ = listenForWorkers(study, files_->secret(), listening);
  startJobs();
}

void SearchWorkers::startJobs() {
  slurm_ = std::make_unique<SlurmWorkers>(
      *files_, remote_->endpoint(),
      SlurmSettings{.workers = settings_.place.workers,
                    .options = shellWords(settings_.place.sbatch),
                    .present = [remote = remote_] { return static_cast<int>(remote->workers().size()); },
                    .joined = [remote = remote_] { return remote->counts().joined; },
                    .notice = settings_.news});
  settings_.notice(slurm_->sentence());
}

void SearchWorkers::leave(Study& study) {
  left_ = study.measureHere();
}

std::optional<Endpoint> SearchWorkers::endpoint() const {
  if (!remote_) return {};
  return remote_->endpoint();
}

std::vector<WorkerActivity> SearchWorkers::activities() const {
  if (!remote_) return {};
  return remote_->activities();
}

void SearchWorkers::sendHome(WorkerId worker) {
  if (remote_ && remote_->sendHome(worker) && slurm_) slurm_->wantFewer();
}

}  // namespace bitprism
