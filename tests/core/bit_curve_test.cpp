#include "core/search/bit_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/golden_set.h"

namespace bitprism {
namespace {

class BitCurveGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(BitCurveGolden);

TEST_P(BitCurveGolden, theBitsOfEveryCase) {
  NEED_VECTORS("search/bit_curves.json");
  const Json all = json("search/bit_curves.json");
  const std::map<std::string, BitCurve> named{{"linear_1d", BitCurve::Pivot},
                                              {"bezier_linear", BitCurve::Linear},
                                              {"bezier_quadratic", BitCurve::QuadraticBezier},
                                              {"bezier_cubic", BitCurve::CubicBezier},
                                              {"chebyshev4", BitCurve::Chebyshev}};
  std::map<std::string, int> compared;
  for (const Json& one : all) {
    const std::string name = one.at("curve");
    const auto curve = named.find(name);
    if (curve == named.end()) {
      passOver("a curve that is not known: " + name);
      continue;
    }
    std::vector<float> parameters;
    for (const double parameter : one.at("params")) parameters.push_back(static_cast<float>(parameter));
    std::vector<int> bits;
    for (const float value : curveValues(curve->second, parameters, one.at("L").get<std::size_t>()))
      bits.push_back(publishedBits(value));
    EXPECT_EQ(bits, one.at("bits").get<std::vector<int>>()) << one;
    ++compared[name];
  }
  ASSERT_FALSE(compared.empty());
  for (const auto& [name, count] : compared) std::cout << name << ": " << count << " cases\n";
}

TEST(BitCurve, beziersGoFromTheirFirstParameterToTheirLast) {
  const std::vector<float> p{0.2f, 0.9f, 0.4f, 0.7f};
  for (const BitCurve curve : {BitCurve::Linear, BitCurve::QuadraticBezier, BitCurve::CubicBezier}) {
    const auto count = static_cast<std::size_t>(curveParameters(curve));
    const std::vector<float> values = curveValues(curve, {p.data(), count}, 21);
    EXPECT_NEAR(values.front(), p.front(), 1e-6);
    EXPECT_NEAR(values.back(), p[count - 1], 1e-6);
  }
}

TEST(BitCurve, allParametersAtOneLevelAreUniformBits) {
  for (const BitCurve curve : bitCurves) {
    if (curve == BitCurve::Pivot || curve == BitCurve::Chebyshev) continue;
    const std::vector<float> p(static_cast<std::size_t>(curveParameters(curve)), 0.3f);
    for (const float value : curveValues(curve, p, 30)) EXPECT_NEAR(value, 0.3, 1e-6) << bitCurveName(curve);
  }
  for (const float value : curveValues(BitCurve::Pivot, std::vector{0.5f}, 30)) EXPECT_EQ(value, 0.5f);
  for (const float value : curveValues(BitCurve::Chebyshev, std::vector{0.3f, 0.5f, 0.5f, 0.5f}, 30))
    EXPECT_NEAR(value, 0.3, 1e-6);
}

TEST(BitCurve, chebyshevIsTheSumOfCosines) {
  const std::vector<float> p{0.6f, 0.1f, 0.8f, 0.3f};
  const std::vector<float> values = curveValues(BitCurve::Chebyshev, p, 33);
  for (std::size_t l = 0; l < values.size(); ++l) {
    const double u = 2 * static_cast<double>(l) / 32 - 1;
    double expected = 0.5;
    for (std::size_t i = 0; i < 4; ++i) expected += (p[i] - 0.5) * std::cos(static_cast<double>(i) * std::acos(u));
    EXPECT_NEAR(values[l], expected, 1e-6);
  }
}

TEST(BitCurve, ofOneLayerIsItsBeginning) {
  EXPECT_EQ(curveValues(BitCurve::Linear, std::vector{0.25f, 1.0f}, 1), std::vector{0.25f});
  EXPECT_TRUE(curveValues(BitCurve::Linear, std::vector{0.25f, 1.0f}, 0).empty());
}

TEST(BitCurve, publishedBitsReachSevenOnlyAtTheTop) {
  EXPECT_EQ(publishedBits(-0.5f), 1);
  EXPECT_EQ(publishedBits(0.999f), 6);
  EXPECT_EQ(publishedBits(1.0f), 7);
  EXPECT_EQ(publishedBits(3.0f), 7);
  EXPECT_EQ(publishedBits(std::nanf("")), 1);
}

TEST(BitCurve, evenLevelsShareTheRange) {
  std::map<std::size_t, int> counts;
  for (int i = 0; i < 7000; ++i) ++counts[evenLevel(static_cast<float>(i) / 7000, 7)];
  ASSERT_EQ(counts.size(), 7u);
  for (const auto& [level, count] : counts) EXPECT_NEAR(count, 1000, 1) << level;
  EXPECT_EQ(evenLevel(1.0f, 7), 6u);
  EXPECT_EQ(evenLevel(-2.0f, 7), 0u);
  EXPECT_EQ(evenLevel(0.9f, 1), 0u);
}

TEST(BitCurve, namesReadBackAndParametersAreCounted) {
  for (const BitCurve curve : bitCurves) EXPECT_EQ(bitCurveFromName(bitCurveName(curve)), curve);
  EXPECT_THROW(bitCurveFromName("spline"), UsageError);
  EXPECT_THROW(curveValues(BitCurve::CubicBezier, std::vector{0.5f}, 3), Error);
}

}  // namespace
}  // namespace bitprism
