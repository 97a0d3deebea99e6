#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/quant/methods/dsconv.h"
#include "core/search/search.h"
#include "core/search/sensitivity.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

const QuantScheme uniform{};
const QuantScheme blocks{.method = Method::Dsconv, .options = DsconvOptions{.block = 2}};
const QuantScheme pieces{.method = Method::Pwlq};

// KL 4^-b a layer, half of it under the second scheme, and a little noise that more bits do worse.
class NoisyEvaluator : public Evaluator {
 public:
  Score evaluate(const QuantPlan& plan, const Task&, std::stop_token, const Progress&) override {
    Score score;
    score.images = 1;
    for (const QuantScheme& layer : plan.layers)
      if (!layer.isFloat())
        score.kl +=
            std::pow(4.0, -(layer.bits - (layer.bits == 5 ? 1.5 : 0))) * (layer.method == Method::Dsconv ? 0.5 : 1);
    score.accuracy = std::exp(-score.kl);
    return score;
  }
};

TEST(MethodChoice, standsByRisingBytes) {
  const Network network = test::variedNetwork();
  const SearchSpace space = searchSpace(network, uniform, widthsBetween(1, 8), {}, {blocks, pieces});
  for (std::size_t l = 0; l < space.size(); ++l) {
    const SearchSpace::LayerOptions& choice = space.layers[l];
    EXPECT_EQ(choice.widths.size(), 8u + 8u + 7u) << "piecewise has no 1 bit";
    EXPECT_TRUE(std::is_sorted(choice.bytes.begin(), choice.bytes.end()));
    for (std::size_t i = 0; i < choice.widths.size(); ++i) {
      EXPECT_EQ(choice.bytes[i], layerBytes(network.layers[l], space.schemeOf(choice.widths[i])));
      EXPECT_EQ(choice.indexOf(choice.widths[i]), static_cast<int>(i));
    }
  }
}

TEST(MethodChoice, isWhatThePlanSays) {
  const Network network = test::variedNetwork();
  const SearchSpace space = searchSpace(network, uniform, widthsBetween(2, 8), {}, {blocks, pieces});
  const PlanChoice choices{LayerChoice(3, 1), 8, LayerChoice(2, 2)};
  EXPECT_TRUE(space.contains(choices));
  const QuantPlan plan = space.plan(choices);
  EXPECT_EQ(plan.layers[0].method, Method::Dsconv);
  EXPECT_EQ(dsconvOptions(plan.layers[0]).block, 2);
  EXPECT_EQ(plan.layers[1].method, Method::Uniform);
  EXPECT_EQ(plan.layers[2].method, Method::Pwlq);
  EXPECT_EQ(plan.bits(), (BitAllocation{3, 8, 2}));
  EXPECT_EQ(space.choicesOf(plan), choices);
  EXPECT_EQ(space.bytes(choices), modelSize(network, plan).total());
  QuantPlan other = plan;
  other.layers[1].correction = Correction::None;
  EXPECT_FALSE(space.choicesOf(other));
  EXPECT_THROW(space.plan({LayerChoice(3, 3), 8, 8}), UsageError);
  EXPECT_THROW(space.plan({-1, 8, 8}), UsageError);
}

TEST(MethodChoice, keepsTiedLayersInOneOrder) {
  const Network network = test::variedNetwork();
  SpaceRules named;
  named.ties.emplace_back();
  for (const Layer& layer : network.layers) named.ties.back().push_back(layer.name);
  const SearchSpace space = searchSpace(network, uniform, widthsBetween(2, 8), named, {blocks});
  for (const auto& choice : space.layers) EXPECT_EQ(choice.widths, space.layers[0].widths);
}

TEST(MethodChoice, isSweptOverAllSchemes) {
  const Network network = test::variedNetwork();
  const SearchSpace space = searchSpace(network, uniform, widthsBetween(2, 8), {}, {blocks, pieces});
  NoisyEvaluator evaluator;
  const Sensitivity sensitivity = measureSensitivity(space, evaluator, {});
  for (std::size_t l = 0; l < space.size(); ++l)
    for (int scheme = 0; scheme < 3; ++scheme)
      for (int bits = 3; bits <= 8; ++bits) {
        const auto at = [&](int width) {
          return sensitivity.kl[l][static_cast<std::size_t>(space.layers[l].indexOf(LayerChoice(width, scheme)))];
        };
        EXPECT_LE(at(bits), at(bits - 1)) << "more bits of one scheme cost no more";
      }
  const std::vector<PlanChoice> plans = sweep(space, sensitivity);
  EXPECT_GT(plans.size(), 5u);
  std::int64_t last = space.bytes(plans.front()) + 1;
  for (const PlanChoice& bits : plans) {
    EXPECT_TRUE(space.contains(bits));
    EXPECT_LT(space.bytes(bits), last);
    last = space.bytes(bits);
  }
}

TEST(MethodChoice, isFoundByEverySearch) {
  const Network network = test::variedNetwork();
  const SearchSpace space = searchSpace(network, uniform, widthsBetween(2, 8), {}, {blocks});
  NoisyEvaluator evaluator;
  const Sensitivity sensitivity = measureSensitivity(space, evaluator, {});
  for (const char* method : {"random", "sensitivity", "mtgp", "nuq", "gp", "knapsack", "greedy", "swap", "nsga2"}) {
    const auto search = makeSearch({.method = method, .trials = 12}, space, sensitivity);
    bool both[2] = {false, false};
    for (int i = 0; i < 12; ++i) {
      const auto proposal = search->ask();
      if (!proposal) break;
      ASSERT_TRUE(space.contains(proposal->bits)) << method;
      for (const LayerChoice& choice : proposal->bits) both[choice.scheme] = true;
      Evaluation evaluation;
      evaluation.trial = proposal->trial;
      evaluation.bits = proposal->bits;
      evaluation.bytes = space.bytes(proposal->bits);
      evaluation.score = evaluator.evaluate(space.plan(proposal->bits), {}, {}, {});
      search->tell(evaluation);
    }
    EXPECT_TRUE(both[1]) << method << " never tried the second scheme";
  }
}

TEST(MethodChoice, isRestrictedByItsBits) {
  const Network network = test::variedNetwork();
  SearchSpace space = searchSpace(network, uniform, widthsBetween(2, 8), {}, {blocks});
  restrictLayer(space, nullptr, 0, 3, 4);
  EXPECT_EQ(space.layers[0].widths.size(), 4u);
  for (const LayerChoice& choice : space.layers[0].widths) EXPECT_TRUE(choice.bits == 3 || choice.bits == 4);
  EXPECT_EQ(space.layers[0].bytes.size(), 4u);
}

}  // namespace
}  // namespace bitprism
