#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/base/error.h"
#include "core/codec/bit_writer.h"

namespace bitprism {

// Reads what BitWriter wrote, from untrusted bytes: never beyond their end, and throws InputError when they end early.
class BitReader {
 public:
  static constexpr int most = 57;  // bits per call

  explicit BitReader(std::span<const std::uint8_t> bytes, std::uint64_t firstBit = 0)
      : bytes_(bytes), position_(firstBit) {}

  std::span<const std::uint8_t> bytes() const { return bytes_; }
  std::uint64_t position() const { return position_; }  // of the next bit
  std::uint64_t remaining() const { return bytes_.size() * 8 - position_; }

  // The next bits at the top of a word, at least `most` of them, zeros after the end.
  std::uint64_t peek() const {
    const std::size_t at = position_ / 8;
    std::uint64_t word = 0;
    if (at + sizeof word <= bytes_.size())
      std::memcpy(&word, bytes_.data() + at, sizeof word);
    else if (at < bytes_.size())
      std::memcpy(&word, bytes_.data() + at, bytes_.size() - at);
    return bigEndian(word) << position_ % 8;
  }

  void skip(std::uint64_t count) {
    if (count > remaining()) throw InputError("the coded bits end early");
    position_ += count;
  }

  // A number of 0 to `most` bits.
  std::uint64_t take(int count) {
    const std::uint64_t word = peek();
    skip(static_cast<std::uint64_t>(count));
    return count == 0 ? 0 : word >> (64 - count);
  }

  // Reads the run of bits equal to `bit`, at most `limit`, and returns its length; the bit after it is not read.
  std::uint64_t run(bool bit, std::uint64_t limit) {
    for (std::uint64_t length = 0;;) {
      const std::uint64_t word = bit ? ~peek() : peek();
      const auto here = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::countl_zero(word)), most);
      const std::uint64_t taken = std::min(here, limit - length);
      skip(taken);
      length += taken;
      if (here < most || length == limit) return length;
    }
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::uint64_t position_;
};

// The next 56 to 63 bits of a stream in a register, for loops that know that eight more bytes can be read.
struct BitWindow {
  static constexpr int least = 56;  // bits after a refill

  const std::uint8_t* next = nullptr;
  std::uint64_t bits = 0;  // the next bit is the highest
  int valid = 0;           // negative if the position is after the beginning of `next`

  // Refills by OR; bits below the valid ones already have the values that are read again (F. Giesen, "Reading bits in
  // far too many ways", 2018, variant 4).
  void refill() {
    std::uint64_t word = 0;
    std::memcpy(&word, next, sizeof word);
    bits |= bigEndian(word) >> valid;
    next += (63 - valid) >> 3;
    valid |= least;
  }

  std::uint64_t position(const std::uint8_t* start) const {
    return static_cast<std::uint64_t>(next - start) * 8 - static_cast<std::uint64_t>(valid);
  }
};

}  // namespace bitprism
