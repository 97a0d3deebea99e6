#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/network/tensor.h"

namespace bitprism {

// A graph that would not run with any other input either.
class GraphRefused : public InputError {
 public:
  using InputError::InputError;
};

// The memory that the tensors of a graph from a file may take while it runs on its example, for AllocationLimit: a file
// of a few bytes can state any size. LibTorch may need as much again for copies of its own, which nobody counts; both
// together stay within what the process that reads files may take (ProcessLimits::bytes).
struct GraphBounds {
  std::int64_t bytesOfTensor = 0, bytesOfAll = 0;
};

// weightBytes: of the file and its external data; weights exist several times for a while.
GraphBounds graphBounds(std::int64_t weightBytes);

// A convolution as its operands say it, with lists of one number for each spatial axis.
struct ConvolutionExtents {
  Shape input, weight;
  std::vector<std::int64_t> stride, padding, dilation, outputPadding;
  bool transposed = false;
  bool channelsFirst = true;  // how the input is stored
};

// The long rows that the convolutions of a graph read and write. For pictures stored channels last, oneDNN writes code
// for every column of a convolution, several kilobytes in 10 us, so that rows that are longer than any picture's take
// seconds and gigabytes, whatever the tensors take. One thread at a time.
class LongRows {
 public:
  // Before a convolution runs. Throws GraphRefused naming it if it is one too many.
  void add(const ConvolutionExtents& convolution, const std::string& node);

 private:
  double columns_ = 0;  // of all long rows until now
};

}  // namespace bitprism
