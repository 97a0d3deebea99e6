#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bitprism {

// Right-aligned columns for a terminal.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  std::string str() const;

  // One line with columns of these widths; for tables that are shown while they grow.
  static std::string line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths);

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string fixed(double value, int digits);
std::string kibText(std::int64_t bytes);
std::string percentText(double fraction);

}  // namespace bitprism
