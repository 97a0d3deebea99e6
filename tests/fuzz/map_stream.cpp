// libFuzzer: the decoder of activation maps on any bytes. Letters, version and hash are mended first, or nothing would
// ever be read. What is read must be written and read the same again.

#include "core/codec/map_stream.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  Bytes bytes(data, data + size);
  if (size >= mapHeaderBytes + mapHashBytes) {
    std::copy_n("BPAM\1", 5, bytes.begin());
    const std::uint64_t hash = contentHash({bytes.data(), size - mapHashBytes});
    for (std::size_t i = 0; i < mapHashBytes; ++i)
      bytes[size - mapHashBytes + i] = static_cast<std::uint8_t>(hash >> 8 * i);
  }
  try {
    const MapReading reading{.mostCodes = 1 << 20, .threads = 1};
    const ActivationMap map = decodeMap(bytes, "fuzzed.bpam", reading);
    if (decodeMap(encodeMap(map, {.block = 100, .threads = 1}), "coded again", reading) != map) std::abort();
  } catch (const InputError&) {
    // Refused in a sentence.
  }
  return 0;
}
