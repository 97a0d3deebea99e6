#include "core/quant/activations/activation_scheme.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/activations/activation_kernels.h"

namespace bitprism {
namespace {

// The definition, number by number.
float byDefinition(float x, const ActivationScheme& scheme) {
  const double code = std::clamp(std::nearbyint(static_cast<double>(x / scheme.scale)) + scheme.zeroPoint, 0.0,
                                 static_cast<double>(scheme.highestCode()));
  return static_cast<float>(code - scheme.zeroPoint) * scheme.scale;
}

std::vector<float> drawn(int count, double deviation, bool rectified, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    const double value = deviation * random.normal();
    values.push_back(static_cast<float>(rectified ? std::max(value, 0.0) : value));
  }
  return values;
}

TEST(ActivationScheme, quantizesByItsDefinition) {
  const std::vector<float> values = drawn(4000, 3, false, 1);
  for (const int bits : {1, 2, 3, 4, 5, 8})
    for (const bool symmetric : {false, true}) {
      const ActivationScheme scheme = activationScheme(bits, -2.3, 5.1, symmetric, ActivationRange::MinMax);
      std::vector<float> out(values.size());
      quantizeActivations(values, scheme, out);
      for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(out[i], byDefinition(values[i], scheme)) << values[i];
    }
}

TEST(ActivationScheme, roundsHalvesToEvenAndClipsHugeNumbers) {
  const ActivationScheme scheme{.bits = 8, .scale = 0.5F, .zeroPoint = 3};
  const std::vector<float> in = {0.25F, 0.75F, 1.25F, -0.25F, -0.75F, 1e30F, -1e30F, 0};
  std::vector<float> out(in.size());
  quantizeActivations(in, scheme, out);
  EXPECT_EQ(out, (std::vector<float>{0, 1, 1, 0, -1, 126, -1.5F, 0}));
}

TEST(ActivationScheme, keepsWhatIsNotANumber) {
  std::vector<float> value = {std::numeric_limits<float>::quiet_NaN()};
  quantizeActivations(value, {.bits = 4, .scale = 1, .zeroPoint = 0}, value);
  EXPECT_TRUE(std::isnan(value[0]));
}

TEST(ActivationScheme, zeroIsALevelAndUnsignedDataHasZeroPointZero) {
  EXPECT_EQ(activationScheme(4, 0.3, 2, false, ActivationRange::MinMax).zeroPoint, 0);
  EXPECT_EQ(activationScheme(4, 0, 2, true, ActivationRange::MinMax).zeroPoint, 0);
  const ActivationScheme symmetric = activationScheme(4, -1, 2, true, ActivationRange::MinMax);
  EXPECT_EQ(symmetric.zeroPoint, 8);
  EXPECT_FLOAT_EQ(symmetric.scale, 2.0F / 7);
  for (const double low : {-0.01, -1.0, -7.7}) {
    const ActivationScheme scheme = activationScheme(3, low, 2, false, ActivationRange::MinMax);
    EXPECT_EQ(byDefinition(0, scheme), 0);
    EXPECT_NEAR(scheme.low(), low, scheme.scale / 2 + 1e-6);
  }
}

TEST(ActivationScheme, survivesJson) {
  const ActivationScheme scheme = activationScheme(5, -0.3, 1.7, false, ActivationRange::Percentile);
  EXPECT_EQ(activationFromJson(parseJson(toJson(scheme).dump(), "test")), scheme);
  EXPECT_EQ(activationFromJson(toJson(ActivationScheme())), ActivationScheme());
  for (const char* bad :
       {"{}", "{\"bits\":9,\"scale\":1,\"zero_point\":0}", "{\"bits\":4,\"scale\":0,\"zero_point\":0}",
        "{\"bits\":4,\"scale\":1,\"zero_point\":16}", "{\"bits\":4,\"scale\":1e300,\"zero_point\":0}",
        "{\"bits\":4,\"scale\":1,\"zero_point\":0,\"range\":\"odd\"}"})
    EXPECT_THROW(activationFromJson(parseJson(bad, "test")), InputError) << bad;
}

std::vector<ActivationScheme> everyForm() {
  ActivationScheme channels;
  channels.bits = 4;
  channels.range = ActivationRange::Aciq;
  channels.channels = {channelGrid(4, 0, 2.3, false), channelGrid(4, -1.5, 0.25, false)};
  ActivationScheme allocated = channels;
  allocated.channels = {channelGrid(7, 0, 2.3, false), constantGrid(0.37), channelGrid(5, -1, 1, true)};
  ActivationScheme shifted = channels;
  shifted.channels[1].shift = 0.0123F;
  ActivationScheme all = allocated;
  all.channels[0].shift = -0.01F;
  return {activationScheme(5, -0.3, 1.7, false, ActivationRange::Kl),
          channels,
          allocated,
          shifted,
          all,
          piecewiseScheme(4, 0.7, 3.1, false, ActivationRange::TopK),
          piecewiseScheme(2, 0.1, 0.2, true, ActivationRange::MinMax),
          blockScheme(4, true, 32, 7),
          blockScheme(8, false, 1, 2)};
}

TEST(ActivationScheme, survivesJsonInEveryForm) {
  for (const ActivationScheme& scheme : everyForm()) {
    const Json json = toJson(scheme);
    EXPECT_EQ(activationFromJson(parseJson(json.dump(), "test")), scheme) << json.dump();
  }
  // What one grid was written like before there were others.
  const ActivationScheme plain = activationScheme(8, 0, 2.55, false, ActivationRange::LeastSquares);
  EXPECT_EQ(toJson(plain).dump(),
            R"({"bits":8,"scale":)" + Json(plain.scale).dump() + R"(,"zero_point":0,"range":"mse"})");
}

TEST(ActivationScheme, refusesImpossibleForms) {
  for (const char* bad : {
           R"({"method":"odd","bits":4,"scale":1,"zero_point":0})",
           R"({"method":"pwlq","bits":4})",
           R"({"method":"pwlq","bits":1,"breakpoint":1,"limit":2,"signed":false})",
           R"({"method":"pwlq","bits":4,"breakpoint":2,"limit":2,"signed":false})",
           R"({"method":"pwlq","bits":4,"breakpoint":0,"limit":2,"signed":false})",
           R"({"method":"pwlq","bits":4,"breakpoint":1,"limit":1e99,"signed":false})",
           R"({"method":"pwlq","bits":4,"breakpoint":1,"limit":2,"signed":1})",
           R"({"method":"pwlq","bits":4,"breakpoint":1,"limit":2,"signed":true,"block":32})",
           R"({"method":"bfp","bits":4,"block":32,"signed":true})",
           R"({"method":"bfp","bits":4,"block":0,"exponent_bits":7,"signed":true})",
           R"({"method":"bfp","bits":4,"block":32,"exponent_bits":8,"signed":true})",
           R"({"method":"bfp","bits":1,"block":32,"exponent_bits":7,"signed":true})",
           R"({"bits":4,"channels":{"scale":[],"zero_point":[]}})",
           R"({"bits":4,"channels":{"scale":[1,1],"zero_point":[0]}})",
           R"({"bits":4,"channels":{"scale":[1],"zero_point":[16]}})",
           R"({"bits":4,"channels":{"scale":[0],"zero_point":[0]}})",
           R"({"bits":4,"channels":{"scale":[1],"zero_point":[0],"bits":[9]}})",
           R"({"bits":4,"channels":{"scale":[1],"zero_point":[0],"bits":[4,4]}})",
           R"({"bits":4,"channels":{"scale":[1],"zero_point":[2],"bits":[0]}})",
           R"({"bits":4,"channels":{"scale":[1],"zero_point":[0],"shift":["x"]}})",
           R"({"bits":4,"channels":[1]})",
           R"({"bits":4,"scale":1,"zero_point":0,"channels":{"scale":[1],"zero_point":[0]}})",
       })
    EXPECT_THROW(activationFromJson(parseJson(bad, "test")), InputError) << bad;
}

TEST(ActivationScheme, knowsWhatItsCodesTake) {
  const Shape image = {1, 40, 5, 5}, vector = {1, 40};
  EXPECT_EQ(storedBits(activationScheme(4, 0, 1, false, ActivationRange::MinMax), image, 1), 4 * 1000);
  EXPECT_EQ(storedBits(piecewiseScheme(4, 1, 2, true, ActivationRange::TopK), image, 1), 5 * 1000);
  EXPECT_EQ(storedBits(piecewiseScheme(4, 1, 2, false, ActivationRange::TopK), image, 1), 4 * 1000);
  EXPECT_EQ(storedBits(blockScheme(4, true, 32, 7), image, 1), 4 * 1000 + 25 * 2 * 7);
  EXPECT_EQ(storedBits(blockScheme(4, true, 32, 7), vector, -1), 4 * 40 + 2 * 7);
  EXPECT_EQ(storedBits(blockScheme(4, true, 64, 5), vector, 1), 4 * 40 + 5);
  ActivationScheme channels;
  channels.bits = 4;
  for (int c = 0; c < 40; ++c) channels.channels.push_back(channelGrid(1 + c % 8, 0, 1, false));
  EXPECT_EQ(storedBits(channels, image, 1), 25 * 5 * 36);
}

TEST(ActivationScheme, holdsTheMeanOfAChannelWithoutBits) {
  for (const double value : {0.0, 0.37, -2.5, 1e-30, -1e-30}) {
    ActivationScheme scheme;
    scheme.bits = 1;
    scheme.channels = {constantGrid(value)};
    const std::vector<float> in = {-3, 0, 0.2F, 1000};
    std::vector<float> out(4);
    quantizeActivations(in, scheme, out, {4, 1, 1});
    EXPECT_EQ(out, std::vector<float>(4, static_cast<float>(value)));
  }
}

TEST(ActivationScheme, listsItsLevels) {
  EXPECT_EQ(activationLevels({.bits = 2, .scale = 0.5F, .zeroPoint = 1}), (std::vector<double>{-0.5, 0, 0.5, 1}));
  const std::vector<double> pieces = activationLevels(piecewiseScheme(3, 3, 9, true, ActivationRange::TopK));
  EXPECT_EQ(pieces, (std::vector<double>{-9, -7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7, 9}));
  EXPECT_TRUE(activationLevels(blockScheme(4, true, 32, 7)).empty());
  EXPECT_TRUE(activationLevels({}).empty());
}

}  // namespace
}  // namespace bitprism
