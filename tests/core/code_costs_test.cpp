#include "core/codec/code_costs.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/codec/exponential_golomb.h"
#include "core/codec/golomb_rice.h"
#include "tests/support/made_maps.h"

namespace bitprism {
namespace {

// Every number of 16 bits once: its kind's lengths are its own.
TEST(CodeCosts, areTheLengthsOfEveryNumber) {
  for (std::uint32_t x = 0; x < 65536; ++x) {
    const auto code = static_cast<std::uint16_t>(x);
    const CodeCosts costs = codeCosts({&code, 1}, 16);
    ASSERT_EQ(costs.nonZeros, x > 0 ? 1u : 0u);
    ASSERT_EQ(costs.flagged, static_cast<unsigned>(sparseLength(x, 0, SparseStart::Flagged)));
    for (int k = 0; k <= mostK; ++k) {
      const auto at = static_cast<std::size_t>(k);
      ASSERT_EQ(costs.exponentialGolomb[at], static_cast<unsigned>(exponentialGolombLength(x, k))) << x << ' ' << k;
      ASSERT_EQ(costs.sparse[at], static_cast<unsigned>(sparseLength(x, k))) << x << ' ' << k;
      ASSERT_EQ(costs.rice[at], static_cast<unsigned>(riceLength(x, k))) << x << ' ' << k;
      ASSERT_EQ(costs.sparseRice[at], static_cast<unsigned>(sparseRiceLength(x, k))) << x << ' ' << k;
    }
  }
}

TEST(CodeCosts, theQuickChoiceIsTheCheapest) {
  for (const int bits : {1, 2, 5, 8, 12, 16})
    for (const std::size_t count : {1u, 3u, 100u, 4096u})
      for (const auto& [name, codes] : test::manyCodes(bits, count)) {
        const CodeCosts costs = codeCosts(codes, bits);
        const CodeChoice choice = chooseCode(codes, bits), slow = cheapest(costs, bits);
        EXPECT_EQ(choice.code, slow.code) << name << ' ' << bits;
        EXPECT_EQ(choice.bits, slow.bits) << name;
        EXPECT_LE(choice.bits, costs.count * static_cast<unsigned>(bits));
        EXPECT_LE(choice.bits, costs.count + costs.nonZeros * static_cast<unsigned>(bits));
        for (std::size_t k = 0; k <= mostK; ++k) {
          EXPECT_LE(choice.bits, costs.exponentialGolomb[k]);
          EXPECT_LE(choice.bits, costs.sparse[k]);
          EXPECT_LE(choice.bits, costs.rice[k]);
          EXPECT_LE(choice.bits, costs.sparseRice[k]);
        }
      }
}

TEST(CodeCosts, everyModeIsChosenSomewhere) {
  const auto modeOf = [](const std::vector<std::uint16_t>& codes, int bits) {
    return chooseCode(codes, bits).code.mode;
  };
  EXPECT_EQ(modeOf(std::vector<std::uint16_t>(100, 0), 8), BlockMode::Zero);
  EXPECT_EQ(modeOf(test::sparseCodes(4096, 12, 0.6, 1), 12), BlockMode::SparseRice);
  EXPECT_EQ(modeOf(test::sparseCodes(4096, 12, 0, 1), 12), BlockMode::Rice);
  std::vector<std::uint16_t> uniform(4096), hardly(4096), skewed(4096), longTail(4096);
  Random random(3);
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    uniform[i] = static_cast<std::uint16_t>(random.below(256));
    hardly[i] = static_cast<std::uint16_t>(random.below(2) * random.below(256));
    longTail[i] = static_cast<std::uint16_t>(random.below(2) * (random.below(65536) >> random.below(8)));
    skewed[i] = static_cast<std::uint16_t>(random.below(256) >> random.below(9));
  }
  EXPECT_EQ(modeOf(uniform, 8), BlockMode::Raw);
  EXPECT_EQ(modeOf(hardly, 8), BlockMode::ZeroValue);
  EXPECT_EQ(modeOf(longTail, 16), BlockMode::Sparse);
  EXPECT_EQ(modeOf(skewed, 8), BlockMode::ExponentialGolomb);
}

TEST(CodeCosts, refuseACodeOfMoreBits) {
  const std::vector<std::uint16_t> codes{0, 255, 256};
  EXPECT_NO_THROW(codeCosts(codes, 9));
  EXPECT_THROW(codeCosts(codes, 8), Error);
  EXPECT_THROW(chooseCode(codes, 8), Error);
}

}  // namespace
}  // namespace bitprism
