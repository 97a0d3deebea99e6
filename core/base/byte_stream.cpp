#include "core/base/byte_stream.h"

#include <bit>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

void ByteWriter::number(std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void ByteWriter::real(double value) {
  number(std::bit_cast<std::uint64_t>(value), 8);
}

void ByteWriter::real(float value) {
  number(std::bit_cast<std::uint32_t>(value), 4);
}

void ByteWriter::varint(std::uint64_t value) {
  for (; value >= 128; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 128));
  bytes_.push_back(static_cast<std::uint8_t>(value));
}

void ByteWriter::signedVarint(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint(value < 0 ? ~(bits << 1) : bits << 1);
}

void ByteWriter::text(const std::string& value) {
  varint(value.size());
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

void ByteWriter::append(std::span<const std::uint8_t> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

std::uint64_t ByteReader::number(int width) {
  const auto part = take(static_cast<std::uint64_t>(width));
  std::uint64_t value = 0;
  for (std::size_t i = part.size(); i-- > 0;) value = value << 8 | part[i];
  return value;
}

double ByteReader::real64() {
  return std::bit_cast<double>(number(8));
}

float ByteReader::real32() {
  return std::bit_cast<float>(static_cast<std::uint32_t>(number(4)));
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = number(1);
    if (shift == 63 && byte > 1) break;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  fail("a number of more than 64 bits");
}

std::int64_t ByteReader::signedVarint() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>(bits & 1 ? ~(bits >> 1) : bits >> 1);
}

std::string ByteReader::text() {
  const auto part = take(varint());
  return {part.begin(), part.end()};
}

std::span<const std::uint8_t> ByteReader::take(std::uint64_t size) {
  if (size > remaining()) fail(bitprism::text("expected ", size, " more bytes, there are ", remaining()));
  const auto part = bytes_.subspan(at_, static_cast<std::size_t>(size));
  at_ += part.size();
  return part;
}

std::size_t ByteReader::count(std::uint64_t itemBytes) {
  const std::uint64_t value = varint();
  if (value > remaining() / itemBytes)
    fail(bitprism::text("expected ", value, " items, there are ", remaining(), " bytes"));
  return static_cast<std::size_t>(value);
}

int ByteReader::index(std::uint64_t limit) {
  const std::uint64_t value = varint();
  if (value >= limit) fail(bitprism::text("number ", value, ", expected less than ", limit));
  return static_cast<int>(value);
}

void ByteReader::fail(const std::string& what) const {
  throw InputError(bitprism::text("cannot read '", source_, "': damaged at byte ", at_, ": ", what));
}

}  // namespace bitprism
