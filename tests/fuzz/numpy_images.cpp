#include "core/data/numpy_images.h"

#include "tests/fuzz/memory_file.h"

// Images and labels in .npy and .npz files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const fuzz::MemoryFile file({data, size});
  fuzz::readSet([&] { return readNumpyImages(file.path(), 1 << 24); });
  return 0;
}
