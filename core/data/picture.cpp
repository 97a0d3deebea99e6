#include "core/data/picture.h"

#include <string_view>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/picture_formats.h"

namespace bitprism {
namespace {

constexpr const PictureDecoder* decoders[] = {&jpegDecoder, &pngDecoder, &webpDecoder, &bmpDecoder};

// Formats that are recognized but not read.
struct UnreadPicture {
  const char* title;
  std::string_view magic;
  std::size_t offset;
};

constexpr UnreadPicture unreadPictures[] = {
    {"GIF", "GIF8", 0},
    {"TIFF", {"II*\0", 4}, 0},
    {"TIFF", {"MM\0*", 4}, 0},
    {"AVIF", "ftypavif", 4},
    {"HEIF", "ftyphei", 4},
    {"HEIF", "ftypmif1", 4},
    {"JPEG 2000", {"\0\0\0\x0cjP  ", 8}, 0},
};

const PictureDecoder* formatOf(std::span<const std::uint8_t> bytes) {
  for (const PictureDecoder* format : decoders)
    if (format->recognises(bytes)) return format;
  return nullptr;
}

[[noreturn]] void refuseFormat(std::span<const std::uint8_t> file, const std::string& source) {
  const std::string other = unreadPictureFormat(file);
  const std::string expected = alternatives(pictureTitles());
  refusePicture(source, file.empty()    ? "it is empty"
                        : other.empty() ? text("it is not a picture, expected ", expected)
                                        : text("it is a ", other, " picture, expected ", expected));
}

const PictureDecoder& expectFormat(std::span<const std::uint8_t> file, const std::string& source) {
  const PictureDecoder* format = formatOf(file);
  if (!format) refuseFormat(file, source);
  return *format;
}

}  // namespace

bool isPicture(std::span<const std::uint8_t> start) {
  return formatOf(start) != nullptr;
}

std::string unreadPictureFormat(std::span<const std::uint8_t> start) {
  for (const UnreadPicture& unread : unreadPictures)
    if (hasMagic(start, unread.magic, unread.offset)) return unread.title;
  return "";
}

std::vector<std::string> pictureTitles() {
  std::vector<std::string> titles;
  for (const PictureDecoder* format : decoders) titles.push_back(format->title);
  return titles;
}

std::vector<std::string> pictureSuffixes() {
  std::vector<std::string> suffixes;
  for (const PictureDecoder* format : decoders)
    suffixes.insert(suffixes.end(), format->suffixes.begin(), format->suffixes.end());
  return suffixes;
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
  return expectFormat(file, source).size(file, source);
}

PixelView decodePicture(std::span<const std::uint8_t> file, const std::string& source, PixelBuffer& buffer) {
  const RgbRows rows = expectFormat(file, source).decode(file, source);
  const auto plane = static_cast<std::size_t>(rows.height * rows.width);
  buffer.bytes.resize(3 * plane);
  for (std::size_t p = 0; p < plane; ++p)
    for (std::size_t c = 0; c < 3; ++c) buffer.bytes[c * plane + p] = rows.bytes[3 * p + c];
  return {.size = {3, rows.height, rows.width}, .bytes = buffer.bytes.data()};
}

}  // namespace bitprism
