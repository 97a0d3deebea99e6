#include "core/weights/safetensors.h"

#include "core/base/error.h"

// The tensors of a .safetensors file and their numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  try {
    for (const StoredTensor& tensor : readSafetensors(accessTo(Bytes(data, data + size), "fuzz")).tensors)
      if (tensor.isFloat())
        readFloats(tensor);
      else
        readIntegers(tensor);
  } catch (const Error&) {
  }
  return 0;
}
