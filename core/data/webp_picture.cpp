#include <webp/decode.h>

#include <limits>

#include "core/data/picture_formats.h"

namespace bitprism {
namespace {

WebPBitstreamFeatures features(std::span<const std::uint8_t> file, const std::string& source) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
    refusePicture(source, "the WebP file is damaged or cut off");
  if (features.has_animation) refusePicture(source, "it is an animated WebP, expected a single picture");
  // A picture of one colour takes hardly any bytes, so only the limit of pixels applies.
  checkPictureSize(features.height, features.width, file.size(), std::numeric_limits<std::int64_t>::max(), source);
  return features;
}

ImageSize webpSize(std::span<const std::uint8_t> file, const std::string& source) {
  const WebPBitstreamFeatures found = features(file, source);
  return {3, found.height, found.width};
}

RgbRows decodeWebp(std::span<const std::uint8_t> file, const std::string& source) {
  const WebPBitstreamFeatures found = features(file, source);
  RgbRows rows{.height = found.height, .width = found.width};
  rows.bytes.resize(3 * static_cast<std::size_t>(rows.height * rows.width));
  if (!WebPDecodeRGBInto(file.data(), file.size(), rows.bytes.data(), rows.bytes.size(), 3 * found.width))
    refusePicture(source, "the WebP file is damaged or cut off");
  return rows;
}

constexpr const char* webpSuffixes[] = {".webp"};

bool isWebp(std::span<const std::uint8_t> start) {
  return hasMagic(start, "RIFF") && hasMagic(start, "WEBP", 8);
}

}  // namespace

constinit const PictureDecoder webpDecoder = {
    .title = "WebP", .suffixes = webpSuffixes, .recognises = isWebp, .size = webpSize, .decode = decodeWebp};

}  // namespace bitprism
