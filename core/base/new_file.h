#pragma once

#include <span>
#include <string>

#include "core/base/file.h"

namespace bitprism {

// Creates a file with that content, flushed to disk, which is whole as soon as it has its name; a process that is
// killed leaves nothing, on a file system with unnamed files (all usual ones of Linux; not NFS), else perhaps a file
// `.partN` beside it, which a later call removes. 0, or the number of the system's error: EEXIST if the path exists.
int createFile(const std::string& path, std::span<const std::uint8_t> content);

}  // namespace bitprism
