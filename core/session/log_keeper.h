#pragma once

#include <string>

namespace bitprism {

// Removes the "-wal" and "-shm" files that a reader of a session leaves behind: SQLite lets only a connection that may
// write delete them. Does its work when it is destroyed, which must be after the reader's connection is closed. One
// thread at a time.
class LogKeeper {
 public:
  explicit LogKeeper(std::string path) : path_(std::move(path)) {}
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;
  ~LogKeeper();

  // Nothing is removed without this call: the log of a search that was killed says that it was.
  void removeAtEnd() { wanted_ = true; }

 private:
  std::string path_;
  bool wanted_ = false;
};

}  // namespace bitprism
