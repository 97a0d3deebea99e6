#pragma once

#include <string>
#include <vector>

#include "core/weights/named_tensors.h"

namespace bitprism {

// Weights of training for a graph whose batch norm is already folded: every batch norm of the file (running_mean and
// running_var, with weight and bias) is folded into the convolution or linear before it, w' = w gamma / sqrt(var + eps)
// with PyTorch's usual eps of 1e-5, which files do not hold. The layer is found by name (bn1 after conv1, 1 after 0, bn
// after conv), else it is the nearest before it in the file. Adds notices.
NamedTensors withFoldedNorms(NamedTensors tensors);

// Whether the file holds batch norm.
bool holdsNorms(const NamedTensors& tensors);

}  // namespace bitprism
