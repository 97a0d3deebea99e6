#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/work/message.h"

namespace bitprism {

// A file that a worker may ask the coordinator for.
struct SharedFile {
  std::string path;  // at the coordinator
  std::uint64_t bytes = 0;
  std::string sha256;
};

// Files by what they are for: "network", "data".
using SharedFiles = std::map<std::string, SharedFile>;

// The size and hash of a file. Throws InputError.
SharedFile sharedFile(const std::string& path);

inline constexpr std::uint64_t sharedPartBytes = 8 << 20;  // of a file in one message

// The answer to NeedFile ("id", "file", "offset"): the part of the file that begins there. Throws ProtocolError for a
// file that is not shared, InputError when it cannot be read.
Message partOf(const SharedFiles& files, const Message& need);

// The path of such a file at a worker: the coordinator's where it has the same content here, else in the folder, where
// it is written part by part as `ask` gets it from the coordinator (by name and offset). Throws InputError when what
// comes is not the file.
std::string fetched(const std::string& name, const SharedFile& file, const std::string& folder,
                    const std::function<Bytes(const std::string& name, std::uint64_t offset)>& ask);

}  // namespace bitprism
