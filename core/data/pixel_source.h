#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bitprism {

struct ImageSize {
  std::int64_t channels = 0, height = 0, width = 0;

  std::int64_t values() const { return channels * height * width; }
  bool operator==(const ImageSize&) const = default;
};

// A buffer for one image, reused between reads so that a loop over images allocates once.
struct PixelBuffer {
  std::vector<std::uint8_t> bytes;
  std::vector<float> floats;
};

// One image, [channel][row][column], RGB or grey: either bytes or floats, the other is null. Its memory belongs to the
// buffer or to the source, and is valid as long as both.
struct PixelView {
  ImageSize size;
  const std::uint8_t* bytes = nullptr;
  const float* floats = nullptr;
};

// The source of the pixels of a set of images: memory, a file of records, or pictures that are decoded on demand. Safe
// from many threads, each with its own buffer.
class PixelSource {
 public:
  virtual ~PixelSource() = default;

  virtual std::int64_t count() const = 0;

  // Throws InputError when the image cannot be read or decoded.
  virtual PixelView read(std::int64_t index, PixelBuffer& buffer) const = 0;

  // Without decoding the pixels if the format allows that. Throws like read.
  virtual ImageSize size(std::int64_t index) const = 0;

  // The name of the image in messages: "'cats/1.jpg'", "image 7 of 'test.npy'".
  virtual std::string place(std::int64_t index) const = 0;

  // Whether read gives floats instead of bytes, the same for all images.
  virtual bool floats() const { return false; }
};

// Images of one size, consecutive in memory. name as in "image 7 of 'name'".
std::shared_ptr<const PixelSource> memoryPixels(std::string name, ImageSize size, std::vector<std::uint8_t> bytes);
std::shared_ptr<const PixelSource> memoryPixels(std::string name, ImageSize size, std::vector<float> values);

}  // namespace bitprism
