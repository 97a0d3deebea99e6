#pragma once

#include <cstdint>
#include <set>
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

// The most numbers that an input may state for all of its images together; 3 x 8192 x 8192 is within it.
inline constexpr std::int64_t mostNumbersOfInput = std::int64_t{1} << 28;

// The memory that reading a file may take unless something else is asked for: so much for what its graph computes, and
// weights as often as they exist for a while, as the file's bytes, as its messages, as tensors and as converted ones.
inline constexpr std::int64_t usualComputingBytes = std::int64_t{3} << 30;
inline constexpr std::int64_t copiesWhileReading = 8;

// The memory that the tensors of a graph from a file may take while it runs on its example, for AllocationLimit: a file
// of a few bytes can state any size. LibTorch may need as much again for copies of its own, which nobody counts; both
// together stay within what the process that reads files may take (ProcessLimits::bytes).
struct GraphBounds {
  std::int64_t bytesOfTensor = 0, bytesOfAll = 0;
};

// weightBytes: of the file and its external data. readingBytes: the memory that reading it may take; 0: as usual.
GraphBounds graphBounds(std::int64_t weightBytes, std::int64_t readingBytes = 0);

// The refusal of what AllocationLimit forbids; problem: as it says it.
GraphRefused beyondBounds(const std::string& what, const std::string& problem);

// A convolution as its operands say it, with lists of one number for each spatial axis.
struct ConvolutionExtents {
  Shape input, weight;
  std::vector<std::int64_t> stride, padding, dilation;
  bool transposed = false;
  std::int64_t groups = 1;
  bool channelsFirst = true;  // how the input is stored
};

// The code that oneDNN writes for the convolutions of a graph. It stores pictures channels last, as networks are run,
// and on processors with AVX-512 writes code for every column that such a convolution gives: seconds and gigabytes for
// rows of a million columns, whatever the tensors take. Equal convolutions share their code. One thread at a time.
class ConvolutionCode {
 public:
  // Before a convolution runs. Throws GraphRefused naming it if its code is too much, with that of those before.
  void add(const ConvolutionExtents& convolution, const std::string& node);

 private:
  std::set<std::vector<Shape>> known_;
  double bytes_ = 0;
};

}  // namespace bitprism
