#pragma once

#include <algorithm>
#include <list>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/work/duration_estimate.h"
#include "core/work/lease_board.h"

namespace bitprism {

struct KindOfWork {
  DurationEstimate duration;
  std::set<std::pair<std::int64_t, WorkId>> waiting;  // by order
  std::set<std::pair<double, LeaseId>> alone;         // leases of work that has no other one, by their beginning
};

struct PieceOfWork {
  KindOfWork* kind = nullptr;
  std::int64_t order = 0;
  std::vector<LeaseId> leases;  // running
  bool given = false;           // at some time
  int crashes = 0, losses = 0;
  std::set<WorkerId> refusers;
  std::string refusal;  // the last one
};

struct HeldLease {
  WorkId work{};
  WorkerId worker{};
  double since = 0;
  bool over = false;  // the result is not needed; the slot is not free yet
};

struct PresentWorker {
  WorkerOffer offer;
  double joined = 0, heard = 0;
  std::list<WorkerId>::iterator inHeard;
  std::set<LeaseId> leases;
  DurationEstimate pace;  // its durations in relation to the usual ones
  int finished = 0;
  bool released = false;
};

// The books of a LeaseBoard: work, workers and leases, with the orders in which they are looked up, which every change
// keeps consistent. Decides nothing. Identifiers passed to it exist.
struct LeaseBook {
  // Free workers: the least busy first, then the fastest.
  using Place = std::tuple<int, double, WorkerId>;

  double passed(double now) { return now_ = std::max(now, now_); }  // a clock that goes back stands still
  double now() const { return now_; }

  WorkerId join(WorkerOffer offer);
  void heard(WorkerId id);
  void forget(WorkerId id);   // it has no leases
  void release(WorkerId id);  // it gets nothing more

  WorkId add(const std::string& kind, std::int64_t order);
  LeaseId give(WorkId id, WorkerId to);
  // The lease belongs to its worker no more, and unless it was over to its work. Work without leases is to wait or end.
  HeldLease takeBack(LeaseId id);
  void wait(WorkId id);  // unless it has leases
  // Forgets the work. Its leases are over, and returned.
  std::vector<LeaseId> end(WorkId id);
  void learn(const HeldLease& finished);  // its duration; the work has not ended yet

  // Whether the worker has enough time left for work of a kind, `margin` times what is expected.
  bool hasTime(const PresentWorker& worker, const KindOfWork& kind, double margin) const;
  bool anythingWaits() const;

  std::map<std::string, KindOfWork> kinds;
  std::unordered_map<WorkId, PieceOfWork> works;  // that has not ended
  std::map<WorkerId, PresentWorker> workers;
  std::unordered_map<LeaseId, HeldLease> leases;
  std::list<WorkerId> silent;                    // for longest first
  std::set<Place> free;                          // with a free slot
  std::set<std::pair<double, WorkerId>> ending;  // by the end of their time; not released
  std::set<WorkId> refused;                      // work that somebody has refused
  LeaseCounts counts;                            // but waiting and running

 private:
  Place placeOf(const PresentWorker& worker, WorkerId id) const;
  void offerSlots(const PresentWorker& worker, WorkerId id);

  double now_ = -std::numeric_limits<double>::infinity();
  std::uint64_t nextWork_ = 1, nextWorker_ = 1, nextLease_ = 1;
};

}  // namespace bitprism
