#pragma once

#include <span>
#include <string>

#include "core/base/random_access.h"

namespace bitprism {

bool isGzip(std::span<const std::uint8_t> start);

// The first `count` unpacked bytes of a gzip file (fewer if it has fewer); no more is unpacked. Throws InputError
// naming the source.
Bytes gzipStart(std::shared_ptr<const RandomAccess> file, std::uint64_t count);

// The content of a gzip file of one or several members, with its checksums verified. The caller knows its size from its
// start: at most one byte more is unpacked, and memory grows with the output. Throws InputError naming the source if it
// is damaged, cut off or of another size.
Bytes readGzip(std::shared_ptr<const RandomAccess> file, std::uint64_t size);

}  // namespace bitprism
