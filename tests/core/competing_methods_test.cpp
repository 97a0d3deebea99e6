#include "core/quant/choice/competing_methods.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/random_inputs.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

MethodScore scoreOf(Method method, double sqnrDb, std::int64_t bytes) {
  MethodScore score{.scheme = {.method = method, .bits = 4}, .bytes = bytes};
  score.error.sqnrDb = sqnrDb;
  return score;
}

TEST(CompetingMethods, areLeftOutAtBitsTheyCannotHave) {
  QuantScheme scheme{.bits = 1};
  const auto has = [&](Method method) {
    const std::vector<QuantScheme> schemes = competitors(scheme, false);
    return std::any_of(schemes.begin(), schemes.end(), [&](const auto& s) { return s.method == method; });
  };
  EXPECT_FALSE(has(Method::Pwlq));
  EXPECT_TRUE(has(Method::Dsconv));
  EXPECT_FALSE(has(Method::Gptq));
  scheme.bits = 2;
  EXPECT_TRUE(has(Method::Pwlq));
  EXPECT_EQ(competitors(scheme, true).size(), existingMethods.size());
  for (const QuantScheme& other : competitors(scheme, true)) EXPECT_NO_THROW(checkScheme(other));
}

TEST(CompetingMethods, keepWhatAllOfThemLookAt) {
  const QuantScheme scheme{
      .method = Method::Dsconv, .bits = 3, .correction = Correction::MeanStd, .options = DsconvOptions{.block = 8}};
  EXPECT_EQ(withMethod(scheme, Method::Dsconv), scheme);
  const QuantScheme other = withMethod(scheme, Method::Pwlq);
  EXPECT_EQ(other.correction, Correction::MeanStd);
  EXPECT_EQ(other.bits, 3);
  EXPECT_TRUE(other.options.empty());
  EXPECT_EQ(
      withMethod(withMethod(Quantization{.granularity = Granularity::Tensor}, Method::Kl), Method::Uniform).granularity,
      Granularity::Tensor);
}

TEST(CompetingMethods, haveTheCorrectionThatDoesBestUnlessAnotherWasChosen) {
  const QuantScheme usual{.bits = 4};
  ASSERT_EQ(usual.correction, standardCorrection(usual));
  for (const Method method : existingMethods) {
    const QuantScheme other = withMethod(usual, method);
    EXPECT_EQ(other.correction, standardCorrection(other)) << methodName(method);
    EXPECT_EQ(withMethod(withMethod(usual, Method::Kmeans), method), other) << methodName(method);
  }
  EXPECT_EQ(withMethod({.bits = 4, .correction = Correction::None}, Method::Omse).correction, Correction::None);
}

TEST(CompetingMethods, areNamedSoThatEachIsKnown) {
  const Quantization uniform, book{.method = Method::Kmeans, .correction = Correction::Gain};
  EXPECT_EQ(schemeNames(std::vector{uniform, book}), (std::vector<std::string>{"uniform", "kmeans"}));
  Quantization squares = uniform, whole{.method = Method::Aciq}, each = whole;
  squares.range = RangeRule::LeastSquares;
  squares.symmetric = false;
  squares.correction = Correction::Gain;
  whole.options = AciqOptions{.clip = false};
  each.options.set(&AciqOptions::allocate, true);
  EXPECT_EQ(schemeNames(std::vector{uniform, book, squares, whole, each}),
            (std::vector<std::string>{"uniform minmax mean", "kmeans", "uniform mse affine gain", "aciq no clip mean",
                                      "aciq allocate mean"}));
}

TEST(CompetingMethods, takeTheNearestBits) {
  EXPECT_EQ(nearestBits({.method = Method::Pwlq}, 1), 2);
  EXPECT_EQ(nearestBits({.method = Method::Uniform}, 1), 1);
  EXPECT_EQ(nearestBits({.method = Method::Gdrq, .options = GdrqOptions{.reading = Reading::R2}}, 8), 7);
  EXPECT_EQ(nearestBits({.method = Method::Pwlq}, floatBits), floatBits);
  EXPECT_FALSE(allowsBits({.method = Method::Pwlq}, 1));
}

TEST(CompetingMethods, haveTheScoresOfTheirQuantizers) {
  const Network network = test::smallNetwork();
  const Layer& layer = network.layers[1];
  for (const QuantScheme& scheme : competitors({.bits = 3}, false)) {
    const MethodScore score = methodScore(layer, scheme);
    EXPECT_EQ(score.bytes, layerBytes(layer, scheme));
    EXPECT_FALSE(score.outputSqnrDb);
    const QuantError error = quantError(*layer.weights, *quantizedWeights(layer, scheme));
    EXPECT_NEAR(score.error.sqnrDb, error.sqnrDb, 1e-6) << methodName(scheme.method);
  }
  const auto inputs = test::momentsFrom(test::rectifiedInputs(1, 54, 200, 3), 54);
  for (const QuantScheme& scheme : competitors({.bits = 3}, true)) {
    const MethodScore score = methodScore(layer, scheme, inputs.get());
    ASSERT_TRUE(score.outputSqnrDb);
    EXPECT_EQ(*score.outputSqnrDb, outputSqnrDb(layer, inputs.get(), *quantizedWeights(layer, scheme, inputs.get())));
  }
}

TEST(BestMethod, isTheBestForTheBytesOfNow) {
  const std::vector<MethodScore> scores = {scoreOf(Method::Uniform, 25.0, 1000), scoreOf(Method::Aciq, 27.5, 1015),
                                           scoreOf(Method::Omse, 28.9, 1020), scoreOf(Method::Pwlq, 31.2, 1250),
                                           scoreOf(Method::Kl, 29.5, 1021)};
  const auto best = bestMethod(scores, scores[0].scheme);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->now, 0u);
  EXPECT_EQ(best->best, 2u);  // 2 % more than now, and not a byte beyond
  EXPECT_EQ(best->next, 1u);
  EXPECT_EQ(best->any, 3u);
  EXPECT_FALSE(best->byOutput);
}

TEST(BestMethod, ofEqualsIsTheSmallestAndThenTheOneOfNow) {
  std::vector<MethodScore> scores = {scoreOf(Method::Omse, 28, 1000), scoreOf(Method::Kl, 28, 1000),
                                     scoreOf(Method::Ocs, 28, 990)};
  EXPECT_EQ(bestMethod(scores, scores[1].scheme)->best, 2u);
  scores.pop_back();
  EXPECT_EQ(bestMethod(scores, scores[1].scheme)->best, 1u);
  EXPECT_FALSE(bestMethod(scores, {.method = Method::Gdrq, .bits = 4}));
}

TEST(BestMethod, goesByTheOutputOnceThatIsKnownOfAll) {
  std::vector<MethodScore> scores = {scoreOf(Method::Uniform, 25, 1000), scoreOf(Method::Gptq, 20, 1000)};
  scores[1].outputSqnrDb = 35;
  EXPECT_EQ(bestMethod(scores, scores[0].scheme)->best, 0u);
  scores[0].outputSqnrDb = 28;
  const auto best = bestMethod(scores, scores[0].scheme);
  EXPECT_TRUE(best->byOutput);
  EXPECT_EQ(best->best, 1u);
}

TEST(SchemeTitles, sayTheRangeWhereTheMethodDoesNot) {
  EXPECT_EQ(schemeTitle({}), "Uniform min-max");
  EXPECT_EQ(schemeTitle({.range = RangeRule::LeastSquares}), "Uniform least squares");
  EXPECT_EQ(schemeTitle({.range = RangeRule::Percentile}), "Uniform percentile 99.9");
  EXPECT_EQ(schemeTitle({.method = Method::Kmeans}), "k-means");
}

}  // namespace
}  // namespace bitprism
