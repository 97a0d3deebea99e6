// A search on simulated workers: the trials do not depend on them, and they are busy.
#include <gtest/gtest.h>

#include <set>

#include "core/search/search_method.h"
#include "tests/support/cluster_simulation.h"

namespace bitprism {
namespace {

using test::ClusterOutcome;
using test::ClusterSetup;
using test::SyntheticNetwork;

ClusterOutcome searchOn(const ClusterSetup& setup, const SyntheticNetwork& network, const SearchSettings& settings) {
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  return test::ClusterSimulation(setup, *search,
                                 [&](const Proposal& proposal) { return test::measure(network, proposal, settings); })
      .run();
}

void expectTheSame(const std::vector<Evaluation>& one, const std::vector<Evaluation>& other) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].trial, other[i].trial);
    EXPECT_EQ(one[i].bits, other[i].bits) << i;
    EXPECT_EQ(one[i].failure, other[i].failure);
  }
}

TEST(DistributedSearch, hasTheSameTrialsForAnyWorkersAndWhateverDies) {
  const SyntheticNetwork network(8, 3);
  const SearchSettings settings = test::settingsFor(network, "mtgp", 30);
  ClusterSetup calm;
  calm.workers = 1;
  calm.durations = {1, 1.5, 4};
  calm.proposal = 0.01;
  const ClusterOutcome alone = searchOn(calm, network, settings);
  ASSERT_EQ(alone.trials.size(), 30u);
  std::int64_t deaths = 0, seconds = 0;
  for (const int workers : {2, 8, 13})
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      ClusterSetup rough = calm;
      rough.workers = workers;
      rough.seed = seed;
      rough.lifetime = 15;
      rough.stragglers = 0.1;
      rough.slowLinks = 0.3;
      rough.timeLimit = 40;
      rough.replacement = 3;
      rough.rules.losses = 1000;
      const ClusterOutcome outcome = searchOn(rough, network, settings);
      expectTheSame(alone.trials, outcome.trials);
      deaths += outcome.deaths;
      seconds += outcome.counts.seconds;
    }
  EXPECT_GT(deaths, 10);
  EXPECT_GT(seconds, 0);
}

// The virtual clock makes these figures the same on every machine.
TEST(DistributedSearch, keepsItsWorkersBusy) {
  const SyntheticNetwork network(8, 3);
  for (const auto& [workers, least] : {std::pair{8, 0.9}, std::pair{64, 0.8}}) {
    const SearchSettings settings = test::settingsFor(network, "random", 30 * workers);
    ClusterSetup setup;
    setup.workers = workers;
    setup.lookAhead = 2 * workers;
    setup.durations = {0.9, 1, 1.1, 1.4};
    setup.proposal = 0.005;
    const ClusterOutcome outcome = searchOn(setup, network, settings);
    EXPECT_GT(outcome.efficiency(workers), least) << workers;
    EXPECT_LE(outcome.efficiency(workers), 1.05) << workers;
  }
}

TEST(Batches, haveDistinctPlansThatAreNeitherPendingNorFinished) {
  for (const int lookAhead : {4, 24}) {
    const SyntheticNetwork network(5, 4);
    SearchSettings settings = test::settingsFor(network, "mtgp", 40);
    settings.tasks = {{128, 0}, {0, 0}};
    const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
    std::set<std::pair<int, PlanChoice>> proposed;
    std::deque<Proposal> pending;
    for (bool exhausted = false;;) {
      while (!exhausted && static_cast<int>(pending.size()) < lookAhead) {
        std::optional<Proposal> proposal = search->ask();
        exhausted = !proposal;
        if (!proposal) break;
        EXPECT_TRUE(proposed.emplace(proposal->task, proposal->bits).second) << proposal->trial;
        pending.push_back(*std::move(proposal));
      }
      if (pending.empty()) break;
      search->tell(test::measure(network, pending.front(), settings));
      pending.pop_front();
    }
    EXPECT_GE(proposed.size(), 40u);
  }
}

// Whatever few results there are, a batch spreads along the front instead of crowding at one size.
TEST(Batches, spreadAlongTheFront) {
  const SyntheticNetwork network(12, 5);
  const SearchSettings settings = test::settingsFor(network, "mtgp", 60);
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  std::vector<Proposal> batch;
  for (int i = 0; i < 16; ++i) batch.push_back(search->ask().value());
  for (int i = 0; i < 8; ++i) search->tell(test::measure(network, batch[static_cast<std::size_t>(i)], settings));
  std::vector<std::int64_t> sizes;
  for (int i = 0; i < 8; ++i) sizes.push_back(network.space.bytes(search->ask().value().bits));
  std::sort(sizes.begin(), sizes.end());
  EXPECT_EQ(std::set<std::int64_t>(sizes.begin(), sizes.end()).size(), sizes.size());
  EXPECT_GT(static_cast<double>(sizes.back()), 1.2 * static_cast<double>(sizes.front()));
}

}  // namespace
}  // namespace bitprism
