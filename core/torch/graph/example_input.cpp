#include "core/torch/graph/example_input.h"

#include <ATen/ATen.h>

#include <limits>

#include "core/base/text.h"
#include "core/torch/graph/graph_bounds.h"
#include "core/torch/graph/torch_problem.h"

namespace bitprism {
namespace {

// A row of numbers, which begins with those of every shorter one: LibTorch draws normal numbers in blocks, and draws
// what does not fill one in another way.
at::Tensor numbersInARow(std::int64_t count, InputKind kind) {
  constexpr std::uint64_t seed = 7;
  constexpr std::int64_t block = 16;
  at::Generator generator = at::detail::createCPUGenerator(seed);
  if (kind == InputKind::Boolean) return at::ones({count}, at::kBool);
  if (kind == InputKind::Integer) return at::randint(0, 2, {count}, generator, at::TensorOptions(at::kLong));
  const std::int64_t whole = (count + block - 1) / block * block;
  return at::randn({whole}, generator, at::TensorOptions(at::kFloat)).narrow(0, 0, count);
}

}  // namespace

at::Tensor exampleTensor(const Shape& shape, InputKind kind, std::int64_t batch) {
  Shape whole = shape;
  if (!whole.empty() && whole[0] < 0) whole[0] = batch;
  std::int64_t count = 1;
  for (const std::int64_t extent : whole) {
    if (extent > 0 && count > std::numeric_limits<std::int64_t>::max() / 64 / extent)
      throw GraphRefused(text("an input of ", shapeText(whole), " numbers does not fit in memory"));
    count *= extent;
  }
  try {
    return numbersInARow(count, kind).view(whole);
  } catch (const c10::OutOfMemoryError& problem) {  // of AllocationLimit
    throw beyondBounds(text("an input of ", shapeText(whole), " numbers"), problemText(problem));
  }
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
