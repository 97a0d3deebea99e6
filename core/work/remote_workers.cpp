#include "core/work/remote_workers.h"

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/text.h"
#include "core/eval/score_json.h"
#include "core/work/handshake.h"
#include "core/work/remote_connection.h"

namespace bitprism {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto tick = 100ms;
constexpr auto openingPatience = 60s;  // in which a worker that opens files must give a sign of life
constexpr auto goingPatience = 10s;    // in which one that is sent home breaks off itself
constexpr std::size_t mostConnections = 4096;
constexpr const char* resultSource = "a worker's result";

// "evaluate search 512 images": evaluations of one kind take about the same time.
std::string kindOf(const EvaluationRequest& request) {
  return text(request.each ? "each " : "evaluate ", request.part, ' ', taskName(request.task));
}

std::uint64_t numberOf(LeaseId lease) {
  return static_cast<std::uint64_t>(lease);
}

}  // namespace

class RemoteWorkers::Implementation {
 public:
  Implementation(const Endpoint& at, Secret secret, RemoteWorkerSettings settings)
      : settings_(std::move(settings)),
        secret_(std::move(secret)),
        board_(settings_.rules),
        listener_(at),
        accepting_([this](const std::stop_token& stop) { acceptAll(stop); }) {}

  ~Implementation() {
    accepting_.request_stop();
    accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (auto& connection : connections_) {
        connection.outbox.push_back({MessageType::Leave, {{"reason", "the work is done"}}, {}});
        connection.dropped = true;
        if (connection.worker)
          connection.channel.wake();
        else
          connection.channel.breakOff();  // it has not finished coming
      }
    }
    connections_.clear();
  }

  const Endpoint& endpoint() const { return listener_.endpoint(); }

  std::vector<Score> measure(const EvaluationRequest& request, std::stop_token stop, const Progress& progress,
                             const Evaluator::OnScore& known) {
    const std::stop_callback wake(stop, [this] {
      const std::lock_guard lock(mutex_);
      changed_.notify_all();
    });
    std::unique_lock lock(mutex_);
    const WorkId work = board_.add(kindOf(request), 0, now());
    RemoteJob& job = jobs_[work];
    job.request = request;
    followOrders();
    for (;;) {
      if (job.scores || job.failure) break;
      try {
        if (stop.stop_requested()) throw Cancelled();
        if (passOn(job, lock, progress, known)) continue;
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        board_.cancel(work);
        jobs_.erase(work);
        followOrders();
        throw;
      }
      if (changed_.wait_for(lock, 1s) == std::cv_status::timeout && progress) {
        const std::string obstacle = board_.obstacle(now());
        if (!obstacle.empty()) job.step = ProgressStep{obstacle, 0, 0};
      }
    }
    passOn(job, lock, progress, known);
    const RemoteJob done = std::move(job);
    jobs_.erase(work);
    if (done.failure) std::rethrow_exception(done.failure);
    return *done.scores;
  }

  std::vector<WorkerView> workers() const {
    const std::lock_guard lock(mutex_);
    return board_.workers();
  }

  std::vector<WorkerActivity> activities() const {
    const std::lock_guard lock(mutex_);
    std::vector<WorkerActivity> activities;
    for (const WorkerView& view : board_.workers()) {
      WorkerActivity activity{.id = view.id,
                              .machine = view.offer.machine,
                              .seconds = now() - view.joined,
                              .secondsLeft = view.offer.endsAt - now(),
                              .finished = view.finished};
      for (const Connection& connection : connections_)
        if (connection.worker == view.id) activity.process = connection.who.process;
      for (const WorkerView::Running& running : view.running) {
        const EvaluationRequest& request = jobs_.at(running.work).request;
        activity.doing.push_back({request.part, request.task, request.plans.size(), now() - running.since});
      }
      activities.push_back(std::move(activity));
    }
    return activities;
  }

  LeaseCounts counts() const {
    const std::lock_guard lock(mutex_);
    return board_.counts();
  }

  bool sendHome(WorkerId worker) {
    const std::lock_guard lock(mutex_);
    Connection* connection = connectionOf(worker);
    if (!connection || connection->sentHome) return false;
    connection->sentHome = Clock::now();
    connection->outbox = {{MessageType::Leave, {{"reason", "you are not needed any more"}}, {}}};
    connection->channel.wake();
    board_.depart(worker, Departure::Left, "it was sent home", now());
    followOrders();
    return true;
  }

 private:
  static double now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

  // What is new of a job, on the thread that waits for it, without the mutex: these may take long. Whether there was
  // anything.
  static bool passOn(RemoteJob& job, std::unique_lock<std::mutex>& lock, const Progress& progress,
                     const Evaluator::OnScore& known) {
    const std::optional<ProgressStep> step = std::exchange(job.step, std::nullopt);
    const auto scores = std::exchange(job.known, {});
    if (!step && scores.empty()) return false;
    lock.unlock();
    if (known)
      for (const auto& [plan, score] : scores) known(plan, score);
    if (progress && step) progress(*step);
    lock.lock();
    return true;
  }

  void tell(const std::string& sentence) const {
    if (settings_.notice) settings_.notice(sentence);
  }

  void acceptAll(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      FileDescriptor socket = listener_.accept(tick);
      const std::lock_guard lock(mutex_);
      followOrders();
      connections_.remove_if([](const Connection& connection) { return connection.over.load(); });
      if (!socket || connections_.size() >= mostConnections) continue;
      Connection& connection = connections_.emplace_back(std::move(socket));
      connection.thread = std::jthread([this, &connection] { serve(connection); });
    }
  }

  // With the mutex held: what the board wants done.
  void followOrders() {
    bool any = false;
    for (LeaseOrder& order : board_.orders(now())) {
      any = true;
      if (order.kind == LeaseOrder::Kind::Fail) {
        fail(order.work, std::make_exception_ptr(Error(order.reason)));
        continue;
      }
      Connection* connection = connectionOf(order.worker);
      if (!connection) continue;
      switch (order.kind) {
        case LeaseOrder::Kind::Give: {
          Json header = toJson(jobs_.at(order.work).request);
          header["id"] = numberOf(order.lease);
          connection->leases[order.lease] = order.work;
          connection->outbox.push_back({MessageType::Evaluate, std::move(header), {}});
          break;
        }
        case LeaseOrder::Kind::Stop:
          connection->outbox.push_back({MessageType::Cancel, {{"id", numberOf(order.lease)}}, {}});
          break;
        case LeaseOrder::Kind::Release:
          connection->outbox.push_back({MessageType::Leave, {{"reason", "your time is nearly over"}}, {}});
          break;
        case LeaseOrder::Kind::Drop:
          connection->dropped = true;
          break;
        case LeaseOrder::Kind::Fail:
          break;
      }
      connection->channel.wake();
    }
    if (any) changed_.notify_all();
  }

  Connection* connectionOf(WorkerId worker) {
    for (Connection& connection : connections_)
      if (connection.worker == worker) return &connection;
    return nullptr;
  }

  void fail(WorkId work, std::exception_ptr problem) {
    const auto found = jobs_.find(work);
    if (found != jobs_.end()) found->second.failure = std::move(problem);
    changed_.notify_all();
  }

  // The thread of a connection.
  void serve(Connection& connection) {
    std::string gone;
    Departure how = Departure::Lost;
    try {
      greet(connection);
      converse(connection);
      how = Departure::Left;
      gone = "has left";
    } catch (const std::exception& problem) {
      gone = text("is lost: ", problem.what());
    }
    const std::lock_guard lock(mutex_);
    if (connection.sentHome) gone = "was sent home";
    if (connection.worker) {
      board_.depart(*connection.worker, how, gone, now());
      followOrders();
    }
    if (!connection.name.empty()) tell(text("the worker ", connection.name, ' ', gone));
    connection.over = true;
  }

  // Who it is, and what it finds in the files.
  void greet(Connection& connection) {
    const Counterpart who = shakeHands(connection.channel, WorkRole::Coordinator, secret_);
    {
      const std::lock_guard lock(mutex_);
      connection.who = who;
    }
    connection.name = text("'", who.machine, "' (process ", who.process, ')');
    WorkerClient client(connection.channel, {.silence = openingPatience}, [&] {
      const std::lock_guard lock(mutex_);
      if (connection.dropped) throw ConnectionLost("the work is done");
    });
    client.share(settings_.files);
    const Json found = client.open(settings_.opening);
    WorkerOffer offer{.name = connection.name, .machine = who.machine};
    if (found.contains("seconds_left")) offer.endsAt = now() + numberMember(found, "seconds_left", "a worker's offer");
    const std::lock_guard lock(mutex_);
    connection.worker = board_.join(std::move(offer), now());
    tell(text("the worker ", connection.name, " has come"));
    followOrders();
  }

  // Until it leaves. Throws ConnectionLost, ProtocolError.
  void converse(Connection& connection) {
    for (;;) {
      const std::optional<Message> message = connection.channel.receive(tick);
      std::deque<Message> outbox;
      bool dropped = false;
      {
        const std::lock_guard lock(mutex_);
        if (message) {
          if (message->type == MessageType::Leave) return;
          if (!connection.sentHome) take(connection, *message);
          followOrders();
        }
        outbox = std::exchange(connection.outbox, {});
        dropped = connection.dropped || (connection.sentHome && Clock::now() - *connection.sentHome > goingPatience);
      }
      for (const Message& one : outbox) connection.channel.send(one);
      if (dropped) throw ConnectionLost("it was silent for too long, or the work is done");
    }
  }

  // With the mutex held: a message of a worker.
  void take(Connection& connection, const Message& message) {
    try {
      board_.heard(*connection.worker, now());
      if (message.type == MessageType::Heartbeat) return;
      const auto lease = static_cast<LeaseId>(integerMember(message.header, "id", resultSource));
      const auto leased = connection.leases.find(lease);
      if (leased == connection.leases.end()) return;
      const auto job = jobs_.find(leased->second);
      switch (message.type) {
        case MessageType::Progress:
          if (job != jobs_.end())
            job->second.step = {stringMember(message.header, "what", resultSource),
                                integerMember(message.header, "done", resultSource),
                                integerMember(message.header, "total", resultSource)};
          break;
        case MessageType::Scored:
          if (job != jobs_.end())
            job->second.known.emplace_back(
                static_cast<std::size_t>(integerMember(message.header, "plan", resultSource)),
                scoreFromJson(member(message.header, "score", resultSource), resultSource));
          break;
        case MessageType::Result:
          takeResult(message, lease, job);
          connection.leases.erase(leased);
          break;
        case MessageType::Failure:
          takeFailure(message, lease);
          connection.leases.erase(leased);
          break;
        case MessageType::Cancelled:
          board_.stopped(lease, now());
          connection.leases.erase(leased);
          break;
        default:
          throw ProtocolError("it sends what it was not asked for");
      }
      changed_.notify_all();
    } catch (const InputError& problem) {
      throw ProtocolError(problem.what());
    }
  }

  void takeResult(const Message& message, LeaseId lease, std::map<WorkId, RemoteJob>::iterator job) {
    std::vector<Score> scores;
    if (job != jobs_.end()) scores = scoresOfResult(message.header, job->second.request, resultSource);
    const std::optional<WorkId> finished = board_.finished(lease, now());
    if (finished && job != jobs_.end()) job->second.scores = std::move(scores);
  }

  void takeFailure(const Message& message, LeaseId lease) {
    try {
      throwFailure(message);
    } catch (const WorkerOutOfMemory& problem) {
      board_.refused(lease, problem.what(), now());
    } catch (const Error&) {
      if (const std::optional<WorkId> failed = board_.failed(lease, now())) fail(*failed, std::current_exception());
    }
  }

  const RemoteWorkerSettings settings_;
  const Secret secret_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  LeaseBoard board_;
  std::map<WorkId, RemoteJob> jobs_;
  std::list<Connection> connections_;
  Listener listener_;
  std::jthread accepting_;
};

RemoteWorkers::RemoteWorkers(const Endpoint& at, Secret secret, RemoteWorkerSettings settings)
    : implementation_(std::make_unique<Implementation>(at, std::move(secret), std::move(settings))) {}

RemoteWorkers::~RemoteWorkers() = default;

const Endpoint& RemoteWorkers::endpoint() const {
  return implementation_->endpoint();
}

std::vector<Score> RemoteWorkers::measure(const EvaluationRequest& request, std::stop_token stop,
                                          const Progress& progress, const Evaluator::OnScore& known) {
  return implementation_->measure(request, std::move(stop), progress, known);
}

std::vector<WorkerView> RemoteWorkers::workers() const {
  return implementation_->workers();
}

std::vector<WorkerActivity> RemoteWorkers::activities() const {
  return implementation_->activities();
}

bool RemoteWorkers::sendHome(WorkerId worker) {
  return implementation_->sendHome(worker);
}

LeaseCounts RemoteWorkers::counts() const {
  return implementation_->counts();
}

}  // namespace bitprism
