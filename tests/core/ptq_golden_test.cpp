#include <gtest/gtest.h>

#include <functional>
#include <span>

#include "core/base/error.h"
#include "core/quant/activations/activation_kernels.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/kl.h"
#include "core/quant/methods/mid_tread.h"
#include "core/quant/methods/omse.h"
#include "core/quant/scheme/bit_allocation.h"
#include "core/stats/histogram.h"
#include "tests/support/golden_ptq.h"

namespace bitprism {
namespace {

using test::expectGolden;
using test::GoldenPtq;

std::vector<double> doubles(const Json& list) {
  return list.get<std::vector<double>>();
}

std::vector<int> bitsOf(const Json& list) {
  std::vector<int> bits;
  for (const double value : doubles(list)) bits.push_back(static_cast<int>(value));
  return bits;
}

Prior priorOf(const Json& record) {
  const std::string name = record.at("prior");
  if (name == "laplace") return Prior::Laplace;
  if (name == "gaus") return Prior::Gauss;
  throw std::runtime_error("unknown prior '" + name + "'");
}

void expectRelative(double found, double expected, double tolerance, const std::string& what) {
  EXPECT_LE(std::fabs(found - expected), tolerance * std::fabs(expected) + 1e-12)
      << what << ' ' << found << " for " << expected;
}

double meanSquaredError(std::span<const float> found, std::span<const float> expected) {
  return quantError(expected, found).mse;
}

std::vector<float> rectified(std::vector<float> values) {
  for (float& value : values) value = std::max(value, 0.0f);
  return values;
}

// What the record calls its error is against.
std::vector<float> reference(const Json& record, std::span<const float> values) {
  const bool half = record.contains("half_range") && record.at("half_range").get<bool>();
  const std::vector<float> all(values.begin(), values.end());
  return half ? rectified(all) : all;
}

QuantScheme authorsScheme(const Json& record, Granularity granularity) {
  QuantScheme scheme;
  scheme.method = Method::Aciq;
  scheme.bits = record.at("bits");
  scheme.granularity = granularity;
  scheme.correction = Correction::None;
  scheme.options = AciqOptions{.author = true};
  return scheme;
}

// The channels of a layer and what they become on grids of their own.
struct OnGrids {
  std::vector<OffsetGrid> grids;
  std::vector<float> rounded;
};

OnGrids onGrids(const Layer& layer, const std::function<OffsetGrid(std::span<const float>, std::size_t)>& gridOf) {
  const Channels channels(layer.shape, layer.channelAxis);
  OnGrids result{{}, std::vector<float>(layer.weights->size())};
  std::vector<float> scratch;
  for (std::size_t c = 0; c < channels.count; ++c)
    result.grids.push_back(gridOf(channels.values(*layer.weights, c, scratch), c));
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    roundToGrid(std::span(*layer.weights).subspan(begin, channels.inner), result.grids[channel],
                std::span(result.rounded).subspan(begin, channels.inner));
  });
  return result;
}

// Against an array, with the steps and ties of the grids.
void expectOnGrids(const Layer& layer, const OnGrids& found, const std::vector<float>& expected,
                   const std::string& what) {
  const Channels channels(layer.shape, layer.channelAxis);
  const auto gridAt = [&](std::size_t i) -> const OffsetGrid& {
    return found.grids[found.grids.size() == 1 ? 0 : i / channels.inner % channels.count];
  };
  expectGolden(
      found.rounded, expected, [&](std::size_t i) { return static_cast<double>(gridAt(i).scale); },
      [&](std::size_t i) {
        const OffsetGrid& grid = gridAt(i);
        return (static_cast<double>((*layer.weights)[i]) - static_cast<double>(grid.offset)) /
               static_cast<double>(grid.scale);
      },
      what);
}

class Aciq {
 public:
  explicit Aciq(const GoldenPtq& golden) : golden_(golden) {}

  void clipTensor(const Json& record) {
    const std::vector<float> values = golden_.input(record.at("input"));
    QuantScheme scheme = authorsScheme(record, Granularity::Tensor);
    scheme.options.set(&AciqOptions::prior, priorOf(record));
    scheme.options.set(&AciqOptions::oneSided, record.at("half_range"));
    const Spread spread = spreadOf(values);
    const AciqClip clip = aciqClip(spread, scheme.bits, aciqOptions(scheme).prior, aciqOptions(scheme).oneSided, true);
    expectRelative(clip.alpha, record.at("alpha"), 1e-5, "alpha");
    expectRelative(clip.range, record.at("delta"), 1e-5, "delta");
    expectRelative(clip.offset, record.at("offset"), 1e-5, "offset");
    const Layer layer = test::layerOf({1, static_cast<std::int64_t>(values.size())}, values);
    const OnGrids found{{aciqGrid(values, spread, scheme.bits, scheme)}, dequantize(quantize(layer, scheme))};
    expectRelative(meanSquaredError(found.rounded, reference(record, values)), record.at("mse"), 1e-4, "mse");
    if (record.contains("array")) expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
  }

  void clipPerChannel(const Json& record) {
    const Layer layer = golden_.inputLayer(record.at("input"), 1);
    QuantScheme scheme = authorsScheme(record, Granularity::Channel);
    scheme.options.set(&AciqOptions::prior, priorOf(record));
    scheme.options.set(&AciqOptions::oneSided, record.at("half_range"));
    const OnGrids found = channelGrids(layer, scheme, record);
    expectRelative(meanSquaredError(found.rounded, reference(record, *layer.weights)), record.at("mse"), 1e-4, "mse");
    if (record.contains("array")) expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
    if (!record.contains("alpha")) return;
    const std::vector<double> alphas = doubles(record.at("alpha"));
    for (std::size_t c = 0; c < alphas.size(); ++c) {
      const int clipBits = aciqOptions(scheme).prior == Prior::Gauss ? scheme.bits : bits_[c];
      expectRelative(
          aciqClip(spreads_[c], clipBits, aciqOptions(scheme).prior, aciqOptions(scheme).oneSided, true).alpha,
          alphas[c], 1e-5, "alpha");
    }
  }

  void weightsPerChannel(const Json& record) {
    const Layer layer = golden_.inputLayer(record.at("input"));
    QuantScheme scheme = authorsScheme(record, Granularity::Channel);
    scheme.options.set(&AciqOptions::clip, false);
    const OnGrids found = channelGrids(layer, scheme, record);
    expectRelative(meanSquaredError(found.rounded, *layer.weights), record.at("mse"), 1e-4, "mse");
    if (record.contains("array")) expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
    const std::vector<double> errors = doubles(record.at("mse_per_channel"));
    const std::size_t size = layer.weights->size() / errors.size();
    for (std::size_t c = 0; c < errors.size(); ++c)
      expectRelative(quantError(std::span(*layer.weights).subspan(c * size, size),
                                std::span(found.rounded).subspan(c * size, size))
                         .mse,
                     errors[c], 1e-4, "mse of a channel");
  }

  void biasCorrection(const Json& record) {
    const Layer layer = golden_.inputLayer(record.at("input"));
    QuantScheme scheme = authorsScheme(record, Granularity::Channel);
    scheme.options.set(&AciqOptions::clip, false);
    const bool spread = record.at("vcorr"), mean = record.at("bcorr");
    const QuantizedTensor plain = quantize(layer, scheme);
    scheme.correction = spread ? Correction::MeanStd : mean ? Correction::Mean : Correction::None;
    QuantizedTensor corrected = quantize(layer, scheme);
    const std::size_t channels = corrected.offsets.size(), size = layer.weights->size() / channels;
    const std::vector<float> rounded = dequantize(plain);
    if (spread && !mean)  // the authors leave the mean where rounding put it
      for (std::size_t c = 0; c < channels; ++c) {
        const ChannelMoments moments =
            momentsOf(std::span(*layer.weights).subspan(c * size, size), std::span(rounded).subspan(c * size, size));
        corrected.offsets[c] =
            static_cast<float>(static_cast<double>(corrected.offsets[c]) + moments.meanRounded - moments.meanWeight);
      }
    const OnGrids found{onGrids(layer, [&](std::span<const float> row,
                                           std::size_t) { return aciqGrid(row, spreadOf(row), scheme.bits, scheme); })
                            .grids,
                        dequantize(corrected)};
    expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
    expectRelative(meanSquaredError(found.rounded, *layer.weights), record.at("mse"), 1e-4, "mse");
    for (std::size_t c = 0; c < channels; ++c) {
      const ChannelMoments moments = momentsOf(std::span(*layer.weights).subspan(c * size, size),
                                               std::span(found.rounded).subspan(c * size, size));
      if (mean) {
        // The authors move every weight, we a float offset a channel, which has steps of its own.
        const float offset = std::fabs(corrected.offsets[c]);
        const double step = static_cast<double>(std::nextafter(offset, 1.0f) - offset);
        EXPECT_LT(std::fabs(moments.meanWeight - moments.meanRounded), std::max(1e-8, step));
      }
      if (spread && moments.rounded > 0) {
        EXPECT_NEAR(std::sqrt(moments.rounded / moments.weights), 1, 1e-5);
      }
    }
  }

  void paperCorrection(const Json& record) {
    const Layer layer = golden_.inputLayer(golden_.inputName(record));
    QuantScheme scheme = authorsScheme(record, Granularity::Channel);
    scheme.options.set(&AciqOptions::clip, false);
    const std::vector<double> shifts = doubles(record.at("mu")), factors = doubles(record.at("xi"));
    OnGrids found = onGrids(layer, [&](std::span<const float> row, std::size_t) {
      return aciqGrid(row, spreadOf(row), scheme.bits, scheme);
    });
    const std::size_t size = layer.weights->size() / shifts.size();
    for (std::size_t c = 0; c < shifts.size(); ++c) {
      const auto rounded = std::span(found.rounded).subspan(c * size, size);
      const PaperCorrection correction =
          bitprism::paperCorrection(momentsOf(std::span(*layer.weights).subspan(c * size, size), rounded));
      const auto row = std::span(*layer.weights).subspan(c * size, size);
      double largest = 0;
      for (const float w : row) largest = std::max(largest, std::fabs(static_cast<double>(w)));
      EXPECT_NEAR(correction.shift, shifts[c], 1e-8 + 1e-7 * largest);  // of floats, which round
      EXPECT_NEAR(correction.factor, factors[c], 1e-5);
      for (float& value : rounded)
        value = static_cast<float>(correction.factor * (static_cast<double>(value) + correction.shift));
    }
    expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
    expectRelative(meanSquaredError(found.rounded, *layer.weights), record.at("mse"), 1e-4, "mse");
  }

  void bitAllocation(const Json& record) {
    const std::vector<double> alphas = doubles(record.at("alpha"));
    const std::string mode = record.at("mode");
    if (mode != "round" && mode != "ceil") throw std::runtime_error("unknown mode '" + mode + "'");
    const BitRounding rounding = mode == "ceil" ? BitRounding::Up : BitRounding::Nearest;
    const double target = record.at("target");
    const std::vector<int> once = binAllocation(alphas, target, rounding),
                           fixed = authorsAllocation(alphas, target, rounding);
    if (record.at("mean_fixed").is_null()) {  // not a number in the authors' code
      EXPECT_EQ(once, std::vector<int>(alphas.size(), 0));
      EXPECT_EQ(fixed, std::vector<int>(alphas.size(), 0));
      return;
    }
    EXPECT_EQ(once, bitsOf(record.at("bits_once")));
    EXPECT_EQ(fixed, bitsOf(record.at("bits_fixed_target")));
  }

  void clipTable(const Json& record) {
    const std::vector<double> bins = doubles(record.at("omega"));
    for (const bool oneSided : {false, true}) {
      const std::vector<double> clips = doubles(record.at(oneSided ? "half" : "sym"));
      for (std::size_t i = 0; i < bins.size(); ++i) {
        EXPECT_NEAR(midTreadClip(bins[i], oneSided, true), clips[i], 1e-5 * std::max(1.0, clips[i])) << bins[i];
        EXPECT_NEAR(midTreadClip(bins[i], oneSided), clips[i], 0.01 * std::max(1.0, clips[i])) << bins[i];
      }
    }
  }

  void midTread(const Json& record, bool weights) {
    const Layer layer = golden_.inputLayer(record.at("input"), weights ? 0 : 1);
    const Channels channels(layer.shape, layer.channelAxis);
    const bool oneSided = !weights && record.at("half_range").get<bool>();
    std::vector<Spread> spreads;
    std::vector<double> deviations;
    std::vector<float> scratch;
    for (std::size_t c = 0; c < channels.count; ++c) {
      spreads.push_back(spreadOf(channels.values(*layer.weights, c, scratch)));
      deviations.push_back(spreads.back().deviation);
    }
    const std::vector<double> bins = midTreadBins(deviations, record.at("bits").get<double>());
    EXPECT_EQ(bins, doubles(record.at("omega")));
    std::vector<MidTreadGrid> grids;
    for (std::size_t c = 0; c < channels.count; ++c) {
      grids.push_back(weights ? wholeMidTreadGrid(spreads[c], bins[c])
                              : midTreadGrid(spreads[c], bins[c], oneSided, true));
      if (!weights) {
        EXPECT_NEAR(midTreadClip(bins[c], oneSided, true), doubles(record.at("alpha_mult"))[c], 1e-4);
      }
    }
    std::vector<float> rounded(layer.weights->size());
    channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
      roundToMidTread(std::span(*layer.weights).subspan(begin, channels.inner), grids[channel],
                      std::span(rounded).subspan(begin, channels.inner));
    });
    const auto gridAt = [&](std::size_t i) { return grids[i / channels.inner % channels.count]; };
    expectGolden(
        rounded, golden_.array(record.at("array")), [&](std::size_t i) { return gridAt(i).step; },
        [&](std::size_t i) { return static_cast<double>((*layer.weights)[i]) / gridAt(i).step; }, record.at("array"));
    expectRelative(meanSquaredError(rounded, reference(record, *layer.weights)), record.at("mse"), 1e-4, "mse");
  }

  void divergence(const Json& record) {
    const std::vector<float> values = golden_.input(record.at("input"));
    const Spread spread = spreadOf(values);
    expectRelative(spread.minimum, record.at("min"), 1e-6, "min");
    expectRelative(spread.maximum, record.at("max"), 1e-6, "max");
    const double reach = std::max(-spread.minimum, spread.maximum);
    const Histogram counts = histogram(values, record.at("num_bins").get<std::size_t>(), -reach, reach);
    const KlClipping found = authorsKlClipping(counts, record.at("num_quantized_bins").get<int>());
    expectRelative(found.high, record.at("threshold"), 1e-5, "threshold");
    expectRelative(found.divergence, record.at("divergence"), 1e-4, "divergence");
  }

  void minMax(const Json& record) {
    const std::vector<float> values = golden_.input(record.at("input"));
    QuantScheme scheme = authorsScheme(record, Granularity::Tensor);
    scheme.options.set(&AciqOptions::clip, false);
    const Layer layer = test::layerOf({1, static_cast<std::int64_t>(values.size())}, values);
    const OnGrids found{{aciqGrid(values, spreadOf(values), scheme.bits, scheme)}, dequantize(quantize(layer, scheme))};
    expectOnGrids(layer, found, golden_.array(record.at("array")), record.at("array"));
    expectRelative(meanSquaredError(found.rounded, values), record.at("mse"), 1e-4, "mse");
  }

 private:
  // Checks the record's bits, and that the quantizer gives the same weights where the authors' bits come to the budget.
  OnGrids channelGrids(const Layer& layer, QuantScheme scheme, const Json& record) {
    const Channels channels(layer.shape, layer.channelAxis);
    spreads_.clear();
    std::vector<double> deviations;
    std::vector<float> scratch;
    for (std::size_t c = 0; c < channels.count; ++c) {
      spreads_.push_back(spreadOf(channels.values(*layer.weights, c, scratch)));
      deviations.push_back(spreads_.back().deviation);
    }
    scheme.options.set(&AciqOptions::allocate, record.at("bit_alloc"));
    const Json& given = record.at("bits_per_channel");
    bits_.assign(channels.count, scheme.bits);
    if (!given.is_null()) {
      bits_ = authorsAllocation(deviations, scheme.bits);
      EXPECT_EQ(bits_, bitsOf(given));
    }
    const OnGrids found = onGrids(
        layer, [&](std::span<const float> row, std::size_t c) { return aciqGrid(row, spreads_[c], bits_[c], scheme); });
    int sum = 0;
    for (const int bits : bits_) sum += bits;
    if (sum == scheme.bits * static_cast<int>(channels.count)) {
      const QuantizedTensor tensor = quantize(layer, scheme);
      if (aciqOptions(scheme).allocate) {
        EXPECT_TRUE(std::equal(bits_.begin(), bits_.end(), tensor.channelBits.begin()));
      }
      EXPECT_EQ(dequantize(tensor), found.rounded);
    }
    return found;
  }

  const GoldenPtq& golden_;
  std::vector<Spread> spreads_;
  std::vector<int> bits_;
};

class PtqGolden : public test::GoldenSet {
 protected:
  using Checks = std::map<std::string, std::function<void(const Json&)>>;

  void run(const GoldenPtq& golden, const Checks& checks) {
    test::RecordCount count;
    for (const Json& record : golden.records()) {
      const std::string op = record.at("op");
      if (op.rfind("own.pwlq", 0) == 0) continue;  // pwlq_golden_test.cpp
      const std::string what = record.dump().substr(0, 200);
      const auto check = checks.find(op);
      if (check == checks.end())
        passOver("an op that is not known: " + what);
      else if (checked(what, [&] { check->second(record); }))
        count.add(op);
    }
    EXPECT_GT(count.all(), 0);
    RecordProperty("records", count.text());
  }
};
OVER_GOLDEN_SETS(PtqGolden);

TEST_P(PtqGolden, everyRecordOfAciq) {
  NEED_VECTORS("ptq/aciq.npz");
  const GoldenPtq golden(folder(), "aciq.npz");
  Aciq aciq(golden);
  const Checks checks{{"aciq.clip_tensor", [&](const Json& record) { aciq.clipTensor(record); }},
                      {"aciq.clip_perchannel_act", [&](const Json& record) { aciq.clipPerChannel(record); }},
                      {"aciq.weights_perchannel", [&](const Json& record) { aciq.weightsPerChannel(record); }},
                      {"aciq.bias_correction", [&](const Json& record) { aciq.biasCorrection(record); }},
                      {"own.aciq.paper_eq12_13", [&](const Json& record) { aciq.paperCorrection(record); }},
                      {"aciq.bit_alloc", [&](const Json& record) { aciq.bitAllocation(record); }},
                      {"aciq.get_alpha_mult", [&](const Json& record) { aciq.clipTable(record); }},
                      {"aciq.midtread_act", [&](const Json& record) { aciq.midTread(record, false); }},
                      {"aciq.midtread_weights", [&](const Json& record) { aciq.midTread(record, true); }},
                      {"aciq.kld15", [&](const Json& record) { aciq.divergence(record); }},
                      {"aciq.minmax_gemmlowp_cuda_kernel_standin", [&](const Json& record) { aciq.minMax(record); }}};
  run(golden, checks);
}

std::vector<float> gdrqOfRecord(const Layer& layer, const QuantScheme& scheme, std::vector<double>& thresholds,
                                std::vector<double>& steps, OnGrids& found) {
  const Channels channels(layer.shape, layer.channelAxis);
  std::vector<double> magnitudes;
  std::vector<float> scratch;
  for (std::size_t c = 0; c < channels.count; ++c)
    magnitudes.push_back(scaleClipThreshold(channels.values(*layer.weights, c, scratch), 1));
  const std::vector<std::size_t> groups = gdrqGroups(magnitudes, scheme);
  std::map<std::size_t, std::pair<double, double>> sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    sums[groups[c]].first += magnitudes[c];
    sums[groups[c]].second += 1;
  }
  const auto thresholdOf = [&](std::size_t group) {
    return gdrqOptions(scheme).threshold * sums[group].first / sums[group].second;
  };
  for (const auto& [group, sum] : sums) {
    thresholds.push_back(thresholdOf(group));
    steps.push_back(static_cast<double>(gdrqGrid(thresholds.back(), scheme.bits, gdrqOptions(scheme).reading).scale));
  }
  found = onGrids(layer, [&](std::span<const float>, std::size_t c) {
    return gdrqGrid(thresholdOf(groups[c]), scheme.bits, gdrqOptions(scheme).reading);
  });
  return found.rounded;
}

QuantScheme gdrqScheme(const Json& record, const std::string& reading) {
  QuantScheme scheme;
  scheme.method = Method::Gdrq;
  scheme.bits = record.at("bits");
  GdrqOptions options{.group = record.at("group_size"), .threshold = record.at("k")};
  scheme.correction = Correction::None;
  if (reading == "R1")
    options.reading = Reading::R1;
  else if (reading == "R2")
    options.reading = Reading::R2;
  else if (reading == "R2s")
    options.reading = Reading::R2s;
  else
    throw std::runtime_error("unknown reading '" + reading + "'");
  scheme.options = options;
  return scheme;
}

void checkGdrqWeights(const GoldenPtq& golden, const Json& record) {
  const Layer layer = golden.inputLayer(record.at("input"));
  const QuantScheme scheme = gdrqScheme(record, record.at("grid"));
  std::vector<double> thresholds, steps;
  OnGrids found;
  gdrqOfRecord(layer, scheme, thresholds, steps, found);
  const std::vector<double> expectedThresholds = doubles(record.at("T")), expectedSteps = doubles(record.at("step"));
  ASSERT_EQ(thresholds.size(), record.at("n_groups").get<std::size_t>());
  ASSERT_EQ(thresholds.size(), expectedThresholds.size());
  for (std::size_t g = 0; g < thresholds.size(); ++g) {
    expectRelative(thresholds[g], expectedThresholds[g], 1e-5, "T");
    if (thresholds[g] > 0) expectRelative(steps[g], expectedSteps[g], 1e-5, "step");
  }
  expectOnGrids(layer, found, golden.array(record.at("array")), record.at("array"));
  expectRelative(meanSquaredError(found.rounded, *layer.weights), record.at("mse_vs_w"), 1e-4, "mse");
  if (gdrqOptions(scheme).reading == Reading::R2 && scheme.bits == maximumBits) {
    EXPECT_THROW(checkScheme(scheme), UsageError);  // codes of 9 bits
    return;
  }
  EXPECT_EQ(dequantize(quantize(layer, scheme)), found.rounded);
}

void checkThirdPartyGdrq(const GoldenPtq& golden, const Json& record) {
  const Layer layer = golden.inputLayer(golden.inputName(record));
  std::vector<double> thresholds, steps;
  OnGrids found;
  const std::vector<float> rounded = gdrqOfRecord(layer, gdrqScheme(record, "R1"), thresholds, steps, found);
  const std::vector<float> expected = golden.array(record.at("array"));
  std::int64_t unknown = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (std::isnan(expected[i])) {  // their groups of zeros
      ++unknown;
      EXPECT_EQ(rounded[i], 0.0f);
    }
  EXPECT_EQ(unknown, record.at("nan_count").get<std::int64_t>());
  expectOnGrids(layer, found, expected, record.at("array"));
}

void checkGdrqActivations(const GoldenPtq& golden, const Json& record) {
  const std::vector<float> values = golden.input(record.at("input"));
  const double threshold = scaleClipThreshold(values, record.at("k"));
  expectRelative(threshold, record.at("T"), 1e-5, "T");
  const int bits = record.at("bits");
  const ActivationScheme scheme = activationScheme(bits, 0, threshold, false, ActivationRange::MinMax);
  std::vector<float> rounded(values.size());
  quantizeActivations(values, scheme, rounded);
  const auto step = static_cast<double>(scheme.scale);
  expectGolden(
      rounded, golden.array(record.at("array")), [&](std::size_t) { return step; },
      [&](std::size_t i) { return static_cast<double>(values[i]) / step; }, record.at("array"));
  expectRelative(meanSquaredError(rounded, values), record.at("mse"), 1e-4, "mse");
}

void checkRunningThreshold(const GoldenPtq& golden, const Json& record) {
  const std::vector<double> batches = doubles(record.at("T_batch")), expected = doubles(record.at("T_ema"));
  const std::string range = record.at("input");  // relu(<input>[0..7])
  const std::string name = range.substr(0, range.find('[')) + "[";
  std::vector<double> found;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    found.push_back(scaleClipThreshold(golden.input(name + std::to_string(i) + "])"), record.at("k").get<double>()));
    expectRelative(found[i], batches[i], 1e-6, "T of a batch");
  }
  const std::vector<double> running = runningThresholds(found, record.at("lam"));
  ASSERT_EQ(running.size(), expected.size());
  for (std::size_t i = 0; i < running.size(); ++i) expectRelative(running[i], expected[i], 1e-6, "running T");
}

void checkBatchNormMerge(const GoldenPtq& golden, const Json& record) {
  const std::string codesName = golden.arrayEnding(record, "_w_int");
  const Layer layer = golden.inputLayer(record.contains("input") ? golden.inputName(record)
                                                                 : golden.inputOfShape(golden.arrayShape(codesName)));
  const std::size_t channels = static_cast<std::size_t>(layer.channels());
  const std::vector<double> groupScales = doubles(record.at("s_w_group"));
  const double inputScale = record.at("s_x");
  const auto groupSize = record.at("group_size").get<std::size_t>();
  // The record does not say its bits: those at which our own codes have these scales.
  QuantScheme scheme;
  scheme.method = Method::Gdrq;
  scheme.correction = Correction::None;
  scheme.options.set(&GdrqOptions::group, static_cast<int>(groupSize));
  scheme.options.set(&GdrqOptions::threshold, 2);
  QuantizedTensor tensor;
  for (scheme.bits = 2; scheme.bits <= maximumBits; ++scheme.bits) {
    tensor = quantize(layer, scheme);
    if (std::fabs(static_cast<double>(tensor.scales[0]) / groupScales[0] - 1) < 1e-5) break;
  }
  ASSERT_LE(scheme.bits, maximumBits) << "no bits have the record's scales";
  std::vector<double> scales;
  for (std::size_t c = 0; c < channels; ++c) {
    expectRelative(static_cast<double>(tensor.scales[c]), groupScales[c / groupSize], 1e-5, "scale");
    scales.push_back(inputScale * static_cast<double>(tensor.scales[c]));
  }
  const std::vector<double> codes = golden.numbers(codesName);
  for (std::size_t i = 0; i < codes.size(); ++i) ASSERT_EQ(static_cast<double>(tensor.codes[i]), codes[i]);

  const auto part = [&](const char* end) { return golden.input(golden.inputEnding(record, end)); };
  const std::vector<float> gamma = part("_gamma"), beta = part("_beta"), mean = part("_mean"), variance = part("_var");
  const MergedBatchNorm merged = mergedBatchNorm(scales, {}, {gamma, beta, mean, variance, 1e-5});
  const std::vector<double> factors = golden.numbers(golden.arrayEnding(record, "_A")),
                            shifts = golden.numbers(golden.arrayEnding(record, "_B"));
  for (std::size_t c = 0; c < channels; ++c) {
    expectRelative(merged.factors[c], factors[c], 1e-5, "A");
    EXPECT_NEAR(merged.shifts[c], shifts[c], 1e-5 * std::max(1.0, std::fabs(shifts[c])));
  }
  const Shape shape = golden.arrayShape(golden.arrayEnding(record, "_int_acc"));
  const Channels places(shape, 1);
  const std::vector<double> sums = golden.numbers(golden.arrayEnding(record, "_int_acc")),
                            expected = golden.numbers(golden.arrayEnding(record, "_ref"));
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t c = i / places.inner % places.count;
    ASSERT_NEAR(merged.factors[c] * sums[i] + merged.shifts[c], expected[i],
                1e-5 * std::max(1.0, std::fabs(expected[i])));
  }
}

TEST_P(PtqGolden, everyRecordOfGdrq) {
  NEED_VECTORS("ptq/own_and_gdrq.npz");
  const GoldenPtq golden(folder(), "own_and_gdrq.npz");
  const Checks checks{
      {"own.gdrq_weight", [&](const Json& record) { checkGdrqWeights(golden, record); }},
      {"thirdparty.XiaotaoChen.simulate_GDRQ", [&](const Json& record) { checkThirdPartyGdrq(golden, record); }},
      {"own.gdrq_act_unsigned", [&](const Json& record) { checkGdrqActivations(golden, record); }},
      {"own.gdrq_act_ema", [&](const Json& record) { checkRunningThreshold(golden, record); }},
      {"own.gdrq_bn_merge", [&](const Json& record) { checkBatchNormMerge(golden, record); }},
      {"own.gdrq_identity", [&](const Json& record) {
         const std::vector<float> values = golden.input(record.at("input"));
         expectRelative(scaleClipThreshold(values, 2), record.at("T_k2"), 1e-5, "T");
       }}};
  run(golden, checks);
}

// Against the best of 800 clips: OMSE is never worse, ACIQ at the authors' clips has the errors that stand there.
TEST_P(PtqGolden, everyBruteForceOfClipping) {
  NEED_VECTORS("ptq/checks.json");
  NEED_VECTORS("ptq/aciq.npz");
  const GoldenPtq golden(folder(), "aciq.npz");
  int compared = 0;
  const Json checks = golden.json("checks.json");
  const auto compare = [&](const Json& record) {
    const std::vector<float> values = golden.input(record.at("input"));
    const Spread spread = spreadOf(values);
    expectRelative(spread.deviation, record.at("std"), 1e-5, "std");
    expectRelative(spread.meanAbsolute, record.at("b"), 1e-5, "b");
    const Layer layer = test::layerOf({1, static_cast<std::int64_t>(values.size())}, values);
    const auto mse = [&](const QuantScheme& scheme) {
      const double error = layerError(layer, scheme).mse;
      expectRelative(quantError(values, *quantizedWeights(layer, scheme)).mse, error, 1e-12, "error");
      return error;
    };
    QuantScheme scheme;
    scheme.bits = record.at("bits");
    scheme.correction = Correction::None;
    scheme.method = Method::Omse;
    constexpr double tolerance = 1.001;
    const Json& affine = record.at("gemmlowp_author_range");
    const double symmetricError = mse(scheme);
    if (scheme.bits > 1)
      EXPECT_LE(symmetricError, record.at("pwlq_sym").at("mse_best").get<double>() * tolerance);
    else
      EXPECT_LE(symmetricError, record.at("midrise_2M_bins").at("mse_best").get<double>() * tolerance);
    scheme.symmetric = false;
    EXPECT_LE(mse(scheme), affine.at("mse_best").get<double>() * tolerance);

    QuantScheme author = scheme;
    author.symmetric = true;
    author.method = Method::Aciq;
    author.options.set(&AciqOptions::author, true);
    double best = std::numeric_limits<double>::infinity();
    for (const Prior prior : {Prior::Laplace, Prior::Gauss}) {
      author.options.set(&AciqOptions::prior, prior);
      const double error = mse(author);
      expectRelative(error, affine.at(prior == Prior::Laplace ? "mse_at_laplace_alpha" : "mse_at_gauss_alpha"), 1e-4,
                     "mse");
      best = std::min(best, error);
    }
    QuantScheme ours = author;
    ours.options.set(&AciqOptions::author, false);
    ours.options.set(&AciqOptions::prior, Prior::Auto);
    // At 1 bit ours are two levels about the mean, the authors' zero and one other.
    const Json& even = record.at("midrise_2M_bins");
    EXPECT_LE(mse(ours), 1.01 * (scheme.bits == 1 ? even.at("mse_best").get<double>() : best));
  };
  for (const Json& record : checks.at("bruteforce"))
    compared += checked(record.dump().substr(0, 60), [&] { compare(record); });
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace bitprism
