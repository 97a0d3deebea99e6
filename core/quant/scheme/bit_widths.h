#pragma once

#include <string>
#include <vector>

namespace bitprism {

// "4", "2-8", "2,4,8" or "2-8,16" as existing widths, in ascending order. Throws UsageError.
std::vector<int> widthsFromText(const std::string& written);

// The shortest equivalent text: "2-8,16".
std::string widthsToText(const std::vector<int>& widths);

}  // namespace bitprism
