#include "core/torch/graph/allocation_limit.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace bitprism {
namespace {

at::Tensor ofBytes(std::int64_t bytes) {
  return at::empty({bytes}, at::kByte);
}

TEST(AllocationLimit, refusesATensorThatIsTooLarge) {
  const AllocationLimit limit(1000, 10'000);
  EXPECT_NO_THROW(ofBytes(1000));
  EXPECT_THROW(ofBytes(1001), c10::Error);
  EXPECT_THROW(at::empty({std::int64_t{1} << 61}, at::kByte), c10::Error);
}

TEST(AllocationLimit, countsWhatIsAliveTogether) {
  const AllocationLimit limit(1000, 2500);
  const at::Tensor first = ofBytes(1000);
  std::optional<at::Tensor> second = ofBytes(1000);
  EXPECT_THROW(ofBytes(1000), c10::Error);
  const at::Tensor third = ofBytes(500);
  EXPECT_THROW(ofBytes(1), c10::Error);
  second.reset();
  EXPECT_NO_THROW(ofBytes(1000));
}

TEST(AllocationLimit, countsStorageThatGrows) {
  const AllocationLimit limit(1000, 2500);
  at::Tensor tensor = ofBytes(400);
  tensor.fill_(3);
  tensor.resize_({900});
  EXPECT_EQ(tensor[399].item<int>(), 3);
  EXPECT_THROW(tensor.resize_({2000}), c10::Error);
}

TEST(AllocationLimit, limitsItsThreadAlone) {
  const AllocationLimit limit(1000, 2000);
  std::thread([] { EXPECT_EQ(ofBytes(100'000).numel(), 100'000); }).join();
  EXPECT_THROW(ofBytes(100'000), c10::Error);
}

TEST(AllocationLimit, endsWithItsScopeWhileTensorsLiveOn) {
  const c10::InferenceMode inference;
  std::vector<at::Tensor> kept;
  for (int round = 0; round < 3; ++round) {
    const AllocationLimit limit(1000, 1500);
    kept.push_back(ofBytes(1000).fill_(round));
    EXPECT_THROW(ofBytes(1000), c10::Error);
  }
  EXPECT_EQ(ofBytes(100'000).numel(), 100'000);
  for (int round = 0; round < 3; ++round)
    EXPECT_EQ(kept[static_cast<std::size_t>(round)].sum().item<int>(), 1000 * round);
  std::thread([tensors = std::move(kept)]() mutable { tensors.clear(); }).join();
}

TEST(AllocationLimit, freesWhileOtherThreadsAllocate) {
  const AllocationLimit limit(1000, 100'000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    std::vector<at::Tensor> tensors;
    for (int k = 0; k < 20; ++k) tensors.push_back(ofBytes(1000));
    threads.emplace_back([tensors = std::move(tensors)]() mutable {
      for (at::Tensor& tensor : tensors) tensor = ofBytes(5000);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<at::Tensor> all;
  for (int k = 0; k < 100; ++k) all.push_back(ofBytes(1000));  // everything was given back
  EXPECT_THROW(ofBytes(1), c10::Error);
}

TEST(AllocationLimit, keepsTensorsAligned) {
  for (const std::int64_t bytes : {1, 63, 64, 65, 4097})
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(ofBytes(bytes).data_ptr()) % 64, 0u) << bytes;
  EXPECT_EQ(at::empty({0}).numel(), 0);
}

}  // namespace
}  // namespace bitprism
