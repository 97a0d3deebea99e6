#include "core/network/image_input.h"

#include <algorithm>

namespace bitprism {
namespace {

bool usualChannels(std::int64_t extent) {
  return extent == 1 || extent == 3 || extent == 4;
}

// Every instruction that reads the input moves its last axis before the two of the pixels.
bool movesChannelsFirst(const Program& program) {
  const std::vector<std::int64_t> order{0, 3, 1, 2};
  bool moved = false;
  for (const Instruction& instruction : program.instructions) {
    bool reads = false;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) reads |= slot->index == 0;
    });
    if (!reads) continue;
    const auto* axes = instruction.op == "aten::permute" && instruction.inputs.size() > 1
                           ? std::get_if<std::vector<std::int64_t>>(&instruction.inputs[1])
                           : nullptr;
    if (!axes || axes->size() != order.size()) return false;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (((*axes)[i] + 4) % 4 != order[i]) return false;
    moved = true;
  }
  return moved;
}

}  // namespace

bool isChannelsLast(const Shape& image) {
  return image.size() == 3 && usualChannels(image[2]) && !usualChannels(image[0]);
}

std::optional<ImageInput> imageInput(const Program& program) {
  if (program.inputs.empty() || program.inputs[0].shape.size() != 4) return {};
  const Shape& shape = program.inputs[0].shape;
  if (movesChannelsFirst(program) || isChannelsLast(Shape(shape.begin() + 1, shape.end())))
    return ImageInput{ImageLayout::ChannelsLast, shape[3], shape[1], shape[2]};
  return ImageInput{ImageLayout::ChannelsFirst, shape[1], shape[2], shape[3]};
}

}  // namespace bitprism
