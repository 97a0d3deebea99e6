#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/random_access.h"

namespace bitprism {

// One file of a zip archive as its central directory describes it.
struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;  // 0 stored, 8 deflated; readZipEntry refuses the rest
  std::uint32_t crc = 0;
  std::uint64_t compressedBytes = 0;
  std::uint64_t bytes = 0;
  std::uint64_t headerOffset = 0;
};

// The central directory of an archive, zip64 included. Throws InputError naming the source when there is none, when it
// points outside the archive, or when entries lie on each other.
std::vector<ZipEntry> zipEntries(const RandomAccess& archive);
std::vector<ZipEntry> zipEntries(std::span<const std::uint8_t> archive, const std::string& source);

// Where the bytes of an entry begin. Throws InputError.
std::uint64_t zipEntryStart(const RandomAccess& archive, const ZipEntry& entry);

// The content of an entry, with its checksum verified. Throws InputError naming the source and the entry. No more is
// unpacked than the directory states, and memory grows with the output, not with the claimed size.
Bytes readZipEntry(const std::shared_ptr<const RandomAccess>& archive, const ZipEntry& entry);
Bytes readZipEntry(std::span<const std::uint8_t> archive, const ZipEntry& entry, const std::string& source);

// Verifies the checksum of a stored entry piece by piece, without keeping its content. Throws InputError.
void checkZipEntry(const RandomAccess& archive, const ZipEntry& entry);

// The first `count` bytes of an entry (fewer if it is shorter); no more is unpacked and no checksum is verified.
Bytes zipEntryHead(const std::shared_ptr<const RandomAccess>& archive, const ZipEntry& entry, std::uint64_t count);

}  // namespace bitprism
