#include "core/quant/activations/activation_calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/activations/activation_kernels.h"
#include "core/quant/activations/activation_range.h"
#include "core/quant/activations/block_activation.h"

namespace bitprism {
namespace {

// As a calibration run sees batches of [images][channels].
InputStatistics statisticsOf(const std::vector<std::vector<float>>& batches, std::size_t channels = 1) {
  InputCollector collector(1, static_cast<std::int64_t>(batches.size()));
  for (std::size_t i = 0; i < batches.size(); ++i) {
    InputCollector::Batch batch = collector.batch();
    collector.add(batch, 0, batches[i], {batches[i].size() / channels, channels, 1});
    collector.finish(static_cast<std::int64_t>(i), std::move(batch));
  }
  return std::move(collector.take().at(0));
}

enum class Density { Gauss, Laplace };

std::vector<float> samples(int count, double scale, bool rectified, std::uint64_t seed,
                           Density density = Density::Gauss, double mean = 0) {
  Random random(seed);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    double value = random.normal();
    if (density == Density::Laplace) {
      const double u = random.uniform() - 0.5;
      value = (u < 0 ? 1 : -1) * std::log1p(-2 * std::abs(u));
    }
    value = scale * value + mean;
    values.push_back(static_cast<float>(rectified ? std::max(value, 0.0) : value));
  }
  return values;
}

double trueError(const std::vector<float>& values, const ActivationScheme& scheme, std::size_t channels = 1) {
  std::vector<float> quantized(values.size());
  quantizeActivations(values, scheme, quantized, {values.size() / channels, channels, 1});
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += std::pow(static_cast<double>(values[i]) - quantized[i], 2);
  return sum / static_cast<double>(values.size());
}

TEST(ActivationCalibration, takesTheRangeThatTheRuleNames) {
  const InputStatistics statistics = statisticsOf({{0, 1, 2}, {-1, 5, 3}, {0, 3, 1}});
  const auto range = [&](ActivationRange rule) {
    const ActivationScheme scheme = calibrated(statistics, 8, {.range = rule});
    return std::pair(scheme.low(), scheme.high());
  };
  EXPECT_NEAR(range(ActivationRange::MinMax).second, 5, 0.02);
  EXPECT_NEAR(range(ActivationRange::MinMax).first, -1, 0.02);
  EXPECT_NEAR(range(ActivationRange::BatchExtremes).second, (2 + 5 + 3) / 3.0, 0.02);
  EXPECT_NEAR(range(ActivationRange::BatchExtremes).first, -1 / 3.0, 0.02);
  const InputStatistics many = statisticsOf({samples(100000, 1, true, 5)});
  const ActivationScheme scheme = calibrated(many, 8, {.range = ActivationRange::Percentile, .percentile = 97.5});
  EXPECT_NEAR(scheme.high(), 1.96, 0.03);  // of a rectified Gaussian
  EXPECT_EQ(scheme.zeroPoint, 0);
}

TEST(ActivationCalibration, leastSquaresIsNextToTheBruteForceOptimum) {
  for (const bool rectified : {true, false}) {
    const std::vector<float> values = samples(20000, 2, rectified, rectified ? 7 : 8);
    const InputStatistics statistics = statisticsOf({values});
    for (const int bits : {2, 3, 4}) {
      const double found = trueError(values, calibrated(statistics, bits, {}));
      double best = 1e9;
      const double low = rectified ? 0 : -8;
      for (double l = low; l <= 0; l += 0.25)
        for (double h = 0.25; h <= 8; h += 0.05)
          best = std::min(best, trueError(values, activationScheme(bits, l, h, false, ActivationRange::LeastSquares)));
      EXPECT_LT(found, 1.03 * best) << bits << (rectified ? " rectified" : " signed");
      EXPECT_LT(found, trueError(values, calibrated(statistics, bits, {.range = ActivationRange::MinMax})));
    }
  }
}

float levelOf(float value, const ActivationScheme& scheme) {
  quantizeActivations(std::span<const float>(&value, 1), scheme, std::span<float>(&value, 1), {1, 1, 1});
  return value;
}

TEST(ActivationCalibration, constantAndZeroInputsGiveASchemeThatHoldsThem) {
  for (const float value : {0.0F, 2.5F, -3.0F}) {
    const std::vector<float> values(100, value);
    for (const ActivationRange rule : {ActivationRange::MinMax, ActivationRange::LeastSquares,
                                       ActivationRange::Percentile, ActivationRange::BatchExtremes}) {
      const ActivationScheme scheme = calibrated(statisticsOf({values}), 4, {.range = rule});
      EXPECT_GT(scheme.scale, 0);
      EXPECT_NEAR(levelOf(value, scheme), value, 0.05 * std::abs(value)) << activationRangeName(rule);
    }
  }
}

// The line search over the true error is the best that one grid can do; the closed form must come near it on its own
// density, whose other half a ReLU took (activation_range.h), and where the mean lies below zero, too.
TEST(ActivationCalibration, aciqIsNextToTheLineSearchOnItsDensities) {
  for (const Density density : {Density::Laplace, Density::Gauss})
    for (const bool rectified : {true, false})
      for (const double mean : {0.0, -0.5})
        for (const int bits : {2, 3, 4, 6, 8}) {
          if (!rectified && mean != 0) continue;
          const std::vector<float> values = samples(60000, 1.5, rectified, 11, density, mean);
          const InputStatistics statistics = statisticsOf({values});
          const Prior prior = density == Density::Laplace ? Prior::Laplace : Prior::Gauss;
          const double best = trueError(values, calibrated(statistics, bits, {}));
          const double known =
              trueError(values, calibrated(statistics, bits, {.range = ActivationRange::Aciq, .prior = prior}));
          const double chosen = trueError(values, calibrated(statistics, bits, {.range = ActivationRange::Aciq}));
          const std::string what = std::string(density == Density::Laplace ? "laplace" : "gauss") +
                                   (rectified ? " rectified " : " signed ") + std::to_string(mean) + " at " +
                                   std::to_string(bits) + " bits: " + std::to_string(known / best);
          // A Gauss density cut off below its mean is no half of one: the tail is lighter.
          // At 8 bits the search knows the few values farthest out, of which the density knows only how many there are.
          const double allowed = bits == 2                               ? 1.2
                                 : bits == 8                             ? 1.4
                                 : mean < 0 && density == Density::Gauss ? 1.25
                                                                         : 1.08;
          EXPECT_LT(known, allowed * best) << what;
          EXPECT_LT(chosen, 1.4 * best) << what << ", prior by itself";
        }
}

TEST(ActivationCalibration, aciqChoosesTheRightDensity) {
  for (const bool rectified : {true, false})
    for (const Density density : {Density::Laplace, Density::Gauss}) {
      const std::vector<float> values = samples(20000, 1, rectified, 12, density);
      const InputStatistics statistics = statisticsOf({values});
      const Prior prior = density == Density::Laplace ? Prior::Laplace : Prior::Gauss;
      EXPECT_EQ(calibrated(statistics, 4, {.range = ActivationRange::Aciq}),
                calibrated(statistics, 4, {.range = ActivationRange::Aciq, .prior = prior}));
    }
}

// Channels of very different scale, one of them zero.
std::vector<float> unlikeChannels(std::size_t channels, bool rectified) {
  std::vector<std::vector<float>> each;
  for (std::size_t c = 0; c < channels; ++c)
    each.push_back(
        samples(3000, c == 3 ? 0 : 0.1 * std::pow(1.6, static_cast<double>(c)), rectified, 20 + c, Density::Laplace));
  std::vector<float> values;
  for (std::size_t i = 0; i < each[0].size(); ++i)
    for (std::size_t c = 0; c < channels; ++c) values.push_back(each[c][i]);
  return values;
}

TEST(ActivationCalibration, gridsOfChannelsAndAllocatedBitsEachLowerTheError) {
  constexpr std::size_t channels = 8;
  for (const bool rectified : {true, false}) {
    const std::vector<float> values = unlikeChannels(channels, rectified);
    const InputStatistics statistics = statisticsOf({values}, channels);
    for (const int bits : {2, 3, 4}) {
      ActivationOptions options{.range = ActivationRange::Aciq};
      const double tensor = trueError(values, calibrated(statistics, bits, options), channels);
      options.granularity = Granularity::Channel;
      const ActivationScheme own = calibrated(statistics, bits, options);
      const double channel = trueError(values, own, channels);
      options.allocate = true;
      const ActivationScheme scheme = calibrated(statistics, bits, options);
      const double allocated = trueError(values, scheme, channels);
      EXPECT_LT(channel, tensor) << bits;
      EXPECT_LT(allocated, channel) << bits;
      int sum = 0;
      for (const ChannelGrid& grid : scheme.channels) sum += grid.bits;
      EXPECT_EQ(sum, static_cast<int>(channels) * bits);
      EXPECT_EQ(scheme.channels[3].bits, 0);  // nothing to tell apart
      EXPECT_NEAR(*meanSquaredError(statistics, scheme), allocated, 0.05 * allocated);
      EXPECT_NEAR(*meanSquaredError(statistics, own), channel, 0.05 * channel);
    }
  }
}

TEST(ActivationCalibration, restoresTheMeanOfEveryChannel) {
  constexpr std::size_t channels = 8;
  const std::vector<float> values = unlikeChannels(channels, true);
  const InputStatistics statistics = statisticsOf({values}, channels);
  std::vector<double> sums(channels, 0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i % channels] += static_cast<double>(values[i]);
  // Of a range that holds everything, coarse steps lose much of what is near zero; narrow ranges lose the tails.
  for (const ActivationRange range : {ActivationRange::MinMax, ActivationRange::Percentile}) {
    const auto meanErrors = [&](bool correct) {
      const ActivationScheme scheme = calibrated(
          statistics, 2, {.range = range, .percentile = 90, .granularity = Granularity::Channel, .correct = correct});
      std::vector<float> quantized(values.size());
      quantizeActivations(values, scheme, quantized, {values.size() / channels, channels, 1});
      std::vector<double> errors(channels, 0);
      for (std::size_t i = 0; i < values.size(); ++i) {
        errors[i % channels] += static_cast<double>(values[i]) - quantized[i];
        EXPECT_EQ(quantized[i] > 0, quantized[i] != 0);
      }
      return errors;
    };
    const std::vector<double> before = meanErrors(false), after = meanErrors(true);
    for (std::size_t c = 0; c < channels; ++c) {
      if (c == 3) continue;
      EXPECT_GT(std::abs(before[c]), 0.05 * sums[c]) << activationRangeName(range) << ' ' << c;
      EXPECT_LT(std::abs(after[c]), 0.02 * sums[c]) << activationRangeName(range) << ' ' << c;
    }
  }
}

TEST(ActivationCalibration, gdrqEndsAtItsMultipleOfTheMeanMagnitude) {
  EXPECT_NEAR(gdrqThreshold(4, true), 3.2074, 1e-4);
  EXPECT_NEAR(gdrqThreshold(2, true), 2.1440, 1e-4);
  EXPECT_NEAR(gdrqThreshold(4, false), 2 * 6.2048, 1e-4);
  for (const bool rectified : {true, false}) {
    const std::vector<float> values = samples(50000, 1, rectified, 31, rectified ? Density::Laplace : Density::Gauss);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0,
                                        [](double sum, float value) { return sum + std::abs(value); }) /
                        static_cast<double>(values.size());
    const InputStatistics statistics = statisticsOf({values});
    const ActivationScheme chosen = calibrated(statistics, 8, {.range = ActivationRange::Gdrq, .threshold = 2.5});
    EXPECT_NEAR(chosen.high(), 2.5 * mean, 0.01);
    const double usual = trueError(values, calibrated(statistics, 4, {.range = ActivationRange::Gdrq}));
    EXPECT_LT(usual, 1.1 * trueError(values, calibrated(statistics, 4, {}))) << rectified;
  }
}

TEST(ActivationCalibration, topKIsTheMeanOfTheBatchesMedians) {
  std::vector<std::vector<float>> batches;
  double expected = 0;
  for (std::uint64_t b = 0; b < 7; ++b) {
    batches.push_back(samples(300, 1, true, 50 + b));
    std::vector<float> sorted = batches.back();
    std::sort(sorted.begin(), sorted.end());
    expected += sorted[sorted.size() - 6] / 7.0;
  }
  const ActivationScheme scheme = calibrated(statisticsOf(batches), 8, {.range = ActivationRange::TopK});
  EXPECT_NEAR(scheme.high(), expected, 1e-5);
  EXPECT_EQ(scheme.zeroPoint, 0);
}

TEST(ActivationCalibration, klLeavesOutAFewOutliers) {
  for (const bool rectified : {true, false}) {
    std::vector<float> values = samples(100000, 1, rectified, 61);
    values.push_back(60);
    const ActivationScheme scheme = calibrated(statisticsOf({values}), 4, {.range = ActivationRange::Kl});
    EXPECT_LT(scheme.high(), 12) << rectified;
    EXPECT_GT(scheme.high(), 1) << rectified;
    EXPECT_EQ(scheme.zeroPoint == 0, rectified);
  }
}

TEST(ActivationCalibration, twoPiecesBeatOneOnLongTails) {
  for (const bool rectified : {true, false}) {
    const std::vector<float> values = samples(50000, 1, rectified, 71, Density::Laplace);
    const InputStatistics statistics = statisticsOf({values});
    // At as many stored bits: signed pieces take one more.
    const int bits = 4;
    const double uniform =
        trueError(values, calibrated(statistics, bits + (rectified ? 0 : 1), {.range = ActivationRange::MinMax}));
    double best = 1e9;
    for (const Breakpoint rule : {Breakpoint::Search, Breakpoint::Normal, Breakpoint::Laplace}) {
      const ActivationScheme scheme = calibrated(
          statistics, bits, {.range = ActivationRange::MinMax, .method = ActivationMethod::Pwlq, .breakpoint = rule});
      EXPECT_EQ(scheme.hasSign, !rectified);
      EXPECT_FLOAT_EQ(scheme.limit, std::max(statistics.histogram.maximum(), -statistics.histogram.minimum()));
      const double error = trueError(values, scheme);
      EXPECT_LT(error, uniform) << breakpointNames[static_cast<std::size_t>(rule)] << rectified;
      if (rule == Breakpoint::Search) {
        best = error;
        EXPECT_NEAR(*meanSquaredError(statistics, scheme), error, 0.02 * error);
      } else {
        EXPECT_LT(best, 1.001 * error) << breakpointNames[static_cast<std::size_t>(rule)];
      }
    }
    // Brute force over break-points.
    double least = 1e9;
    for (int i = 1; i < 200; ++i) {
      const double limit = std::max(statistics.histogram.maximum(), -statistics.histogram.minimum());
      least = std::min(
          least, trueError(values, piecewiseScheme(bits, limit * i / 200, limit, !rectified, ActivationRange::MinMax)));
    }
    EXPECT_LT(best, 1.01 * least);
  }
}

TEST(ActivationCalibration, findsTheBreakpointsOfDensities) {
  // PWLQ's table of p / sigma by m / sigma.
  struct Row {
    double m, gauss, laplace;
  };
  for (const bool rectified : {true, false}) {
    const InputStatistics statistics = statisticsOf({samples(5000, 1, rectified, 91)});
    const SeenValues seen(statistics.histogram);
    const double sigma = seen.symmetricSpread().deviation;
    EXPECT_NEAR(sigma, 1, 0.05);
    for (const Row& row :
         {Row{3, 1.15833, 1.06777}, Row{4, 1.39203, 1.29087}, Row{6, 1.75468, 1.66014}, Row{10, 2.20960, 2.20196}}) {
      EXPECT_NEAR(breakpointOf(seen, 4, row.m * sigma, Breakpoint::Normal), row.gauss * sigma, 1e-5);
      EXPECT_NEAR(breakpointOf(seen, 4, row.m * sigma, Breakpoint::Laplace), row.laplace * sigma, 1e-5);
    }
  }
}

TEST(ActivationCalibration, sharedExponentsKnowWhetherThereIsASign) {
  const ActivationOptions options{.method = ActivationMethod::Bfp, .own = BlockOptions{.block = 16, .exponentBits = 5}};
  const ActivationScheme unsignedScheme = calibrated(statisticsOf({samples(100, 1, true, 81)}), 4, options),
                         signedScheme = calibrated(statisticsOf({samples(100, 1, false, 81)}), 4, options);
  EXPECT_EQ(unsignedScheme, blockScheme(4, false, 16, 5));
  EXPECT_EQ(unsignedScheme.mantissaBits(), 4);
  EXPECT_EQ(signedScheme.mantissaBits(), 3);
  EXPECT_FALSE(meanSquaredError(statisticsOf({{1, 2}}), signedScheme));
}

TEST(ActivationCalibration, everyMethodHoldsConstantsAndZeros) {
  for (const float value : {0.0F, 2.5F, -3.0F}) {
    const std::vector<float> values(64, value);
    const InputStatistics statistics = statisticsOf({values}, 2);
    std::vector<ActivationOptions> all;
    for (const ActivationRange range : {ActivationRange::MinMax, ActivationRange::LeastSquares, ActivationRange::Aciq,
                                        ActivationRange::Gdrq, ActivationRange::Percentile}) {
      all.push_back({.range = range});
      all.push_back({.range = range, .granularity = Granularity::Channel, .correct = true});
    }
    all.push_back({.range = ActivationRange::Kl});
    all.push_back({.range = ActivationRange::TopK});
    all.push_back({.range = ActivationRange::Aciq, .granularity = Granularity::Channel, .allocate = true});
    for (const Breakpoint rule : {Breakpoint::Normal, Breakpoint::Laplace, Breakpoint::Search})
      all.push_back({.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq, .breakpoint = rule});
    all.push_back({.method = ActivationMethod::Bfp});
    for (const ActivationOptions& options : all) {
      const ActivationScheme scheme = calibrated(statistics, 4, options);
      EXPECT_LE(std::sqrt(trueError(values, scheme, 2)), 0.07 * std::abs(value))
          << optionsText(options) << ' ' << value;
    }
  }
}

TEST(ActivationOptions, refuseWhatDoesNotGoTogether) {
  const auto refused = [](const ActivationOptions& options) {
    EXPECT_THROW(checkOptions(options), UsageError) << optionsText(options);
  };
  refused({.granularity = Granularity::Channel, .allocate = true});
  refused({.range = ActivationRange::Aciq, .allocate = true});
  refused({.range = ActivationRange::TopK, .granularity = Granularity::Channel});
  refused({.range = ActivationRange::Kl, .granularity = Granularity::Channel});
  refused({.correct = true});
  refused({.prior = Prior::Gauss});
  refused({.range = ActivationRange::Aciq, .method = ActivationMethod::Pwlq});
  refused({.method = ActivationMethod::Pwlq});
  refused({.range = ActivationRange::TopK, .method = ActivationMethod::Bfp});
  refused({.symmetric = true, .method = ActivationMethod::Bfp});
  refused({.method = ActivationMethod::Bfp, .granularity = Granularity::Channel});
  refused({.method = ActivationMethod::Bfp, .own = BlockOptions{.block = 0}});
  refused({.method = ActivationMethod::Bfp, .own = BlockOptions{.exponentBits = 8}});
  refused({.own = BlockOptions{.block = 16}});
  refused({.breakpoint = Breakpoint::Search});
  refused({.threshold = 3});
  refused({.range = ActivationRange::Gdrq, .threshold = -1});
  refused({.percentile = 20});
  EXPECT_THROW(calibrated(InputStatistics(), 1, {.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq}),
               UsageError);
  EXPECT_NO_THROW(checkOptions({.range = ActivationRange::Aciq,
                                .granularity = Granularity::Channel,
                                .allocate = true,
                                .prior = Prior::Laplace,
                                .correct = true}));
}

TEST(ActivationOptions, surviveJson) {
  const std::vector<ActivationOptions> all = {
      {},
      {.range = ActivationRange::Percentile, .percentile = 99.5, .symmetric = true},
      {.range = ActivationRange::Aciq,
       .granularity = Granularity::Channel,
       .allocate = true,
       .prior = Prior::Gauss,
       .correct = true},
      {.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq, .breakpoint = Breakpoint::Search},
      {.method = ActivationMethod::Bfp, .own = BlockOptions{.block = 16, .exponentBits = 5}},
      {.range = ActivationRange::Gdrq, .threshold = 2.5}};
  for (const ActivationOptions& options : all)
    EXPECT_EQ(activationOptionsFromJson(parseJson(toJson(options).dump(), "test"), "test"), options);
  // As sessions had them before there were methods.
  EXPECT_EQ(toJson(ActivationOptions()).dump(), R"({"range":"mse","percentile":99.99,"symmetric":false})");
  for (const char* bad :
       {R"({"range":"mse","percentile":99.99})", R"({"range":"odd","percentile":99,"symmetric":false})",
        R"({"range":"mse","percentile":99,"symmetric":false,"allocate":1})",
        R"({"range":"mse","percentile":99,"symmetric":false,"correction":"gain"})",
        R"({"range":"mse","percentile":99,"symmetric":false,"block":16})"})
    EXPECT_THROW(activationOptionsFromJson(parseJson(bad, "test"), "test"), InputError) << bad;
  EXPECT_EQ(withRange(all[2], ActivationRange::Kl), ActivationOptions{.range = ActivationRange::Kl});
  EXPECT_EQ(withRange(all[1], ActivationRange::MinMax).symmetric, true);
}

}  // namespace
}  // namespace bitprism
