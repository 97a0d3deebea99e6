#include <gtest/gtest.h>

#include <cmath>
#include <iterator>

#include "core/base/random.h"
#include "core/work/lease_board.h"
#include "tests/support/lease_referee.h"

namespace bitprism {
namespace {

using test::LeaseReferee;
using test::workerOn;

// Workers that come, go, fall silent, refuse and have little time, in a random order; every order is checked by the
// referee. In the end one worker that lasts finishes what is left.
void playRandomly(std::uint64_t seed, std::vector<LeaseOrder>& told, LeaseCounts& sum) {
  Random random(seed, 0x6c65);
  LeaseReferee referee;
  std::set<WorkerId> mute;
  const auto anyOf = [&](const auto& some) {
    auto place = some.begin();
    std::advance(place, static_cast<std::ptrdiff_t>(random.below(some.size())));
    return *place;
  };
  for (int step = 0; step < 400; ++step) {
    referee.now += random.uniform() < 0.02 ? 12.0 : random.uniform(0, 0.5);
    const std::uint64_t what = random.below(100);
    if (what < 15) {
      const double endsAt = random.below(3) == 0 ? referee.now + random.uniform(0, 60) : WorkerOffer{}.endsAt;
      const WorkerId id =
          referee.join(workerOn("m" + std::to_string(random.below(4)), endsAt, static_cast<int>(1 + random.below(3))));
      if (random.below(8) == 0) mute.insert(id);
    } else if (what < 40) {
      referee.add(random.below(4) ? "evaluate" : "train", static_cast<std::int64_t>(random.below(50)));
    } else if (what < 75 && !referee.held.empty()) {
      const auto [lease, held] = anyOf(referee.held);
      if (held.stopping && random.below(2) == 0)
        referee.stopped(lease);
      else
        referee.finish(lease);
    } else if (what < 80 && !referee.present.empty()) {
      referee.depart(anyOf(referee.present).first, static_cast<Departure>(random.below(3)));
    } else if (what < 83 && !referee.kinds.empty()) {
      referee.cancel(anyOf(referee.kinds).first);
    } else if (what < 85) {
      referee.finish(LeaseId{random.below(300)});  // late, unknown or even right
    } else if (what < 86 && seed % 2 == 0 && !referee.held.empty()) {
      referee.refuse(anyOf(referee.held).first);
    } else {
      for (const auto& [id, worker] : referee.present)
        if (!mute.contains(id)) referee.board.heard(id, referee.now);
    }
    for (LeaseOrder& order : referee.orders()) told.push_back(std::move(order));
    if (testing::Test::HasFailure()) return;
  }
  while (!referee.present.empty()) referee.depart(referee.present.begin()->first, Departure::Left);
  referee.join(workerOn("last", WorkerOffer{}.endsAt, 4));
  referee.orders();
  for (int step = 0; step < 1000 && referee.ends.size() < referee.kinds.size(); ++step) {
    ASSERT_FALSE(referee.running().empty());
    referee.now += 1;
    referee.finish(referee.running().front());
    referee.orders();
  }
  EXPECT_EQ(referee.ends.size(), referee.kinds.size());
  const LeaseCounts counts = referee.board.counts();
  sum.finished += counts.finished;
  sum.failed += counts.failed;
  sum.cancelled += counts.cancelled;
  sum.givenAgain += counts.givenAgain;
  sum.seconds += counts.seconds;
  sum.ignored += counts.ignored;
}

TEST(RandomSchedules, keepEveryPromiseAndAreRepeatable) {
  LeaseCounts sum;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    std::vector<LeaseOrder> told, again;
    playRandomly(seed, told, sum);
    ASSERT_FALSE(HasFailure());
    playRandomly(seed, again, sum);
    EXPECT_EQ(told, again);
    EXPECT_GT(told.size(), 50u);
  }
  // All of it has happened.
  for (const std::int64_t count : {sum.finished, sum.failed, sum.cancelled, sum.givenAgain, sum.seconds, sum.ignored})
    EXPECT_GT(count, 10);
}

// Every sequence of five events among two workers and two pieces of work.
TEST(AllShortSchedules, keepEveryPromise) {
  constexpr int events = 8, length = 5;
  const int sequences = static_cast<int>(std::pow(events, length));
  std::map<std::string, int> ends;
  for (int sequence = 0; sequence < sequences; ++sequence) {
    LeaseReferee referee({.losses = 2});
    referee.board.expect("evaluate", 5);
    WorkerId workers[2] = {referee.join(workerOn("a")), referee.join(workerOn("b", WorkerOffer{}.endsAt, 2))};
    referee.add();
    referee.add();
    referee.orders();
    int left = sequence;
    for (int i = 0; i < length; ++i, left /= events) {
      const int event = left % events, which = event % 2;
      if (event < 2) {
        if (const auto running = referee.running(); !running.empty())
          referee.finish(which == 0 ? running.front() : running.back());
      } else if (event < 4) {
        referee.depart(workers[which], Departure::Crashed);
        workers[which] = referee.join(workerOn(which ? "b" : "a"));
      } else if (event < 6) {
        referee.depart(workers[which], Departure::Lost);
      } else if (event == 6) {
        referee.now += 11;  // late, but not silent until the third time
      } else {
        referee.cancel(WorkId{2});
      }
      referee.orders();
    }
    referee.join(workerOn("last", WorkerOffer{}.endsAt, 2));
    referee.orders();
    while (!referee.running().empty()) {
      referee.finish(referee.running().front());
      referee.orders();
    }
    ASSERT_EQ(referee.ends.size(), 2u) << sequence;
    for (const auto& [id, how] : referee.ends) ++ends[how];
    ASSERT_FALSE(HasFailure()) << sequence;
  }
  EXPECT_EQ(ends.size(), 3u);  // each end occurs
}

}  // namespace
}  // namespace bitprism
