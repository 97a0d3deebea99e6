#pragma once

#include <string>
#include <string_view>

namespace bitprism {

// Untrusted text, such as a cell of a table or a name in a file, made safe to repeat in a message. Control characters
// and bytes that are not UTF-8 are escaped ("\n", "\x1b"), so that a terminal does not interpret them; text
// longer than `limit` characters keeps its start and its end. Paths have a higher limit: their end matters most.
inline constexpr std::size_t echoedCharacters = 80, echoedPathCharacters = 240;
std::string echoed(std::string_view words, std::size_t limit = echoedCharacters);

// A message made safe to show: no line is longer than this.
inline constexpr std::size_t messageCharacters = 1000;
std::string shownMessage(std::string_view message);

}  // namespace bitprism
