#include "core/stats/effective_sample_size.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/random.h"

namespace bitprism {
namespace {

// x' = a x + noise: an integrated autocorrelation time of (1 + a) / (1 - a).
std::vector<double> autoregression(double a, std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> chain{random.normal() / std::sqrt(1 - a * a)};
  while (chain.size() < n) chain.push_back(a * chain.back() + random.normal());
  return chain;
}

TEST(EffectiveSampleSize, ofAnAutoregressionIsWhatTheoryTells) {
  constexpr std::size_t n = 40000;
  for (const double a : {0.0, 0.5, 0.9, -0.4}) {
    const double expected = static_cast<double>(n) * (1 - a) / (1 + a);
    EXPECT_NEAR(effectiveSampleSize(autoregression(a, n, 3)) / expected, 1, 0.12) << a;
  }
}

TEST(EffectiveSampleSize, doesNotDependOnScaleOrPlace) {
  std::vector<double> chain = autoregression(0.7, 2000, 5);
  const double before = effectiveSampleSize(chain);
  for (double& value : chain) value = 40 - 1e3 * value;
  EXPECT_NEAR(effectiveSampleSize(chain), before, 1e-6 * before);
}

TEST(EffectiveSampleSize, ofAChainThatStaysIsOne) {
  EXPECT_EQ(effectiveSampleSize(std::vector<double>(50, 2.5)), 1);
  EXPECT_EQ(effectiveSampleSize(std::vector<double>{7}), 1);
  EXPECT_TRUE(std::isnan(effectiveSampleSize({})));
}

}  // namespace
}  // namespace bitprism
