#include "core/data/picture.h"

#include "core/base/error.h"

// JPEG, PNG, WebP and BMP: size and pixels, which must agree.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const std::span<const std::uint8_t> file(data, size);
  try {
    const ImageSize claimed = pictureSize(file, "fuzz");
    if (claimed.values() > 3 * 4'000'000) return 0;  // large ones only take time
    PixelBuffer buffer;
    if (decodePicture(file, "fuzz", buffer).size != claimed) __builtin_trap();
  } catch (const Error&) {
  }
  return 0;
}
