#include <gtest/gtest.h>

#include <stop_token>
#include <vector>

#include "core/base/error.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/numerics/dense_product.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;

QuantScheme schemeOf(Method method) {
  return {.method = method, .bits = 3, .correction = Correction::None};
}

// How many steps a solver reports when it is stopped in the one numbered `last` (0: never).
int stepsUntil(int last, Method method, const test::InformedLayer& layer) {
  std::stop_source stop;
  int steps = 0;
  const Progress count = [&](const ProgressStep& step) {
    EXPECT_LE(step.done, step.total);
    if (++steps == last) stop.request_stop();
  };
  if (last == 0)
    quantize(layer, schemeOf(method), layer.inputs.get(), stop.get_token(), count);
  else
    EXPECT_THROW(quantize(layer, schemeOf(method), layer.inputs.get(), stop.get_token(), count), Cancelled);
  return steps;
}

TEST(SolverStop, endsASolverInTheStepInWhichItIsStopped) {
  for (const Method method : {Method::Adaround, Method::Gptq}) {
    const auto layer = layerWithInputs(2, 2, 260, 5);
    const auto again = layerWithInputs(2, 2, 260, 5);
    const int all = stepsUntil(0, method, again);
    ASSERT_GT(all, 4);
    EXPECT_EQ(stepsUntil(1, method, layer), 1);
    EXPECT_EQ(stepsUntil(3, method, layer), 3);
    EXPECT_EQ(stepsUntil(0, method, layer), all);  // nothing half done was kept
    EXPECT_EQ(quantize(layer, schemeOf(method), layer.inputs.get()).codes,
              quantize(again, schemeOf(method), again.inputs.get()).codes);
  }
}

TEST(SolverStop, reachesEverythingThatAsksASolver) {
  std::stop_source stop;
  stop.request_stop();
  for (const Method method : {Method::Adaround, Method::Gptq}) {
    const auto layer = layerWithInputs(1, 2, 140, 5);
    EXPECT_THROW(quantizedWeights(layer, schemeOf(method), layer.inputs.get(), stop.get_token()), Cancelled);
    EXPECT_THROW(methodScore(layer, schemeOf(method), layer.inputs.get(), stop.get_token()), Cancelled);
  }
}

TEST(SolverStop, endsAProductBeforeItsNextTile) {
  std::stop_source stop;
  const std::vector<float> a(40 * 30, 1), b(30 * 20, 1);
  std::vector<float> c(40 * 20, 0);
  const auto multiply = [&] {
    addProduct({40, 30, 20}, 1.0f, {a.data(), 30, 1}, {b.data(), 20}, {c.data(), 20}, stop.get_token());
  };
  multiply();
  EXPECT_EQ(c, std::vector<float>(40 * 20, 30));
  stop.request_stop();
  EXPECT_THROW(multiply(), Cancelled);
  EXPECT_EQ(c, std::vector<float>(40 * 20, 30));
  std::vector<double> matrix = {4, 1, 1, 3};
  EXPECT_THROW(factorUpper(matrix.data(), 2, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace bitprism
