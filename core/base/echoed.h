#pragma once

#include <string>
#include <string_view>

namespace bitprism {

// What somebody else wrote, as a message may repeat it: a cell of a table, a name in a file. Control characters and
// bytes that are no UTF-8 are escaped ("\n", "\x1b"), so that a terminal shows them and does not obey them; what is
// longer than `limit` characters keeps its start and its end. Paths are longer than cells: their end tells most.
inline constexpr std::size_t echoedCharacters = 80, echoedPathCharacters = 240;
std::string echoed(std::string_view words, std::size_t limit = echoedCharacters);

// A message as it is shown, whatever it repeats: line by line, none longer than this.
inline constexpr std::size_t messageCharacters = 1000;
std::string shownMessage(std::string_view message);

}  // namespace bitprism
