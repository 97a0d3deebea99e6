#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace bitprism {

// A temporary folder next to a file to be written. Files written there under their final names can be read and checked,
// and are moved to their destination at the end; until then the destination does not change. The destructor removes
// what is left.
class StagedFiles {
 public:
  // target: the file to be written. Throws Error naming it if its folder cannot be written to.
  explicit StagedFiles(const std::string& target);
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;
  ~StagedFiles();

  // The temporary path of a file of the target's folder.
  std::string pathOf(const std::string& name) const { return folder_ + "/" + name; }

  // Throws Error naming the final path of the file, never the temporary one.
  void write(const std::string& name, std::span<const std::span<const std::uint8_t>> parts);

  // Moves the files to their destination in order, all or none. Throws Error.
  void place(const std::vector<std::string>& names);

 private:
  std::string targetOf(const std::string& name) const;

  std::string target_, parent_, folder_;
};

}  // namespace bitprism
