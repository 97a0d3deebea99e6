#include "core/quant/scheme/bit_widths.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

std::vector<int> widthsFromText(const std::string& written) {
  std::vector<int> widths;
  const auto number = [&](std::string part) {
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    int value = 0;
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (problem != std::errc() || end != part.data() + part.size())
      throw UsageError(
          text("'", written, "' is not a list of bit-widths, expected one such as 4, 2-8, 2,4,8 or 2-8,16"));
    checkBits(value);
    return value;
  };
  std::stringstream parts(written);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t dash = part.find('-');
    const int low = number(part.substr(0, dash)),
              high = dash == std::string::npos ? low : number(part.substr(dash + 1));
    if (low > high || (high > maximumBits && low != high))
      throw UsageError(text("'", part, "' is not a range of bit-widths, expected one such as 2-8"));
    for (int bits = low; bits <= high; ++bits) widths.push_back(bits);
  }
  std::sort(widths.begin(), widths.end());
  widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
  if (widths.empty()) throw UsageError("no bit-width is given, expected at least one");
  return widths;
}

std::string widthsToText(const std::vector<int>& widths) {
  std::string result;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < widths.size() && widths[last + 1] == widths[last] + 1) ++last;
    if (!result.empty()) result += ',';
    result += last > i ? text(widths[i], last > i + 1 ? '-' : ',', widths[last]) : text(widths[i]);
    i = last;
  }
  return result;
}

}  // namespace bitprism
