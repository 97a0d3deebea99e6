#include "core/quant/packed/packed_codes.h"

namespace bitprism {
namespace {

class CodeWriter {
 public:
  void write(std::uint32_t number, int bits) {
    waiting_ |= number << have_;
    for (have_ += bits; have_ >= 8; have_ -= 8, waiting_ >>= 8) bytes_.push_back(static_cast<std::uint8_t>(waiting_));
  }
  Bytes take() {
    if (have_ > 0) bytes_.push_back(static_cast<std::uint8_t>(waiting_));
    return std::move(bytes_);
  }
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

 private:
  Bytes bytes_;
  std::uint32_t waiting_ = 0;
  int have_ = 0;
};

// The caller has checked that there are enough bytes.
class CodeReader {
 public:
  explicit CodeReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint32_t read(int bits) {
    if (have_ < bits) {
      waiting_ |= static_cast<std::uint32_t>(bytes_[next_++]) << have_;
      have_ += 8;
    }
    const std::uint32_t number = waiting_ & ((1u << bits) - 1);
    waiting_ >>= bits;
    have_ -= bits;
    return number;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t next_ = 0;
  std::uint32_t waiting_ = 0;
  int have_ = 0;
};

int halfRange(int bits) {
  return bits == 0 ? 0 : 1 << (bits - 1);
}

void write(CodeWriter& out, std::span<const std::int8_t> codes, int bits) {
  const int half = halfRange(bits);
  for (const std::int8_t code : codes) out.write(static_cast<std::uint32_t>(code + half), bits);
}

void read(CodeReader& in, std::span<std::int8_t> codes, int bits) {
  const int half = halfRange(bits);
  for (std::int8_t& code : codes) code = static_cast<std::int8_t>(static_cast<int>(in.read(bits)) - half);
}

}  // namespace

Bytes packCodes(std::span<const std::int8_t> codes, int bits) {
  CodeWriter out;
  out.reserve((codes.size() * static_cast<std::size_t>(bits) + 7) / 8);
  write(out, codes, bits);
  return out.take();
}

std::vector<std::int8_t> unpackCodes(std::span<const std::uint8_t> packed, std::int64_t count, int bits) {
  std::vector<std::int8_t> codes(static_cast<std::size_t>(count));
  CodeReader in(packed);
  read(in, codes, bits);
  return codes;
}

Bytes packCodes(std::span<const std::int8_t> codes, const Channels& channels, std::span<const int> bits) {
  CodeWriter out;
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    if (bits[channel] > 0) write(out, codes.subspan(begin, channels.inner), bits[channel]);
  });
  return out.take();
}

std::vector<std::int8_t> unpackCodes(std::span<const std::uint8_t> packed, const Channels& channels,
                                     std::span<const int> bits) {
  std::vector<std::int8_t> codes(channels.count * channels.perChannel(), 0);
  CodeReader in(packed);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    if (bits[channel] > 0) read(in, std::span(codes).subspan(begin, channels.inner), bits[channel]);
  });
  return codes;
}

Bytes packWhole(std::span<const std::uint8_t> numbers, int bits) {
  CodeWriter out;
  for (const std::uint8_t number : numbers) out.write(number, bits);
  return out.take();
}

std::vector<std::uint8_t> unpackWhole(std::span<const std::uint8_t> packed, std::int64_t count, int bits) {
  std::vector<std::uint8_t> numbers(static_cast<std::size_t>(count));
  CodeReader in(packed);
  for (std::uint8_t& number : numbers) number = static_cast<std::uint8_t>(in.read(bits));
  return numbers;
}

}  // namespace bitprism
