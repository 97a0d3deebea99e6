#include "core/torch/graph/operand_size.h"

#include <ATen/ATen.h>

#include "core/base/text.h"
#include "core/network/tensor.h"
#include "core/torch/graph/allocation_limit.h"

namespace bitprism {

void checkOperandSize(const at::Tensor& tensor, const std::string& op, const std::string& node) {
  if (!tensor.defined()) return;
  const std::int64_t most = AllocationLimit::bytesOfAll() / static_cast<std::int64_t>(tensor.element_size());
  if (tensor.numel() > most)
    throw beyondBounds(text("operator ", op, " at '", node, "' fails"),
                       text("it reads a tensor of ", shapeText(tensor.sizes().vec()), " numbers, more than the ", most,
                            " that are allowed"));
}

}  // namespace bitprism
