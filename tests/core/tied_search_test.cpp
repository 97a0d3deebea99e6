#include "core/search/tied_search.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

// Some layers locked (one at 32 bits), some narrowed, some tied.
void constrain(SyntheticNetwork& network, std::uint64_t seed) {
  Random random(seed, 5);
  SearchSpace& space = network.space;
  for (std::size_t l = 0; l < space.size(); ++l) {
    const int low = 2 + static_cast<int>(random.below(4)), high = low + static_cast<int>(random.below(4));
    if (random.uniform() < 0.4) restrictLayer(space, &network.sensitivity, l, low, std::min(high, 8));
  }
  space.layers[1].widths = {floatBits};
  space.layers[1].bytes = {space.layers[1].weights * 4};
  network.sensitivity.kl[1] = {0};
  // Half floats and codes.
  space.layers[2].widths = {3, 8, 16};
  space.layers[2].bytes = {space.layers[2].weights, 2 * space.layers[2].weights, 3 * space.layers[2].weights};
  network.sensitivity.kl[2] = {0.5, 0.01, 0};
  for (const std::vector<std::size_t>& tie : std::vector<std::vector<std::size_t>>{{0, 5, 7}, {3, 4}}) {
    const SearchSpace::LayerOptions first = space.layers[tie.front()];
    for (const std::size_t l : tie) {
      space.layers[l].widths = first.widths;
      space.layers[l].bytes = first.bytes;
      network.sensitivity.kl[l] = network.sensitivity.kl[tie.front()];
    }
    space.ties.push_back(tie);
  }
}

TEST(ConstrainedSearch, noMethodProposesAnythingOutsideOfItsSpace) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SyntheticNetwork network(9, seed);
    constrain(network, seed);
    for (const std::string method :
         {"mtgp", "sensitivity", "random", "nuq", "gp", "knapsack", "greedy", "swap", "nsga2"}) {
      const bool cheap = method == "mtgp" && seed % 2 == 0;
      SearchSettings settings = test::settingsFor(network, method, 14, seed);
      if (cheap) settings.tasks = {{256, 0}, {0, 0}};
      const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
      std::set<PlanChoice> seen;
      for (const Evaluation& evaluation : test::drive(*search, network, settings)) {
        EXPECT_TRUE(network.space.contains(evaluation.bits)) << method << " with seed " << seed;
        EXPECT_EQ(evaluation.bits[1], floatBits);
        EXPECT_TRUE(seen.insert(evaluation.bits).second || cheap) << method << " repeats itself";
        EXPECT_TRUE(!search->predictor() || std::isfinite(search->predict(evaluation.bits)->mean));
      }
      EXPECT_GE(seen.size(), 3u);
    }
    for (const PlanChoice& bits : sweep(network.space, network.sensitivity)) EXPECT_TRUE(network.space.contains(bits));
    for (const double lambda : {0.0, 1e-6, 1e-4, 1.0})
      EXPECT_TRUE(network.space.contains(lagrangian(network.space, network.sensitivity, lambda)));
  }
}

TEST(UntiedSpace, hasTheSameBytesAndSensitivity) {
  SyntheticNetwork network(9, 3);
  constrain(network, 3);
  const UntiedSpace untied(network.space);
  EXPECT_EQ(untied.space().size(), 6u);
  const Sensitivity sums = untied.untied(network.sensitivity);
  for (const PlanChoice& bits : sweep(network.space, network.sensitivity)) {
    const PlanChoice fewer = untied.untied(bits);
    EXPECT_EQ(untied.tied(fewer), bits);
    EXPECT_EQ(untied.space().bytes(fewer), network.space.bytes(bits));
    double all = 0, grouped = 0;
    for (std::size_t l = 0; l < bits.size(); ++l)
      all += network.sensitivity.kl[l][static_cast<std::size_t>(network.space.layers[l].indexOf(bits[l]))];
    for (std::size_t g = 0; g < fewer.size(); ++g)
      grouped += sums.kl[g][static_cast<std::size_t>(untied.space().layers[g].indexOf(fewer[g]))];
    EXPECT_NEAR(all, grouped, 1e-12);
  }
  PlanChoice outside = sweep(network.space, network.sensitivity).front();
  outside[1] = 8;
  EXPECT_TRUE(untied.untied(outside).empty());
}

TEST(TiedSearch, isTheSameSearchWhenNothingIsTied) {
  const SyntheticNetwork network(6, 2);
  const SearchSettings settings = test::settingsFor(network, "mtgp", 10, 1);
  const std::unique_ptr<Search> plain = makeSearch(settings, network.space, network.sensitivity);
  TiedSearch wrapped(settings, network.space, network.sensitivity);
  const auto a = test::drive(*plain, network, settings), b = test::drive(wrapped, network, settings);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].bits, b[i].bits);
}

TEST(TiedSearch, keepsItsModelUntilThereIsANewerOne) {
  SyntheticNetwork network(9, 4);
  constrain(network, 4);
  const SearchSettings settings = test::settingsFor(network, "mtgp", 10, 1);
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  const std::optional<Proposal> proposal = search->ask();
  ASSERT_TRUE(proposal);
  const std::shared_ptr<const Predictor> model = search->predictor();
  EXPECT_EQ(model, search->predictor());
}

}  // namespace
}  // namespace bitprism
