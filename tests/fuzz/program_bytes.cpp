// libFuzzer: the graph section of the packed file on any bytes; what is read must be written the same way again.

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "core/network/program.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  try {
    const Program program = programFromBytes({data, data + size});
    const std::vector<std::uint8_t> written = programToBytes(program);
    if (programToBytes(programFromBytes(written)) != written) std::abort();
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
