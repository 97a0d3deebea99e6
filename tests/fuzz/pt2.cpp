// libFuzzer: the reader of torch.export archives, on any bytes, and on any graph in an archive that is whole. LibTorch
// itself is not instrumented.

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/pt2_reader.h"
#include "tests/support/pt2_archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  prepareTorch();
  static const test::Pt2Writer net = test::smallPt2();
  const bool document = size > 0 && data[0] == '{';
  const Bytes bytes = document ? net.package(std::string(data, data + size)) : Bytes(data, data + size);
  try {
    makeNetwork(readPt2(bytes, "fuzzed.pt2", {}).program, "fuzzed", "pt2");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
