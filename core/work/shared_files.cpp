#include "core/work/shared_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

// Whether this content is there already.
bool holds(const fs::path& path, const SharedFile& file) {
  std::error_code absent;
  if (!fs::is_regular_file(path, absent) || fs::file_size(path, absent) != file.bytes) return false;
  try {
    return sharedFile(path.string()).sha256 == file.sha256;
  } catch (const InputError&) {
    return false;  // it is there for others
  }
}

}  // namespace

SharedFile sharedFile(const std::string& path) {
  const Bytes content = readFile(path);
  return {path, content.size(), sha256(content)};
}

Message partOf(const SharedFiles& files, const Message& need) {
  const std::string source = "a worker's request";
  const std::string name = stringMember(need.header, "file", source);
  const auto found = files.find(name);
  const std::int64_t offset = integerMember(need.header, "offset", source);
  if (found == files.end() || offset < 0 || static_cast<std::uint64_t>(offset) > found->second.bytes)
    throw ProtocolError("a worker asks for a file that is not shared");
  const SharedFile& file = found->second;
  Bytes part(std::min(sharedPartBytes, file.bytes - static_cast<std::uint64_t>(offset)));
  std::ifstream in(file.path, std::ios::binary);
  in.seekg(offset);
  in.read(reinterpret_cast<char*>(part.data()), static_cast<std::streamsize>(part.size()));
  if (!in) throw InputError(text("cannot read '", file.path, "' again, to send it to a worker"));
  return {
      MessageType::FileContent, {{"id", need.header.value("id", Json())}, {"file", name}, {"offset", offset}}, {part}};
}

std::string fetched(const std::string& name, const SharedFile& file, const std::string& folder,
                    const std::function<Bytes(const std::string& name, std::uint64_t offset)>& ask) {
  if (holds(file.path, file)) return file.path;
  const fs::path own = fs::path(folder) / file.sha256 / fs::path(file.path).filename();
  if (holds(own, file)) return own.string();
  fs::create_directories(own.parent_path());
  {
    std::ofstream out(own, std::ios::binary | std::ios::trunc);
    for (std::uint64_t at = 0; at < file.bytes;) {
      const Bytes part = ask(name, at);
      if (part.empty() || part.size() > file.bytes - at) throw InputError(text("'", file.path, "' came incomplete"));
      out.write(reinterpret_cast<const char*>(part.data()), static_cast<std::streamsize>(part.size()));
      if (!out) throw InputError(text("cannot write '", own.string(), "', a copy of '", file.path, "'"));
      at += part.size();
    }
  }
  if (!holds(own, file)) throw InputError(text("'", file.path, "' came with another content than it has"));
  return own.string();
}

}  // namespace bitprism
