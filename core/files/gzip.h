#pragma once

#include <span>
#include <string>

#include "core/base/random_access.h"

namespace bitprism {

bool isGzip(std::span<const std::uint8_t> start);

// The first `count` bytes of what a gzip file holds (fewer when it holds fewer); no more of it is unpacked. Throws
// InputError naming the source.
Bytes gzipStart(std::shared_ptr<const RandomAccess> file, std::uint64_t count);

// The content of a gzip file, its checksums compared; several members follow one another. The caller knows from its
// start how many bytes it must be: no more than one beyond is unpacked, and memory grows with what comes out. Throws
// InputError naming the source: damaged, cut off, of another size.
Bytes readGzip(std::shared_ptr<const RandomAccess> file, std::uint64_t size);

}  // namespace bitprism
