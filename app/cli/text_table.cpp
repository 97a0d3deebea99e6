#include "app/cli/text_table.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "core/base/text.h"

namespace bitprism {

TextTable::TextTable(std::vector<std::string> header) {
  rows_.push_back(std::move(header));
}

void TextTable::add(std::vector<std::string> row) {
  rows_.push_back(std::move(row));
}

std::string TextTable::str() const {
  std::vector<std::size_t> widths(rows_[0].size(), 0);
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  std::string result;
  for (const auto& row : rows_) result += line(row, widths);
  return result;
}

std::string TextTable::line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::ostringstream out;
  for (std::size_t c = 0; c < row.size(); ++c) {
    out << (c ? "  " : "");
    if (c == 0)
      out << std::left << std::setw(static_cast<int>(widths[c])) << row[c] << std::right;
    else
      out << std::setw(static_cast<int>(widths[c])) << row[c];
  }
  out << '\n';
  return out.str();
}

std::string fixed(double value, int digits) {
  return text(std::fixed, std::setprecision(digits), value);
}
std::string kibText(std::int64_t bytes) {
  return fixed(static_cast<double>(bytes) / 1024, 1) + " KiB";
}
std::string percentText(double fraction) {
  return fixed(100 * fraction, 2) + " %";
}

}  // namespace bitprism
