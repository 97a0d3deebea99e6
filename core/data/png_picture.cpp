#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "core/base/text.h"
#include "core/data/picture_formats.h"

namespace bitprism {
namespace {

constexpr std::int64_t pixelsPerByte = 8 * 1040;  // one bit per pixel, and deflate expands at most 1032 times
constexpr std::size_t chunkLimit = 8 << 20;       // of memory for a chunk that is not pixels

// libpng reports errors by longjmp: no object with a destructor is made between a setjmp and the calls below it.
class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> file, const std::string& source) : file_(file), source_(source) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, leave, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      refusePicture(source_, "libpng could not be initialized");
    }
  }
  ~Decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Decoder(const Decoder&) = delete;

  ImageSize readHeader() {
    if (!header()) refuse();
    const std::int64_t height = png_get_image_height(png_, info_), width = png_get_image_width(png_, info_);
    checkPictureSize(height, width, file_.size(), pixelsPerByte, source_);
    return {3, height, width};
  }

  RgbRows decode() {
    const ImageSize size = readHeader();
    RgbRows rows{.height = size.height, .width = size.width};
    rows.bytes.resize(static_cast<std::size_t>(size.values()));
    if (!pixels(rows.bytes.data(), 3 * static_cast<std::size_t>(size.width), size.height)) refuse();
    return rows;
  }

 private:
  [[noreturn]] static void leave(png_structp png, png_const_charp message) {
    auto* self = static_cast<Decoder*>(png_get_error_ptr(png));
    std::snprintf(self->message_, sizeof self->message_, "%s", message);
    std::longjmp(self->jump_, 1);
  }

  static void take(png_structp png, png_bytep into, std::size_t count) {
    auto* self = static_cast<Decoder*>(png_get_io_ptr(png));
    if (count > self->file_.size() - self->taken_) png_error(png, "the file is cut off");
    std::memcpy(into, self->file_.data() + self->taken_, count);
    self->taken_ += count;
  }

  [[noreturn]] void refuse() const { refusePicture(source_, text("the PNG file is damaged (", message_, ")")); }

  bool header() {
    if (setjmp(jump_)) return false;
    png_set_read_fn(png_, this, take);
    png_set_user_limits(png_, 1 << 30, 1 << 30);  // checked by us, with a clearer message
    png_set_chunk_malloc_max(png_, chunkLimit);
    // Everything but pixels, palette and transparency is skipped: texts and profiles can unpack to megabytes each.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
    return true;
  }

  bool pixels(std::uint8_t* rows, std::size_t stride, std::int64_t height) {
    if (setjmp(jump_)) return false;
    png_set_expand(png_);
    png_set_strip_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_strip_alpha(png_);
    const int passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != stride) png_error(png_, "unexpected kind of pixels");
    for (int pass = 0; pass < passes; ++pass)
      for (std::int64_t row = 0; row < height; ++row)
        png_read_row(png_, rows + static_cast<std::size_t>(row) * stride, nullptr);
    return true;
  }

  std::span<const std::uint8_t> file_;
  const std::string& source_;
  std::size_t taken_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf jump_;
  char message_[128] = "";
};

ImageSize pngSize(std::span<const std::uint8_t> file, const std::string& source) {
  return Decoder(file, source).readHeader();
}

RgbRows decodePng(std::span<const std::uint8_t> file, const std::string& source) {
  return Decoder(file, source).decode();
}

constexpr const char* pngSuffixes[] = {".png"};

bool isPng(std::span<const std::uint8_t> start) {
  return hasMagic(start, "\x89PNG\r\n\x1a\n");
}

}  // namespace

constinit const PictureDecoder pngDecoder = {
    .title = "PNG", .suffixes = pngSuffixes, .recognises = isPng, .size = pngSize, .decode = decodePng};

}  // namespace bitprism
