#include "core/torch/graph/example_input.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/graph_bounds.h"

namespace bitprism {
namespace {

TEST(ExampleInput, firstImagesAreTheSameForAnyBatch) {
  for (const InputKind kind : {InputKind::Float, InputKind::Integer, InputKind::Boolean})
    for (const Shape& shape : {Shape{-1}, Shape{-1, 5}, Shape{-1, 16}, Shape{-1, 3, 7, 9}, Shape{-1, 3, 32, 32}}) {
      const at::Tensor many = exampleTensor(shape, kind, 37);
      for (const std::int64_t batch : {1, 2, 3, 5, 16, 36}) {
        const at::Tensor few = exampleTensor(shape, kind, batch);
        ASSERT_EQ(few.size(0), batch);
        ASSERT_TRUE(few.is_contiguous());
        EXPECT_TRUE(many.narrow(0, 0, batch).equal(few)) << shapeText(shape) << " x " << batch;
      }
    }
}

// 300,000 images of 7 numbers: one after another they took seconds.
TEST(ExampleInput, imagesAreNormalAndDiffer) {
  const at::Tensor images = exampleTensor({-1, 7}, InputKind::Float, 300'000);
  EXPECT_NEAR(images.mean().item<double>(), 0, 0.01);
  EXPECT_NEAR(images.std().item<double>(), 1, 0.01);
  EXPECT_EQ(std::get<0>(at::unique_dim(images.narrow(0, 0, 1000), 0)).size(0), 1000);
}

TEST(ExampleInput, givesFixedShapesAsTheyAre) {
  EXPECT_EQ(exampleTensor({}, InputKind::Float, 3).dim(), 0);
  EXPECT_EQ(exampleTensor({4, 2}, InputKind::Integer, 3).sizes().vec(), (Shape{4, 2}));
  EXPECT_EQ(exampleTensor({-1, 0, 2}, InputKind::Float, 3).sizes().vec(), (Shape{3, 0, 2}));
}

TEST(ExampleInput, isRefusedBeforeItTakesMemory) {
  const AllocationLimit limit(1 << 20, 1 << 20);
  EXPECT_NO_THROW(exampleTensor({-1, 1000}, InputKind::Float, 10));
  EXPECT_THROW(exampleTensor({-1, 1 << 18}, InputKind::Float, 2), GraphRefused);
  EXPECT_THROW(exampleTensor({-1, 1 << 30, 1 << 30}, InputKind::Integer, 1 << 30), GraphRefused);
}

}  // namespace
}  // namespace bitprism
