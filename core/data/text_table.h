#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The lines of a text file without their ends (LF or CRLF) and without a byte order mark. Throws InputError, also for
// files that are no text; `expected` says what the lines should be.
std::vector<std::string> readTextLines(const std::string& path, const std::string& expected);

// What may stand between the fields of a line. LastSpace and FirstSpace split once, so that the field on the other side
// may hold spaces of its own.
enum class Separator { Comma, Semicolon, Tab, Bar, LastSpace, Spaces, FirstSpace, None };
inline constexpr Separator existingSeparators[] = {Separator::Comma,      Separator::Semicolon, Separator::Tab,
                                                   Separator::Bar,        Separator::LastSpace, Separator::Spaces,
                                                   Separator::FirstSpace, Separator::None};

// The fields of one line, spaces around them cut. Quotes may hold separators, doubled quotes stand for one (RFC 4180,
// without line breaks inside).
std::vector<std::string> fieldsOf(std::string_view line, Separator separator);

}  // namespace bitprism
