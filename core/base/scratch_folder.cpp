#include "core/base/scratch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = "bitprism-scratch-";
constexpr std::size_t randomLetters = 6;  // of mkdtemp

FileDescriptor openedFolder(const std::string& path) {
  return FileDescriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool isAbandoned(const std::string& path) {
  constexpr std::time_t day = 24 * 60 * 60;
  const FileDescriptor folder = openedFolder(path);
  struct stat facts {};
  return folder && fstat(folder.get(), &facts) == 0 && facts.st_uid == getuid() &&
         std::time(nullptr) - facts.st_mtime > day && flock(folder.get(), LOCK_EX | LOCK_NB) == 0;
}

// What cannot be removed stays: it is not this process's.
void removeAbandoned(const fs::path& parent) {
  std::error_code problem;
  for (fs::directory_iterator entry(parent, problem), end; !problem && entry != end; entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || name.size() != std::strlen(prefix) + randomLetters) continue;
    std::error_code ignored;
    if (isAbandoned(entry->path().string())) fs::remove_all(entry->path(), ignored);
  }
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::error_code problem;
  fs::path parent = fs::temp_directory_path(problem);
  if (problem) parent = "/tmp";
  removeAbandoned(parent);
  path_ = (parent / (prefix + std::string(randomLetters, 'X'))).string();
  if (!mkdtemp(path_.data()))
    throw Error(text("cannot write a temporary folder in '", parent.string(), "': ", std::strerror(errno)));
  lock_ = openedFolder(path_);
  if (lock_) flock(lock_.get(), LOCK_SH);  // best effort: only folders that are a day old are removed
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace bitprism
