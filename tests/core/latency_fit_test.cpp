#include "core/quant/plan/latency_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr std::size_t layerCount = 12;
constexpr std::array<double, 3> elementsOf = {4000, 2000, 500};  // of values, by the third of the network

QuantPlan integerPlan(const std::vector<bool>& layers) {
  QuantPlan plan = floatPlan(layers.size());
  plan.activations.resize(layers.size());
  const ActivationScheme inputs = activationScheme(8, 0, 1, false, ActivationRange::MinMax);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l]) continue;
    plan.layers[l] = {.bits = 8, .correction = Correction::None};
    plan.activations[l] = inputs;
    plan.integer.tensors.push_back({static_cast<int>(2 * l), inputs});
  }
  return plan;
}

// value 0 -> layer -> relu -> layer -> relu ...: three kinds of layers and of values.
struct MadeNetwork {
  LatencyTable table;
  LatencyKinds kinds;

  MadeNetwork() {
    table.network = "made";
    for (std::size_t l = 0; l < layerCount; ++l) {
      const std::size_t third = 3 * l / layerCount;
      const int value = static_cast<int>(2 * l);
      const double time = 1000.0 * static_cast<double>(third + 1);
      table.layers.push_back("layer");
      table.parts.push_back({"layer", static_cast<int>(l), {value}, value + 1, true, {time, time / 4, time, 2 * time}});
      table.parts.push_back({"relu", -1, {value + 1}, value + 2, true, {100, 20, 0, 0}});
      kinds.parts.push_back(static_cast<int>(third));
      kinds.parts.push_back(3);
      for (int i = 0; i < 2; ++i) kinds.elements.push_back(elementsOf[third]);
    }
    kinds.elements.push_back(elementsOf[2]);
    kinds.givenAsFloats.assign(kinds.elements.size(), false);
    table.values.resize(kinds.elements.size());
    table.outputs = {static_cast<int>(2 * layerCount)};
  }
};

std::vector<QuantPlan> randomPlans(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<QuantPlan> plans;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<bool> layers;
    for (std::size_t l = 0; l < layerCount; ++l) layers.push_back(random() % 100 < 20 + 60 * i / count);
    plans.push_back(integerPlan(layers));
  }
  return plans;
}

std::vector<TimedPlan> timed(const LatencyTable& truth, const std::vector<QuantPlan>& plans) {
  std::vector<TimedPlan> result;
  for (const QuantPlan& plan : plans) result.push_back({plan, truth.planNanoseconds(plan)});
  return result;
}

double worstError(const LatencyTable& table, const std::vector<TimedPlan>& plans) {
  double worst = 0;
  for (const TimedPlan& one : plans)
    worst = std::max(worst, std::fabs(table.planNanoseconds(one.plan) / one.nanoseconds - 1));
  return worst;
}

LatencyTable fitted(const MadeNetwork& made, const LatencyTable& truth, const std::vector<TimedPlan>& mixed) {
  const auto ends = timed(truth, {floatPlan(layerCount), integerPlan(std::vector<bool>(layerCount, true))});
  return fittedTable(made.table, made.kinds, ends[0], ends[1], mixed);
}

TEST(LatencyFit, findsCrossingsOfTwoFigures) {
  const MadeNetwork made;
  LatencyTable truth = made.table;
  for (std::size_t v = 0; v < truth.values.size(); ++v)
    truth.values[v] = {30 + 0.05 * made.kinds.elements[v], 30 + 0.05 * made.kinds.elements[v]};
  const LatencyTable table = fitted(made, truth, timed(truth, randomPlans(20, 1)));
  EXPECT_LT(worstError(table, timed(truth, randomPlans(40, 2))), 1e-3);
}

TEST(LatencyFit, learnsWhatNoTwoFiguresSay) {
  const MadeNetwork made;
  LatencyTable truth = made.table;
  // Kernels of the second kind are slower than their profile, and quantizing and restoring take different times.
  for (std::size_t p = 0; p < truth.parts.size(); ++p)
    if (made.kinds.parts[p] == 1) truth.parts[p].in(LatencyForm::Integer) *= 2;
  for (std::size_t v = 0; v < truth.values.size(); ++v)
    truth.values[v] = {400 - 0.05 * made.kinds.elements[v], 0.15 * made.kinds.elements[v]};
  const auto unknown = timed(truth, randomPlans(40, 4));
  const LatencyTable few = fitted(made, truth, timed(truth, randomPlans(2, 3)));
  const LatencyTable many = fitted(made, truth, timed(truth, randomPlans(24, 3)));
  EXPECT_LT(worstError(many, unknown), 0.02);
  EXPECT_GT(worstError(few, unknown), 2 * worstError(many, unknown));
}

TEST(LatencyFit, staysNearTheProfileUnderNoise) {
  const MadeNetwork made;
  LatencyTable truth = made.table;
  for (std::size_t v = 0; v < truth.values.size(); ++v) truth.values[v] = {150, 150};
  auto mixed = timed(truth, randomPlans(20, 5));
  std::mt19937 random(6);
  std::normal_distribution<double> noise(1, 0.03);
  for (TimedPlan& one : mixed) one.nanoseconds *= noise(random);
  const LatencyTable table = fitted(made, truth, mixed);
  EXPECT_LT(worstError(table, timed(truth, randomPlans(40, 7))), 0.04);
}

TEST(LatencyFit, noTimeFallsBelowZero) {
  const MadeNetwork made;
  auto mixed = timed(made.table, randomPlans(20, 8));
  for (TimedPlan& one : mixed) one.nanoseconds *= 0.1;
  const LatencyTable table = fitted(made, made.table, mixed);
  for (const LatencyTable::Part& part : table.parts)
    for (const double time : part.nanoseconds) EXPECT_GE(time, 0);
  for (const LatencyTable::Value& value : table.values) EXPECT_TRUE(value.quantize >= 0 && value.dequantize >= 0);
}

TEST(LatencyFit, restoresForNothingWhatKernelsGiveAsFloats) {
  MadeNetwork made;
  made.kinds.givenAsFloats.back() = true;
  LatencyTable truth = made.table;
  for (LatencyTable::Value& value : truth.values) value = {150, 150};
  truth.values.back().dequantize = 0;
  const LatencyTable table = fitted(made, truth, timed(truth, randomPlans(20, 9)));
  EXPECT_EQ(table.values.back().dequantize, 0);
  EXPECT_GT(table.values.front().quantize, 100);
}

TEST(LatencyFit, refusesProfilesWithoutIntegerParts) {
  MadeNetwork made;
  for (LatencyTable::Part& part : made.table.parts) part.in(LatencyForm::Integer) = 0;
  EXPECT_THROW(fitted(made, made.table, {}), Error);
}

}  // namespace
}  // namespace bitprism
