#include "core/torch/graph/example_input.h"

#include <ATen/ATen.h>

namespace bitprism {

at::Tensor exampleTensor(const Shape& shape, InputKind kind, std::int64_t batch) {
  constexpr std::uint64_t seed = 7;
  at::Generator generator = at::detail::createCPUGenerator(seed);
  // Image by image, because LibTorch's random numbers depend on the size of the tensor.
  const bool batched = !shape.empty() && shape[0] < 0;
  Shape one = shape;
  if (batched) one[0] = 1;
  const auto numbers = [&]() -> at::Tensor {
    if (kind == InputKind::Float) return at::randn(one, generator, at::TensorOptions(at::kFloat));
    if (kind == InputKind::Boolean) return at::ones(one, at::kBool);
    return at::randint(0, 2, one, generator, at::TensorOptions(at::kLong));
  };
  if (!batched) return numbers();
  std::vector<at::Tensor> images;
  for (std::int64_t i = 0; i < batch; ++i) images.push_back(numbers());
  return at::cat(images);
}

at::Tensor exampleForm(const Shape& shape, std::int64_t batch) {
  Shape sizes = shape;
  if (!sizes.empty() && sizes[0] < 0) sizes[0] = batch;
  return at::empty(sizes, at::TensorOptions(at::kFloat).device(at::kMeta));
}

Shape otherExtents(Shape shape, const std::vector<std::int64_t>& axes) {
  constexpr std::int64_t step = 32;  // usual total stride of networks
  for (const std::int64_t axis : axes) {
    std::int64_t& extent = shape.at(static_cast<std::size_t>(axis));
    extent += extent % step == 0 ? step : extent;
  }
  return shape;
}

}  // namespace bitprism
