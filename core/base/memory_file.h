#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/file_descriptor.h"

namespace bitprism {

// A file in memory that no path names, with these parts one after another, for other processes to map. It is sealed:
// neither its content nor its size ever changes, whoever holds it. None where the system has no such files or no room.
FileDescriptor sealedMemory(const std::vector<std::span<const std::uint8_t>>& parts);

// Whether it is such a file.
bool isSealedMemory(int file);

// The bytes of such a file, read only, as long as this object exists. Immutable.
class MappedMemory {
 public:
  explicit MappedMemory(int file);  // throws InputError for files that could still change or cannot be mapped
  ~MappedMemory();
  MappedMemory(const MappedMemory&) = delete;
  MappedMemory& operator=(const MappedMemory&) = delete;

  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace bitprism
