#pragma once

#include <sstream>
#include <string>

namespace bitprism {

// Joins values into one string as operator<< prints them: text("layer ", 3, " of '", name, "'").
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

}  // namespace bitprism
