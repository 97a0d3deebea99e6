#include "core/base/staged_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const std::string& target, int reason) {
  throw Error(text("cannot write '", target, "': ", std::strerror(reason)));
}

}  // namespace

StagedFiles::StagedFiles(const std::string& target)
    : target_(target), parent_(fs::path(target).parent_path().string()), folder_(text(target, ".new", ::getpid())) {
  std::error_code ignored;
  if (fs::is_directory(target, ignored)) fail(target, EISDIR);
  if (::mkdir(folder_.c_str(), 0777) != 0) fail(target, errno);
}

StagedFiles::~StagedFiles() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string StagedFiles::targetOf(const std::string& name) const {
  return parent_.empty() ? name : (fs::path(parent_) / name).string();
}

void StagedFiles::write(const std::string& name, std::span<const std::span<const std::uint8_t>> parts) {
  try {
    writeFile(pathOf(name), parts);
  } catch (const Error& problem) {
    const std::string message = problem.what();
    throw Error(text("cannot write '", targetOf(name), "'", message.substr(message.rfind(": "))));
  }
}

void StagedFiles::place(const std::vector<std::string>& names) {
  struct Moved {
    std::string to, before;  // before: where the replaced file is kept; empty if there was none
  };
  std::vector<Moved> moved;
  for (const std::string& name : names) {
    Moved move{targetOf(name), {}};
    int reason = 0;
    // The last one replaces the old file in one step; those before it can be restored.
    if (&name != &names.back() && ::access(move.to.c_str(), F_OK) == 0) {
      move.before = text(folder_, "/before", moved.size());
      if (std::rename(move.to.c_str(), move.before.c_str()) != 0) reason = errno;
    }
    if (reason == 0 && std::rename(pathOf(name).c_str(), move.to.c_str()) == 0) {
      moved.push_back(std::move(move));
      continue;
    }
    if (reason == 0) {
      reason = errno;
      if (!move.before.empty()) std::rename(move.before.c_str(), move.to.c_str());
    }
    for (auto undone = moved.rbegin(); undone != moved.rend(); ++undone) {
      if (undone->before.empty())
        std::remove(undone->to.c_str());
      else
        std::rename(undone->before.c_str(), undone->to.c_str());
    }
    fail(targetOf(name), reason);
  }
}

}  // namespace bitprism
