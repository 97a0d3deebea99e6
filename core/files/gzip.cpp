#include "core/files/gzip.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/inflate_stream.h"

namespace bitprism {

bool isGzip(std::span<const std::uint8_t> start) {
  return start.size() >= 2 && start[0] == 0x1f && start[1] == 0x8b;
}

Bytes gzipStart(std::shared_ptr<const RandomAccess> file, std::uint64_t count) {
  const std::uint64_t size = file->size();
  return InflateStream(std::move(file), 0, size, InflateStream::Form::Gzip).take(count);
}

Bytes readGzip(std::shared_ptr<const RandomAccess> file, std::uint64_t size) {
  InflateStream stream(file, 0, file->size(), InflateStream::Form::Gzip);
  Bytes result = stream.take(size);
  std::uint8_t beyond = 0;
  const bool more = stream.read(std::span(&beyond, 1)) > 0;  // also reads the checksum after the last byte
  if (more || result.size() != size)
    throw InputError(text("cannot unpack '", file->source(), "': its header states ", size, " bytes, but it holds ",
                          more ? text("more") : text("only ", result.size())));
  return result;
}

}  // namespace bitprism
