#pragma once

#include <span>
#include <string>

#include "core/base/file.h"
#include "core/data/pixel_source.h"

// What each format's decoder offers to picture.cpp. All throw InputError naming the source.
namespace bitprism {

// Rows of three bytes a pixel, top first.
struct RgbRows {
  std::int64_t height = 0, width = 0;
  Bytes bytes;
};

// Refuses sizes that are not positive, above the limit of pixels, or more than the file's bytes could code, before
// memory is taken for them. pixelsPerByte: the most that a byte of the format can code.
void checkPictureSize(std::int64_t height, std::int64_t width, std::size_t fileBytes, std::int64_t pixelsPerByte,
                      const std::string& source);

[[noreturn]] void refusePicture(const std::string& source, const std::string& why);

ImageSize jpegSize(std::span<const std::uint8_t> file, const std::string& source);
RgbRows decodeJpeg(std::span<const std::uint8_t> file, const std::string& source);

ImageSize pngSize(std::span<const std::uint8_t> file, const std::string& source);
RgbRows decodePng(std::span<const std::uint8_t> file, const std::string& source);

ImageSize webpSize(std::span<const std::uint8_t> file, const std::string& source);
RgbRows decodeWebp(std::span<const std::uint8_t> file, const std::string& source);

ImageSize bmpSize(std::span<const std::uint8_t> file, const std::string& source);
RgbRows decodeBmp(std::span<const std::uint8_t> file, const std::string& source);

}  // namespace bitprism
