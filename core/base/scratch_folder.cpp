#include "core/base/scratch_folder.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

ScratchFolder::ScratchFolder() {
  std::error_code problem;
  std::filesystem::path parent = std::filesystem::temp_directory_path(problem);
  if (problem) parent = "/tmp";
  path_ = (parent / "bitprism-XXXXXX").string();
  if (!mkdtemp(path_.data()))
    throw Error(text("cannot write a temporary folder in '", parent.string(), "': ", std::strerror(errno)));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace bitprism
