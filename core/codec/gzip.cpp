#include "core/codec/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

class Inflater {
 public:
  explicit Inflater(const std::string& source) {
    constexpr int gzipOnly = 16;
    if (inflateInit2(&stream, gzipOnly + MAX_WBITS) != Z_OK)
      throw InputError(text("cannot unpack '", source, "': zlib has no memory"));
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;

  z_stream stream{};
};

}  // namespace

bool isGzip(std::span<const std::uint8_t> start) {
  return start.size() >= 2 && start[0] == 0x1f && start[1] == 0x8b;
}

Bytes readGzip(std::span<const std::uint8_t> file, const std::string& source, std::uint64_t limit) {
  Inflater inflater(source);
  z_stream& stream = inflater.stream;
  Bytes result;
  Bytes piece(256 << 10);
  std::size_t taken = 0;
  for (bool ended = false;;) {
    const std::size_t input = std::min<std::size_t>(file.size() - taken, std::numeric_limits<uInt>::max());
    if (ended) {  // another member, or what some tools pad with
      if (input == 0 || !isGzip(file.subspan(taken))) return result;
      if (inflateReset(&stream) != Z_OK) throw InputError(text("cannot unpack '", source, "': zlib failed"));
    }
    stream.next_in = const_cast<Bytef*>(file.data() + taken);
    stream.avail_in = static_cast<uInt>(input);
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    taken += input - stream.avail_in;
    const std::size_t made = piece.size() - stream.avail_out;
    if (made > limit - result.size())
      throw InputError(text("cannot unpack '", source, "': it holds more than ", limit,
                            " bytes; unpack it with gunzip and open the result"));
    result.insert(result.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(made));
    ended = status == Z_STREAM_END;
    if (ended || (status == Z_OK && (made > 0 || stream.avail_in < input))) continue;
    if (status == Z_BUF_ERROR || status == Z_OK)
      throw InputError(text("cannot unpack '", source, "': the gzip file is cut off"));
    throw InputError(text("cannot unpack '", source, "': the gzip file is damaged"));
  }
}

}  // namespace bitprism
