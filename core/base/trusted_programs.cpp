#include "core/base/trusted_programs.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace bitprism {

std::string TrustedPrograms::usersFile() {
  const auto folder = [](const char* variable) -> std::filesystem::path {
    const char* value = std::getenv(variable);
    return value && *value == '/' ? value : "";
  };
  std::filesystem::path base = folder("XDG_CONFIG_HOME");
  if (base.empty()) {
    if (folder("HOME").empty()) return {};
    base = folder("HOME") / ".config";
  }
  return (base / "BitPrism" / "trusted-programs.txt").string();
}

bool TrustedPrograms::contains(const std::string& hash) const {
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(hash) && (line.size() == hash.size() || line[hash.size()] == ' ')) return true;
  return false;
}

bool TrustedPrograms::remember(const std::string& hash, const std::string& name) {
  if (file_.empty()) return false;
  if (contains(hash)) return true;
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), failure);
  if (failure) return false;
  std::string line = hash + "  " + name;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  std::ofstream lines(file_, std::ios::app);
  lines << line + "\n" << std::flush;
  return static_cast<bool>(lines);
}

}  // namespace bitprism
