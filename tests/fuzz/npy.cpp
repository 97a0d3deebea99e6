#include "core/files/npy.h"

#include "core/base/error.h"

// Arrays of a .npy or .npz, all widened to doubles.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  try {
    if (size > 1 && data[0] == 'P')
      readNpz(Bytes(data, data + size), "fuzz");
    else
      readNpy({data, size}, "fuzz");
  } catch (const Error&) {
  }
  return 0;
}
