#include "core/base/hmac.h"

#include <algorithm>
#include <array>

#include "core/base/file.h"

namespace bitprism {

Digest hmacSha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message) {
  constexpr std::size_t blockSize = 64;  // of SHA-256, in bytes
  constexpr std::uint8_t innerPad = 0x36, outerPad = 0x5c;
  std::array<std::uint8_t, blockSize> padded{};
  if (key.size() > blockSize) {
    const Digest shortened = sha256Digest(key);
    std::copy(shortened.begin(), shortened.end(), padded.begin());
  } else {
    std::copy(key.begin(), key.end(), padded.begin());
  }
  Bytes inner, outer;
  inner.reserve(blockSize + message.size());
  for (const std::uint8_t byte : padded) {
    inner.push_back(byte ^ innerPad);
    outer.push_back(byte ^ outerPad);
  }
  inner.insert(inner.end(), message.begin(), message.end());
  const Digest within = sha256Digest(inner);
  outer.insert(outer.end(), within.begin(), within.end());
  return sha256Digest(outer);
}

bool equalInConstantTime(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other) {
  if (one.size() != other.size()) return false;
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) difference = difference | static_cast<std::uint8_t>(one[i] ^ other[i]);
  return difference == 0;
}

}  // namespace bitprism
