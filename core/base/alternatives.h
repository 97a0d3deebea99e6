#pragma once

#include <string>

namespace bitprism {

// "a, b, c"
template <class Names>
std::string joined(const Names& names, const std::string& separator = ", ") {
  std::string list;
  for (const auto& name : names) {
    if (!list.empty()) list += separator;
    list += name;
  }
  return list;
}

// "a, b or c", for the expected values in messages.
template <class Names>
std::string alternatives(const Names& names) {
  std::string list;
  std::size_t left = std::size(names);
  for (const auto& name : names) {
    if (!list.empty()) list += left == 1 ? " or " : ", ";
    list += name;
    --left;
  }
  return list;
}

}  // namespace bitprism
