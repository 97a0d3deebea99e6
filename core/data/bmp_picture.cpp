#include <array>
#include <bit>

#include "core/base/text.h"
#include "core/data/picture_formats.h"

// Windows bitmaps: a file header of 14 bytes ("BM", size, 4 reserved, offset of the pixels), then an information header
// that begins with its own size (12: 16-bit sizes; 40 and more: width, height, planes, bits per pixel, compression,
// ...), masks or a palette, and rows padded to 4 bytes, the lowest first unless the height is negative.

namespace bitprism {
namespace {

struct Bitmap {
  std::int64_t height = 0, width = 0;
  bool topFirst = false;
  int bits = 0;
  std::array<std::uint32_t, 3> masks{};  // of red, green, blue, for 16 and 32 bits
  std::span<const std::uint8_t> palette;
  std::size_t paletteEntry = 4;  // bytes
  std::span<const std::uint8_t> pixels;
  std::size_t stride = 0;
};

class Reader {
 public:
  Reader(std::span<const std::uint8_t> file, const std::string& source) : file_(file), source_(source) {}

  std::uint32_t number(std::size_t at, int width) const {
    if (at > file_.size() || file_.size() - at < static_cast<std::size_t>(width))
      refusePicture(source_, "the BMP file is cut off");
    std::uint32_t value = 0;
    for (int i = width - 1; i >= 0; --i) value = value << 8 | file_[at + static_cast<std::size_t>(i)];
    return value;
  }

  Bitmap read() const {
    constexpr std::size_t header = 14;
    Bitmap bitmap;
    const std::size_t start = number(10, 4), headerBytes = number(header, 4);
    std::uint32_t compression = 0;
    std::size_t colours = 0;
    if (headerBytes == 12) {
      bitmap.width = number(header + 4, 2);
      bitmap.height = number(header + 6, 2);
      bitmap.bits = static_cast<int>(number(header + 10, 2));
      bitmap.paletteEntry = 3;
    } else if (headerBytes >= 40 && headerBytes <= 124) {
      bitmap.width = static_cast<std::int32_t>(number(header + 4, 4));
      bitmap.height = static_cast<std::int32_t>(number(header + 8, 4));
      bitmap.bits = static_cast<int>(number(header + 14, 2));
      compression = number(header + 16, 4);
      colours = number(header + 32, 4);
    } else {
      refusePicture(source_, text("the BMP header has ", headerBytes, " bytes, expected 12 or 40 to 124"));
    }
    if (bitmap.height < 0) {
      bitmap.topFirst = true;
      bitmap.height = -bitmap.height;
    }
    checkPictureSize(bitmap.height, bitmap.width, file_.size(), 8, source_);
    constexpr std::uint32_t plain = 0, runLength8 = 1, runLength4 = 2, fields = 3, alphaFields = 6;
    if (compression == runLength8 || compression == runLength4)
      refusePicture(source_, "it is a run-length coded BMP, which is not supported");
    const bool masked =
        (compression == fields || compression == alphaFields) && (bitmap.bits == 16 || bitmap.bits == 32);
    if (compression != plain && !masked)
      refusePicture(source_, text("its BMP compression ", compression, " is not supported"));
    const std::size_t after = header + headerBytes;
    switch (bitmap.bits) {
      case 1:
      case 4:
      case 8: {
        const std::size_t most = std::size_t{1} << bitmap.bits;
        if (colours == 0 || colours > most) colours = most;
        if (after > file_.size() || colours * bitmap.paletteEntry > file_.size() - after)
          refusePicture(source_, "the BMP file is cut off");
        bitmap.palette = file_.subspan(after, colours * bitmap.paletteEntry);
        break;
      }
      case 16:
        bitmap.masks = {0x7c00, 0x3e0, 0x1f};
        break;
      case 24:
        break;
      case 32:
        bitmap.masks = {0xff0000, 0xff00, 0xff};
        break;
      default:
        refusePicture(source_, text("a BMP of ", bitmap.bits, " bits per pixel, expected 1, 4, 8, 16, 24 or 32"));
    }
    if (masked)  // the masks are after a header of 40 bytes and inside longer ones, at the same offset
      for (std::size_t k = 0; k < 3; ++k) bitmap.masks[k] = number(header + 40 + 4 * k, 4);
    bitmap.stride = static_cast<std::size_t>((bitmap.width * bitmap.bits + 31) / 32 * 4);
    const std::size_t needed = bitmap.stride * static_cast<std::size_t>(bitmap.height);
    if (start > file_.size() || needed > file_.size() - start)
      refusePicture(source_, text("the BMP file is cut off: ", needed, " bytes of pixels expected from byte ", start));
    bitmap.pixels = file_.subspan(start, needed);
    return bitmap;
  }

 private:
  std::span<const std::uint8_t> file_;
  const std::string& source_;
};

std::uint8_t field(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const std::uint64_t largest = mask >> std::countr_zero(mask), value = (pixel & mask) >> std::countr_zero(mask);
  return static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
}

ImageSize bmpSize(std::span<const std::uint8_t> file, const std::string& source) {
  const Bitmap bitmap = Reader(file, source).read();
  return {3, bitmap.height, bitmap.width};
}

RgbRows decodeBmp(std::span<const std::uint8_t> file, const std::string& source) {
  const Bitmap bitmap = Reader(file, source).read();
  RgbRows rows{.height = bitmap.height, .width = bitmap.width};
  rows.bytes.resize(3 * static_cast<std::size_t>(rows.height * rows.width));
  const auto width = static_cast<std::size_t>(bitmap.width);
  std::uint8_t* out = rows.bytes.data();
  for (std::int64_t row = 0; row < bitmap.height; ++row) {
    const auto line = static_cast<std::size_t>(bitmap.topFirst ? row : bitmap.height - 1 - row);
    const std::uint8_t* pixels = bitmap.pixels.data() + line * bitmap.stride;
    for (std::size_t column = 0; column < width; ++column, out += 3) {
      if (bitmap.bits <= 8) {
        const std::size_t first = column * static_cast<std::size_t>(bitmap.bits);
        const std::size_t index =
            pixels[first / 8] >> (8 - bitmap.bits - static_cast<int>(first % 8)) & ((1 << bitmap.bits) - 1);
        if ((index + 1) * bitmap.paletteEntry > bitmap.palette.size())
          refusePicture(source, text("a pixel has colour ", index, " of a palette of ",
                                     bitmap.palette.size() / bitmap.paletteEntry));
        const std::uint8_t* colour = bitmap.palette.data() + index * bitmap.paletteEntry;
        for (int c = 0; c < 3; ++c) out[c] = colour[2 - c];
      } else if (bitmap.bits == 24) {
        for (int c = 0; c < 3; ++c) out[c] = pixels[3 * column + static_cast<std::size_t>(2 - c)];
      } else {
        const std::size_t bytes = static_cast<std::size_t>(bitmap.bits) / 8;
        std::uint32_t pixel = 0;
        for (std::size_t k = bytes; k-- > 0;) pixel = pixel << 8 | pixels[bytes * column + k];
        for (std::size_t c = 0; c < 3; ++c) out[c] = field(pixel, bitmap.masks[c]);
      }
    }
  }
  return rows;
}

constexpr const char* bmpSuffixes[] = {".bmp"};

bool isBmp(std::span<const std::uint8_t> start) {
  return hasMagic(start, "BM");
}

}  // namespace

constinit const PictureDecoder bmpDecoder = {
    .title = "BMP", .suffixes = bmpSuffixes, .recognises = isBmp, .size = bmpSize, .decode = decodeBmp};

}  // namespace bitprism
