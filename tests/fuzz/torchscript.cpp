// libFuzzer: the TorchScript reader on any bytes. LibTorch itself is not instrumented. Seeds: resources/example.

#include <unistd.h>

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/network_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  prepareTorch();
  static const std::string path = "/tmp/fuzz_torchscript." + std::to_string(::getpid()) + ".pt";
  writeFile(path, std::span(data, size));
  try {
    readNetwork(path);
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
