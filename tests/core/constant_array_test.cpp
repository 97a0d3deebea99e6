#include "core/base/constant_array.h"

#include <gtest/gtest.h>

namespace bitprism {
namespace {

TEST(ConstantNumbers, areTheVectorsWithoutACopy) {
  std::vector<float> values{1, 2, 3};
  const float* const memory = values.data();
  const auto array = constantArray(std::move(values));
  EXPECT_EQ(array->data(), memory);
  EXPECT_EQ(*array, (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(array->copy(), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(array->front(), 1);
  EXPECT_EQ((*array)[2], 3);
  EXPECT_TRUE(ConstantArray<float>().empty());
}

TEST(ConstantNumbers, keepTheOwnerOfTheirMemory) {
  auto owner = std::make_shared<const std::vector<float>>(std::vector<float>{1, 2, 3, 4});
  const std::weak_ptr<const std::vector<float>> watched = owner;
  auto array = std::make_shared<const ConstantArray<float>>(std::span(*owner).subspan(1, 2), owner);
  owner.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(*array, *constantArray(std::vector<float>{2, 3}));
  array.reset();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace bitprism
