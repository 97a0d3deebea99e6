#pragma once

#include <string>

namespace at {
class Tensor;
}

namespace bitprism {

// Before an operator of a graph from a file reads a tensor: one whose numbers lie on top of each other takes little
// memory whatever its size, and going through it any time, so it may have as many numbers as AllocationLimit would let
// it have apart. Throws GraphRefused naming the operator and its node.
void checkOperandSize(const at::Tensor& tensor, const std::string& op, const std::string& node);

}  // namespace bitprism
