#include "core/session/session_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

SessionLock::SessionLock(const std::string& path) {
  // Opening a pipe would wait for its reader.
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    const int reason = errno;
    if (reason == ENOENT) throw InputError(text("cannot open session '", path, "': there is no such file"));
    if (reason == EISDIR) throw InputError(text("cannot open session '", path, "': it is a folder, expected a file"));
    throw Error(text("cannot open session '", path, "' for writing: ", std::strerror(reason)));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(std::exchange(descriptor_, -1));
    if (reason == EWOULDBLOCK)
      throw Error(text("cannot open session '", path, "': it is in use by another BitPrism; close that one first"));
    throw Error(text("cannot lock session '", path, "': ", std::strerror(reason)));
  }
}

SessionLock::SessionLock(SessionLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

SessionLock& SessionLock::operator=(SessionLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

SessionLock::~SessionLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SessionLock::Place SessionLock::placeOf(const std::string& path) const {
  struct stat own {
  }, there{};
  if (descriptor_ < 0 || ::fstat(descriptor_, &own) != 0) return Place::Kept;
  if (::stat(path.c_str(), &there) != 0) return Place::Empty;
  return own.st_dev == there.st_dev && own.st_ino == there.st_ino ? Place::Kept : Place::Taken;
}

}  // namespace bitprism
