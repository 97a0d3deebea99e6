#include "core/data/idx.h"

#include "tests/fuzz/memory_file.h"

// IDX files, also within gzip.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const fuzz::MemoryFile file({data, size});
  fuzz::readSet([&] { return readIdxImages(file.path(), 1 << 24); });
  return 0;
}
