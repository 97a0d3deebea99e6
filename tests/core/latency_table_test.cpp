#include "core/quant/plan/latency_table.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using Part = LatencyTable::Part;

// input -> a -> relu -> b -> c -> output, where a and b have integer kernels and c has none.
LatencyTable madeTable() {
  LatencyTable table;
  table.conditions = {"ONNX Runtime 1.30.0", "a processor", 2, 4, "2026-01-31"};
  table.network = "made";
  table.networkHash = 0xfedcba9876543210U;
  table.layers = {"a", "b", "c"};
  table.values = {{5, 6}, {7, 8}, {9, 10}, {11, 12}, {13, 14}};
  table.parts = {{"a", 0, {0}, 1, true, {100, 40, 101, 150}},
                 {"relu", -1, {1}, 2, true, {20, 3, 0, 0}},
                 {"b", 1, {2}, 3, true, {200, 70, 202, 260}},
                 {"c", 2, {3}, 4, false, {50, 0, 51, 80}}};
  table.outputs = {4};
  table.overhead = 1000;
  table.error = 0.03;
  return table;
}

QuantScheme weights(int bits) {
  return {.bits = bits, .correction = Correction::None};
}

ActivationScheme inputs(int bits) {
  return bits == floatBits ? ActivationScheme() : activationScheme(bits, 0, 1, false, ActivationRange::MinMax);
}

// integer: the layers that have quantized weights and inputs.
QuantPlan planWith(const std::vector<bool>& integer, bool form = true) {
  QuantPlan plan = floatPlan(integer.size());
  plan.activations.resize(integer.size());
  for (std::size_t l = 0; l < integer.size(); ++l)
    if (integer[l]) {
      plan.layers[l] = weights(8);
      plan.activations[l] = inputs(8);
    }
  if (form) plan.integer.tensors = {{0, inputs(8)}};
  return plan;
}

TEST(LatencyTable, addsWhatEveryPartTakesInItsForm) {
  const LatencyTable table = madeTable();
  const double floats = 1000 + 100 + 20 + 200 + 50;
  EXPECT_DOUBLE_EQ(table.floatNanoseconds(), floats);
  EXPECT_DOUBLE_EQ(table.planNanoseconds(floatPlan(3)), floats);
  // Stored weights make no values cross.
  QuantPlan stored = floatPlan(3);
  stored.layers[1] = weights(3);
  EXPECT_DOUBLE_EQ(table.planNanoseconds(stored), floats + 2);
  // Quantized inputs without an integer form are rounded on every run.
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({true, false, false}, false)), floats + 50);
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({false, false, true})), floats + 30);  // c has no kernel
}

TEST(LatencyTable, addsWhatCrossingTakes) {
  const LatencyTable table = madeTable();
  // The input is quantized, b's result restored for c, and relu computes on whole numbers between a and b.
  const double both = 1000 + 5 + 40 + 3 + 70 + 12 + 50;
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({true, true, false})), both);
  // a's result is restored for relu, which nothing integer follows.
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({true, false, false})), 1000 + 5 + 40 + 8 + 20 + 200 + 50);
  // relu's result is quantized for b.
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({false, true, false})), 1000 + 100 + 20 + 9 + 70 + 12 + 50);
}

TEST(LatencyTable, aValueThatBothReadIsQuantizedAndRestoredOnce) {
  LatencyTable table = madeTable();
  table.parts.push_back({"d", -1, {2}, 5, false, {1, 0, 0, 0}});
  table.parts.push_back({"e", -1, {2}, 6, false, {1, 0, 0, 0}});
  table.values.resize(7);
  EXPECT_DOUBLE_EQ(table.planNanoseconds(planWith({false, true, false})), 1000 + 100 + 20 + 9 + 10 + 70 + 12 + 50 + 2);
}

TEST(LatencyTable, sumsOfLayersAreThePlansAtBothEnds) {
  const LatencyTable table = madeTable();
  const auto sumOf = [&](const QuantPlan& plan) {
    double sum = table.fixedNanoseconds();
    for (std::size_t l = 0; l < 3; ++l) sum += table.nanoseconds(l, plan.layers[l], plan.activation(l));
    return sum;
  };
  EXPECT_DOUBLE_EQ(sumOf(floatPlan(3)), table.floatNanoseconds());
  const QuantPlan integer = planWith({true, true, false});
  EXPECT_NEAR(sumOf(integer), table.planNanoseconds(integer), 1e-9);
}

TEST(LatencyTable, knowsTheFormThatSchemesHave) {
  const LatencyTable table = madeTable();
  EXPECT_EQ(table.form(0, weights(floatBits), inputs(floatBits)), LatencyForm::Float);
  EXPECT_EQ(table.form(0, weights(halfBits), inputs(floatBits)), LatencyForm::Stored);
  EXPECT_EQ(table.form(0, weights(2), inputs(floatBits)), LatencyForm::Stored);
  EXPECT_EQ(table.form(0, weights(2), inputs(4)), LatencyForm::Integer);
  EXPECT_EQ(table.form(2, weights(2), inputs(4)), LatencyForm::Rounded);
  EXPECT_EQ(table.form(0, weights(floatBits), inputs(8)), LatencyForm::Rounded);
  QuantScheme affine = weights(8);
  affine.symmetric = false;
  EXPECT_EQ(table.form(0, affine, inputs(8)), LatencyForm::Rounded);
}

TEST(LatencyTable, refusesPlansOfOtherLengths) {
  EXPECT_THROW(madeTable().planNanoseconds(floatPlan(2)), UsageError);
}

TEST(LatencyTable, comesBackFromJson) {
  const LatencyTable table = madeTable();
  LatencyTable expected = table;
  const Json json = Json::parse(toJson(table).dump());
  EXPECT_EQ(latencyTableFromJson(json, "t.json"), expected);
  const test::TemporaryFolder folder;
  Network network;
  network.name = "made";
  network.hash = table.networkHash;
  network.layers.resize(3);
  writeLatencyTable(folder / "t.latency.json", table);
  EXPECT_EQ(readLatencyTable(folder / "t.latency.json", network), expected);
  network.hash ^= 1;
  EXPECT_THROW(readLatencyTable(folder / "t.latency.json", network), InputError);
  EXPECT_EQ(latencyTablePath("/a/net.onnx"), "/a/net.latency.json");
}

TEST(LatencyTable, refusesWhatIsMissingOrImpossible) {
  const Json good = toJson(madeTable());
  const auto refuses = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    try {
      latencyTableFromJson(bad, "t.json");
      ADD_FAILURE() << pointer << " = " << value << " was accepted";
    } catch (const InputError& problem) {
      EXPECT_EQ(std::string(problem.what()).find("cannot read 't.json': "), 0U) << problem.what();
    }
  };
  refuses("/format", "bitprism-plan");
  refuses("/version", 2);
  refuses("/network/hash", "xyz");
  refuses("/network/hash", "12345678123456781");
  refuses("/measured/threads", 0);
  refuses("/measured/batch", -1);
  refuses("/overhead_ns", -1);
  refuses("/overhead_ns", "1");
  refuses("/error", nullptr);
  refuses("/layers/0", 7);
  refuses("/values/0/quantize_ns", -0.5);
  refuses("/parts/0/layer", 3);
  refuses("/parts/0/inputs/0", 5);
  refuses("/parts/0/inputs/0", -1);
  refuses("/parts/0/inputs/0", 1.5);
  refuses("/parts/0/inputs/0", std::uint64_t{1} << 63);
  refuses("/parts/0/output", 2);  // given twice
  refuses("/parts/3/output", 3);  // read and given by the same
  refuses("/parts/0/rounds", 1);
  refuses("/parts/0/ns/stored", -1);
  refuses("/outputs/0", 5);
  for (const char* key : {"format", "version", "network", "measured", "overhead_ns", "layers", "values", "parts"}) {
    Json bad = good;
    bad.erase(key);
    EXPECT_THROW(latencyTableFromJson(bad, "t.json"), InputError) << key;
  }
  EXPECT_THROW(latencyTableFromJson(Json::array(), "t.json"), InputError);
}

}  // namespace
}  // namespace bitprism
