#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace bitprism {

// A temporary folder next to the place of a future file. Files written there under their final names can be read and
// checked, and are moved to their place at the end; until then the place does not change, and nothing is left over.
class FilesBeside {
 public:
  // target: the future file. Throws Error naming it when the place cannot be written.
  explicit FilesBeside(const std::string& target);
  FilesBeside(const FilesBeside&) = delete;
  FilesBeside& operator=(const FilesBeside&) = delete;
  ~FilesBeside();

  // The temporary path of a file of the target's folder.
  std::string pathOf(const std::string& name) const { return folder_ + "/" + name; }

  // Throws Error naming the final place of the file, never the temporary one.
  void write(const std::string& name, std::span<const std::span<const std::uint8_t>> parts);

  // Moves them over in order, all or none. Throws Error.
  void place(const std::vector<std::string>& names);

 private:
  std::string targetOf(const std::string& name) const;

  std::string target_, parent_, folder_;
};

}  // namespace bitprism
