#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/pixel_source.h"

namespace bitprism {

// Pictures are files of the formats in picture_formats.h, recognized by their first bytes. All become RGB bytes,
// [3][row][column]: grey is repeated, CMYK is converted, 16 bits lose the lower 8, transparency is dropped. A JPEG's
// EXIF orientation is applied, as by OpenCV (Pillow leaves that to its caller). Colour profiles and gamma are not
// applied, as in the usual training pipelines.

// Limit of a picture's pixels, so that a small file cannot claim much memory.
inline constexpr std::int64_t maximumPicturePixels = 100'000'000;

// Their names and suffixes: "JPEG", ".jpg".
std::vector<std::string> pictureTitles();
std::vector<std::string> pictureSuffixes();

// Whether the first bytes (12 suffice) are of a picture that decodePicture reads.
bool isPicture(std::span<const std::uint8_t> start);

// "GIF", "TIFF", "AVIF" ... for pictures of formats that are not read; empty for other content.
std::string unreadPictureFormat(std::span<const std::uint8_t> start);

// The decoded size, from the header alone. Throws InputError naming the source.
ImageSize pictureSize(std::span<const std::uint8_t> file, const std::string& source);

// Throws InputError naming the source: not a picture, damaged, cut off, too large.
PixelView decodePicture(std::span<const std::uint8_t> file, const std::string& source, PixelBuffer& buffer);

}  // namespace bitprism
