#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// One place where a program applies a layer that computes in integers.
struct IntegerUse {
  std::size_t layer = 0;
  std::size_t instruction = 0;          // of IntegerProgram::program
  int bias = -1;                        // its own tensor there, rounded; -1: none
  std::vector<std::int32_t> biasCodes;  // bias = code * scale
  std::vector<float> biasScales;        // of every output channel: the input's scale times the weights'
};

// A plan's integer form as whoever computes it needs it.
struct IntegerProgram {
  Program program;  // with quantizers, and a bias for every use
  std::vector<QuantizedTensor>
      weights;  // of layers: one scale a row, no offsets; no codes where it is no integer layer
  std::vector<std::vector<float>> offsets;  // that were folded, one an output channel; empty: none
  std::vector<IntegerUse> uses;
};

// Folds what a correction restores: a gain into the scale, an offset times the mean sum of what an output value reads
// (IntegerForm::inputSums) into the bias, which becomes a whole number of 32 bits. Where weights are so small beside
// the bias that it would not fit, their scale is made larger. Throws Error as quantize() does.
IntegerProgram integerProgram(const PlannedNetwork& planned);

// The plan without its integer form: a float network that computes what integer kernels do, where the plan has one;
// else what was given.
PlannedNetwork simulated(const PlannedNetwork& planned);

// The same with restored means where they belong, in the weights: against it, simulated() shows what folding them into
// biases loses, the part that depends on the input. Null where nothing is folded.
std::optional<PlannedNetwork> simulatedUnfolded(const PlannedNetwork& planned);

}  // namespace bitprism
