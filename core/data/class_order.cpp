#include "core/data/class_order.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/text_table.h"

namespace bitprism {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isAlphanumeric(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// The number at the same place in every name: after the common prefix, before the common suffix or
// before a character that is not part of a word. Empty when one of them has none, or two have the same.
std::vector<std::int64_t> numbersWithin(const std::vector<std::string>& names, bool& plain) {
  std::size_t prefix = names[0].size();
  for (const std::string& name : names) {
    prefix = std::min(prefix, name.size());
    prefix = static_cast<std::size_t>(
        std::mismatch(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(prefix), names[0].begin()).first -
        name.begin());
  }
  while (prefix > 0 && isDigit(names[0][prefix - 1])) --prefix;
  std::vector<std::int64_t> numbers;
  std::set<std::string> endings;
  bool free = true;  // no ending continues the word
  for (const std::string& name : names) {
    std::size_t end = prefix;
    while (end < name.size() && isDigit(name[end])) ++end;
    std::int64_t number = 0;
    const auto [stopped, problem] = std::from_chars(name.data() + prefix, name.data() + end, number);
    if (end == prefix || problem != std::errc()) return {};
    numbers.push_back(number);
    endings.insert(name.substr(end));
    free &= end == name.size() || !isAlphanumeric(name[end]);
  }
  if (!free && endings.size() > 1) return {};
  plain = prefix == 0 && endings.size() == 1 && endings.begin()->empty();
  const std::set<std::int64_t> distinct(numbers.begin(), numbers.end());
  return distinct.size() == numbers.size() ? numbers : std::vector<std::int64_t>();
}

std::string firstOf(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 4, characters = 30;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i)
    list += text(i == 0 ? "" : ", ", "'", echoed(names[i], characters), "'");
  return names.size() > shown ? list + ", ..." : list;
}

bool holdsDigit(const std::string& name) {
  return std::any_of(name.begin(), name.end(), isDigit);
}

}  // namespace

std::optional<double> writtenNumber(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  if (word.empty() || !(isDigit(word[0]) || word[0] == '-' || word[0] == '.')) return {};  // not "inf", "nan"
  if (word.size() > 2 && word.ends_with(",0")) word.remove_suffix(2);  // where a comma is the decimal point
  double value = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (problem != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return {};
  return value;
}

ClassOrder classOrder(std::vector<std::string> names, const std::string& what) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  ClassOrder order{.names = names};
  if (names.empty()) return order;
  bool plain = false;
  const std::vector<std::int64_t> numbers = numbersWithin(names, plain);
  if (numbers.empty()) {
    // Names with numbers that do not number all of them: another order may be intended.
    if (std::any_of(names.begin(), names.end(), holdsDigit) && names.size() > 1)
      order.notice =
          text("the ", names.size(), " ", what, " are numbered in the order of their names as text: ", firstOf(names));
    return order;
  }
  std::vector<std::size_t> places(names.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  const bool zero = plain && numbers[places[0]] == 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    order.names[i] = names[places[i]];
    if (zero) order.numbers.push_back(numbers[places[i]]);
  }
  const bool gaps = zero && order.numbers.back() + 1 != static_cast<std::int64_t>(names.size());
  if (gaps)
    order.notice = text("the ", names.size(), " ", what, " are numbered by the numbers in their names, up to ",
                        order.numbers.back());
  else if (order.names != names)
    order.notice =
        text("the ", names.size(), " ", what, " are numbered in the order of their numbers: ", firstOf(order.names),
             " (as text it would be ", firstOf(names), ")");
  return order;
}

std::vector<std::string> readClassNames(const std::string& path) {
  std::vector<std::string> names;
  for (const std::string& line : readTextLines(path, "one class name per line"))
    if (const std::string name = fieldsOf(line, Separator::None)[0]; !name.empty()) names.push_back(name);
  // A number before every name, counted from 0 or from 1.
  std::vector<std::string> bare;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::int64_t number = -1;
    const char* end = names[i].data() + names[i].size();
    const auto [stopped, problem] = std::from_chars(names[i].data(), end, number);
    if (i == 0) first = number;
    const std::size_t start = names[i].find_first_not_of(" \t,;:", static_cast<std::size_t>(stopped - names[i].data()));
    if (problem != std::errc() || first < 0 || first > 1 || number != first + static_cast<std::int64_t>(i) ||
        start == std::string::npos || names[i].data() + start == stopped)
      break;
    bare.push_back(names[i].substr(start));
  }
  if (bare.size() == names.size()) names = std::move(bare);
  if (names.empty()) throw InputError(text("'", path, "' names no class, expected one name per line"));
  return names;
}

}  // namespace bitprism
