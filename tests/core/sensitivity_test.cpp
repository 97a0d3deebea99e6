#include "core/search/sensitivity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

struct Problem {
  SearchSpace space;
  Sensitivity sensitivity;
};

Problem randomProblem(std::uint64_t seed, std::size_t layers, int highBits = 5) {
  Random random(seed);
  Problem problem;
  for (std::size_t l = 0; l < layers; ++l) {
    SearchSpace::LayerOptions choice;
    const std::vector<int> widths = widthsBetween(2, highBits);
    choice.widths.assign(widths.begin(), widths.end());
    choice.weights = 10 + static_cast<std::int64_t>(random.below(100));
    std::vector<double> kl;
    for (int bits = 2; bits <= highBits; ++bits) {
      choice.bytes.push_back(choice.weights * bits);
      kl.push_back(random.uniform() * std::pow(0.4, bits));
    }
    problem.space.layers.push_back(choice);
    problem.sensitivity.kl.push_back(nonIncreasing(kl));
  }
  return problem;
}

double klOf(const Problem& problem, const PlanChoice& bits) {
  double sum = 0;
  for (std::size_t l = 0; l < bits.size(); ++l)
    sum += problem.sensitivity.kl[l][static_cast<std::size_t>(bits[l].bits - 2)];
  return sum;
}

TEST(NonIncreasing, isTheClosestNonIncreasingSequence) {
  EXPECT_EQ(nonIncreasing({5, 3, 1}), (std::vector<double>{5, 3, 1}));
  EXPECT_EQ(nonIncreasing({1, 3}), (std::vector<double>{2, 2}));
  EXPECT_EQ(nonIncreasing({}), std::vector<double>{});
  EXPECT_EQ(nonIncreasing({4, 1, 2, 3, 0}), (std::vector<double>{4, 2, 2, 2, 0}));
  // Against random non-increasing competitors.
  Random random(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<double> values(6);
    for (double& value : values) value = random.uniform();
    const std::vector<double> fitted = nonIncreasing(values);
    const auto distance = [&](const std::vector<double>& to) {
      double sum = 0;
      for (std::size_t i = 0; i < values.size(); ++i) sum += (values[i] - to[i]) * (values[i] - to[i]);
      return sum;
    };
    EXPECT_TRUE(std::is_sorted(fitted.rbegin(), fitted.rend()));
    for (int other = 0; other < 300; ++other) {
      std::vector<double> competitor = fitted;
      for (double& value : competitor) value += 0.1 * random.normal();
      std::sort(competitor.rbegin(), competitor.rend());
      EXPECT_GE(distance(competitor), distance(fitted) - 1e-12);
    }
  }
}

TEST(Lagrangian, isTheBestOfAllAllocations) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Problem problem = randomProblem(seed, 4);
    for (const double lambda : {0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1.0}) {
      const auto cost = [&](const PlanChoice& bits) {
        return klOf(problem, bits) + lambda * static_cast<double>(problem.space.bytes(bits));
      };
      const double found = cost(lagrangian(problem.space, problem.sensitivity, lambda));
      PlanChoice bits(4, 2);
      for (int code = 0; code < 256; ++code) {
        for (int l = 0; l < 4; ++l) bits[static_cast<std::size_t>(l)] = 2 + ((code >> (2 * l)) & 3);
        EXPECT_GE(cost(bits), found - 1e-15);
      }
    }
  }
}

TEST(Sweep, holdsEveryAllocationThatSomeLambdaChooses) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Problem problem = randomProblem(seed, 6, 8);
    const std::vector<PlanChoice> plans = sweep(problem.space, problem.sensitivity);
    const std::set<PlanChoice> all(plans.begin(), plans.end());
    EXPECT_EQ(all.size(), plans.size());
    for (double lambda = 1e-12; lambda < 10; lambda *= 1.01)
      EXPECT_TRUE(all.contains(lagrangian(problem.space, problem.sensitivity, lambda))) << seed << ' ' << lambda;
    for (std::size_t i = 1; i < plans.size(); ++i) {
      EXPECT_LT(problem.space.bytes(plans[i]), problem.space.bytes(plans[i - 1]));
      EXPECT_GE(klOf(problem, plans[i]), klOf(problem, plans[i - 1]));
    }
    EXPECT_EQ(plans.back(), PlanChoice(6, 2));
  }
}

TEST(Sweep, ofOneLayerOrALockedOneIsShort) {
  Problem problem = randomProblem(1, 1);
  EXPECT_LE(sweep(problem.space, problem.sensitivity).size(), 4u);
  restrictLayer(problem.space, &problem.sensitivity, 0, 3, 3);
  EXPECT_EQ(sweep(problem.space, problem.sensitivity), std::vector<PlanChoice>{{3}});
}

TEST(Sweep, refusesATableThatDoesNotFit) {
  Problem problem = randomProblem(2, 3);
  problem.sensitivity.kl.pop_back();
  EXPECT_THROW(sweep(problem.space, problem.sensitivity), UsageError);
  problem = randomProblem(2, 3);
  problem.sensitivity.kl[1][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(lagrangian(problem.space, problem.sensitivity, 0.1), UsageError);
}

TEST(RestrictLayer, keepsBytesAndTableInStep) {
  Problem problem = randomProblem(3, 2, 8);
  const Problem whole = problem;
  restrictLayer(problem.space, &problem.sensitivity, 1, 4, 6);
  EXPECT_EQ(problem.space.bytes({5, 4}), whole.space.bytes({5, 4}));
  EXPECT_EQ(problem.space.bytes({5, 6}), whole.space.bytes({5, 6}));
  EXPECT_EQ(problem.sensitivity.kl[1][1], whole.sensitivity.kl[1][3]);
  EXPECT_FALSE(problem.space.contains({5, 3}));
  EXPECT_TRUE(problem.space.contains({2, 6}));
  EXPECT_THROW(restrictLayer(problem.space, &problem.sensitivity, 1, 3, 6), UsageError);
  EXPECT_THROW(restrictLayer(problem.space, &problem.sensitivity, 2, 4, 6), UsageError);
}

// Counts what is measured of a made-up network.
class CountingEvaluator : public Evaluator {
 public:
  explicit CountingEvaluator(const test::SyntheticNetwork& network) : network_(network) {}
  Score evaluate(const QuantPlan& plan, const Task&, std::stop_token, const Progress&) override {
    ++calls;
    Score score;
    score.images = 256;
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      if (!plan.layers[l].isFloat())
        score.kl = network_.sensitivity.kl[l][static_cast<std::size_t>(plan.layers[l].bits) - 2];
    return score;
  }
  int calls = 0;

 private:
  const test::SyntheticNetwork& network_;
};

TEST(MeasureSensitivity, measuresOnlyWhatIsNotKnown) {
  const test::SyntheticNetwork network(5, 1);
  CountingEvaluator evaluator(network);
  SearchSpace narrow = network.space;
  restrictLayer(narrow, nullptr, 1, 4, 4);
  restrictLayer(narrow, nullptr, 3, 2, 5);
  const Sensitivity known = measureSensitivity(narrow, evaluator, Task{});
  const int before = evaluator.calls;
  EXPECT_EQ(before, 7 + 1 + 7 + 4 + 7);
  EXPECT_EQ(unknownSensitivities(network.space, {.tables = {{narrow, known}}}), 9u);
  std::vector<std::int64_t> told;
  const Sensitivity whole =
      measureSensitivity(network.space, evaluator, Task{}, {},
                         [&](const ProgressStep& step) { told.push_back(step.done); }, {.tables = {{narrow, known}}});
  EXPECT_EQ(told, (std::vector<std::int64_t>{27, 28, 29, 30, 31, 32, 33, 34, 35})) << "known ones count as measured";
  EXPECT_EQ(evaluator.calls, before + 9);
  EXPECT_EQ(whole.kl, measureSensitivity(network.space, evaluator, Task{}).kl);
  EXPECT_EQ(whole.images, 256);
  EXPECT_EQ(unknownSensitivities(narrow, {.tables = {{network.space, whole}}}), 0u);
  EXPECT_EQ(measureSensitivity(narrow, evaluator, Task{}, {}, {}, {.tables = {{network.space, whole}}}).kl, known.kl);
}

// Values that the regression changes, so that a table that was put together from its results would differ.
class UnevenEvaluator : public Evaluator {
 public:
  Score evaluate(const QuantPlan& plan, const Task&, std::stop_token stop, const Progress&) override {
    if (calls == stopAfter || stop.stop_requested()) throw Cancelled();
    ++calls;
    Score score;
    score.images = 64;
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      if (!plan.layers[l].isFloat())
        // Uneven, but nothing that would be measured again.
        score.kl =
            0.1 * (1 + Random(l, static_cast<std::uint64_t>(plan.layers[l].bits)).uniform()) / plan.layers[l].bits;
    return score;
  }
  int calls = 0, stopAfter = -1;
};

TEST(MeasureSensitivity, comesToTheSameTableHoweverOftenItWasInterrupted) {
  const test::SyntheticNetwork network(5, 1);
  UnevenEvaluator undisturbed;
  const Sensitivity whole = measureSensitivity(network.space, undisturbed, Task{});
  EXPECT_EQ(undisturbed.calls, 35);

  UnevenEvaluator evaluator;
  SensitivityMemory memory;
  std::vector<RawSensitivity> told;
  memory.measured = [&](const RawSensitivity& one) { told.push_back(one); };
  for (const int until : {1, 2, 9, 20, 34}) {
    evaluator.stopAfter = until;
    EXPECT_THROW(measureSensitivity(network.space, evaluator, Task{}, {}, {}, {.memory = &memory}), Cancelled);
    EXPECT_EQ(told.size(), static_cast<std::size_t>(until)) << "what was measured was not told at once";
    EXPECT_EQ(unknownSensitivities(network.space, {}, memory), 35u - told.size());
    // As a program does that finds them in a file.
    SensitivityMemory found;
    for (const RawSensitivity& one : told) found.values[{one.layer, one.choice}] = one;
    found.measured = memory.measured;
    memory = found;
  }
  evaluator.stopAfter = -1;
  ProgressStep said;
  const Sensitivity resumed = measureSensitivity(network.space, evaluator, Task{}, {},
                                                 [&](const ProgressStep& step) { said = step; }, {.memory = &memory});
  EXPECT_EQ(said.what, "measuring sensitivities");
  EXPECT_EQ(said.done, 35);
  EXPECT_EQ(said.total, 35);
  EXPECT_EQ(evaluator.calls, 35);
  EXPECT_EQ(resumed.kl, whole.kl);
  EXPECT_EQ(resumed.images, whole.images);
  // A part of it does not depend on what else was measured.
  SearchSpace narrow = network.space;
  restrictLayer(narrow, nullptr, 2, 3, 5);
  EXPECT_EQ(measureSensitivity(narrow, evaluator, Task{}, {}, {}, {.memory = &memory}).kl,
            measureSensitivity(narrow, undisturbed, Task{}).kl);
  EXPECT_EQ(evaluator.calls, 35);
}

TEST(MeasureSensitivity, endsWhenWhatIsToldOfAValueCannotKeepIt) {
  const test::SyntheticNetwork network(3, 1);
  UnevenEvaluator evaluator;
  SensitivityMemory memory;
  memory.measured = [&](const RawSensitivity&) { throw Error("the disk is full"); };
  EXPECT_THROW(measureSensitivity(network.space, evaluator, Task{}, {}, {}, {.memory = &memory}), Error);
  EXPECT_EQ(evaluator.calls, 1);
}

TEST(MeasureSensitivity, knowsNothingOfAnotherScheme) {
  const test::SyntheticNetwork network(3, 1);
  SearchSpace other = network.space;
  other.scheme.symmetric = !other.scheme.symmetric;
  EXPECT_EQ(unknownSensitivities(network.space, {{other, network.sensitivity}}), 21u);
  // The same scheme as a choice next to another.
  SearchSpace two = other;
  two.others = {network.space.scheme};
  for (auto& layer : two.layers)
    for (LayerChoice& choice : layer.widths) choice.scheme = 1;
  EXPECT_EQ(unknownSensitivities(network.space, {{two, network.sensitivity}}), 0u);
}

}  // namespace
}  // namespace bitprism
