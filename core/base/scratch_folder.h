#pragma once

#include <string>

namespace bitprism {

// A folder of its own for files that nobody keeps, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();  // throws Error
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  std::string pathOf(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace bitprism
