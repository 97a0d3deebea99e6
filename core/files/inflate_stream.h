#pragma once

#include <functional>
#include <memory>
#include <span>

#include "core/base/random_access.h"

namespace bitprism {

// Deflated bytes of a file as a stream: output is produced piece by piece on demand, and memory never depends on what a
// file claims. One thread at a time.
class InflateStream {
 public:
  enum class Form { Raw, Gzip };  // as zip archives hold it; with gzip's header and checksum, members in a row

  // Reads the bytes [offset, offset + size) of the file. Throws InputError when they lie outside.
  InflateStream(std::shared_ptr<const RandomAccess> file, std::uint64_t offset, std::uint64_t size, Form form);
  ~InflateStream();
  InflateStream(const InflateStream&) = delete;

  // The next bytes, at most the size of `into`; fewer only at the end. Throws InputError naming the source: damaged or
  // cut off.
  std::size_t read(std::span<std::uint8_t> into);

  // The next `count` bytes, or all that remain. Memory grows with the output.
  Bytes take(std::uint64_t count);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
