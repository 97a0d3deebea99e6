#include "core/base/hex.h"

namespace bitprism {
namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

}  // namespace

std::string hexText(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += hexDigits[byte >> 4];
    text += hexDigits[byte & 15];
  }
  return text;
}

Bytes bytesFromHex(std::string_view text) {
  if (text.size() % 2 != 0) return {};
  Bytes bytes(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char lower = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    const std::size_t digit = hexDigits.find(lower);
    if (digit == std::string_view::npos) return {};
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | digit);
  }
  return bytes;
}

}  // namespace bitprism
