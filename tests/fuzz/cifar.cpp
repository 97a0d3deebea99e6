#include "core/data/cifar.h"

#include "tests/fuzz/memory_file.h"

// CIFAR records.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const fuzz::MemoryFile file({data, size});
  fuzz::readSet([&] { return readCifar(file.path()); });
  return 0;
}
