#include "core/run/companion_program.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

std::string companionProgram(const std::string& name, const std::string& purpose) {
  namespace fs = std::filesystem;
  std::error_code absent;
  const fs::path folder = fs::read_symlink("/proc/self/exe", absent).parent_path();
  const fs::path installed = (folder / ".." / "libexec" / "bitprism" / name).lexically_normal();
  for (const fs::path& path : {folder / name, installed})
    if (fs::exists(path, absent)) return path.string();
  throw Error(text("cannot ", purpose, ": the program '", installed.string(), "' is missing"));
}

}  // namespace bitprism
