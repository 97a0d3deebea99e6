#include "core/torch/read/tied_constants.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace bitprism {
namespace {

using Extents = std::vector<std::int64_t>;

// The axes in memory order, outermost first.
Extents axesInMemory(const at::Tensor& tensor) {
  Extents order(static_cast<std::size_t>(tensor.dim()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int64_t a, std::int64_t b) { return tensor.stride(a) > tensor.stride(b); });
  return order;
}

Extents inverseOrder(const Extents& order) {
  Extents result(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    result[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  return result;
}

bool isRisingOrder(const Extents& order) {
  return std::is_sorted(order.begin(), order.end());
}

// Identifies the memory that a tensor covers completely.
using ConstantMemory = std::tuple<const void*, std::int64_t, std::int64_t, at::ScalarType>;

class ConstantTies {
 public:
  explicit ConstantTies(Recording& recording) : recording_(recording) {
    std::map<ConstantMemory, int> first;
    owner_.resize(recording.constants.size());
    for (std::size_t i = 0; i < owner_.size(); ++i) {
      owner_[i] = static_cast<int>(i);
      const at::Tensor& tensor = tensorOf(static_cast<int>(i));
      if (!tensor.defined() || !tensor.has_storage() || tensor.numel() < 2 || !tensor.is_non_overlapping_and_dense())
        continue;
      const ConstantMemory memory{tensor.storage().unsafeGetStorageImpl(), tensor.storage_offset(), tensor.numel(),
                                  tensor.scalar_type()};
      owner_[i] = first.emplace(memory, static_cast<int>(i)).first->second;
      any_ |= owner_[i] != static_cast<int>(i);
    }
  }

  void run() {
    if (!any_) return;
    std::vector<Instruction> instructions = std::move(recording_.program.instructions);
    recording_.program.instructions.clear();
    for (Instruction& instruction : instructions) {
      for (Operand& operand : instruction.inputs) {
        if (auto* list = std::get_if<OperandList>(&operand))
          for (Operand& item : list->items) replace(item, instruction.name);
        else
          replace(operand, instruction.name);
      }
      recording_.program.instructions.push_back(std::move(instruction));
    }
  }

 private:
  const at::Tensor& tensorOf(int constant) const {
    return recording_.constants[static_cast<std::size_t>(constant)]->toTensor();
  }

  void replace(Operand& operand, const std::string& node) {
    const auto* index = std::get_if<TensorIndex>(&operand);
    if (!index) return;
    const int owner = owner_[static_cast<std::size_t>(index->index)];
    if (owner == index->index) return;
    const at::Tensor &stored = tensorOf(owner), &wanted = tensorOf(index->index);
    if (stored.sizes() == wanted.sizes() && stored.strides() == wanted.strides()) {
      operand = TensorIndex{owner};
      return;
    }
    const auto [view, fresh] = views_.try_emplace(index->index, -1);
    if (fresh) view->second = viewOf(owner, index->index, node);
    operand = Slot{view->second};
  }

  int viewOf(int owner, int constant, const std::string& node) {
    at::Tensor value = tensorOf(owner);
    const at::Tensor& wanted = tensorOf(constant);
    Operand operand = TensorIndex{owner};
    const auto add = [&](const std::string& op, const Extents& extents) {
      value = op == "aten::permute" ? value.permute(extents) : value.reshape(extents);
      const int slot = recording_.program.slotCount++;
      recording_.shapes.push_back(value.sizes().vec());
      recording_.program.instructions.push_back({op, "", {operand, extents}, {slot}, node});
      operand = Slot{slot};
    };
    if (const Extents order = axesInMemory(value); !isRisingOrder(order)) add("aten::permute", order);
    const Extents order = axesInMemory(wanted);
    if (const Extents extents = wanted.permute(order).sizes().vec(); value.sizes() != at::IntArrayRef(extents))
      add("aten::reshape", extents);
    if (!isRisingOrder(order)) add("aten::permute", inverseOrder(order));
    // Axes of extent 1 may have any place; then nothing needs to be done.
    if (const auto* slot = std::get_if<Slot>(&operand)) return slot->index;
    add("aten::reshape", wanted.sizes().vec());
    return std::get<Slot>(operand).index;
  }

  Recording& recording_;
  std::vector<int> owner_;
  std::map<int, int> views_;  // of constants, as slots
  bool any_ = false;
};

}  // namespace

void tieConstants(Recording& recording) {
  ConstantTies(recording).run();
}

}  // namespace bitprism
