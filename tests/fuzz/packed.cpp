// libFuzzer: the packed file's reader on any bytes. Letters, length and hash are mended first, or nothing would ever be
// read.

#include <algorithm>
#include <cstdint>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  constexpr std::size_t lengthAt = 8, hashBytes = 8, least = 56;
  Bytes bytes(data, data + size);
  if (size >= least) {
    std::copy_n("BPRM\1\0\0\0", lengthAt, bytes.begin());
    for (std::size_t i = 0; i < 8; ++i) bytes[lengthAt + i] = static_cast<std::uint8_t>(size >> 8 * i);
    const std::uint64_t hash = contentHash({bytes.data(), size - hashBytes});
    for (std::size_t i = 0; i < hashBytes; ++i) bytes[size - hashBytes + i] = static_cast<std::uint8_t>(hash >> 8 * i);
  }
  try {
    unpackNetwork(bytes, "fuzzed.bprm");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
