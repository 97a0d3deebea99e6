#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/file.h"

namespace bitprism {

// Appends numbers to bytes, little-endian on every machine.
class ByteWriter {
 public:
  void number(std::uint64_t value, int width);  // its lowest bytes
  void real(double value);
  void real(float value);
  void varint(std::uint64_t value);       // seven bits per byte, lowest first, the top bit set when more follow
  void signedVarint(std::int64_t value);  // zigzag: 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
  void text(const std::string& value);    // length as varint, then the characters
  void append(std::span<const std::uint8_t> bytes);

  std::size_t size() const { return bytes_.size(); }
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads what ByteWriter wrote, from untrusted bytes: every read is checked, and a count that needs more bytes than
// there are is refused before memory is allocated. Throws InputError naming the source.
class ByteReader {
 public:
  ByteReader(std::span<const std::uint8_t> bytes, std::string source) : bytes_(bytes), source_(std::move(source)) {}

  std::uint64_t number(int width);
  double real64();
  float real32();
  std::uint64_t varint();
  std::int64_t signedVarint();
  std::string text();
  std::span<const std::uint8_t> take(std::uint64_t size);

  // A varint with the number of items that follow, each of at least itemBytes.
  std::size_t count(std::uint64_t itemBytes = 1);
  // A varint below limit.
  int index(std::uint64_t limit);

  std::size_t position() const { return at_; }
  std::size_t remaining() const { return bytes_.size() - at_; }
  [[noreturn]] void fail(const std::string& what) const;

 private:
  std::span<const std::uint8_t> bytes_;
  std::string source_;
  std::size_t at_ = 0;
};

}  // namespace bitprism
