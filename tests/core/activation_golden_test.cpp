#include <gtest/gtest.h>

#include <cmath>

#include "core/quant/activations/activation_calibration.h"
#include "core/quant/activations/activation_kernels.h"
#include "core/quant/methods/aciq_clip.h"
#include "core/quant/scheme/bit_allocation.h"
#include "tests/support/golden_ptq.h"

// golden/ptq: activations by the authors' code. Clips and bits come from our functions in the authors' form, rounding
// from the kernels that networks run with.
namespace bitprism {
namespace {

Prior priorOf(const Json& record) {
  return record.at("prior").get<std::string>() == "laplace" ? Prior::Laplace : Prior::Gauss;
}

// Values of channel c of [N, C, ...].
std::vector<float> channelOf(const std::vector<float>& values, const ChannelLayout& layout, std::size_t c) {
  std::vector<float> its;
  for (std::size_t o = 0; o < layout.outer; ++o)
    for (std::size_t i = 0; i < layout.inner; ++i) its.push_back(values[(o * layout.channels + c) * layout.inner + i]);
  return its;
}

ChannelLayout layoutOf(const Shape& shape) {
  std::size_t inner = 1;
  for (std::size_t i = 2; i < shape.size(); ++i) inner *= static_cast<std::size_t>(shape[i]);
  return {static_cast<std::size_t>(shape.at(0)), static_cast<std::size_t>(shape.at(1)), inner};
}

// Levels on the ends of the range, shifted so that zero is one of them.
ChannelGrid authorsGrid(const AciqClip& clip, int bits) {
  ChannelGrid grid;
  grid.bits = bits;
  grid.scale = static_cast<float>(std::max(bits > 0 ? clip.range / grid.highestCode() : 0, 1e-8));
  const double zeroPoint = std::nearbyint(-clip.offset / static_cast<double>(grid.scale));
  EXPECT_GE(zeroPoint, 0);
  EXPECT_LE(zeroPoint, std::max(grid.highestCode(), 0));
  grid.zeroPoint = static_cast<int>(zeroPoint);
  return grid;
}

void comparePerChannel(const test::GoldenPtq& golden, const Json& record) {
  const std::string name = record.at("array").get<std::string>();
  const std::vector<float> values = golden.input(record.at("input").get<std::string>());
  const ChannelLayout layout = layoutOf(golden.arrayShape(name));
  const int bits = record.at("bits").get<int>();
  const Prior prior = priorOf(record);
  const bool half = record.at("half_range").get<bool>();
  std::vector<Spread> spreads;
  std::vector<double> deviations;
  for (std::size_t c = 0; c < layout.channels; ++c) {
    spreads.push_back(spreadOf(channelOf(values, layout, c)));
    deviations.push_back(spreads.back().deviation);
  }
  std::vector<int> widths(layout.channels, bits);
  if (record.at("bit_alloc").get<bool>()) {
    widths = authorsAllocation(deviations, bits);
    for (std::size_t c = 0; c < layout.channels; ++c)
      ASSERT_EQ(widths[c], static_cast<int>(record.at("bits_per_channel").at(c).get<double>())) << name;
  }
  ActivationScheme scheme;
  scheme.bits = bits;
  for (std::size_t c = 0; c < layout.channels; ++c) {
    // Their Gauss path keeps the factor of the bits asked for.
    const AciqClip clip = aciqClip(spreads[c], prior == Prior::Gauss ? bits : widths[c], prior, half, true);
    if (record.contains("alpha")) {
      EXPECT_NEAR(clip.alpha, record.at("alpha").at(c).get<double>(), 1e-5 * clip.alpha) << name;
    }
    scheme.channels.push_back(authorsGrid(clip, widths[c]));
  }
  std::vector<float> found(values.size());
  quantizeActivations(values, scheme, found, layout);
  const auto grid = [&](std::size_t i) { return scheme.channels[i / layout.inner % layout.channels]; };
  test::expectGolden(
      found, golden.array(name), [&](std::size_t i) { return static_cast<double>(grid(i).scale); },
      [&](std::size_t i) { return static_cast<double>(values[i]) / static_cast<double>(grid(i).scale); }, name);
}

// A calibration run over the batches of an input.
InputStatistics calibration(const test::GoldenPtq& golden, const std::string& input) {
  const Shape shape = golden.inputShape(input);
  InputCollector collector(1, shape.at(0));
  for (std::int64_t b = 0; b < shape.at(0); ++b) {
    InputCollector::Batch batch = collector.batch();
    collector.add(batch, 0, golden.input(input + "[" + std::to_string(b) + "]"),
                  layoutOf({shape.begin() + 1, shape.end()}));
    collector.finish(b, std::move(batch));
  }
  return std::move(collector.take().at(0));
}

// "top_10", "top_5": Tails of so many; "clip_0.9": so much of the extremes.
void compareBounds(const test::GoldenPtq& golden, const Json& record) {
  const std::string input = record.at("input").get<std::string>();
  const InputStatistics statistics = calibration(golden, input);
  const std::string method = record.at("method").get<std::string>();
  double low = 0, high = 0;
  if (method.starts_with("top_")) {
    const auto kept = static_cast<std::size_t>(std::stoi(method.substr(4)));
    const std::int64_t batches = golden.inputShape(input).at(0);
    for (std::int64_t b = 0; b < batches; ++b) {
      Tails tails(kept);
      tails.add(golden.input(input + "[" + std::to_string(b) + "]"));
      low += static_cast<double>(tails.low()) / static_cast<double>(batches);
      high += static_cast<double>(tails.high()) / static_cast<double>(batches);
    }
    if (kept == Tails::most) {
      // The same by way of a calibration run; levels of 8 bits end within half a step of the range.
      const ActivationScheme scheme = calibrated(statistics, 8, {.range = ActivationRange::TopK});
      EXPECT_NEAR(scheme.high(), high, 0.51 * static_cast<double>(scheme.scale));
      EXPECT_NEAR(scheme.low(), low, 0.51 * static_cast<double>(scheme.scale));
    }
  } else if (method.starts_with("clip_")) {
    const double part = std::stod(method.substr(5));
    low = part * static_cast<double>(statistics.histogram.minimum());
    high = part * static_cast<double>(statistics.histogram.maximum());
  } else {
    FAIL() << "unknown method " << method;
  }
  const double expectedLow = record.at("min").get<double>(), expectedHigh = record.at("max").get<double>();
  EXPECT_NEAR(low, expectedLow, 1e-6 * std::abs(expectedLow)) << method;
  EXPECT_NEAR(high, expectedHigh, 1e-6 * std::abs(expectedHigh)) << method;
}

// "calib[0] after ReLU"
std::vector<float> namedInput(const test::GoldenPtq& golden, const std::string& name) {
  constexpr std::string_view after = " after ReLU";
  return name.ends_with(after) ? golden.input("relu(" + name.substr(0, name.size() - after.size()) + ")")
                               : golden.input(name);
}

void compareUniform(const test::GoldenPtq& golden, const Json& record) {
  const std::string name = record.at("array").get<std::string>();
  const std::vector<float> values = namedInput(golden, record.at("input").get<std::string>());
  const int bits = record.at("bits").get<int>();
  const double low = record.at("min").get<double>(), high = record.at("max").get<double>();
  ActivationScheme scheme = activationScheme(bits, 0, high, false, ActivationRange::TopK);
  if (low < 0) {  // their signed grid ends half a step beside its levels
    scheme.scale = static_cast<float>(2 * std::max(-low, high) / scheme.highestCode());
    scheme.zeroPoint = 1 << (bits - 1);
  }
  std::vector<float> found(values.size());
  quantizeActivations(values, scheme, found);
  const auto scale = static_cast<double>(scheme.scale);
  test::expectGolden(
      found, golden.array(name), [&](std::size_t) { return scale; },
      [&](std::size_t i) {
        return std::clamp(static_cast<double>(values[i]), low < 0 ? std::min(low, -high) : 0, std::max(-low, high)) /
               scale;
      },
      name);
}

void compareGdrq(const test::GoldenPtq& golden, const Json& record) {
  const std::string name = record.at("array").get<std::string>();
  const std::vector<float> values = golden.input(record.at("input").get<std::string>());
  const int bits = record.at("bits").get<int>();
  const double threshold = record.at("T").get<double>();
  const ActivationScheme scheme = activationScheme(bits, 0, threshold, false, ActivationRange::Gdrq);
  std::vector<float> found(values.size());
  quantizeActivations(values, scheme, found);
  const auto scale = static_cast<double>(scheme.scale);
  test::expectGolden(
      found, golden.array(name), [&](std::size_t) { return scale; },
      [&](std::size_t i) { return static_cast<double>(values[i]) / scale; }, name);
  // The threshold by way of a calibration run, whose histogram knows the mean to a bin.
  InputCollector collector(1, 1);
  InputCollector::Batch batch = collector.batch();
  collector.add(batch, 0, values, {1, 1, values.size()});
  collector.finish(0, std::move(batch));
  const ActivationScheme chosen = calibrated(
      collector.take().at(0), bits, {.range = ActivationRange::Gdrq, .threshold = record.at("k").get<double>()});
  EXPECT_NEAR(chosen.high(), threshold, 1e-4 * threshold) << name;
}

class ActivationGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(ActivationGolden);

TEST_P(ActivationGolden, everyActivationOfTheReference) {
  NEED_VECTORS("ptq/index.json");
  test::RecordCount compared;
  for (const char* file : {"aciq.npz", "pwlq.npz", "own_and_gdrq.npz"}) {
    if (!has(std::string("ptq/") + file)) {
      passOver(file);
      continue;
    }
    const test::GoldenPtq golden(folder(), file);
    for (const Json& record : golden.records()) {
      const std::string op = record.at("op").get<std::string>(), what = record.dump().substr(0, 160);
      const bool known = checked(what, [&] {
        if (op == "aciq.clip_perchannel_act")
          comparePerChannel(golden, record);
        else if (op == "pwlq.act_clip_bounds")
          compareBounds(golden, record);
        else if (op == "pwlq.act_uniform")
          compareUniform(golden, record);
        else if (op == "own.gdrq_act_unsigned")
          compareGdrq(golden, record);
        else if (op.find("_act") != std::string::npos && op != "aciq.midtread_act" && op != "own.gdrq_act_ema")
          throw test::MissingVector("its op is not known");  // those two: bins of variable length, training
      });
      if (known && op.find("_act") != std::string::npos) compared.add(op);
    }
  }
  EXPECT_GT(compared.all(), 0);
  RecordProperty("compared", compared.text());
}

}  // namespace
}  // namespace bitprism
