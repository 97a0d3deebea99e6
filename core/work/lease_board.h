#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bitprism {

struct LeaseBook;

enum class WorkId : std::uint64_t {};    // a piece of work, usually one evaluation
enum class WorkerId : std::uint64_t {};  // a worker as long as its connection lasts; a returning one is a new worker
enum class LeaseId : std::uint64_t {};   // one piece of work at one worker

// What a worker says of itself when it joins.
struct WorkerOffer {
  std::string name;                                         // for people
  std::string machine;                                      // two workers of one machine share its fate
  int capacity = 1;                                         // pieces of work that it does at a time
  double endsAt = std::numeric_limits<double>::infinity();  // of its job's time limit, on the board's clock
};

struct LeaseRules {
  double silence = 30;   // seconds without a word after which a worker counts as lost
  double margin = 1.25;  // this many times the expected duration must be left of a worker's time
  double lateness = 2;   // a lease is late after this many times the expected duration
  double overdue = 4;    // and so late after this many that its work comes before work that waits
  int crashes = 2;       // work that crashes this many workers has failed
  int losses = 5;        // the same for workers that went for an unknown reason: somebody may just have killed them
  int refusals = 3;      // and for workers that could not do it
};

// How a worker went.
enum class Departure {
  Left,     // it said so, or its time was over: nobody's fault
  Lost,     // its connection closed, or it fell silent, for an unknown reason
  Crashed,  // its process is known to have died of what it did; with several leases it counts as Lost
};

// What the caller has to do.
struct LeaseOrder {
  enum class Kind {
    Give,     // send the work to the worker
    Stop,     // tell the worker that the lease's result is not needed; its slot is free when it says so, by `stopped`
    Fail,     // the work has failed for `reason`, a sentence; nothing more comes of it
    Drop,     // close the connection of the worker, which is silent and already forgotten
    Release,  // tell the worker to go home: too little of its time is left for any work of a known duration
  };
  Kind kind;
  LeaseId lease{};    // Give, Stop
  WorkId work{};      // Give, Stop, Fail
  WorkerId worker{};  // Give, Stop, Drop, Release
  std::string reason;
  bool operator==(const LeaseOrder&) const = default;
};

// For views.
struct WorkerView {
  struct Running {
    WorkId work{};
    double since = 0;
  };
  WorkerId id{};
  WorkerOffer offer;
  double joined = 0, heard = 0;
  std::vector<Running> running;
  int finished = 0;
};

struct LeaseCounts {
  std::int64_t waiting = 0, running = 0, finished = 0, failed = 0, cancelled = 0;  // pieces of work
  std::int64_t givenAgain = 0;  // leases after the first one of a piece of work, for losses
  std::int64_t seconds = 0;     // second leases of late work
  std::int64_t ignored = 0;     // results of leases that were over
  std::int64_t joined = 0;      // workers that have ever come
};

// Which worker does what: the state machine of a coordinator without its sockets, threads and clock. Messages are told
// to it by the functions below as they arrive, and `orders` says what to do about them. Times are seconds on any clock
// that never goes back. Deterministic: the same calls give the same orders.
//
// Work is given in rising order, to the least busy and then to the fastest of the free workers that have the time for
// it. Durations are learned for each kind of work as the median of the newest results, so that single odd ones do not
// matter. When a worker goes, its work goes to another at once: it has its old place again, before all that was added
// later with the same order. A free worker gets a second lease of the work that is late for longest, when nothing waits
// or when that is overdue; the first result counts. Every piece of work ends once: by the first `finished`
// that returns it, by `failed`, by an order Fail, or by `cancel`.
//
// One thread at a time. Joining, adding, hearing and finishing cost O(log n) each; `orders` costs that for each order,
// plus one step for each free worker while work waits that none of them can take.
class LeaseBoard {
 public:
  explicit LeaseBoard(LeaseRules rules = {});
  ~LeaseBoard();
  LeaseBoard(LeaseBoard&&) noexcept;
  LeaseBoard& operator=(LeaseBoard&&) noexcept;

  WorkerId join(WorkerOffer offer, double now);  // a capacity below 1 counts as 1
  void heard(WorkerId worker, double now);       // a heartbeat, or any message without a function of its own
  void depart(WorkerId worker, Departure how, const std::string& reason, double now);  // unknown workers: no effect

  // Work of one kind takes about the same time: "evaluate 512 images". order: lower ones are given first (the number of
  // the trial); among equals, what was added first.
  WorkId add(const std::string& kind, std::int64_t order, double now);
  void cancel(WorkId work);  // no effect once it has ended

  // Until results are known, how long work of a kind is expected to take. Without it nothing is expected: every worker
  // may get the work, and no lease is late.
  void expect(const std::string& kind, double seconds);
  std::optional<double> expected(const std::string& kind) const;

  // The result of a lease has come. The work that is finished by it; empty if the result is to be ignored, since the
  // work has ended or the lease belonged to a worker that is gone.
  std::optional<WorkId> finished(LeaseId lease, double now);

  // The work itself has failed at this worker, which would happen at every other one, too: as finished.
  std::optional<WorkId> failed(LeaseId lease, double now);

  // The worker cannot do this work for a reason of its own (a full disk, a network that it cannot read): another one
  // gets it. It fails after LeaseRules::refusals, or when all workers that are here have refused it.
  void refused(LeaseId lease, const std::string& reason, double now);

  // The worker has stopped a lease after an order Stop.
  void stopped(LeaseId lease, double now);

  // What is to be done now, in this order. Call it after messages, and at wakeAt when none come until then.
  std::vector<LeaseOrder> orders(double now);
  double wakeAt() const;  // infinity: nothing happens without a message

  // Why waiting work is not given though there are workers, or that there are none, as a sentence; empty if it is only
  // waiting for its turn.
  std::string obstacle(double now) const;

  std::vector<WorkerView> workers() const;  // in the order of joining
  LeaseCounts counts() const;

 private:
  std::optional<WorkId> answered(LeaseId lease, double now);
  void stopAll(const std::vector<LeaseId>& leases, WorkId work);
  void dropSilent();
  void failRefused();
  void giveWaiting();
  void giveLate(double lateness);
  void releaseSpent();
  void fail(WorkId work, std::string reason);

  LeaseRules rules_;
  std::unique_ptr<LeaseBook> book_;
  double lastOrders_ = -std::numeric_limits<double>::infinity();
  std::vector<LeaseOrder> pending_;
};

}  // namespace bitprism
