#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/data/fitted_images.h"

namespace bitprism::fuzz {

// A file that lies in memory, for readers that take a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::span<const std::uint8_t> bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    for (std::size_t have = 0; have < bytes.size();) {
      const ssize_t wrote = ::write(descriptor_, bytes.data() + have, bytes.size() - have);
      if (wrote <= 0) __builtin_trap();
      have += static_cast<std::size_t>(wrote);
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

// Reads the set that `open` gives and its first images, as an evaluation does. Only our own errors may come out.
template <class Open>
void readSet(const Open& open) {
  try {
    const ImageSet images = fitted(open(), {}, 1 << 20);
    PixelBuffer buffer;
    for (std::int64_t i = 0; i < images.count() && i < 4; ++i) {
      const PixelView view = images.read(i, buffer);
      const std::int64_t last = view.size.values() - 1;
      volatile double seen = view.bytes ? view.bytes[last] : static_cast<double>(view.floats[last]);
      static_cast<void>(seen);
    }
  } catch (const Error&) {
  }
}

}  // namespace bitprism::fuzz
