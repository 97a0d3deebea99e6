#include "core/search/cost.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

TEST(Cost, readsLimitsByTheirUnits) {
  const std::pair<const char*, CostLimit> cases[] = {{"100KiB", {Cost::Memory, 102400}},
                                                     {"1.5 MiB", {Cost::Memory, 1572864}},
                                                     {"7B", {Cost::Memory, 7}},
                                                     {"3ms", {Cost::Latency, 3000000}},
                                                     {"250us", {Cost::Latency, 250000}},
                                                     {"0.002 s", {Cost::Latency, 2000000}},
                                                     {"2.5GBOPs", {Cost::BitOperations, 2500000000}},
                                                     {"40 kBOPs", {Cost::BitOperations, 40000}}};
  for (const auto& [written, limit] : cases) {
    EXPECT_EQ(costLimitFromText(written), limit) << written;
    EXPECT_EQ(costFromText(limit.cost, written), limit.most) << written;
    EXPECT_EQ(costLimitFromText(exactLimitText(limit)), limit) << written;
  }
  EXPECT_EQ(costFromText(Cost::Memory, "120000"), 120000);
}

TEST(Cost, refusesWhatIsNoLimit) {
  for (const char* wrong : {"", "100", "KiB", "-3ms", "0ms", "3 parsecs", "1e30GBOPs", "nan s", "inf s", "3msx", "2G"})
    EXPECT_THROW(costLimitFromText(wrong), UsageError) << wrong;
  EXPECT_THROW(costFromText(Cost::Memory, "3ms"), UsageError);
  EXPECT_THROW(costFromText(Cost::Memory, "1e30"), UsageError);
  EXPECT_THROW(costFromText(Cost::Latency, "100KiB"), UsageError);
  EXPECT_THROW(costFromName("money"), UsageError);
}

TEST(Cost, isShownWithItsUnit) {
  EXPECT_EQ(costText(Cost::Memory, 12595), "12.3 KiB");
  EXPECT_EQ(costText(Cost::BitOperations, 2600000000), "2.60 GBOPs");
  EXPECT_EQ(costText(Cost::BitOperations, 612), "612 BOPs");
  EXPECT_EQ(costText(Cost::Latency, 3210000), "3.21 ms");
  EXPECT_EQ(costText(Cost::Latency, 850), "0.85 us");
  EXPECT_EQ(costText(Cost::Latency, 1500000000), "1.50 s");
}

TEST(Cost, keepsTheTightestLimitOfEachCost) {
  const std::vector<CostLimit> limits =
      tightest({{Cost::Latency, 5}, {Cost::Memory, 900}, {Cost::Latency, 3}, {Cost::Memory, 1000}});
  EXPECT_EQ(limits, (std::vector<CostLimit>{{Cost::Memory, 900}, {Cost::Latency, 3}}));
  EXPECT_EQ(costLimitsFromJson(toJson(limits), "test"), limits);
  for (const char* wrong : {R"({})", R"([{"cost": "memory"}])", R"([{"cost": "money", "most": 3}])",
                            R"([{"cost": "memory", "most": 0}])", R"([{"cost": "memory", "most": "3"}])"})
    EXPECT_THROW(costLimitsFromJson(parseJson(wrong, "test"), "test"), InputError) << wrong;
}

}  // namespace
}  // namespace bitprism
