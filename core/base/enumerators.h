#pragma once

#include <cstddef>
#include <string_view>

namespace bitprism {

// Whether a value of an enumeration has a name, told by how the compiler writes it: "Method::Kl" or "(Method)11".
template <auto Value>
constexpr bool isNamed() {
  const std::string_view function = __PRETTY_FUNCTION__;
  return function.substr(function.find("Value = ")).find('(') == std::string_view::npos;
}

namespace enumerators {
template <class Enum, std::size_t Count = 0>
constexpr std::size_t count() {
  if constexpr (isNamed<static_cast<Enum>(Count)>())
    return count<Enum, Count + 1>();
  else
    return Count;
}
}  // namespace enumerators

// How many enumerators there are, for an enumeration that counts from 0 without a gap. Tables check by it that they
// cover all of them.
template <class Enum>
inline constexpr std::size_t enumeratorCount = enumerators::count<Enum>();

}  // namespace bitprism
