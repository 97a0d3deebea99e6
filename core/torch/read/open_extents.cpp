#include "core/torch/read/open_extents.h"

#include <algorithm>

#include "core/base/error.h"

namespace bitprism {
namespace {

bool sameTensors(const Program& a, const Program& b) {
  const auto equal = [](const Tensor& one, const Tensor& other) {
    if (one.shape != other.shape || one.values.index() != other.values.index()) return false;
    return std::visit(
        [&](const auto& values) {
          const auto& others = std::get<std::decay_t<decltype(values)>>(other.values);
          return values == others || *values == *others;
        },
        one.values);
  };
  return std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(), b.tensors.end(), equal);
}

}  // namespace

bool isIndependentOfExtents(const Program& program, const RecordAtBatch& record, std::int64_t declared) {
  try {
    const Program other = programForAnyBatch(record, declared).program;
    return sameTail(program.tail, other.tail) && program.instructions == other.instructions &&
           program.outputs == other.outputs && program.inputs[0].shape[0] == other.inputs[0].shape[0] &&
           sameTensors(program, other);
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace bitprism
