#include "core/files/inflate_stream.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

struct InflateStream::Implementation {
  Implementation(std::shared_ptr<const RandomAccess> from, std::uint64_t offset, std::uint64_t size, Form as)
      : file(std::move(from)), next(offset), left(size), form(as) {
    if (offset > file->size() || size > file->size() - offset) fail("its packed bytes lie beyond the end of the file");
    constexpr int gzipOnly = 16;
    if (inflateInit2(&stream, form == Form::Gzip ? gzipOnly + MAX_WBITS : -MAX_WBITS) != Z_OK)
      throw InputError(text("cannot unpack '", file->source(), "': zlib ran out of memory"));
  }
  ~Implementation() { inflateEnd(&stream); }

  [[noreturn]] void fail(const char* why) const {
    throw InputError(text("cannot unpack '", file->source(), "': ", why));
  }

  // False when there is no more.
  bool fetch() {
    if (stream.avail_in > 0) return true;
    if (left == 0) return false;
    constexpr std::uint64_t piece = 64 << 10;
    const std::uint64_t size = std::min(left, piece);
    packed.resize(static_cast<std::size_t>(size));
    file->read(next, packed);
    next += size;
    left -= size;
    stream.next_in = packed.data();
    stream.avail_in = static_cast<uInt>(size);
    return true;
  }

  // Whether another member of a gzip file follows; padding by some tools does not count.
  bool anotherMember() {
    if (!fetch() || stream.next_in[0] != 0x1f) return false;
    std::uint8_t second = 0;
    if (stream.avail_in > 1)
      second = stream.next_in[1];
    else if (left > 0)
      file->read(next, std::span(&second, 1));
    return second == 0x8b && inflateReset(&stream) == Z_OK;
  }

  std::shared_ptr<const RandomAccess> file;
  std::uint64_t next = 0, left = 0;
  Form form;
  Bytes packed;
  z_stream stream{};
  bool ended = false;
};

InflateStream::InflateStream(std::shared_ptr<const RandomAccess> file, std::uint64_t offset, std::uint64_t size,
                             Form form)
    : implementation_(std::make_unique<Implementation>(std::move(file), offset, size, form)) {}

InflateStream::~InflateStream() = default;

std::size_t InflateStream::read(std::span<std::uint8_t> into) {
  Implementation& self = *implementation_;
  std::size_t made = 0;
  while (made < into.size() && !self.ended) {
    const bool more = self.fetch();
    const std::size_t room = std::min<std::size_t>(into.size() - made, std::numeric_limits<uInt>::max());
    const uInt before = self.stream.avail_in;
    self.stream.next_out = into.data() + made;
    self.stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&self.stream, Z_NO_FLUSH);
    const std::size_t came = room - self.stream.avail_out;
    made += came;
    if (status == Z_STREAM_END) {
      self.ended = self.form == Form::Raw || !self.anotherMember();
    } else if (status == Z_OK || status == Z_BUF_ERROR) {
      if (came == 0 && before == self.stream.avail_in && !more)
        self.fail(self.form == Form::Gzip ? "the gzip file is cut off" : "the packed stream is cut off");
    } else {
      self.fail(self.form == Form::Gzip ? "the gzip file is damaged" : "the packed stream is damaged");
    }
  }
  return made;
}

Bytes InflateStream::take(std::uint64_t count) {
  constexpr std::uint64_t first = 64 << 10;
  Bytes result;
  for (std::uint64_t have = 0; have < count;) {
    // A stream that has produced an eighth of its claimed size is trusted for the rest, so that the output is not
    // reallocated again.
    const bool believed = have >= count / 8;
    const auto room = static_cast<std::size_t>(believed ? count : std::min(count, std::max(first, 2 * have)));
    result.reserve(room);
    result.resize(room);
    const std::size_t came = read(std::span(result).subspan(static_cast<std::size_t>(have)));
    have += came;
    if (have < room) {
      result.resize(static_cast<std::size_t>(have));
      break;
    }
  }
  return result;
}

}  // namespace bitprism
