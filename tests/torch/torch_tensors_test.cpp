#include "core/torch/graph/torch_tensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace bitprism {
namespace {

Tensor sixFloats() {
  return floatTensor("w", {2, 3}, {1, 2, 3, 4, 5, 6});
}

const void* memoryOf(const Tensor& tensor) {
  return std::get<Floats>(tensor.values)->data();
}

TEST(TorchTensors, shareTheMemoryOfAProgram) {
  const Tensor tensor = sixFloats();
  const at::Tensor torch = toTorch(tensor);
  EXPECT_EQ(torch.data_ptr(), memoryOf(tensor));
  const Tensor back = fromTorch(torch.reshape({3, 2}), "v");
  EXPECT_EQ(memoryOf(back), memoryOf(tensor));
  EXPECT_EQ(back.shape, (Shape{3, 2}));
  EXPECT_EQ(back.name, "v");
}

TEST(TorchTensors, keepSharedMemoryAlive) {
  at::Tensor torch;
  Tensor back;
  {
    const Tensor tensor = sixFloats();
    torch = toTorch(tensor);
  }
  EXPECT_EQ(torch.sum().item<float>(), 21);
  back = fromTorch(torch, "w");
  torch = at::Tensor();
  EXPECT_EQ(*std::get<Floats>(back.values), *std::get<Floats>(sixFloats().values));
}

TEST(TorchTensors, copyWhatIsNotTheWholeInOrder) {
  const Tensor tensor = sixFloats();
  const at::Tensor torch = toTorch(tensor);
  const auto numbers = [](const at::Tensor& part) { return std::get<Floats>(fromTorch(part, "").values)->copy(); };
  EXPECT_EQ(numbers(torch.t()), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(numbers(torch[0]), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(numbers(torch[1]), (std::vector<float>{4, 5, 6}));
  EXPECT_EQ(numbers(torch.slice(1, 0, 3, 2)), (std::vector<float>{1, 3, 4, 6}));
  EXPECT_EQ(numbers(torch.to(at::kDouble)), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(std::get<Integers>(fromTorch(torch.view(at::kInt), "").values)->front(), 0x3f800000);  // the bits of 1
  EXPECT_NE(memoryOf(fromTorch(torch.clone(), "")), memoryOf(tensor));
}

}  // namespace
}  // namespace bitprism
