#include "core/base/new_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "core/base/file_descriptor.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr mode_t newMode = 0644;
constexpr const char* partEnding = ".part";
constexpr std::time_t abandonedSeconds = 60;

fs::path folderOf(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

int writeAll(const FileDescriptor& file, std::span<const std::uint8_t> content) {
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    content = content.subspan(static_cast<std::size_t>(put));
  }
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

// The process that a file "NAME.partN" belongs to; 0: it is another file.
pid_t ownerOf(const std::string& file, const std::string& name) {
  const std::string start = name + partEnding;
  pid_t process = 0;
  if (!file.starts_with(start)) return 0;
  const char* end = file.data() + file.size();
  const auto [rest, failure] = std::from_chars(file.data() + start.size(), end, process);
  return failure == std::errc() && rest == end ? process : 0;
}

// Files of processes that are gone. They may be on another machine, so that a new file is left alone.
void removeAbandoned(const std::string& path) {
  std::error_code ignored;
  const std::string name = fs::path(path).filename().string();
  for (const fs::directory_entry& entry : fs::directory_iterator(folderOf(path), ignored)) {
    const pid_t owner = ownerOf(entry.path().filename().string(), name);
    struct stat status {};
    if (owner <= 0 || ::kill(owner, 0) == 0 || errno != ESRCH || ::lstat(entry.path().c_str(), &status) != 0) continue;
    if (S_ISREG(status.st_mode) && std::time(nullptr) - status.st_mtime > abandonedSeconds)
      ::unlink(entry.path().c_str());
  }
}

// Where files have no names until they are whole. ENOTSUP where that is not possible.
int createUnnamed(const std::string& path, std::span<const std::uint8_t> content) {
  const FileDescriptor file(::open(folderOf(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, newMode));
  if (!file) return ENOTSUP;  // or whatever else is wrong is seen again
  if (const int failure = writeAll(file, content)) return failure;
  const std::string itself = text("/proc/self/fd/", file.get());
  if (::linkat(AT_FDCWD, itself.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) return 0;
  return errno == EEXIST || errno == ENAMETOOLONG || errno == ENOSPC || errno == EDQUOT ? errno : ENOTSUP;
}

// A hard link never replaces a file; on file systems without hard links, rename is used.
int createBeside(const std::string& path, std::span<const std::uint8_t> content) {
  const std::string beside = text(path, partEnding, ::getpid());
  const auto failed = [&](int reason) {
    ::unlink(beside.c_str());
    return reason;
  };
  const FileDescriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, newMode));
  if (!file) return errno;
  if (const int failure = writeAll(file, content)) return failed(failure);
  if (::link(beside.c_str(), path.c_str()) == 0) return failed(0);
  if (errno == EEXIST) return failed(EEXIST);
  return ::rename(beside.c_str(), path.c_str()) == 0 ? 0 : failed(errno);
}

}  // namespace

int createFile(const std::string& path, std::span<const std::uint8_t> content) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return EEXIST;
  removeAbandoned(path);
  const int failure = createUnnamed(path, content);
  return failure == ENOTSUP ? createBeside(path, content) : failure;
}

}  // namespace bitprism
