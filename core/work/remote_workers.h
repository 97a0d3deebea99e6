#pragma once

#include <cstdint>
#include <functional>
#include <limits>
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

// What a worker does now, for views.
struct WorkerActivity {
  struct Request {
    std::string part;  // of the images
    Task task;
    std::size_t plans = 1;
    double seconds = 0;  // since it was given
  };
  WorkerId id{};
  std::string machine;
  std::int64_t process = 0;
  double seconds = 0;                                            // since it came
  double secondsLeft = std::numeric_limits<double>::infinity();  // of its job's time
  int finished = 0;
  std::vector<Request> doing;  // empty: it waits
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
  std::vector<WorkerActivity> activities() const;  // in the order of joining
  LeaseCounts counts() const;

  // Tells a worker to end. What it was doing goes to another at once. False if it is gone already.
  bool sendHome(WorkerId worker);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
