#include "core/data/text_table.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::string_view spaces = " \t";

std::string trimmed(const std::string& field) {
  const std::size_t first = field.find_first_not_of(spaces), last = field.find_last_not_of(spaces);
  return first == std::string::npos ? std::string() : field.substr(first, last - first + 1);
}

// Split at one run of spaces outside quotes, the first or the last; quotes around a part are removed.
std::vector<std::string> splitOnce(std::string_view line, bool last) {
  bool quoted = false;
  std::size_t from = 0, to = 0;  // the run
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (quoted || spaces.find(line[i]) == std::string_view::npos) continue;
    const std::size_t start = i;
    while (i + 1 < line.size() && spaces.find(line[i + 1]) != std::string_view::npos) ++i;
    if (start == 0 || i + 1 == line.size()) continue;  // around the line, not in it
    from = start;
    to = i + 1;
    if (!last) break;
  }
  if (to == 0) return fieldsOf(line, Separator::None);
  return {fieldsOf(line.substr(0, from), Separator::None)[0], fieldsOf(line.substr(to), Separator::None)[0]};
}

bool separates(char c, Separator separator) {
  switch (separator) {
    case Separator::Comma:
      return c == ',';
    case Separator::Semicolon:
      return c == ';';
    case Separator::Tab:
      return c == '\t';
    case Separator::Bar:
      return c == '|';
    case Separator::Spaces:
      return spaces.find(c) != std::string_view::npos;
    default:
      return false;
  }
}

}  // namespace

std::vector<std::string> readTextLines(const std::string& path, const std::string& expected) {
  constexpr std::uint64_t maximumBytes = std::uint64_t{1} << 30;
  const Bytes bytes = readFile(path, maximumBytes);
  std::vector<std::string> lines(1);
  for (const std::uint8_t byte : bytes) {
    if (byte == '\0') throw InputError(text("cannot read '", path, "': it is not text, expected ", expected));
    if (byte == '\n')
      lines.emplace_back();
    else if (byte != '\r')
      lines.back() += static_cast<char>(byte);
  }
  if (lines[0].starts_with("\xef\xbb\xbf")) lines[0].erase(0, 3);  // a byte order mark
  return lines;
}

std::vector<std::string> fieldsOf(std::string_view line, Separator separator) {
  if (separator == Separator::LastSpace || separator == Separator::FirstSpace)
    return splitOnce(line, separator == Separator::LastSpace);
  if (separator == Separator::Spaces) {  // runs count once, and those around the line do not count
    const std::size_t first = line.find_first_not_of(spaces), last = line.find_last_not_of(spaces);
    line = first == std::string_view::npos ? std::string_view() : line.substr(first, last - first + 1);
  }
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && separates(c, separator)) {
      if (separator != Separator::Spaces || spaces.find(line[i - 1]) == std::string_view::npos) fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (std::string& field : fields) field = trimmed(field);
  return fields;
}

}  // namespace bitprism
