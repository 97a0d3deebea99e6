#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/workflow/cluster_files.h"
#include "app/workflow/slurm_jobs.h"

namespace bitprism {

struct SlurmSettings {
  int workers = 1;
  std::vector<std::string> options;                       // more of sbatch or srun
  std::function<int()> present;                           // workers that are connected; any thread
  std::function<std::int64_t()> joined;                   // workers that have ever come; any thread
  std::function<void(const std::string&)> notice;         // told in a sentence what was submitted later; any thread
  std::chrono::milliseconds pause{10'000}, rest{60'000};  // between two questions to Slurm: at first, later
};

// Workers as jobs of Slurm: one array job, or within an allocation the tasks of one step. Jobs that a killed search
// left behind are taken over. While it exists, jobs that have ended, by the limit of their time or otherwise, are
// replaced by new ones, unless three in a row ended before a worker of theirs came. Cancelled at the end, with the
// files.
class SlurmWorkers {
 public:
  // Throws Error with what Slurm says.
  SlurmWorkers(const ClusterFiles& files, const Endpoint& endpoint, SlurmSettings settings);
  ~SlurmWorkers();
  SlurmWorkers(const SlurmWorkers&) = delete;
  SlurmWorkers& operator=(const SlurmWorkers&) = delete;

  const std::string& sentence() const { return sentence_; }  // what was started

  // One worker is sent home, and none is to come in its place. Any thread.
  void wantFewer() { wanted_ = std::max(0, wanted_ - 1); }

 private:
  std::string submit(int workers);
  int missing();
  bool replace(int missing);
  void keepUp(const std::stop_token& stop);

  ClusterFiles files_;
  SlurmSettings settings_;
  std::atomic<int> wanted_;
  SlurmJobs jobs_;
  std::vector<std::string> call_;    // of one worker
  std::unique_ptr<SlurmStep> step_;  // within an allocation
  std::string sentence_;
  std::int64_t joinedBefore_ = 0;  // when the newest jobs were submitted
  int futile_ = 0;                 // submissions in a row from which nobody came
  std::mutex mutex_;
  std::condition_variable_any ending_;
  std::jthread keeping_;
};

}  // namespace bitprism
