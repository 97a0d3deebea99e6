#pragma once

#include <cstdint>

namespace bitprism {

// Loops over float32 in which LibTorch is slower than memory bandwidth allows. NaN is propagated.

// out = max(a + b, 0); out may be a or b.
void addRelu(const float* a, const float* b, float* out, std::int64_t count);

struct PoolWindow {
  std::int64_t kernel = 1, stride = 1, padding = 0, dilation = 1;

  // The number of output positions for a number of inputs; with `ceil` the last window may exceed the end if it starts
  // before it.
  std::int64_t outputs(std::int64_t inputs, bool ceil) const;
};

// Maximum over windows of [count][height][width][channels], channels innermost; outputs: see PoolWindow::outputs.
struct MaxPool {
  std::int64_t count = 0, height = 0, width = 0, channels = 0;
  PoolWindow rows, columns;
  std::int64_t outputRows = 0, outputColumns = 0;
};
void maxPool(const MaxPool& pool, const float* in, float* out);

// Mean over the positions of [count][positions][channels].
void meanOverPositions(std::int64_t count, std::int64_t positions, std::int64_t channels, const float* in, float* out);

}  // namespace bitprism
