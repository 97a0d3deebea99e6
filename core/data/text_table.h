#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The lines of a text file without their ends (LF or CRLF) and without a byte order mark. Throws InputError, also for
// files that are not text; `expected` describes the expected lines.
std::vector<std::string> readTextLines(const std::string& path, const std::string& expected);

// The separator of the fields of a line. LastSpace and FirstSpace split once, so that the other field may contain
// spaces.
enum class Separator { Comma, Semicolon, Tab, Bar, LastSpace, Spaces, FirstSpace, None };
inline constexpr Separator existingSeparators[] = {Separator::Comma,      Separator::Semicolon, Separator::Tab,
                                                   Separator::Bar,        Separator::LastSpace, Separator::Spaces,
                                                   Separator::FirstSpace, Separator::None};

// The fields of one line, without surrounding spaces. Quoted fields may contain separators, and doubled quotes mean one
// (RFC 4180, without line breaks inside).
std::vector<std::string> fieldsOf(std::string_view line, Separator separator);

}  // namespace bitprism
