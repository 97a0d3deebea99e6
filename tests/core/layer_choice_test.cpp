#include "core/quant/scheme/layer_choice.h"

#include <gtest/gtest.h>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

TEST(LayerChoice, ofTheFirstSchemeIsItsBits) {
  constexpr LayerChoice four = 4;
  static_assert(four.bits == 4 && four.scheme == 0 && numberOfChoice(four) == 4);
  EXPECT_EQ(LayerChoice(4, 0), four);
}

TEST(LayerChoice, hasTheNumberThatFilesHave) {
  EXPECT_EQ(numberOfChoice(LayerChoice(3, 1)), 103);
  EXPECT_EQ(numberOfChoice(LayerChoice(floatBits, 12)), 1232);
  EXPECT_EQ(choiceOfNumber(216), LayerChoice(halfBits, 2));
  EXPECT_EQ(numbersOfChoices({LayerChoice(2, 1), 8, LayerChoice(5, 3)}), (std::vector<int>{102, 8, 305}));
  for (const int number : {0, 8, 101, 332, -1, -250}) EXPECT_EQ(numberOfChoice(choiceOfNumber(number)), number);
}

TEST(LayerChoice, standsWhereItsNumberStands) {
  std::vector<LayerChoice> choices;
  for (const int scheme : {0, 1, 2})
    for (const int bits : existingBits) choices.emplace_back(bits, scheme);
  for (const LayerChoice& a : choices)
    for (const LayerChoice& b : choices) EXPECT_EQ(a < b, numberOfChoice(a) < numberOfChoice(b));
}

TEST(LayerChoice, ofEveryLayerHasTheBitsOfAnAllocation) {
  EXPECT_EQ(bitsOf({LayerChoice(2, 1), 8, LayerChoice(floatBits, 3)}), (std::vector<int>{2, 8, floatBits}));
}

}  // namespace
}  // namespace bitprism
