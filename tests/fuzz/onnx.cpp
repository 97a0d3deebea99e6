// libFuzzer: the ONNX reader on any bytes. LibTorch itself is not instrumented.

#include <cstdint>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/onnx_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  prepareTorch();
  try {
    makeNetwork(readOnnx(Bytes(data, data + size), "fuzzed.onnx", "/nonexistent", {}).program, "fuzzed", "onnx");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
