#pragma once

#include <string>

namespace bitprism {

// Exclusive use of a session's file: a flock on the file itself, which the kernel releases however the process ends,
// and which does not interfere with SQLite's byte-range locks (fcntl).
class SessionLock {
 public:
  SessionLock() = default;                        // no lock
  explicit SessionLock(const std::string& path);  // throws InputError, Error
  SessionLock(SessionLock&& other) noexcept;
  SessionLock& operator=(SessionLock&& other) noexcept;
  ~SessionLock();

  enum class Place { Kept, Empty, Taken };
  // Whether the path still leads to the locked file; Empty: to no file, Taken: to another one. Kept without a lock.
  Place placeOf(const std::string& path) const;

 private:
  int descriptor_ = -1;
};

}  // namespace bitprism
