#pragma once

#include <span>
#include <string>

#include "core/base/file.h"

namespace bitprism {

bool isGzip(std::span<const std::uint8_t> start);

// The content of a gzip file, its checksums compared; several members follow one another. Memory grows with what comes
// out, up to limit bytes. Throws InputError naming the source: damaged, cut off, larger than the limit.
Bytes readGzip(std::span<const std::uint8_t> file, const std::string& source, std::uint64_t limit);

}  // namespace bitprism
