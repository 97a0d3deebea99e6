#include "core/stats/effective_sample_size.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
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

// Geyer 1992, the initial monotone sequence, written out: sums of two neighbouring autocovariances while they are
// positive, each as it is or as the least before it.
double monotoneSequence(const std::vector<double>& chain, bool monotone) {
  const std::size_t n = chain.size();
  double mean = 0;
  for (const double value : chain) mean += value / static_cast<double>(n);
  std::vector<double> covariance(n, 0.0);
  for (std::size_t lag = 0; lag < n; ++lag)
    for (std::size_t i = lag; i < n; ++i)
      covariance[lag] += (chain[i] - mean) * (chain[i - lag] - mean) / static_cast<double>(n);
  std::vector<double> pairs;
  for (std::size_t lag = 0; lag + 1 < n && covariance[lag] + covariance[lag + 1] > 0; lag += 2)
    pairs.push_back(covariance[lag] + covariance[lag + 1]);
  double sum = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    sum += monotone ? *std::min_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(i) + 1) : pairs[i];
  return static_cast<double>(n) / (2 * sum / covariance[0] - 1);
}

TEST(EffectiveSampleSize, doesNotLetTheCovariancesRiseAgain) {
  // A slow change with a wave on it: the covariances rise with every period, though the chain forgets all the while.
  for (const int period : {6, 9, 14}) {
    std::vector<double> chain;
    for (int i = 0; i < 300; ++i) chain.push_back(i / 150.0 + 0.4 * std::sin(2 * std::numbers::pi * i / period));
    const double expected = monotoneSequence(chain, true), rising = monotoneSequence(chain, false);
    EXPECT_GT(expected, 1.005 * rising) << period;  // so that the case shows it
    EXPECT_NEAR(effectiveSampleSize(chain), expected, 1e-9 * expected) << period;
  }
}

// Nothing is believed beyond n log n, which an alternating chain would exceed.
TEST(EffectiveSampleSize, ofAnAlternatingChainIsLimited) {
  for (const std::size_t n : {5u, 100u, 1000u}) {
    std::vector<double> chain;
    for (std::size_t i = 0; i < n; ++i) chain.push_back(i % 2 ? 1 : -1);
    const double length = static_cast<double>(n);
    const double found = effectiveSampleSize(chain);
    EXPECT_GE(found, length) << n;
    EXPECT_LE(found, length * std::max(std::log10(length), 1.0) * (1 + 1e-12)) << n;
  }
}

TEST(EffectiveSampleSize, ofAChainThatStaysIsOne) {
  EXPECT_EQ(effectiveSampleSize(std::vector<double>(50, 2.5)), 1);
  EXPECT_EQ(effectiveSampleSize(std::vector<double>{7}), 1);
  EXPECT_TRUE(std::isnan(effectiveSampleSize({})));
}

}  // namespace
}  // namespace bitprism
