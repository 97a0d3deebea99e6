#pragma once

#include <span>
#include <string>

#include "core/base/format_info.h"
#include "core/weights/named_tensors.h"

namespace bitprism {

// A format of files that hold weights without a graph.
struct WeightFormat {
  FormatInfo format;
  bool (*recognises)(std::span<const std::uint8_t> start, const std::string& path);
  NamedTensors (*read)(const std::string& path);
};

// All of them, in the order in which they are listed to users.
std::span<const WeightFormat> weightFormats();

// The format of a file that starts like this; null: none of them.
const WeightFormat* weightFormatFor(std::span<const std::uint8_t> start, const std::string& path);

// Reads the names, shapes and places of all tensors; their numbers stay in the file until they are asked for
// (readFloats). Throws InputError: what, where, what was expected.
NamedTensors readWeightFile(const std::string& path);

// "safetensors (.safetensors), PyTorch state dict (.pth, .pt, .bin), ..."
std::string weightFormatsText();

}  // namespace bitprism
