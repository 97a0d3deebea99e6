#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/train/training.h"

namespace bitprism {

// Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, as LibTorch has it), or Adam (Kingma & Ba
// 2015; 0.9, 0.999, 1e-8). Its state is plain floats, so that a checkpoint does not depend on the version of LibTorch.
class GradientDescent {
 public:
  // sizes: of the parameters; decayed: to which of them weight decay applies.
  GradientDescent(const TrainingSettings& settings, std::vector<std::size_t> sizes, std::vector<bool> decayed);

  // One step of every parameter. gradients[i] has the size of values[i].
  void step(std::vector<std::vector<float>>& values, const std::vector<std::vector<float>>& gradients, double rate);

  // Its state: steps made, and one (SGD) or two (Adam) numbers per value of each parameter.
  std::int64_t steps = 0;
  std::vector<std::vector<float>> first, second;

 private:
  TrainingOptimizer kind_;
  double momentum_, decay_;
  std::vector<bool> decayed_;
};

}  // namespace bitprism
