#include "core/torch/read/torchscript_widths.h"

#include <torch/script.h>

namespace bitprism {
namespace {

bool ofOtherWidth(at::ScalarType type) {
  return type == at::kHalf || type == at::kBFloat16 || type == at::kDouble;
}

bool ofOtherWidth(const at::Tensor& tensor) {
  return tensor.defined() && ofOtherWidth(tensor.scalar_type());
}

bool holdsConstantOfOtherWidth(const torch::jit::Block& graph) {
  for (const torch::jit::Node* node : graph.nodes()) {
    if (node->kind() == c10::prim::Constant)
      if (const auto value = torch::jit::toIValue(node->output(0));
          value && value->isTensor() && ofOtherWidth(value->toTensor()))
        return true;
    for (const torch::jit::Block* inner : node->blocks())
      if (holdsConstantOfOtherWidth(*inner)) return true;
  }
  return false;
}

}  // namespace

bool holdsOtherWidths(const torch::jit::Module& module, const torch::jit::Block& graph) {
  for (const at::Tensor& parameter : module.parameters())
    if (ofOtherWidth(parameter)) return true;
  for (const at::Tensor& buffer : module.buffers())
    if (ofOtherWidth(buffer)) return true;
  return holdsConstantOfOtherWidth(graph);
}

c10::IValue inSingleWidth(const c10::Argument& argument, const c10::IValue& value) {
  if (argument.name() != "dtype" || !value.isInt()) return value;
  return ofOtherWidth(static_cast<at::ScalarType>(value.toInt())) ? c10::IValue(static_cast<std::int64_t>(at::kFloat))
                                                                  : value;
}

}  // namespace bitprism
