#include "core/data/picture.h"

#include <algorithm>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/picture_formats.h"

namespace bitprism {
namespace {

enum class Format { Jpeg, Png, Webp, Bmp, None };

bool hasAt(std::span<const std::uint8_t> bytes, std::size_t offset, std::string_view expected) {
  return bytes.size() >= offset + expected.size() &&
         std::equal(expected.begin(), expected.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

Format formatOf(std::span<const std::uint8_t> bytes) {
  if (hasAt(bytes, 0, "\xff\xd8\xff")) return Format::Jpeg;
  if (hasAt(bytes, 0, "\x89PNG\r\n\x1a\n")) return Format::Png;
  if (hasAt(bytes, 0, "RIFF") && hasAt(bytes, 8, "WEBP")) return Format::Webp;
  if (hasAt(bytes, 0, "BM")) return Format::Bmp;
  return Format::None;
}

[[noreturn]] void refuseFormat(std::span<const std::uint8_t> file, const std::string& source) {
  const std::string other = unreadPictureFormat(file);
  refusePicture(source, file.empty()    ? "it is empty"
                        : other.empty() ? "it is not a picture, expected JPEG, PNG, WebP or BMP"
                                        : text("it is a ", other, " picture, expected JPEG, PNG, WebP or BMP"));
}

}  // namespace

bool isPicture(std::span<const std::uint8_t> start) {
  return formatOf(start) != Format::None;
}

std::string unreadPictureFormat(std::span<const std::uint8_t> start) {
  if (hasAt(start, 0, "GIF8")) return "GIF";
  if (hasAt(start, 0, std::string_view("II*\0", 4)) || hasAt(start, 0, std::string_view("MM\0*", 4))) return "TIFF";
  if (hasAt(start, 4, "ftypavif")) return "AVIF";
  if (hasAt(start, 4, "ftyphei") || hasAt(start, 4, "ftypmif1")) return "HEIF";
  if (hasAt(start, 0, std::string_view("\0\0\0\x0cjP  ", 8))) return "JPEG 2000";
  return "";
}

void refusePicture(const std::string& source, const std::string& why) {
  throw InputError(text("cannot decode '", source, "': ", why));
}

void checkPictureSize(std::int64_t height, std::int64_t width, std::size_t fileBytes, std::int64_t pixelsPerByte,
                      const std::string& source) {
  if (height <= 0 || width <= 0) refusePicture(source, text("it has ", height, " x ", width, " pixels"));
  if (height > maximumPicturePixels / width)
    refusePicture(source, text("it claims ", height, " x ", width, " pixels, expected at most ",
                               maximumPicturePixels / 1'000'000, " million"));
  if (height * width / pixelsPerByte > static_cast<std::int64_t>(fileBytes))
    refusePicture(source,
                  text("it claims ", height, " x ", width, " pixels, more than its ", fileBytes, " bytes can hold"));
}

ImageSize pictureSize(std::span<const std::uint8_t> file, const std::string& source) {
  switch (formatOf(file)) {
    case Format::Jpeg:
      return jpegSize(file, source);
    case Format::Png:
      return pngSize(file, source);
    case Format::Webp:
      return webpSize(file, source);
    case Format::Bmp:
      return bmpSize(file, source);
    case Format::None:
      break;
  }
  refuseFormat(file, source);
}

PixelView decodePicture(std::span<const std::uint8_t> file, const std::string& source, PixelBuffer& buffer) {
  RgbRows rows;
  switch (formatOf(file)) {
    case Format::Jpeg:
      rows = decodeJpeg(file, source);
      break;
    case Format::Png:
      rows = decodePng(file, source);
      break;
    case Format::Webp:
      rows = decodeWebp(file, source);
      break;
    case Format::Bmp:
      rows = decodeBmp(file, source);
      break;
    case Format::None:
      refuseFormat(file, source);
  }
  const auto plane = static_cast<std::size_t>(rows.height * rows.width);
  buffer.bytes.resize(3 * plane);
  for (std::size_t p = 0; p < plane; ++p)
    for (std::size_t c = 0; c < 3; ++c) buffer.bytes[c * plane + p] = rows.bytes[3 * p + c];
  return {.size = {3, rows.height, rows.width}, .bytes = buffer.bytes.data()};
}

}  // namespace bitprism
