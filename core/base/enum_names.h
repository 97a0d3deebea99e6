#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bitprism {

// An enumerator and its name in files and on the command line.
template <class Enum>
struct EnumName {
  Enum value;
  const char* name;
};

// Whether the enumeration has an enumerator of this value, as the compiler prints it: "Enum::Name", not "(Enum)7".
template <auto value>
consteval bool isEnumerator() {
  const std::string_view printed = __PRETTY_FUNCTION__;
  return printed[printed.find("value = ") + 8] != '(';
}

template <class Enum, std::size_t count = 0>
consteval std::size_t countEnumerators() {
  if constexpr (isEnumerator<static_cast<Enum>(count)>())
    return countEnumerators<Enum, count + 1>();
  else
    return count;
}

// The number of enumerators of an enumeration that counts from 0 without a gap.
template <class Enum>
inline constexpr std::size_t enumeratorCount = countEnumerators<Enum>();

// Whether a table has a row for every enumerator, in order; for static_assert next to the table. Rows begin with the
// value; enumerators count from 0.
template <auto const& table>
consteval bool namesEveryValue() {
  using Enum = std::remove_cvref_t<decltype(table[0].value)>;
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].value != static_cast<Enum>(i)) return false;
  return isEnumerator<static_cast<Enum>(table.size() - 1)>() && !isEnumerator<static_cast<Enum>(table.size())>();
}

// For a table that names every value.
template <class Row, std::size_t size, class Enum>
constexpr const Row& rowOf(const std::array<Row, size>& table, Enum value) {
  return table[static_cast<std::size_t>(value)];
}

template <class Row, std::size_t size>
constexpr auto valueNamed(const std::array<Row, size>& table, std::string_view name)
    -> std::optional<std::remove_cvref_t<decltype(table[0].value)>> {
  for (const Row& row : table)
    if (name == row.name) return row.value;
  return {};
}

template <class Row, std::size_t size>
constexpr std::array<const char*, size> namesIn(const std::array<Row, size>& table) {
  std::array<const char*, size> names{};
  for (std::size_t i = 0; i < size; ++i) names[i] = table[i].name;
  return names;
}

}  // namespace bitprism
