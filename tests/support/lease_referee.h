#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/work/lease_board.h"

namespace bitprism::test {

inline WorkerOffer workerOn(const std::string& machine, double endsAt = std::numeric_limits<double>::infinity(),
                            int slots = 1) {
  return {"worker of " + machine, machine, slots, endsAt};
}

// Plays the messages of a schedule to a board and keeps its own, simple account of them, against which every order is
// checked: no lease at a worker that is gone or full or has no time, at most two leases of a piece of work, second ones
// only elsewhere and when nothing waits or the first is overdue, one end for every piece of work, and no free worker
// while work waits.
class LeaseReferee {
 public:
  struct Held {
    WorkId work{};
    WorkerId worker{};
    bool stopping = false;
    double since = 0;
  };
  struct Present {
    WorkerOffer offer;
    std::set<LeaseId> leases;
    bool released = false;
  };

  explicit LeaseReferee(LeaseRules rules = {}) : rules_(rules), board(rules) {}

  WorkerId join(const WorkerOffer& offer) {
    const WorkerId id = board.join(offer, now);
    EXPECT_FALSE(seen_.contains(id));
    seen_.insert(id);
    present[id].offer = offer;
    return id;
  }

  WorkId add(const std::string& kind = "evaluate", std::int64_t order = 0) {
    const WorkId id = board.add(kind, order, now);
    EXPECT_FALSE(kinds.contains(id));
    kinds[id] = kind;
    orderOf[id] = order;
    return id;
  }

  void depart(WorkerId worker, Departure how) {
    board.depart(worker, how, "it is gone", now);
    forget(worker);
  }

  void cancel(WorkId work) {
    board.cancel(work);
    if (!ends.contains(work)) endOf(work, "cancelled");
  }

  // Whether the result counted.
  bool finish(LeaseId lease) {
    const auto found = held.find(lease);
    const std::optional<WorkId> work = board.finished(lease, now);
    EXPECT_EQ(work.has_value(), found != held.end() && !found->second.stopping);
    if (work) {
      EXPECT_EQ(*work, found->second.work);
      drop(lease);
      endOf(*work, "finished");
    } else if (found != held.end()) {
      drop(lease);
    }
    return work.has_value();
  }

  void refuse(LeaseId lease) {
    board.refused(lease, "the disk is full", now);
    if (held.contains(lease) && !held.at(lease).stopping) refusals_.emplace(held.at(lease).work, held.at(lease).worker);
    drop(lease);
  }

  void stopped(LeaseId lease) {
    board.stopped(lease, now);
    drop(lease);
  }

  std::vector<LeaseOrder> orders() {
    const std::vector<LeaseOrder> all = board.orders(now);
    for (const LeaseOrder& order : all) check(order);
    checkSums();
    EXPECT_GT(board.wakeAt(), now);
    return all;
  }

  // The leases that are running, not being stopped.
  std::vector<LeaseId> running() const {
    std::vector<LeaseId> ids;
    for (const auto& [id, lease] : held)
      if (!lease.stopping) ids.push_back(id);
    return ids;
  }

  double now = 0;
  std::map<LeaseId, Held> held;
  std::map<WorkerId, Present> present;
  std::map<WorkId, std::string> kinds;
  std::map<WorkId, std::int64_t> orderOf;
  std::map<WorkId, std::string> ends;  // how each piece of work ended

 private:
  void check(const LeaseOrder& order) {
    switch (order.kind) {
      case LeaseOrder::Kind::Give:
        return checkGiven(order);
      case LeaseOrder::Kind::Stop:
        ASSERT_TRUE(held.contains(order.lease));
        EXPECT_TRUE(ends.contains(order.work));
        EXPECT_TRUE(held.at(order.lease).stopping);
        EXPECT_EQ(held.at(order.lease).worker, order.worker);
        return;
      case LeaseOrder::Kind::Fail:
        EXPECT_FALSE(order.reason.empty());
        return endOf(order.work, "failed");
      case LeaseOrder::Kind::Drop:
        ASSERT_TRUE(present.contains(order.worker));
        return forget(order.worker);
      case LeaseOrder::Kind::Release:
        ASSERT_TRUE(present.contains(order.worker));
        EXPECT_TRUE(present.at(order.worker).leases.empty());
        EXPECT_LT(present.at(order.worker).offer.endsAt, std::numeric_limits<double>::infinity());
        present.at(order.worker).released = true;
        return;
    }
  }

  void checkGiven(const LeaseOrder& order) {
    ASSERT_TRUE(present.contains(order.worker));
    Present& worker = present.at(order.worker);
    EXPECT_FALSE(worker.released);
    EXPECT_LT(worker.leases.size(), static_cast<std::size_t>(worker.offer.capacity));
    EXPECT_FALSE(ends.contains(order.work));
    EXPECT_GT(worker.offer.endsAt - now, rules_.margin * board.expected(kinds.at(order.work)).value_or(0));
    EXPECT_FALSE(held.contains(order.lease));
    EXPECT_FALSE(refusals_.contains({order.work, order.worker}));
    int others = 0;
    for (const auto& [id, lease] : held)
      if (lease.work == order.work && !lease.stopping) {
        ++others;
        EXPECT_NE(lease.worker, order.worker);
        const double expected = board.expected(kinds.at(order.work)).value_or(0);
        EXPECT_TRUE(board.counts().waiting == 0 || now >= lease.since + rules_.overdue * expected);
      }
    EXPECT_LE(others, 1);
    held[order.lease] = {order.work, order.worker, false, now};
    worker.leases.insert(order.lease);
  }

  void checkSums() const {
    std::set<WorkId> withLease;
    for (const auto& [id, lease] : held)
      if (!lease.stopping) withLease.insert(lease.work);
    const LeaseCounts counts = board.counts();
    EXPECT_EQ(counts.running, static_cast<std::int64_t>(withLease.size()));
    EXPECT_EQ(counts.running + counts.waiting + static_cast<std::int64_t>(ends.size()),
              static_cast<std::int64_t>(kinds.size()));
    EXPECT_EQ(counts.finished + counts.failed + counts.cancelled, static_cast<std::int64_t>(ends.size()));
    if (counts.waiting == 0 || !refusals_.empty()) return;
    for (const auto& [id, worker] : present)
      EXPECT_TRUE(worker.released || worker.offer.endsAt < std::numeric_limits<double>::infinity() ||
                  worker.leases.size() == static_cast<std::size_t>(worker.offer.capacity))
          << "free while work waits";
  }

  void endOf(WorkId work, const std::string& how) {
    EXPECT_FALSE(ends.contains(work)) << how << " after " << ends[work];
    ends[work] = how;
    for (auto& [id, lease] : held)
      if (lease.work == work) lease.stopping = true;
  }

  void drop(LeaseId lease) {
    const auto found = held.find(lease);
    if (found == held.end()) return;
    present.at(found->second.worker).leases.erase(lease);
    held.erase(found);
  }

  void forget(WorkerId worker) {
    present.erase(worker);
    std::erase_if(held, [&](const auto& one) { return one.second.worker == worker; });
  }

  LeaseRules rules_;
  std::set<WorkerId> seen_;
  std::set<std::pair<WorkId, WorkerId>> refusals_;

 public:
  LeaseBoard board;
};

}  // namespace bitprism::test
