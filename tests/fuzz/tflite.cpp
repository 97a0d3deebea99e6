// libFuzzer: the reader of TensorFlow Lite files. LibTorch itself is not instrumented.

#include <cstdint>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/tflite_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  prepareTorch();
  try {
    makeNetwork(readTflite({data, size}, "fuzzed.tflite", {}).program, "fuzzed", "tflite");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
