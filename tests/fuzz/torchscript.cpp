// libFuzzer: the TorchScript reader, on any bytes, and on the methods of a module in an archive that is whole where the
// bytes begin with "def". LibTorch itself is not instrumented.

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/torchscript_reader.h"
#include "tests/support/torchscript_archive.h"

namespace bitprism {
namespace {

// The methods as those of a module with weights w, b, v and h.
Bytes archiveOf(const std::string& methods) {
  std::string code = "class Net(Module):\n  __parameters__ = [\"w\", ]\n  __buffers__ = []\n  training : bool\n";
  for (const char* name : {"w", "b", "v", "h"}) code += std::string("  ") + name + " : Tensor\n";
  for (std::size_t at = 0; at < methods.size();) {
    const std::size_t end = std::min(methods.find('\n', at), methods.size());
    code += "  " + methods.substr(at, end - at) + "\n";
    at = end + 1;
  }
  std::string more;
  for (const auto& [name, shape] : {std::pair("b", std::vector<int>{4}), {"v", {5, 4}}, {"h", {4}}})
    more += test::pickledText(name) + test::pickledTensor(shape);
  return test::netArchive({.code = code, .data = test::netPickle(more)});
}

}  // namespace
}  // namespace bitprism

// LibTorch's reader of archives forgets some hundred bytes of a damaged one; the process that reads files ends with it.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libtorch_cpu";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  prepareTorch();
  const std::string words(data, data + size);
  try {
    const Bytes archive = words.starts_with("def") ? archiveOf(words) : Bytes(data, data + size);
    makeNetwork(readTorchScript(archive, "fuzzed.pt", {3, 8, 8}).program, "fuzzed", "torchscript");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
