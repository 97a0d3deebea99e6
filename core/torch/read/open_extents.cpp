#include "core/torch/read/open_extents.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/batch_opening.h"

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

bool isIndependentOfExtents(const Program& program, const OnnxInputs& inputs, const RecordInputs& record) {
  const OnnxInputs others = otherExtents(inputs);
  try {
    const Program other =
        programForAnyBatch([&](std::int64_t batch, Example example) { return record(others, batch, example); },
                           others.declaredBatch)
            .program;
    return sameTail(program.tail, other.tail) && program.instructions == other.instructions &&
           program.outputs == other.outputs && program.inputs[0].shape[0] == other.inputs[0].shape[0] &&
           sameTensors(program, other);
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

void keepOpenExtents(ReadProgram& read, const OnnxInputs& inputs, const RecordInputs& record) {
  std::vector<ProgramInput>& kept = read.program.inputs;
  const auto isOpen = [](const OnnxInput& input) { return !input.openAxes.empty(); };
  if (kept.empty() || std::none_of(inputs.inputs.begin(), inputs.inputs.end(), isOpen)) return;
  if (isIndependentOfExtents(read.program, inputs, record)) {
    for (std::size_t i = 0; i < kept.size(); ++i) kept[i].openAxes = inputs.inputs[i].openAxes;
    return;
  }
  const Shape& shape = kept[0].shape;
  read.notices.push_back(text("The network depends on extents of its input that the file leaves open; it is read for ",
                              shapeText(Shape(shape.begin() + (shape.empty() ? 0 : 1), shape.end())), " alone."));
}

}  // namespace bitprism
