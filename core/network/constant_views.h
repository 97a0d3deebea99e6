#pragma once

#include <string>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// Whether the operator is a view of its first operand: aten::reshape, permute, transpose, t.
bool isView(const std::string& op);

// The constant that an operand comes from: weights may reach their operator through views of the stored tensor (a
// matrix that another operator uses transposed, weights stored with the output channels first). Immutable.
class ConstantViews {
 public:
  explicit ConstantViews(const Program& program);

  // The tensor, used directly or through views only; -1 for other operands.
  int tensorOf(const Operand& operand) const;

 private:
  std::vector<int> tensorOfSlot_;
};

}  // namespace bitprism
