#include "core/work/lease_board.h"

#include <gtest/gtest.h>

#include "tests/support/lease_referee.h"

namespace bitprism {
namespace {

using test::LeaseReferee;
using test::workerOn;

constexpr double noLimit = std::numeric_limits<double>::infinity();

using LeaseOrderKind = LeaseOrder::Kind;

std::vector<LeaseOrder> ordersOf(const std::vector<LeaseOrder>& orders, LeaseOrderKind kind) {
  std::vector<LeaseOrder> some;
  for (const LeaseOrder& order : orders)
    if (order.kind == kind) some.push_back(order);
  return some;
}

// A board that knows from results how long "evaluate" takes.
void teachDuration(LeaseReferee& referee, double seconds, int results = 3) {
  const WorkerId teacher = referee.join(workerOn("school"));
  for (int i = 0; i < results; ++i) {
    referee.add();
    const auto given = ordersOf(referee.orders(), LeaseOrderKind::Give);
    ASSERT_EQ(given.size(), 1u);
    referee.now += seconds;
    EXPECT_TRUE(referee.finish(given[0].lease));
  }
  referee.depart(teacher, Departure::Left);
  referee.orders();
}

TEST(LeasesOfWork, areGivenInOrderAndOncePerSlot) {
  LeaseReferee referee;
  const WorkId third = referee.add("evaluate", 3), first = referee.add("evaluate", 1), second = referee.add("other", 2);
  EXPECT_TRUE(referee.orders().empty());
  EXPECT_EQ(referee.board.obstacle(0), "there are no workers");
  const WorkerId worker = referee.join(workerOn("a", noLimit, 2));
  const auto given = referee.orders();
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[0].work, first);
  EXPECT_EQ(given[1].work, second);
  EXPECT_EQ(given[1].worker, worker);
  EXPECT_TRUE(referee.orders().empty());
  EXPECT_TRUE(referee.finish(given[1].lease));
  EXPECT_FALSE(referee.finish(given[1].lease));
  EXPECT_EQ(referee.orders().at(0).work, third);
  EXPECT_EQ(referee.board.obstacle(0), "");
}

TEST(LeasesOfWork, goToTheLeastBusyThenTheFastestWorker) {
  LeaseReferee referee;
  referee.board.expect("evaluate", 10);
  const WorkerId slow = referee.join(workerOn("slow", noLimit, 2)), fast = referee.join(workerOn("fast", noLimit, 2));
  referee.add();
  referee.add();
  const auto given = referee.orders();
  ASSERT_EQ(given.size(), 2u);
  EXPECT_NE(given[0].worker, given[1].worker);
  referee.now = 5;
  for (const LeaseOrder& order : given)
    if (order.worker == fast) referee.finish(order.lease);
  referee.now = 20;
  for (const LeaseOrder& order : given)
    if (order.worker == slow) referee.finish(order.lease);
  referee.add();
  EXPECT_EQ(referee.orders().at(0).worker, fast);
}

TEST(LeasesOfASilentWorker, goToAnotherAtOnce) {
  LeaseReferee referee;
  const WorkId work = referee.add();
  const WorkerId silent = referee.join(workerOn("a"));
  const LeaseId lease = referee.orders().at(0).lease;
  const WorkerId other = referee.join(workerOn("b"));
  referee.orders();
  referee.now = 20;
  referee.board.heard(other, referee.now);
  EXPECT_DOUBLE_EQ(referee.board.wakeAt(), 30);
  referee.now = 30;
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Drop);
  EXPECT_EQ(orders[0].worker, silent);
  EXPECT_EQ(orders[1].kind, LeaseOrderKind::Give);
  EXPECT_EQ(orders[1].work, work);
  EXPECT_EQ(orders[1].worker, other);
  EXPECT_FALSE(referee.finish(lease));
  EXPECT_TRUE(referee.finish(orders[1].lease));
  EXPECT_EQ(referee.board.counts().givenAgain, 1);
  EXPECT_EQ(referee.board.counts().ignored, 1);
}

TEST(WorkThatCrashesWorkers, failsAtTheSecond) {
  LeaseReferee referee;
  const WorkId work = referee.add();
  for (int death = 0; death < 2; ++death) {
    const WorkerId worker = referee.join({"w" + std::to_string(death), "node", 1});
    ASSERT_EQ(ordersOf(referee.orders(), LeaseOrderKind::Give).size(), 1u);
    referee.board.depart(worker, Departure::Crashed, "it was ended by signal 11", referee.now);
    referee.present.erase(worker);
    referee.held.clear();
  }
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Fail);
  EXPECT_EQ(orders[0].work, work);
  EXPECT_EQ(orders[0].reason, "it has crashed 2 workers, the last was 'w1' on 'node': it was ended by signal 11");
}

// Whoever ends workers at random must not change the trials.
TEST(WorkOfWorkersThatGo, survivesFourLossesAndAnyNumberOfGoodbyes) {
  LeaseReferee referee;
  const WorkId work = referee.add();
  for (int i = 0; i < 20; ++i) {
    referee.join(workerOn("a"));
    ASSERT_EQ(ordersOf(referee.orders(), LeaseOrderKind::Give).size(), 1u);
    referee.depart(referee.present.begin()->first, i % 5 == 0 && i < 20 ? Departure::Lost : Departure::Left);
    EXPECT_FALSE(referee.ends.contains(work));
  }
  referee.join(workerOn("a"));
  ASSERT_EQ(ordersOf(referee.orders(), LeaseOrderKind::Give).size(), 1u);
  referee.depart(referee.present.begin()->first, Departure::Lost);
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Fail);
}

TEST(WorkOfACrashedWorker, isNotBlamedInCompany) {
  LeaseReferee referee;
  const WorkId a = referee.add(), b = referee.add();
  for (int death = 0; death < 3; ++death) {
    const WorkerId worker = referee.join(workerOn("a", noLimit, 2));
    ASSERT_EQ(ordersOf(referee.orders(), LeaseOrderKind::Give).size(), 2u);
    referee.depart(worker, Departure::Crashed);
  }
  referee.orders();
  EXPECT_FALSE(referee.ends.contains(a));
  EXPECT_FALSE(referee.ends.contains(b));
}

TEST(AWorkerNearItsTimeLimit, getsNothingThatTakesLonger) {
  LeaseReferee referee;
  teachDuration(referee, 60);
  referee.board.expect("short", 5);
  const double start = referee.now;
  const WorkerId ending = referee.join(workerOn("a", start + 70));
  referee.add("evaluate", 0);
  const WorkId small = referee.add("short", 1);
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].work, small);
  EXPECT_EQ(referee.board.obstacle(referee.now),
            "no worker has 75 seconds of its time left, which 'evaluate' may take");
  const WorkerId lasting = referee.join(workerOn("b", start + 100));
  EXPECT_EQ(referee.orders().at(0).worker, lasting);
  referee.finish(orders[0].lease);
  referee.now = start + 20;
  referee.board.heard(ending, referee.now);
  referee.board.heard(lasting, referee.now);
  EXPECT_TRUE(referee.orders().empty());
  // "short" needs 1.25 times 5 seconds, or the 0 seconds that it took here.
  EXPECT_LT(*referee.board.expected("short"), 5);
}

TEST(AWorkerWithoutUsefulTime, isReleasedWhenItIsFree) {
  LeaseReferee referee;
  teachDuration(referee, 20);
  const double start = referee.now;
  const WorkerId worker = referee.join(workerOn("a", start + 40));
  referee.add();
  const LeaseId lease = referee.orders().at(0).lease;
  referee.now = start + 20;
  EXPECT_TRUE(referee.orders().empty());
  referee.finish(lease);
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Release);
  EXPECT_EQ(orders[0].worker, worker);
  referee.add();
  EXPECT_TRUE(referee.orders().empty());
  const WorkerId idle = referee.join(workerOn("b", referee.now + 30));
  EXPECT_EQ(referee.orders().at(0).worker, idle);
}

TEST(WorkThatATimeLimitInterrupts, isExpectedToTakeLonger) {
  LeaseReferee referee;
  referee.add();
  const WorkerId worker = referee.join(workerOn("a", 100));
  referee.orders();
  referee.now = 100;
  referee.depart(worker, Departure::Lost);
  EXPECT_DOUBLE_EQ(*referee.board.expected("evaluate"), 200);
  referee.join(workerOn("b", 200));
  EXPECT_TRUE(ordersOf(referee.orders(), LeaseOrderKind::Give).empty());
  referee.join(workerOn("c", 100 + 251));
  EXPECT_EQ(ordersOf(referee.orders(), LeaseOrderKind::Give).size(), 1u);
}

TEST(ExpectedDurations, ignoreOddOnes) {
  LeaseReferee referee;
  teachDuration(referee, 2, 10);
  teachDuration(referee, 500, 3);
  EXPECT_DOUBLE_EQ(*referee.board.expected("evaluate"), 2);
  teachDuration(referee, 3, 31);
  EXPECT_DOUBLE_EQ(*referee.board.expected("evaluate"), 3);
  EXPECT_FALSE(referee.board.expected("unknown"));
}

TEST(LateWork, getsASecondLeaseOnAnotherMachineAndTheFirstResultCounts) {
  for (const bool secondWins : {false, true}) {
    LeaseReferee referee;
    teachDuration(referee, 10);
    const double start = referee.now;
    const WorkId work = referee.add();
    const WorkerId first = referee.join(workerOn("a"));
    const LeaseId lease = referee.orders().at(0).lease;
    const WorkerId neighbour = referee.join(workerOn("a")), far = referee.join(workerOn("b"));
    EXPECT_TRUE(referee.orders().empty());
    EXPECT_DOUBLE_EQ(referee.board.wakeAt(), start + 20);
    referee.now = start + 20;
    const auto orders = referee.orders();
    ASSERT_EQ(orders.size(), 1u);
    EXPECT_EQ(orders[0].work, work);
    EXPECT_EQ(orders[0].worker, far);
    EXPECT_TRUE(referee.orders().empty());  // no third
    referee.now = start + 21;
    EXPECT_TRUE(referee.finish(secondWins ? orders[0].lease : lease));
    const auto stop = referee.orders();
    ASSERT_EQ(stop.size(), 1u);
    EXPECT_EQ(stop[0].kind, LeaseOrderKind::Stop);
    EXPECT_EQ(stop[0].worker, secondWins ? first : far);
    std::set<WorkerId> next;
    for (int i = 0; i < 2; ++i) {
      referee.add();
      next.insert(referee.orders().at(0).worker);
    }
    EXPECT_EQ(next, (std::set<WorkerId>{neighbour, secondWins ? far : first}));
    referee.add();
    EXPECT_TRUE(referee.orders().empty());  // the stopped one has not said so yet
    referee.stopped(stop[0].lease);
    EXPECT_EQ(referee.orders().size(), 1u);
  }
}

TEST(LateWork, waitsWhileOtherWorkDoesUntilItIsOverdue) {
  for (const bool overdue : {false, true}) {
    LeaseReferee referee({.silence = 1000});
    teachDuration(referee, 10);
    referee.join(workerOn("a"));
    const WorkId late = referee.add("evaluate", 0);
    referee.orders();
    referee.now += overdue ? 40 : 39;
    const WorkId waiting = referee.add("evaluate", 1);
    referee.join(workerOn("b"));
    const auto orders = referee.orders();
    ASSERT_EQ(orders.size(), 1u);
    EXPECT_EQ(orders[0].work, overdue ? late : waiting);
    referee.join(workerOn("c"));
    EXPECT_EQ(referee.orders().at(0).work, overdue ? waiting : late);
  }
}

TEST(LateWork, isGivenTheLatestFirst) {
  LeaseReferee referee({.silence = 1000});
  teachDuration(referee, 10);
  std::vector<WorkId> late;
  for (const char* machine : {"a", "b", "c"}) {
    referee.join(workerOn(machine));
    late.push_back(referee.add());
    referee.orders();
    referee.now += 1;
  }
  referee.now += 50;
  for (int i = 0; i < 3; ++i) {
    referee.add();  // what waits comes after all of them
    referee.join(workerOn("d"));
    EXPECT_EQ(referee.orders().at(0).work, late[static_cast<std::size_t>(i)]);
  }
}

// Whatever was added since, of the same order.
TEST(WorkOfALostWorker, isGivenBeforeAllThatWasAddedLater) {
  for (const Departure how : {Departure::Lost, Departure::Left, Departure::Crashed}) {
    LeaseReferee referee;
    const WorkerId lost = referee.join(workerOn("a"));
    const WorkId first = referee.add();
    referee.orders();
    const WorkId second = referee.add("other"), third = referee.add();
    referee.depart(lost, how);
    for (const WorkId work : {first, second, third}) {
      referee.join(workerOn("b"));
      const auto orders = referee.orders();
      ASSERT_EQ(orders.size(), 1u);
      EXPECT_EQ(orders[0].work, work);
    }
  }
}

TEST(CancelledWork, isStoppedAndItsResultIgnored) {
  LeaseReferee referee;
  const WorkId running = referee.add(), waiting = referee.add();
  referee.join(workerOn("a"));
  const LeaseId lease = referee.orders().at(0).lease;
  referee.cancel(running);
  referee.cancel(running);
  referee.cancel(waiting);
  const auto orders = referee.orders();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Stop);
  EXPECT_FALSE(referee.finish(lease));
  EXPECT_EQ(referee.board.counts().cancelled, 2);
}

TEST(RefusedWork, goesToAnotherAndFailsWhenNobodyIsLeft) {
  LeaseReferee referee;
  const WorkId work = referee.add();
  const WorkerId first = referee.join(workerOn("a"));
  LeaseId lease = referee.orders().at(0).lease;
  const WorkerId second = referee.join(workerOn("b"));
  referee.board.refused(lease, "the disk is full", referee.now);
  const auto again = referee.board.orders(referee.now);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].worker, second);
  EXPECT_NE(again[0].worker, first);
  referee.board.refused(again[0].lease, "the disk is full", referee.now);
  const auto orders = referee.board.orders(referee.now);
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].kind, LeaseOrderKind::Fail);
  EXPECT_EQ(orders[0].work, work);
  EXPECT_EQ(orders[0].reason, "it was refused by 2 workers, the last was 'worker of b' on 'b': the disk is full");
}

TEST(WorkThatFails, endsAtTheFirstWorker) {
  LeaseReferee referee;
  const WorkId work = referee.add();
  referee.join(workerOn("a"));
  const LeaseId lease = referee.orders().at(0).lease;
  EXPECT_EQ(referee.board.failed(lease, 1), work);
  EXPECT_FALSE(referee.board.failed(lease, 1));
  EXPECT_EQ(referee.board.counts().failed, 1);
  EXPECT_TRUE(referee.board.orders(1).empty());
}

TEST(ALeaseBoard, ignoresStrangers) {
  LeaseBoard board;
  board.heard(WorkerId{7}, 0);
  board.depart(WorkerId{7}, Departure::Lost, "", 0);
  board.cancel(WorkId{7});
  board.refused(LeaseId{7}, "", 0);
  board.stopped(LeaseId{7}, 0);
  EXPECT_FALSE(board.finished(LeaseId{7}, 0));
  EXPECT_TRUE(board.orders(0).empty());
  EXPECT_EQ(board.wakeAt(), noLimit);
}

}  // namespace
}  // namespace bitprism
