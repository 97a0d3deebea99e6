#include "core/session/session.h"

#include <unistd.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

// Session files: untrusted SQLite databases. Reading all of one must be harmless. SQLite follows
// links to a file's real name, so this one lies in the folder for temporary files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  static const std::string path =
      (std::filesystem::temp_directory_path() / text("fuzz-session", ::getpid(), ".bitprism")).string();
  writeFile(path, Bytes(data, data + size));
  try {
    const Session session = Session::openForReading(path);
    session.evaluations();
    session.sensitivity();
    session.value("float");
  } catch (const Error&) {
  }
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) ::unlink((path + ending).c_str());
  return 0;
}
