#include "core/session/session.h"

#include "tests/fuzz/memory_file.h"

// Session files: SQLite databases from strangers. What is read must be read without harm, all of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const fuzz::MemoryFile file({data, size});
  try {
    const Session session = Session::openForReading(file.path());
    session.evaluations();
    session.sensitivity();
    session.value("float");
  } catch (const Error&) {
  }
  return 0;
}
