#include "core/base/format_info.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/base/alternatives.h"

namespace bitprism {

bool hasMagic(std::span<const std::uint8_t> start, std::string_view magic, std::size_t offset) {
  return start.size() >= offset + magic.size() &&
         std::equal(magic.begin(), magic.end(), start.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool hasSuffix(const std::string& path, const std::vector<std::string>& suffixes) {
  std::string name = std::filesystem::path(path).filename().string();
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](const std::string& suffix) { return name.size() > suffix.size() && name.ends_with(suffix); });
}

std::string titleWithSuffixes(const std::string& title, const std::vector<std::string>& suffixes) {
  return title + " (" + joined(suffixes) + ")";
}

std::string filePatterns(const std::vector<std::string>& suffixes) {
  std::string patterns;
  for (const std::string& suffix : suffixes) patterns += (patterns.empty() ? "*" : " *") + suffix;
  return patterns;
}

}  // namespace bitprism
