#include "core/quant/plan/quant_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/error.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::variedNetwork;

const QuantPlan mixed{{QuantScheme{.bits = 3,
                                   .symmetric = false,
                                   .granularity = Granularity::Tensor,
                                   .range = RangeRule::MinMax,
                                   .correction = Correction::None},
                       QuantScheme{.bits = floatBits}, QuantScheme{.bits = 8}}};

TEST(QuantPlan, surviveJson) {
  const Network network = variedNetwork();
  const Json json = parseJson(planToJson(mixed, network).dump(2), "plan.json");
  EXPECT_EQ(planFromJson(json, network, "plan.json"), mixed);
  EXPECT_EQ(json["format"], "bitprism-plan");
  EXPECT_EQ(
      json["layers"][0].dump(),
      R"({"name":"first","method":"uniform","bits":3,"symmetric":false,"per":"tensor","range":"minmax","correction":"none"})");
}

TEST(QuantPlan, findsLayersByName) {
  const Network network = variedNetwork();
  Json json = planToJson(mixed, network);
  std::reverse(json["layers"].begin(), json["layers"].end());
  EXPECT_EQ(planFromJson(json, network, "plan.json"), mixed);
}

TEST(QuantPlan, fillsInWhatIsAbsent) {
  const Network network = variedNetwork();
  Json json = planToJson(mixed, network);
  for (Json& layer : json["layers"]) layer = Json{{"name", layer["name"]}, {"bits", 5}};
  EXPECT_EQ(planFromJson(json, network, "plan.json"), uniformPlan(3, {.bits = 5}));
}

TEST(QuantPlan, refusesWhatDoesNotFitInASentence) {
  const Network network = variedNetwork();
  const Json good = planToJson(mixed, network);
  const auto message = [&](const auto& change) -> std::string {
    Json json = good;
    change(json);
    try {
      planFromJson(json, network, "p.json");
    } catch (const InputError& problem) {
      return problem.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message([](Json& json) { json["layers"].erase(2); }),
            "cannot read 'p.json': layer 'last' of network 'varied.onnx' is missing");
  EXPECT_EQ(message([](Json& json) { json["layers"][2]["name"] = "first"; }),
            "cannot read 'p.json': layer 'first' is there twice");
  EXPECT_EQ(message([](Json& json) { json["layers"][2]["name"] = "other"; }),
            "cannot read 'p.json': layer 'other' is not in network 'varied.onnx'");
  EXPECT_EQ(message([](Json& json) { json["format"] = "x"; }),
            "cannot read 'p.json': its format is 'x', expected 'bitprism-plan'");
  EXPECT_EQ(message([](Json& json) { json["version"] = 2; }), "cannot read 'p.json': plan version 2, expected 1");
  EXPECT_EQ(message([](Json& json) { json["layers"] = 3; }), "cannot read 'p.json': 'layers' is not a list");
  EXPECT_NE(message([](Json& json) {
              json["layers"][0]["bits"] = 9;
            }).find("9 bits, expected 1 to 8, 16 for half floats or 32"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][0]["bits"] = 4294967300; }).find("bits, expected"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][0].erase("bits"); }).find("'bits' is missing"), std::string::npos);
  EXPECT_NE(message([](Json& json) {
              json["layers"][0]["method"] = "magic";
            }).find("unknown method 'magic', expected one of uniform, aciq"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][0]["range"] = 5; }).find("'range' is not a string"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][0]["symetric"] = true; }).find("unknown option 'symetric'"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][0]["symmetric"] = 1; }).find("neither true nor false"),
            std::string::npos);
  EXPECT_NE(message([](Json& json) { json = Json::array(); }).find("expected an object"), std::string::npos);
  EXPECT_NE(message([](Json& json) { json["layers"][1] = 7; }).find("expected an object"), std::string::npos);
}

TEST(QuantPlan, takesBitsFromAnAllocation) {
  const QuantPlan plan = withBits({.symmetric = false}, {2, 32, 7});
  EXPECT_EQ(plan.bits(), (BitAllocation{2, 32, 7}));
  EXPECT_FALSE(plan.layers[1].symmetric);
  EXPECT_THROW(withBits({}, {2, 0}), UsageError);
  EXPECT_THROW(planToJson(withBits({}, {2, 3}), variedNetwork()), UsageError);
}

TEST(QuantScheme, namesReadBack) {
  for (const Granularity value : {Granularity::Tensor, Granularity::Channel})
    EXPECT_EQ(granularityFromName(granularityName(value)), value);
  for (const RangeRule value : {RangeRule::MinMax, RangeRule::LeastSquares, RangeRule::Percentile})
    EXPECT_EQ(rangeFromName(rangeName(value)), value);
  for (const Correction value : {Correction::None, Correction::Mean})
    EXPECT_EQ(correctionFromName(correctionName(value)), value);
  EXPECT_EQ(methodFromName("uniform"), Method::Uniform);
  EXPECT_THROW(rangeFromName("Mse"), UsageError);
  EXPECT_THROW(checkBits(0), UsageError);
  EXPECT_NO_THROW(checkBits(1));
  EXPECT_NO_THROW(checkBits(16));
  EXPECT_THROW(checkBits(15), UsageError);
}

TEST(QuantScheme, percentilesSurviveJson) {
  for (const double percentile : {99.9, 50.5, 100.0, 99.123456}) {
    const QuantScheme scheme{.bits = 4, .range = RangeRule::Percentile, .percentile = checkedPercentile(percentile)};
    EXPECT_EQ(schemeFromJson(parseJson(toJson(scheme).dump(), "text")), scheme);
  }
  EXPECT_EQ(schemeFromJson({{"bits", 4}, {"range", "percentile"}}).percentile, standardPercentile);
  EXPECT_EQ(rangeText({.range = RangeRule::Percentile, .percentile = 99.5}), "percentile 99.5");
  EXPECT_FALSE(toJson(QuantScheme{.bits = 4}).contains("percentile"));
  for (const Json& bad : {Json(50), Json(100.1), Json(-3), Json("99"), Json(nullptr)})
    EXPECT_THROW(schemeFromJson({{"bits", 4}, {"range", "percentile"}, {"percentile", bad}}), InputError);
  EXPECT_THROW(schemeFromJson({{"bits", 4}, {"percentile", 99}}), InputError);
}

TEST(QuantScheme, stepsThroughTheWidthsThatExist) {
  EXPECT_EQ(steppedBits(8, 1), halfBits);
  EXPECT_EQ(steppedBits(halfBits, 1), floatBits);
  EXPECT_EQ(steppedBits(floatBits, 1), floatBits);
  EXPECT_EQ(steppedBits(floatBits, -2), 8);
  EXPECT_EQ(steppedBits(1, -1), 1);
}

}  // namespace
}  // namespace bitprism
