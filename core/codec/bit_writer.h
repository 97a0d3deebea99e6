#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace bitprism {

inline std::uint64_t bigEndian(std::uint64_t word) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

// Writes bits into the caller's memory, the first into the highest bit of the first byte. There must be room for
// roomBytes() of all bits written: whole words are stored, and bits that are not overwritten later are zero.
class BitWriter {
 public:
  static constexpr std::size_t roomBytes(std::uint64_t bits) { return bits / 8 + 9; }
  static constexpr int most = 57;  // bits per call

  explicit BitWriter(std::uint8_t* at) : start_(at), at_(at) {}

  // The lowest `count` bits of value, 1 to `most`; the bits above them are zero.
  void put(std::uint64_t value, int count) {
    waiting_ = waiting_ << count | value;  // bits that were stored leave at the top
    filled_ += count;
    const std::uint64_t word = bigEndian(waiting_ << (64 - filled_));
    std::memcpy(at_, &word, sizeof word);
    at_ += filled_ >> 3;
    filled_ &= 7;
  }

  void repeat(bool bit, std::uint64_t count) {
    constexpr int step = 32;
    for (; count > step; count -= step) put(bit ? 0xffffffffULL : 0, step);
    if (count > 0) put(bit ? (std::uint64_t{1} << count) - 1 : 0, static_cast<int>(count));
  }

  std::uint64_t bits() const { return static_cast<std::uint64_t>(at_ - start_) * 8 + static_cast<unsigned>(filled_); }

 private:
  std::uint8_t* start_;
  std::uint8_t* at_;
  std::uint64_t waiting_ = 0;
  int filled_ = 0;  // bits of waiting_ that are not a whole byte yet, below 8
};

}  // namespace bitprism
