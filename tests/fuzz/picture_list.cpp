#include "core/data/picture_list.h"

#include "tests/fuzz/memory_file.h"

// CSV lists; the pictures they may find are the process's own descriptors.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const fuzz::MemoryFile file({data, size});
  fuzz::readSet([&] { return readPictureList(file.path()); });
  return 0;
}
