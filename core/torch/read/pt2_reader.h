#pragma once

#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads an archive of torch.export (.pt2), called `source` in errors. Nothing in it is a program: its graph is data.
// inputShape as in ReadOptions, readingBytes as in NetworkFile. Throws InputError, and std::bad_alloc if memory is
// short.
ReadProgram readPt2(std::span<const std::uint8_t> archive, const std::string& source, const Shape& inputShape,
                    std::int64_t readingBytes = 0);

// Before torchScriptReader in the list, which takes all other zips.
extern const NetworkReader pt2Reader;

}  // namespace bitprism
