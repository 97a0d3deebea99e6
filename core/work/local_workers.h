#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/file_descriptor.h"
#include "core/work/worker_client.h"

namespace bitprism {

struct LocalWorkerSettings {
  Json opening;                        // what every worker is told to open
  std::vector<std::string> arguments;  // of the program
  FileDescriptor network;              // in memory, for every worker to map; none: they read the file
  int count = 1;                       // workers, each a process
  std::int64_t memoryBytes = 0;        // resident memory of a worker; 0: no limit
  WorkerClient::Patience patience;
};

// Workers on this machine, started when they are first needed and started anew when they crash, hang or grow too large,
// so that whatever a file does to them ends in an Error here. Safe from many threads: as many requests are measured at
// a time as there are workers, the others wait.
class LocalWorkers {
 public:
  explicit LocalWorkers(LocalWorkerSettings settings);
  ~LocalWorkers();
  LocalWorkers(const LocalWorkers&) = delete;
  LocalWorkers& operator=(const LocalWorkers&) = delete;

  // As MeasureByWorker. A request that ends two workers fails with an Error that says how; so does everything after it
  // when they were ended by opening the files.
  std::vector<Score> measure(const EvaluationRequest& request, std::stop_token stop = {}, const Progress& progress = {},
                             const Evaluator::OnScore& known = {});

  // What a worker finds in the files. Throws like measure.
  Json opened(std::stop_token stop = {}, const Progress& progress = {});

  std::vector<pid_t> processes() const;  // of those that wait for a request
  int restarts() const;                  // workers that were started because another one was lost

 private:
  struct Slot;
  using Talk = std::function<void(WorkerClient& worker)>;

  Slot& take(std::stop_token stop);
  void giveBack(Slot& slot);
  void talkTo(Slot& slot, const std::string& purpose, std::stop_token stop, const Progress& progress, const Talk& talk);
  void start(Slot& slot, const std::stop_token& stop, const Progress& progress);

  LocalWorkerSettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::string refusal_;  // of everything
  int restarts_ = 0;
};

}  // namespace bitprism
