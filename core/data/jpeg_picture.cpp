#include <csetjmp>
#include <cstdio>  // before jpeglib.h, which needs FILE

// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <algorithm>

#include "core/base/text.h"
#include "core/data/picture_formats.h"

namespace bitprism {
namespace {

// The shortest codes take one bit per block, and a unit of 32 x 16 pixels has at least ten blocks.
constexpr std::int64_t pixelsPerByte = 1024;
constexpr int maximumScans = 500;  // each passes over the whole picture

struct ErrorManager {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer is also ours
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX] = "";
  bool cutOff = false, damaged = false;
};

[[noreturn]] void leave(j_common_ptr info) {
  auto* error = reinterpret_cast<ErrorManager*>(info->err);
  error->base.format_message(info, error->message);
  std::longjmp(error->jump, 1);
}

// Warnings are silent; only those that mean missing pixels are recorded.
void takeWarning(j_common_ptr info, int level) {
  auto* error = reinterpret_cast<ErrorManager*>(info->err);
  if (level >= 0) return;
  if (error->base.msg_code == JWRN_JPEG_EOF) error->cutOff = true;
  if (error->base.msg_code == JWRN_HIT_MARKER) error->damaged = true;
}

void boundScans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > maximumScans) {
    info->err->msg_code = JERR_BAD_PROGRESSION;
    leave(info);
  }
}

// A number of the EXIF block in the byte order that it states; 0 after its end.
std::uint32_t exifNumber(std::span<const std::uint8_t> tiff, std::size_t at, int width, bool bigEndian) {
  if (at > tiff.size() || tiff.size() - at < static_cast<std::size_t>(width)) return 0;
  std::uint32_t value = 0;
  for (int i = 0; i < width; ++i)
    value |= std::uint32_t{tiff[at + static_cast<std::size_t>(i)]} << 8 * (bigEndian ? width - 1 - i : i);
  return value;
}

// EXIF 2.3, tag 0x0112: 1 upright, 2 to 8 mirrored and turned; 1 when absent or damaged.
int exifOrientation(std::span<const std::uint8_t> marker) {
  constexpr std::size_t start = 6;  // "Exif\0\0"
  if (marker.size() < start + 8 || std::string(marker.begin(), marker.begin() + 4) != "Exif") return 1;
  const auto tiff = marker.subspan(start);
  const bool bigEndian = tiff[0] == 'M';
  const std::size_t directory = exifNumber(tiff, 4, 4, bigEndian);
  const std::uint32_t entries = exifNumber(tiff, directory, 2, bigEndian);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * std::size_t{i};
    if (entry + 12 > tiff.size()) break;
    if (exifNumber(tiff, entry, 2, bigEndian) != 0x0112) continue;
    const std::uint32_t value = exifNumber(tiff, entry + 8, 2, bigEndian);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

// libjpeg reports errors by longjmp: no object with a destructor is made between a setjmp and the calls below it.
class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> file, const std::string& source) : file_(file), source_(source) {
    info_.err = jpeg_std_error(&error_.base);
    error_.base.error_exit = leave;
    error_.base.emit_message = takeWarning;
    progress_.progress_monitor = boundScans;
  }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;

  void readHeader() {
    if (!header()) refuse();
    for (auto* marker = info_.marker_list; marker; marker = marker->next)
      if (marker->marker == JPEG_APP0 + 1 && orientation_ == 1)
        orientation_ = exifOrientation({marker->data, marker->data_length});
    checkPictureSize(info_.image_height, info_.image_width, file_.size(), pixelsPerByte, source_);
  }

  RgbRows decode() {
    readHeader();
    const bool fourInks = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    info_.out_color_space = fourInks ? JCS_CMYK : JCS_RGB;
    const std::size_t channels = fourInks ? 4 : 3;
    RgbRows rows{.height = info_.image_height, .width = info_.image_width};
    rows.bytes.resize(channels * static_cast<std::size_t>(rows.height * rows.width));
    if (!pixels(rows.bytes.data(), channels * static_cast<std::size_t>(rows.width))) refuse();
    if (error_.cutOff) refusePicture(source_, "the JPEG file is cut off");
    if (error_.damaged) refusePicture(source_, "the JPEG file is damaged: pixels are missing");
    if (fourInks) convertInks(rows);
    return orientation_ == 1 ? rows : turned(rows);
  }

  ImageSize size() const {
    const std::int64_t height = info_.image_height, width = info_.image_width;
    return orientation_ >= 5 ? ImageSize{3, width, height} : ImageSize{3, height, width};
  }

 private:
  [[noreturn]] void refuse() const {
    if (error_.cutOff) refusePicture(source_, "the JPEG file is cut off");
    refusePicture(source_, text("the JPEG file is damaged (", error_.message, ")"));
  }

  bool header() {
    if (setjmp(error_.jump)) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
    jpeg_mem_src(&info_, file_.data(), file_.size());
    return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
  }

  bool pixels(std::uint8_t* rows, std::size_t stride) {
    if (setjmp(error_.jump)) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = rows + info_.output_scanline * stride;
      jpeg_read_scanlines(&info_, &row, 1);
    }
    return true;
  }

  // Adobe's files hold 255 minus the ink, others the ink.
  void convertInks(RgbRows& rows) const {
    const bool inverted = info_.saw_Adobe_marker;
    const auto count = static_cast<std::size_t>(rows.height * rows.width);
    for (std::size_t p = 0; p < count; ++p) {
      const auto light = [&](std::size_t k) { return inverted ? rows.bytes[4 * p + k] : 255 - rows.bytes[4 * p + k]; };
      const int black = light(3);
      const int red = light(0), green = light(1), blue = light(2);
      rows.bytes[3 * p] = static_cast<std::uint8_t>((red * black + 127) / 255);
      rows.bytes[3 * p + 1] = static_cast<std::uint8_t>((green * black + 127) / 255);
      rows.bytes[3 * p + 2] = static_cast<std::uint8_t>((blue * black + 127) / 255);
    }
    rows.bytes.resize(3 * count);
  }

  RgbRows turned(const RgbRows& rows) const {
    const bool swapped = orientation_ >= 5;
    RgbRows result{.height = swapped ? rows.width : rows.height, .width = swapped ? rows.height : rows.width};
    result.bytes.resize(rows.bytes.size());
    // Where row 0 and column 0 of the stored picture belong, EXIF 2.3 table of the tag.
    const bool fromBottom = orientation_ == 3 || orientation_ == 4 || orientation_ == 7 || orientation_ == 8;
    const bool fromRight = orientation_ == 2 || orientation_ == 3 || orientation_ == 6 || orientation_ == 7;
    std::uint8_t* out = result.bytes.data();
    for (std::int64_t row = 0; row < result.height; ++row)
      for (std::int64_t column = 0; column < result.width; ++column, out += 3) {
        const std::int64_t r = fromBottom ? result.height - 1 - row : row;
        const std::int64_t c = fromRight ? result.width - 1 - column : column;
        const std::uint8_t* pixel = rows.bytes.data() + 3 * (swapped ? c * rows.width + r : r * rows.width + c);
        std::copy(pixel, pixel + 3, out);
      }
    return result;
  }

  std::span<const std::uint8_t> file_;
  const std::string& source_;
  jpeg_decompress_struct info_{};
  jpeg_progress_mgr progress_{};
  ErrorManager error_{};
  int orientation_ = 1;
};

ImageSize jpegSize(std::span<const std::uint8_t> file, const std::string& source) {
  Decoder decoder(file, source);
  decoder.readHeader();
  return decoder.size();
}

RgbRows decodeJpeg(std::span<const std::uint8_t> file, const std::string& source) {
  return Decoder(file, source).decode();
}

constexpr const char* jpegSuffixes[] = {".jpg", ".jpeg"};

bool isJpeg(std::span<const std::uint8_t> start) {
  return hasMagic(start, "\xff\xd8\xff");
}

}  // namespace

constinit const PictureDecoder jpegDecoder = {
    .title = "JPEG", .suffixes = jpegSuffixes, .recognises = isJpeg, .size = jpegSize, .decode = decodeJpeg};

}  // namespace bitprism
