#pragma once

// Encoders for tests, by the libraries that decode.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// clang-format off
#include <jpeglib.h>
#include <png.h>
// clang-format on
#include <webp/encode.h>

#include "core/base/file.h"

namespace bitprism::test {

// Rows of three bytes a pixel.
struct RgbPicture {
  int height = 0, width = 0;
  Bytes bytes;
  std::uint8_t at(int channel, int row, int column) const {
    return bytes[static_cast<std::size_t>(3 * (row * width + column) + channel)];
  }
};

// Smooth colours, so that a JPEG keeps them nearly.
inline RgbPicture smoothPicture(int height, int width) {
  RgbPicture picture{height, width, {}};
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column)
      for (const int value : {40 + 2 * column, 200 - 2 * row, 60 + row + column})
        picture.bytes.push_back(static_cast<std::uint8_t>(value & 255));
  return picture;
}

inline Bytes pngBytes(const RgbPicture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, picture.bytes.data(), 0, nullptr);
  Bytes bytes(size);
  png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.bytes.data(), 0, nullptr);
  bytes.resize(size);
  return bytes;
}

// orientation 0: without an EXIF block.
inline Bytes jpegBytes(const RgbPicture& picture, int orientation = 0) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  jpeg_start_compress(&info, TRUE);
  if (orientation) {
    const std::uint8_t exif[] = {
        'E', 'x', 'i', 'f', 0,    0, 'M', 'M', 0, 42, 0, 0, 0,
        8,   0,   1,   1,   0x12, 0, 3,   0,   0, 0,  1, 0, static_cast<std::uint8_t>(orientation),
        0,   0,   0,   0,   0,    0};
    jpeg_write_marker(&info, JPEG_APP0 + 1, exif, sizeof exif);
  }
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.bytes.data()) + info.next_scanline * 3 * info.image_width;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  Bytes bytes(out, out + size);
  jpeg_destroy_compress(&info);
  std::free(out);
  return bytes;
}

inline Bytes webpBytes(const RgbPicture& picture) {
  std::uint8_t* out = nullptr;
  const std::size_t size =
      WebPEncodeLosslessRGB(picture.bytes.data(), picture.width, picture.height, 3 * picture.width, &out);
  Bytes bytes(out, out + size);
  WebPFree(out);
  return bytes;
}

inline void putNumber(Bytes& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

// 24 bits a pixel, the lowest row first.
inline Bytes bmpBytes(const RgbPicture& picture) {
  const int stride = (3 * picture.width + 3) / 4 * 4;
  Bytes bytes = {'B', 'M'};
  putNumber(bytes, static_cast<std::uint32_t>(54 + stride * picture.height), 4);
  putNumber(bytes, 0, 4);
  putNumber(bytes, 54, 4);
  putNumber(bytes, 40, 4);
  putNumber(bytes, static_cast<std::uint32_t>(picture.width), 4);
  putNumber(bytes, static_cast<std::uint32_t>(picture.height), 4);
  putNumber(bytes, 1, 2);
  putNumber(bytes, 24, 2);
  for (int i = 0; i < 6; ++i) putNumber(bytes, 0, 4);
  for (int row = picture.height - 1; row >= 0; --row) {
    for (int column = 0; column < picture.width; ++column)
      for (int c = 2; c >= 0; --c) bytes.push_back(picture.at(c, row, column));
    for (int pad = 3 * picture.width; pad < stride; ++pad) bytes.push_back(0);
  }
  return bytes;
}

}  // namespace bitprism::test
