#include "core/run/search_runner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "tests/support/fake_evaluator.h"

namespace bitprism {
namespace {

using test::FakeEvaluator;
using test::SyntheticNetwork;

const char* const methods[] = {"random", "sensitivity", "mtgp", "nuq", "gp", "knapsack", "greedy", "swap", "nsga2"};

class SearchRunnerTest : public testing::Test {
 protected:
  SearchRunSettings settings(const std::string& method, int trials) const {
    SearchRunSettings s;
    s.search.method = method;
    s.search.trials = trials;
    s.search.seed = 5;
    s.search.chanceAccuracy = network.chance;
    s.search.floatAccuracy = network.floatAccuracy;
    s.search.referenceCost = network.space.bytes(PlanChoice(network.space.size(), 8));
    s.space = network.space;
    s.reference = {network.chance, static_cast<double>(s.search.referenceCost), network.floatAccuracy};
    return s;
  }

  struct Result {
    std::shared_ptr<const SearchSnapshot> snapshot;
    std::vector<Evaluation> recorded;
  };

  Result run(const SearchRunSettings& s, std::vector<Evaluation> finished = {}, Evaluator* reporter = nullptr) {
    Result result;
    SearchRunner runner(s, network.sensitivity, evaluator, reporter, std::move(finished),
                        [&](const Evaluation& e) { result.recorded.push_back(e); });
    result.snapshot = runner.run({});
    return result;
  }

  static void expectSameTrials(const std::vector<Evaluation>& a, const std::vector<Evaluation>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].trial, b[i].trial);
      EXPECT_EQ(a[i].bits, b[i].bits) << "trial " << i;
      EXPECT_EQ(a[i].score, b[i].score) << "trial " << i;
      EXPECT_EQ(a[i].taskIndex, b[i].taskIndex) << "trial " << i;
    }
  }

  SyntheticNetwork network{8, 3};
  FakeEvaluator evaluator{network};
};

TEST_F(SearchRunnerTest, doesAllTrialsOnce) {
  for (const char* method : methods) {
    const Result result = run(settings(method, 12));
    EXPECT_EQ(result.snapshot->state, SearchState::Finished) << method;
    ASSERT_EQ(result.snapshot->evaluations.size(), 12u) << method;
    EXPECT_EQ(result.recorded.size(), 12u);
    EXPECT_EQ(result.snapshot->hypervolumes.size(), 12u);
    EXPECT_EQ(result.snapshot->secondsLeft, 0);
    std::set<PlanChoice> distinct;
    for (int i = 0; i < 12; ++i) {
      const Evaluation& e = result.snapshot->evaluations[static_cast<std::size_t>(i)];
      EXPECT_EQ(e.trial, i);
      EXPECT_TRUE(e.ok());
      EXPECT_EQ(e.bytes, network.space.bytes(e.bits));
      EXPECT_FALSE(e.why.empty());
      distinct.insert(e.bits);
    }
    EXPECT_EQ(distinct.size(), 12u) << method;
  }
}

TEST_F(SearchRunnerTest, givesTheSameTrialsForAnyNumberOfWorkers) {
  for (const char* method : methods) {
    SearchRunSettings s = settings(method, 16);
    const Result one = run(s);
    for (const int workers : {2, 5}) {
      s.workers = workers;
      // Later trials are made to finish before earlier ones now and then.
      evaluator.onStep = [](const BitAllocation& bits, int) {
        if (bits[0] % 2) std::this_thread::sleep_for(std::chrono::microseconds(300));
      };
      expectSameTrials(one.snapshot->evaluations, run(s).snapshot->evaluations);
      evaluator.onStep = nullptr;
    }
  }
}

TEST_F(SearchRunnerTest, reallyEvaluatesAsManyAtOnceAsThereAreWorkers) {
  for (const int workers : {2, 3}) {
    SearchRunSettings s = settings("random", 9);
    s.workers = workers;
    s.lookAhead = 3;
    // An evaluation waits until as many are under way; were there fewer, it would wait for ever.
    std::mutex mutex;
    std::condition_variable changed;
    int under = 0, most = 0;
    evaluator.onStep = [&](const BitAllocation&, int step) {
      if (step != 0) return;
      std::unique_lock lock(mutex);
      most = std::max(most, ++under);
      changed.notify_all();
      changed.wait_for(lock, std::chrono::minutes(10), [&] { return most >= workers; });
      --under;
    };
    const Result result = run(s);
    evaluator.onStep = nullptr;
    EXPECT_EQ(most, workers);
    s.workers = 1;
    expectSameTrials(run(s).snapshot->evaluations, result.snapshot->evaluations);
  }
}

TEST_F(SearchRunnerTest, aPauseBetweenTrialsDoesNotChangeThem) {
  for (const int lookAhead : {2, 4}) {
    SearchRunSettings s = settings("mtgp", 12);
    s.workers = 2;
    s.lookAhead = lookAhead;
    const Result calm = run(s);
    SearchRunner runner(s, network.sensitivity, evaluator, nullptr, {}, {});
    std::atomic<bool> over = false;
    std::jthread disturber([&] {
      while (!over) {
        runner.pause();
        std::this_thread::sleep_for(std::chrono::microseconds(700));
        runner.resume();
        std::this_thread::sleep_for(std::chrono::microseconds(300));
      }
    });
    const auto snapshot = runner.run({});
    over = true;
    disturber.join();
    expectSameTrials(calm.snapshot->evaluations, snapshot->evaluations);
  }
}

TEST_F(SearchRunnerTest, cheapTasksComeOnTopOfTheTrials) {
  SearchRunSettings s = settings("mtgp", 10);
  s.search.tasks = {{128, 0}, {0, 0}};
  const Result result = run(s);
  EXPECT_EQ(result.snapshot->topEvaluations(), 10);
  EXPECT_GT(result.snapshot->evaluations.size(), 10u);
  EXPECT_EQ(result.snapshot->hypervolumes.size(), 10u);
  // Resumed with more trials, it goes on where it was.
  s.search.trials = 14;
  const Result more = run(s, result.snapshot->evaluations);
  EXPECT_EQ(more.snapshot->topEvaluations(), 14);
  expectSameTrials(run(s).snapshot->evaluations, more.snapshot->evaluations);
}

TEST_F(SearchRunnerTest, resumedIsWhatItWouldHaveBeen) {
  for (const char* method : methods) {
    const Result whole = run(settings(method, 14));
    for (const std::size_t kept : {1, 5, 13, 14}) {
      const std::vector<Evaluation> finished(whole.snapshot->evaluations.begin(),
                                             whole.snapshot->evaluations.begin() + static_cast<std::ptrdiff_t>(kept));
      const Result rest = run(settings(method, 14), finished);
      expectSameTrials(whole.snapshot->evaluations, rest.snapshot->evaluations);
      EXPECT_EQ(rest.snapshot->hypervolumes, whole.snapshot->hypervolumes);
      EXPECT_EQ(rest.recorded.size(), 14 - kept) << "replayed evaluations were measured or recorded again";
    }
    // A gap, as a kill leaves it when the later of two evaluations was the first to finish.
    std::vector<Evaluation> gap = whole.snapshot->evaluations;
    gap.erase(gap.begin() + 6);
    gap.resize(7);
    expectSameTrials(whole.snapshot->evaluations, run(settings(method, 14), gap).snapshot->evaluations);
  }
}

TEST_F(SearchRunnerTest, believesStoredRowsOverItsOwnProposals) {
  std::vector<Evaluation> stored = run(settings("random", 4)).snapshot->evaluations;
  const Result other = run(settings("sensitivity", 8), stored);
  ASSERT_EQ(other.snapshot->evaluations.size(), 8u);
  expectSameTrials({other.snapshot->evaluations.begin(), other.snapshot->evaluations.begin() + 4}, stored);
}

TEST_F(SearchRunnerTest, showsRowsBeyondTheTrialsAskedFor) {
  const std::vector<Evaluation> stored = run(settings("sensitivity", 9)).snapshot->evaluations;
  const Result shorter = run(settings("sensitivity", 4), stored);
  expectSameTrials(shorter.snapshot->evaluations, stored);
  EXPECT_TRUE(shorter.recorded.empty());
}

TEST_F(SearchRunnerTest, goesOnAfterAFailedEvaluation) {
  for (const char* method : methods) {
    int seen = 0;
    evaluator.onStep = [&](const BitAllocation&, int step) {
      if (step == 0 && ++seen % 4 == 0) throw Error("layer 'conv3' has outputs that are not finite");
    };
    const Result result = run(settings(method, 16));
    evaluator.onStep = nullptr;
    EXPECT_EQ(result.snapshot->state, SearchState::Finished) << method;
    ASSERT_EQ(result.snapshot->evaluations.size(), 16u) << method;
    int failed = 0;
    for (const Evaluation& e : result.snapshot->evaluations) {
      if (e.ok()) continue;
      ++failed;
      EXPECT_EQ(e.failure, "layer 'conv3' has outputs that are not finite");
    }
    EXPECT_EQ(failed, 4);
    EXPECT_EQ(result.snapshot->hypervolumes.size(), 12u);
  }
}

TEST_F(SearchRunnerTest, survivesWhenEverythingFails) {
  for (const char* method : methods) {
    evaluator.onStep = [](const BitAllocation&, int) { throw std::runtime_error("no memory"); };
    const Result result = run(settings(method, 10));
    evaluator.onStep = nullptr;
    EXPECT_EQ(result.snapshot->state, SearchState::Finished);
    ASSERT_EQ(result.snapshot->evaluations.size(), 10u) << method;
    for (const Evaluation& e : result.snapshot->evaluations) EXPECT_EQ(e.failure, "no memory");
  }
}

TEST_F(SearchRunnerTest, measuresTheReportAccuracyOfTopTasks) {
  FakeEvaluator reporter{network};
  const Result result = run(settings("sensitivity", 5), {}, &reporter);
  EXPECT_EQ(reporter.calls, 5);
  for (const Evaluation& e : result.snapshot->evaluations) EXPECT_TRUE(e.reportAccuracy.has_value());
}

TEST_F(SearchRunnerTest, stopCancelsTheRunningEvaluationAndRecordsNothingOfIt) {
  std::promise<void> reached;
  std::stop_source stop;
  std::atomic<int> begun = 0;
  evaluator.onStep = [&](const BitAllocation&, int step) {
    if (step == 0 && ++begun == 4) {
      stop.request_stop();
      reached.set_value();
    }
  };
  std::vector<Evaluation> recorded;
  SearchRunner runner(settings("sensitivity", 50), network.sensitivity, evaluator, nullptr, {},
                      [&](const Evaluation& e) { recorded.push_back(e); });
  const auto snapshot = runner.run(stop.get_token());
  reached.get_future().wait();
  EXPECT_EQ(snapshot->state, SearchState::Stopped);
  EXPECT_EQ(snapshot->evaluations.size(), 3u);
  EXPECT_EQ(recorded.size(), 3u);
  EXPECT_EQ(snapshot->hypervolumes.size(), 3u);
  // What was stopped goes on to the same end.
  evaluator.onStep = nullptr;
  expectSameTrials(run(settings("sensitivity", 50), snapshot->evaluations).snapshot->evaluations,
                   run(settings("sensitivity", 50)).snapshot->evaluations);
}

// A sampler that would run for minutes is left as soon as it is asked to stop.
TEST_F(SearchRunnerTest, stopCancelsAProposal) {
  SearchRunSettings s = settings("nuq", 60);
  std::stop_source stop;
  SearchRunner runner(s, network.sensitivity, evaluator, nullptr, {}, [&](const Evaluation& e) {
    if (e.trial == 3) stop.request_stop();
  });
  const auto snapshot = runner.run(stop.get_token());
  EXPECT_EQ(snapshot->state, SearchState::Stopped);
  EXPECT_EQ(snapshot->failure, "");
  EXPECT_GE(snapshot->evaluations.size(), 4u);
  EXPECT_LT(snapshot->evaluations.size(), 10u);
}

TEST_F(SearchRunnerTest, stopBeforeTheStartDoesNothing) {
  std::stop_source stop;
  stop.request_stop();
  SearchRunner runner(settings("random", 5), network.sensitivity, evaluator, nullptr, {}, {});
  const auto snapshot = runner.run(stop.get_token());
  EXPECT_EQ(snapshot->state, SearchState::Stopped);
  EXPECT_TRUE(snapshot->evaluations.empty());
}

TEST_F(SearchRunnerTest, aPauseHoldsTheRunningEvaluationUntilResumed) {
  SearchRunSettings s = settings("random", 12);
  s.workers = 2;
  evaluator.stepsPerEvaluation = 20;
  evaluator.onStep = [](const BitAllocation&, int) { std::this_thread::sleep_for(std::chrono::microseconds(100)); };
  SearchRunner runner(s, network.sensitivity, evaluator, nullptr, {}, {});
  std::jthread thread([&] { runner.run({}); });
  while (evaluator.steps < 30) std::this_thread::yield();
  runner.pause();
  bool shown = false;
  while (!shown) {
    const auto snapshot = runner.snapshots().take();
    shown = snapshot && snapshot->state == SearchState::Paused;
  }
  const int before = evaluator.steps;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LE(evaluator.steps, before + 2);  // each worker may end the step it was in, however late, and no other
  runner.resume();
  thread.join();
  const auto last = runner.snapshots().take();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->state, SearchState::Finished);
  expectSameTrials(last->evaluations, run(settings("random", 12)).snapshot->evaluations);
}

TEST_F(SearchRunnerTest, stopEndsAPausedSearch) {
  std::stop_source stop;
  SearchRunner runner(settings("random", 12), network.sensitivity, evaluator, nullptr, {}, {});
  runner.pause();
  std::jthread thread([&] { EXPECT_EQ(runner.run(stop.get_token())->state, SearchState::Stopped); });
  stop.request_stop();
  thread.join();
  EXPECT_EQ(evaluator.calls, 0);
}

TEST_F(SearchRunnerTest, endsWhenItsTimeIsOver) {
  SearchRunSettings s = settings("random", 1000000);
  s.maximumSeconds = 0.05;
  evaluator.onStep = [](const BitAllocation&, int) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  const Result result = run(s);
  EXPECT_EQ(result.snapshot->state, SearchState::Finished);
  EXPECT_LT(result.snapshot->evaluations.size(), 100u);  // each took a millisecond or, on a busy machine, more
}

TEST_F(SearchRunnerTest, failsWhenAnEvaluationCannotBeKept) {
  SearchRunner runner(settings("random", 12), network.sensitivity, evaluator, nullptr, {}, [](const Evaluation& e) {
    if (e.trial == 3) throw Error("the disk is full");
  });
  const auto snapshot = runner.run({});
  EXPECT_EQ(snapshot->state, SearchState::Failed);
  EXPECT_EQ(snapshot->failure, "the disk is full");
}

TEST_F(SearchRunnerTest, refusesAnUnknownMethodAndATableThatDoesNotFit) {
  EXPECT_THROW(SearchRunner(settings("guess", 3), network.sensitivity, evaluator, nullptr, {}, {}), UsageError);
  for (const char* method : {"sensitivity", "mtgp"})
    EXPECT_THROW(SearchRunner(settings(method, 3), Sensitivity{}, evaluator, nullptr, {}, {}), UsageError);
}

TEST_F(SearchRunnerTest, predictsFromAnyThreadWhileItRuns) {
  SearchRunSettings s = settings("mtgp", 20);
  s.workers = 2;
  SearchRunner runner(s, network.sensitivity, evaluator, nullptr, {}, {});
  EXPECT_FALSE(runner.predict(PlanChoice(8, 4)).has_value());
  std::jthread asking([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      const auto prediction = runner.predict(PlanChoice(8, 4));
      if (prediction) {
        EXPECT_TRUE(std::isfinite(prediction->mean));
        EXPECT_GE(prediction->deviation, 0);
      }
      runner.snapshots().take();
    }
  });
  runner.run({});
  EXPECT_TRUE(runner.predict(PlanChoice(8, 4)).has_value());
  EXPECT_FALSE(runner.predict(PlanChoice(3, 4)).has_value());  // not of this network
}

// A space in which the first layer has these bits only, and its table.
std::pair<SearchSpace, Sensitivity> lockedAt(const SyntheticNetwork& network, int bits) {
  std::pair<SearchSpace, Sensitivity> result(network.space, network.sensitivity);
  restrictLayer(result.first, &result.second, 0, bits, bits);
  return result;
}

TEST_F(SearchRunnerTest, goesOnInAnotherSpaceFromTheNextProposalsOn) {
  for (const char* method : methods) {
    const SearchRunSettings s = settings(method, 20);
    const auto [space, sensitivity] = lockedAt(network, 5);
    std::vector<Evaluation> recorded;
    int first = -1;
    std::unique_ptr<SearchRunner> runner;
    runner = std::make_unique<SearchRunner>(
        s, network.sensitivity, evaluator, nullptr, std::vector<Evaluation>(), [&](const Evaluation& e) {
          recorded.push_back(e);
          if (recorded.size() == 7) runner->changeSpace(space, sensitivity, [&](int trial) { first = trial; });
        });
    const auto snapshot = runner->run({});
    ASSERT_EQ(snapshot->state, SearchState::Finished) << method << ": " << snapshot->failure;
    ASSERT_EQ(snapshot->evaluations.size(), 20u) << method;
    ASSERT_GE(first, 7) << method;
    ASSERT_LE(first, 7 + s.lookAhead) << method;
    std::set<PlanChoice> distinct;
    for (int i = 0; i < 20; ++i) {
      const Evaluation& e = snapshot->evaluations[static_cast<std::size_t>(i)];
      EXPECT_EQ(e.trial, i) << method;
      if (i >= first) {
        EXPECT_EQ(e.bits[0], 5) << method << ", trial " << i;
      }
      distinct.insert(e.bits);
    }
    EXPECT_EQ(distinct.size(), 20u) << method << " tries again what is known";

    // Killed under the new rules, it goes on as it would have.
    SearchRunSettings later = s;
    later.space = space;
    later.firstTrial = first;
    std::vector<Evaluation> kept(snapshot->evaluations.begin(), snapshot->evaluations.begin() + first + 2);
    SearchRunner resumed(later, sensitivity, evaluator, nullptr, kept, {});
    expectSameTrials(snapshot->evaluations, resumed.run({})->evaluations);
  }
}

TEST_F(SearchRunnerTest, takesUpAChangeWhileItIsPausedBetweenTrials) {
  const SearchRunSettings s = settings("mtgp", 10);
  const auto [space, sensitivity] = lockedAt(network, 3);
  SearchRunner runner(s, network.sensitivity, evaluator, nullptr, {}, {});
  runner.pause();
  std::promise<int> begun;
  runner.changeSpace(space, sensitivity, [&](int trial) { begun.set_value(trial); });
  std::jthread thread([&] { runner.run({}); });
  EXPECT_EQ(begun.get_future().get(), 0);
  runner.resume();
  thread.join();
  const auto snapshot = runner.snapshots().take();
  ASSERT_EQ(snapshot->evaluations.size(), 10u);
  for (const Evaluation& e : snapshot->evaluations) EXPECT_EQ(e.bits[0], 3);
}

TEST_F(SearchRunnerTest, refusesAChangeWhoseTableDoesNotFit) {
  SearchRunner runner(settings("mtgp", 4), network.sensitivity, evaluator, nullptr, {}, {});
  EXPECT_THROW(runner.changeSpace(lockedAt(network, 3).first, network.sensitivity, {}), UsageError);
}

TEST_F(SearchRunnerTest, aForkBeginsWithWhatItsOriginMeasured) {
  const Result origin = run(settings("random", 12));
  SearchRunSettings s = settings("mtgp", 20);
  s.firstTrial = 12;
  const Result fork = run(s, origin.snapshot->evaluations);
  ASSERT_EQ(fork.snapshot->evaluations.size(), 20u);
  EXPECT_EQ(fork.recorded.size(), 8u);
  std::set<PlanChoice> distinct;
  for (const Evaluation& e : fork.snapshot->evaluations) distinct.insert(e.bits);
  EXPECT_EQ(distinct.size(), 20u);
  EXPECT_GE(fork.snapshot->hypervolumes.back(), origin.snapshot->hypervolumes.back());
  for (const Evaluation& e : fork.recorded) EXPECT_TRUE(e.prediction.has_value());  // the model knows from the start
}

}  // namespace
}  // namespace bitprism
