#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace bitprism {

// A folder beside the place where a file is to stand. What is written there under the names it will have can be read
// and checked, and is moved over at the end; until then nothing at the place changes, and nothing is left behind.
class FilesBeside {
 public:
  // target: the file that is to be. Throws Error naming it when the place cannot be written.
  explicit FilesBeside(const std::string& target);
  FilesBeside(const FilesBeside&) = delete;
  FilesBeside& operator=(const FilesBeside&) = delete;
  ~FilesBeside();

  // Where a file of the target's folder is kept until it is placed.
  std::string pathOf(const std::string& name) const { return folder_ + "/" + name; }

  // Throws Error naming the place the file is meant for, never the one it is kept at.
  void write(const std::string& name, std::span<const std::span<const std::uint8_t>> parts);

  // Moves them over in order, all or none. Throws Error.
  void place(const std::vector<std::string>& names);

 private:
  std::string targetOf(const std::string& name) const;

  std::string target_, parent_, folder_;
};

}  // namespace bitprism
