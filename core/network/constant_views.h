#pragma once

#include <string>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// Whether the operator gives its first operand's numbers in another form: aten::reshape, permute, transpose, t.
bool isView(const std::string& op);

// Which constant stands behind an operand: weights may reach their operator through views of the tensor that is stored
// (a matrix that another operator uses transposed, weights kept with the output channels first). Immutable.
class ConstantViews {
 public:
  explicit ConstantViews(const Program& program);

  // The tensor, itself or behind views of nothing else; -1 when the operand is something else.
  int tensorOf(const Operand& operand) const;

 private:
  std::vector<int> tensorOfSlot_;
};

}  // namespace bitprism
