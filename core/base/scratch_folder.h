#pragma once

#include <string>

#include "core/base/file_descriptor.h"

namespace bitprism {

// A folder of its own for files that nobody keeps, removed at the end. Also removes those that processes of this user
// have left which were killed: older than a day, and locked by nobody.
class ScratchFolder {
 public:
  ScratchFolder();  // throws Error
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }
  std::string pathOf(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  FileDescriptor lock_;  // of the folder, as long as it is used
};

}  // namespace bitprism
