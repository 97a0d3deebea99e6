#include <gtest/gtest.h>

#include <atomic>

#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// Whatever was kept, the score and the images that were looked at must come to the same; progress tells what was done.
TEST(EvaluateAfresh, measuresWhatIsRemembered) {
  const auto network = std::make_shared<const Network>(test::smallNetwork(2));
  AccuracyEvaluator evaluator(network, test::randomImages(64, {3, 8, 8}, 4, 1), {.scale = 1 / 255.0}, 2);
  const QuantPlan plan = uniformPlan(network->layers.size(), {.bits = 3});
  std::atomic<int> reports = 0;
  const Progress progress = [&](const ProgressStep&) { ++reports; };
  const Score first = evaluator.evaluate(plan, Task{}, {}, progress);
  const int batches = reports;
  EXPECT_GT(batches, 0);
  EXPECT_EQ(evaluator.evaluate(plan, Task{}, {}, progress), first);
  EXPECT_EQ(reports, batches) << "from memory";
  EXPECT_EQ(evaluator.evaluateAfresh(plan, Task{}, {}, progress), first);
  EXPECT_EQ(reports, 2 * batches);
}

}  // namespace
}  // namespace bitprism
