#pragma once

#include <span>
#include <string>

#include "core/base/file.h"
#include "core/base/format_info.h"
#include "core/data/pixel_source.h"

// The interface of each format's decoder, for picture.cpp. They throw InputError naming the source.
namespace bitprism {

// Rows of three bytes per pixel, top first.
struct RgbRows {
  std::int64_t height = 0, width = 0;
  Bytes bytes;
};

// Refuses sizes that are not positive, above the limit of pixels, or more than the file's bytes could encode, before
// memory is allocated. pixelsPerByte: the most that a byte of the format can encode.
void checkPictureSize(std::int64_t height, std::int64_t width, std::size_t fileBytes, std::int64_t pixelsPerByte,
                      const std::string& source);

[[noreturn]] void refusePicture(const std::string& source, const std::string& why);

// A format of pictures. Each is defined in the file of its decoder and listed in picture.cpp; as a constant, so that
// other tables can be built from it.
struct PictureDecoder {
  const char* title;
  std::span<const char* const> suffixes;
  bool (*recognises)(std::span<const std::uint8_t> start);
  ImageSize (*size)(std::span<const std::uint8_t> file, const std::string& source);
  RgbRows (*decode)(std::span<const std::uint8_t> file, const std::string& source);
};

extern const PictureDecoder jpegDecoder, pngDecoder, webpDecoder, bmpDecoder;

}  // namespace bitprism
