#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/run/look_ahead.h"
#include "core/work/lease_board.h"
#include "tests/support/drive_search.h"

namespace bitprism::test {

// What is simulated: N workers around the real lease board and a real search, in the order of SearchRunner.
struct ClusterSetup {
  int workers = 8;
  int lookAhead = 8;
  std::uint64_t seed = 1;            // of what happens to workers, not of the search
  std::vector<double> durations{1};  // of evaluations, seconds; a trial has one of them
  double speedSpread = 0.05;         // of the workers, as a deviation of the logarithm
  double latency = 0.001;            // of a message, seconds
  double slowLinks = 0;              // share of the workers with a latency of slowLatency
  double slowLatency = 0.25;
  double stragglers = 0;  // share of the leases that take stragglerFactor times as long
  double stragglerFactor = 10;
  double lifetime = 0;         // mean seconds until a worker is killed; 0: never
  double silentDeaths = 0.25;  // of these, the share whose connection stays open
  double timeLimit = 0;        // of each worker's job, seconds; 0: none
  double replacement = 20;     // seconds until a worker that is gone is replaced
  double heartbeat = 5;        // seconds between the messages of a worker
  double handling = 20e-6;     // seconds that the coordinator takes to read or write a message, beside the board
  double proposal = -1;        // seconds of a proposal; negative: what it takes on this machine
  LeaseRules rules;
};

struct ClusterOutcome {
  std::vector<Evaluation> trials;   // in the order told
  std::vector<double> told;         // when
  double elapsed = 0, useful = 0;   // seconds; of evaluations that counted
  double asking = 0, boarding = 0;  // processor seconds of the search and of the board
  std::int64_t messages = 0, deaths = 0, releases = 0;
  LeaseCounts counts;
  double efficiency(int workers) const { return useful / elapsed / workers; }
};

// A simulation of discrete events. Deterministic unless proposals take what they take.
class ClusterSimulation {
 public:
  ClusterSimulation(const ClusterSetup& setup, Search& search,
                    const std::function<Evaluation(const Proposal&)>& evaluate)
      : setup_(setup), search_(search), evaluate_(evaluate), lookAhead_(setup.lookAhead), board_(setup.rules) {}

  ClusterOutcome run() {
    for (int i = 0; i < setup_.workers; ++i) at(0.01 * i / setup_.workers, [this] { join(); });
    drive();
    while (!over_ && !events_.empty()) {
      Event event = events_.top();
      events_.pop();
      now_ = event.time;
      event.happens();
    }
    outcome_.elapsed = now_;
    outcome_.counts = board_.counts();
    return std::move(outcome_);
  }

 private:
  struct Event {
    double time = 0;
    std::uint64_t number = 0;  // of two at the same time the first one comes first
    std::function<void()> happens;
    bool operator<(const Event& other) const { return time != other.time ? time > other.time : number > other.number; }
  };
  struct Trial {
    Proposal proposal;
    WorkId work{};
    bool submitted = false, done = false;
    std::string failure;
  };
  struct Machine {
    double speed = 1, latency = 0, deadAt = 0;
    bool alive = true;
  };

  static double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }

  void at(double time, std::function<void()> happens) { events_.push({time, number_++, std::move(happens)}); }

  Random randomOf(std::uint64_t what, std::uint64_t which) const { return Random(setup_.seed * 1000 + what, which); }

  // A message reaches the coordinator, which handles one at a time; then the board's orders are carried out.
  void arrive(double latency, std::function<void()> message) {
    at(now_ + latency, [this, message = std::move(message)] {
      const double begins = std::max(now_, free_);
      free_ = begins + setup_.handling;
      at(free_, [this, message] {
        ++outcome_.messages;
        const double before = processorSeconds();
        message();
        obey(board_.orders(now_));
        outcome_.boarding += processorSeconds() - before;
        wake();
        drive();
      });
    });
  }

  void wake() {
    const double next = board_.wakeAt();
    if (next >= wakeAt_ && wakeAt_ > now_) return;
    if (!std::isfinite(next)) return;
    wakeAt_ = next;
    at(next, [this] {
      obey(board_.orders(now_));
      wake();
      drive();
    });
  }

  void join() {
    const std::uint64_t number = joined_++;
    Random random = randomOf(1, number);
    Machine machine;
    machine.speed = std::exp(setup_.speedSpread * random.normal());
    machine.latency = random.uniform() < setup_.slowLinks ? setup_.slowLatency : setup_.latency;
    const double lives = setup_.lifetime > 0 ? -setup_.lifetime * std::log(1 - random.uniform()) : 0;
    const bool silent = random.uniform() < setup_.silentDeaths;
    WorkerOffer offer{"worker " + std::to_string(number), "node " + std::to_string(number / 8)};
    if (setup_.timeLimit > 0) offer.endsAt = now_ + setup_.timeLimit;
    arrive(machine.latency, [this, machine, lives, silent, offer] {
      const WorkerId id = board_.join(offer, now_);
      machines_[id] = machine;
      beat(id);
      if (lives > 0) at(now_ + lives, [this, id, silent] { die(id, silent ? "" : "killed"); });
      if (setup_.timeLimit > 0) at(offer.endsAt, [this, id] { die(id, "its time is over"); });
    });
  }

  void beat(WorkerId id) {
    at(now_ + setup_.heartbeat, [this, id] {
      if (!machines_.at(id).alive) return;
      arrive(machines_.at(id).latency, [this, id] { board_.heard(id, now_); });
      beat(id);
    });
  }

  void die(WorkerId id, const std::string& reason) {
    Machine& machine = machines_.at(id);
    if (!machine.alive) return;
    machine.alive = false;
    ++outcome_.deaths;
    at(now_ + setup_.replacement, [this] { join(); });
    if (reason.empty()) return;  // nobody notices
    arrive(machine.latency, [this, id, reason] { board_.depart(id, Departure::Lost, reason, now_); });
  }

  void obey(const std::vector<LeaseOrder>& orders) {
    for (const LeaseOrder& order : orders) {
      free_ = std::max(free_, now_) + setup_.handling;
      switch (order.kind) {
        case LeaseOrder::Kind::Give:
          ++outcome_.messages;
          begin(order);
          break;
        case LeaseOrder::Kind::Stop:
          ++outcome_.messages;
          stop(order);
          break;
        case LeaseOrder::Kind::Fail:
          end(order.work, order.reason);
          break;
        case LeaseOrder::Kind::Drop:
          break;
        case LeaseOrder::Kind::Release:
          ++outcome_.releases;
          leave(order.worker);
          break;
      }
    }
  }

  void begin(const LeaseOrder& order) {
    const Machine& machine = machines_.at(order.worker);
    const Trial& trial = trialOf(order.work);
    const double nominal = durationOf(trial.proposal.trial);
    Random random = randomOf(2, static_cast<std::uint64_t>(order.lease));
    const double takes = nominal * machine.speed * (random.uniform() < setup_.stragglers ? setup_.stragglerFactor : 1);
    at(free_ + machine.latency + takes, [this, order] {
      Machine& worker = machines_.at(order.worker);
      if (!worker.alive || stopped_.erase(order.lease) > 0) return;
      arrive(worker.latency, [this, order] {
        if (const std::optional<WorkId> work = board_.finished(order.lease, now_)) end(*work, "");
      });
    });
  }

  // A worker stops within a twentieth of a second.
  void stop(const LeaseOrder& order) {
    at(free_ + machines_.at(order.worker).latency + 0.05, [this, order] {
      if (!machines_.at(order.worker).alive) return;
      stopped_.insert(order.lease);
      arrive(machines_.at(order.worker).latency, [this, order] { board_.stopped(order.lease, now_); });
    });
  }

  void leave(WorkerId id) {
    at(free_ + machines_.at(id).latency, [this, id] {
      if (!machines_.at(id).alive) return;
      machines_.at(id).alive = false;
      at(now_ + setup_.replacement, [this] { join(); });
      arrive(machines_.at(id).latency, [this, id] { board_.depart(id, Departure::Left, "", now_); });
    });
  }

  double durationOf(int trial) const {
    Random random(977, static_cast<std::uint64_t>(trial));
    return setup_.durations[random.below(setup_.durations.size())];
  }

  Trial& trialOf(WorkId work) { return *trials_.at(work); }

  void end(WorkId work, const std::string& failure) {
    Trial& trial = trialOf(work);
    trial.done = true;
    trial.failure = failure;
    if (failure.empty()) outcome_.useful += durationOf(trial.proposal.trial);
  }

  // SearchRunner's thread: proposes while it may, tells the first trial when it is known and enough are proposed.
  void drive() {
    if (driving_ > now_) return;
    if (!exhausted_ && lookAhead_.mayPropose(pending_.size())) {
      const double before = processorSeconds();
      std::optional<Proposal> proposal = search_.ask();
      const double spent = processorSeconds() - before;
      outcome_.asking += spent;
      exhausted_ = !proposal;
      driving_ = now_ + (setup_.proposal < 0 ? spent : setup_.proposal);
      if (proposal) pending_.push_back(std::make_shared<Trial>(Trial{*std::move(proposal), {}, false, false, {}}));
      at(driving_, [this] {
        if (!pending_.empty() && !pending_.back()->submitted) submit(pending_.back());
        drive();
      });
      return;
    }
    if (pending_.empty()) {
      over_ = exhausted_;
      return;
    }
    if (!pending_.front()->done || !(exhausted_ || lookAhead_.mayTell(pending_.size()))) return;
    const std::shared_ptr<Trial> trial = pending_.front();
    pending_.pop_front();
    trials_.erase(trial->work);
    Evaluation evaluation = evaluate_(trial->proposal);
    evaluation.failure = trial->failure;
    const double before = processorSeconds();
    search_.tell(evaluation);
    outcome_.asking += processorSeconds() - before;
    outcome_.trials.push_back(std::move(evaluation));
    outcome_.told.push_back(now_);
    at(now_, [this] { drive(); });
  }

  void submit(const std::shared_ptr<Trial>& trial) {
    trial->submitted = true;
    arrive(0, [this, trial] {
      trial->work = board_.add("evaluate", trial->proposal.trial, now_);
      trials_[trial->work] = trial;
    });
    --outcome_.messages;  // it comes from within
  }

  const ClusterSetup setup_;
  Search& search_;
  const std::function<Evaluation(const Proposal&)> evaluate_;
  const LookAhead lookAhead_;
  LeaseBoard board_;
  ClusterOutcome outcome_;
  std::priority_queue<Event> events_;
  std::uint64_t number_ = 0, joined_ = 0;
  double now_ = 0, free_ = 0, driving_ = 0, wakeAt_ = -1;
  bool exhausted_ = false, over_ = false;
  std::deque<std::shared_ptr<Trial>> pending_;
  std::map<WorkId, std::shared_ptr<Trial>> trials_;
  std::map<WorkerId, Machine> machines_;
  std::set<LeaseId> stopped_;
};

}  // namespace bitprism::test
