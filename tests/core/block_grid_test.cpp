#include "core/quant/codes/block_grid.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "core/quant/codes/block_levels.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

Shape randomShape(Random& random) {
  const auto extent = [&](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
  Shape shape{extent(7), random.below(4) == 0 ? 1 : extent(70)};
  for (std::uint64_t kernel = random.below(4); kernel > 0; --kernel) shape.push_back(extent(4));
  return shape;
}

// The block of the weight at an index, by nothing but arithmetic on the index.
std::size_t blockAt(const Shape& index, const BlockGrid& grid) {
  const Shape scales = grid.scaleShape();
  std::int64_t block = 0;
  for (std::size_t d = 0; d < index.size(); ++d) {
    std::int64_t at = index[d];
    if (static_cast<std::int64_t>(d) == grid.axis) at /= grid.length;
    if (grid.whole && d > 0) at = 0;
    block = block * scales[d] + at;
  }
  return static_cast<std::size_t>(block);
}

TEST(BlockGrid, isArithmeticOnTheIndex) {
  Random random(1);
  int whole = 0, ragged = 0;
  for (int round = 0; round < 400; ++round) {
    const Shape shape = randomShape(random);
    const auto channelAxis = static_cast<std::int64_t>(random.below(2));
    const BlockGrid grid(shape, channelAxis, static_cast<std::int64_t>(1 + random.below(40)));
    const std::int64_t count = elementCount(shape), along = shape[static_cast<std::size_t>(1 - channelAxis)];
    whole += grid.whole;
    ragged += along % grid.length != 0;
    ASSERT_EQ(grid.whole, channelAxis == 0 && along == 1 && shape.size() > 2) << shapeText(shape);
    ASSERT_EQ(grid.axis, 1 - channelAxis);
    ASSERT_LE(grid.length, along);
    ASSERT_EQ(elementCount(grid.scaleShape()), grid.count());
    std::vector<std::size_t> blockOf(static_cast<std::size_t>(count), static_cast<std::size_t>(-1));
    std::size_t next = 0;
    grid.forEachBlock([&](std::size_t block, std::size_t begin, std::size_t size, std::size_t stride) {
      ASSERT_EQ(block, next++);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_LT(begin + i * stride, blockOf.size());
        ASSERT_EQ(blockOf[begin + i * stride], static_cast<std::size_t>(-1)) << "in two blocks";
        blockOf[begin + i * stride] = block;
      }
    });
    EXPECT_EQ(static_cast<std::int64_t>(next), grid.count());
    for (std::int64_t k = 0; k < count; ++k) {
      Shape index(shape.size());
      std::int64_t rest = k;
      for (std::size_t d = shape.size(); d-- > 0; rest /= shape[d]) index[d] = rest % shape[d];
      const std::size_t block = blockAt(index, grid);
      ASSERT_EQ(blockOf[static_cast<std::size_t>(k)], block) << shapeText(shape) << " axis " << grid.axis;
      ASSERT_EQ(grid.channelOf(block), static_cast<std::size_t>(index[static_cast<std::size_t>(channelAxis)]));
    }
  }
  EXPECT_GT(whole, 10);
  EXPECT_GT(ragged, 50);
}

// Lines are another way to say the same.
TEST(BlockGrid, hasLinesOfTheSameBlocks) {
  Random random(2);
  for (int round = 0; round < 300; ++round) {
    const Shape shape = randomShape(random);
    const BlockGrid grid(shape, static_cast<std::int64_t>(random.below(2)),
                         static_cast<std::int64_t>(1 + random.below(40)));
    const BlockGrid::Line line = grid.line();
    const auto count = static_cast<std::size_t>(elementCount(shape)), blocks = static_cast<std::size_t>(grid.count());
    ASSERT_EQ(grid.lines() * line.size(), count);
    ASSERT_EQ(grid.lines() * line.blocks(), blocks);
    std::vector<std::int8_t> codes(count);
    for (std::int8_t& code : codes) code = static_cast<std::int8_t>(static_cast<int>(random.below(256)) - 128);
    std::vector<float> scales(blocks), expected(count), found(count);
    for (float& scale : scales) scale = static_cast<float>(random.normal());
    grid.forEachBlock([&](std::size_t block, std::size_t begin, std::size_t size, std::size_t stride) {
      for (std::size_t i = 0; i < size; ++i)
        expected[begin + i * stride] = scales[block] * static_cast<float>(codes[begin + i * stride]);
    });
    for (std::size_t l = 0; l < grid.lines(); ++l)
      blockLevels(line, codes.data() + l * line.size(), scales.data() + l * line.blocks(),
                  found.data() + l * line.size());
    EXPECT_EQ(found, expected) << shapeText(shape);
  }
}

TEST(BlockGrid, holdsNothingWhereThereIsNothing) {
  for (const Shape& shape : {Shape{0, 4, 3, 3}, Shape{4, 0, 3, 3}, Shape{4, 0}, Shape{0, 0}})
    for (const std::int64_t axis : {0, 1}) {
      const BlockGrid grid(shape, axis, 32);
      EXPECT_EQ(grid.count(), 0) << shapeText(shape);
      grid.forEachBlock([&](std::size_t, std::size_t, std::size_t, std::size_t) { ADD_FAILURE() << shapeText(shape); });
      EXPECT_EQ(grid.lines() * grid.line().blocks(), 0u);
    }
}

}  // namespace
}  // namespace bitprism
