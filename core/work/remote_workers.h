#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/work/endpoint.h"
#include "core/work/lease_board.h"
#include "core/work/secret.h"
#include "core/work/worker_client.h"

namespace bitprism {

struct RemoteWorkerSettings {
  Json opening;       // what every worker is told to open
  SharedFiles files;  // that it may ask for
  LeaseRules rules;
  std::function<void(const std::string&)> notice;  // told in a sentence who comes and goes; any thread; may be null
};

// Workers that connect to this process from anywhere and prove that they know the secret. Requests wait until a worker
// is free for them; when a worker is lost, its request goes to another (lease_board.h). Safe from many threads, each of
// which waits for its own request.
class RemoteWorkers {
 public:
  // Listens from now on. Throws Error when it cannot.
  RemoteWorkers(const Endpoint& at, Secret secret, RemoteWorkerSettings settings);
  ~RemoteWorkers();  // sends the workers home
  RemoteWorkers(const RemoteWorkers&) = delete;
  RemoteWorkers& operator=(const RemoteWorkers&) = delete;

  const Endpoint& endpoint() const;

  // As MeasureByWorker. Waits for workers as long as it takes, and tells `progress` when it does.
  std::vector<Score> measure(const EvaluationRequest& request, std::stop_token stop = {}, const Progress& progress = {},
                             const Evaluator::OnScore& known = {});

  std::vector<WorkerView> workers() const;
  LeaseCounts counts() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
