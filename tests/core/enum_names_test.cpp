#include "core/base/enum_names.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/eval/device.h"
#include "core/eval/metric.h"
#include "core/search/bit_curve.h"
#include "core/search/search.h"
#include "core/train/training.h"

namespace bitprism {
namespace {

enum class Colour { Red, Green, Blue };

constexpr std::array<EnumName<Colour>, 3> whole = {
    {{Colour::Red, "red"}, {Colour::Green, "green"}, {Colour::Blue, "blue"}}};
constexpr std::array<EnumName<Colour>, 2> lacking = {{{Colour::Red, "red"}, {Colour::Green, "green"}}};
constexpr std::array<EnumName<Colour>, 3> mixed = {
    {{Colour::Green, "green"}, {Colour::Red, "red"}, {Colour::Blue, "blue"}}};
static_assert(namesEveryValue<whole>());
static_assert(!namesEveryValue<lacking>());
static_assert(!namesEveryValue<mixed>());

// Every name that is listed is read, and written again the same.
template <class Names, class FromName, class NameOf>
void expectRoundTrips(const Names& names, const FromName& fromName, const NameOf& nameOf) {
  EXPECT_FALSE(std::empty(names));
  for (const auto& name : names) EXPECT_EQ(std::string(nameOf(fromName(name))), name);
  try {
    fromName("no such name");
    FAIL();
  } catch (const UsageError& problem) {
    for (const auto& name : names) EXPECT_NE(std::string(problem.what()).find(name), std::string::npos) << name;
  }
}

TEST(EnumNames, areFoundByValueAndByName) {
  EXPECT_STREQ(rowOf(whole, Colour::Green).name, "green");
  EXPECT_EQ(valueNamed(whole, "blue"), Colour::Blue);
  EXPECT_FALSE(valueNamed(whole, "yellow"));
}

TEST(EnumNames, ofCommandsRoundTripAndAreListedWhereTheyAreRefused) {
  expectRoundTrips(metricNames(), metricFromName, metricName);
  expectRoundTrips(deviceNames(), deviceFromName, deviceName);
  expectRoundTrips(optimizerNames(), optimizerFromName, optimizerName);
  expectRoundTrips(scheduleNames(), scheduleFromName, scheduleName);
  expectRoundTrips(batchNormNames(), batchNormFromName, batchNormName);
  expectRoundTrips(cheapObservationNames(), cheapObservationFromName, cheapObservationName);
  std::vector<std::string> curves;
  for (const BitCurve curve : bitCurves) curves.emplace_back(bitCurveName(curve));
  expectRoundTrips(curves, bitCurveFromName, bitCurveName);
}

}  // namespace
}  // namespace bitprism
