#pragma once

#include <optional>

#include "core/network/program.h"

namespace bitprism {

// The image layout of a network: channels first, as in PyTorch, or last, as in TensorFlow.
enum class ImageLayout { ChannelsFirst, ChannelsLast };

struct ImageInput {
  ImageLayout layout = ImageLayout::ChannelsFirst;
  std::int64_t channels = 0, height = 0, width = 0;
  bool operator==(const ImageInput&) const = default;
};

// Whether three extents of one image can only be height x width x channels: the last is a usual number of channels (1,
// 3, 4) and the first is not. Extents below 1 are open; an open first extent is not a usual number of channels.
bool isChannelsLast(const Shape& image);

// The image input of a program: one that starts by moving its last axis before the pixels has channels last, otherwise
// the extents decide. Empty for inputs without four axes.
std::optional<ImageInput> imageInput(const Program& program);

}  // namespace bitprism
