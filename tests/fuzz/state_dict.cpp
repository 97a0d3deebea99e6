#include "core/weights/state_dict.h"

#include "core/base/error.h"

// The tensors of a saved state dict, zip or stream of pickles, and their numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  try {
    for (const StoredTensor& tensor : readStateDict(accessTo(Bytes(data, data + size), "fuzz")).tensors)
      if (tensor.isFloat())
        readFloats(tensor);
      else
        readIntegers(tensor);
  } catch (const Error&) {
  }
  return 0;
}
