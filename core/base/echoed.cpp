#include "core/base/echoed.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bitprism {
namespace {

// The bytes of the UTF-8 character that begins `words`; 0 when none does (RFC 3629).
std::size_t characterBytes(std::string_view words) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(words[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t count = first < 0x80   ? 1
                            : first < 0xc2 ? 0
                            : first < 0xe0 ? 2
                            : first < 0xf0 ? 3
                            : first < 0xf5 ? 4
                                           : 0;
  if (count == 0 || words.size() < count) return 0;
  for (std::size_t i = 1; i < count; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  // Overlong forms, surrogates, and code points after the last plane.
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) || (first == 0xf0 && byte(1) < 0x90) ||
      (first == 0xf4 && byte(1) > 0x8f))
    return 0;
  return count;
}

std::string hex(const char* start, unsigned value, int digits) {
  constexpr char letters[] = "0123456789abcdef";
  std::string result = start;
  for (int i = digits - 1; i >= 0; --i) result += letters[value >> 4 * i & 15];
  return result;
}

// Control characters outside ASCII, and those that change the text direction.
bool steersTheTerminal(unsigned code) {
  return (code >= 0x80 && code < 0xa0) || (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

// One character made safe to show.
std::string shownCharacter(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<std::uint8_t>(character[i])); };
  if (character.size() == 1) {
    switch (character[0]) {
      case '\n':
        return "\\n";
      case '\r':
        return "\\r";
      case '\t':
        return "\\t";
      default:
        return byte(0) < 0x20 || byte(0) >= 0x7f ? hex("\\x", byte(0), 2) : std::string(character);
    }
  }
  const unsigned code = character.size() == 2   ? (byte(0) & 31) << 6 | (byte(1) & 63)
                        : character.size() == 3 ? (byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63)
                                                : 0;
  return steersTheTerminal(code) ? hex("\\u", code, 4) : std::string(character);
}

}  // namespace

std::string echoed(std::string_view words, std::size_t limit) {
  if (words.size() > 16 * limit + 16) {  // a cell may be a whole file: only its ends are examined
    std::string_view end = words.substr(words.size() - 8 * limit - 8);
    while (!end.empty() && (static_cast<std::uint8_t>(end[0]) & 0xc0) == 0x80) end.remove_prefix(1);
    return echoed(std::string(words.substr(0, 4 * limit)) + std::string(end), limit);
  }
  std::vector<std::size_t> starts;  // of characters; an invalid byte counts as one
  for (std::size_t at = 0; at < words.size();) {
    starts.push_back(at);
    at += std::max<std::size_t>(characterBytes(words.substr(at)), 1);
  }
  starts.push_back(words.size());
  const std::size_t characters = starts.size() - 1;
  const std::size_t after = characters > limit ? limit / 3 : 0, before = std::min(characters, limit) - after;
  std::string result;
  const auto show = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      result += shownCharacter(words.substr(starts[i], starts[i + 1] - starts[i]));
  };
  show(0, before);
  if (after > 0) {
    result += "...";
    show(characters - after, characters);
  }
  return result;
}

std::string shownMessage(std::string_view message) {
  std::string result;
  while (true) {
    const std::size_t end = message.find('\n');
    result += echoed(message.substr(0, end), messageCharacters);
    if (end == std::string_view::npos) return result;
    result += '\n';
    message.remove_prefix(end + 1);
  }
}

}  // namespace bitprism
