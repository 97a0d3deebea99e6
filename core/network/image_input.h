#pragma once

#include <optional>

#include "core/network/program.h"

namespace bitprism {

// How a network takes images: channels before the pixels, as PyTorch has it, or behind each pixel, as TensorFlow has
// it.
enum class ImageLayout { ChannelsFirst, ChannelsLast };

struct ImageInput {
  ImageLayout layout = ImageLayout::ChannelsFirst;
  std::int64_t channels = 0, height = 0, width = 0;
  bool operator==(const ImageInput&) const = default;
};

// Whether three extents of one image can only be height x width x channels: the last is a usual number of channels (1,
// 3, 4), the first is none. Extents below 1 are open; an open first one is no usual number of channels.
bool isChannelsLast(const Shape& image);

// What the program's first input takes: a program that begins by moving its last axis before the pixels has its
// channels last, else the extents tell. Nothing for inputs of other than four axes.
std::optional<ImageInput> imageInput(const Program& program);

}  // namespace bitprism
