#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/plan_workers.h"
#include "app/workflow/slurm_workers.h"
#include "core/work/work_place.h"

namespace bitprism {

// The most parallel evaluations of a search.
constexpr int mostSearchWorkers = 64;

// Whoever comes gets something to do, as far as the look-ahead goes, which does not depend on who comes. fresh: the
// session is a new one, which gets its look-ahead here.
void setParallel(SearchRequest& request, bool fresh);

// How workers train; empty unless a task has epochs.
std::optional<TrainingSettings> workerTraining(const SearchRequest& request, const Study& study);

// What evaluates the plans of a study elsewhere, for as long as it exists: confined processes, or workers that connect
// and, on a cluster, their jobs. Safe from many threads once it is made.
class SearchWorkers {
 public:
  struct Settings {
    WorkPlace place;                                 // not Here
    std::int64_t memoryBytes = 0;                    // of a confined process; 0: three quarters of the machine's
    std::optional<TrainingSettings> training;        // of tasks with epochs
    std::string session;                             // beside which a cluster's secret lies
    std::function<void(const std::string&)> notice;  // told in a sentence what is started
    std::function<void(const std::string&)> news;    // and who comes and goes; any thread
  };

  // Throws UsageError, InputError, Error, Cancelled.
  SearchWorkers(Study& study, Settings settings, std::stop_token stop = {}, const Progress& progress = {});
  ~SearchWorkers();  // sends them home
  SearchWorkers(const SearchWorkers&) = delete;
  SearchWorkers& operator=(const SearchWorkers&) = delete;

  // What the study is asked from now on is measured in this process. A search that was prepared before goes on there,
  // and must end before this object. Not beside other calls.
  void leave(Study& study);

  std::optional<Endpoint> endpoint() const;        // where they connect to; empty: they do not
  std::vector<WorkerActivity> activities() const;  // of workers that have connected
  void sendHome(WorkerId worker);                  // and no other one is started in its place

 private:
  void listen(Study& study);
  void startJobs();

  Settings settings_;
  std::shared_ptr<LocalWorkers> local_;
  std::shared_ptr<RemoteWorkers> remote_;
  std::optional<ClusterFiles> files_;
  Study::PartEvaluators left_;
  std::unique_ptr<SlurmWorkers> slurm_;  // last: its jobs end first
};

}  // namespace bitprism
