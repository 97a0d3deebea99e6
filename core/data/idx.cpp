#include "core/data/idx.h"

#include <array>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/codec/gzip.h"

namespace bitprism {
namespace {

// The NumPy name of an IDX type; empty when there is no such type.
std::string typeName(int code) {
  switch (code) {
    case 8:
      return ">u1";
    case 9:
      return ">i1";
    case 11:
      return ">i2";
    case 12:
      return ">i4";
    case 13:
      return ">f4";
    case 14:
      return ">f8";
    default:
      return "";
  }
}

std::string replaced(std::string name, const std::string& from, const std::string& to) {
  const std::size_t at = name.rfind(from);
  return at == std::string::npos ? name : name.replace(at, from.size(), to);
}

std::string labelsBeside(const std::string& path) {
  const std::filesystem::path file(path);
  std::string name = replaced(replaced(file.filename().string(), "images", "labels"), "idx3", "idx1");
  if (name == file.filename().string()) return "";
  const bool packed = name.ends_with(".gz");
  const std::string other = packed ? name.substr(0, name.size() - 3) : name + ".gz";
  std::error_code ignored;
  for (const std::string& candidate : {name, other})
    if (std::filesystem::exists(file.parent_path() / candidate, ignored))
      return (file.parent_path() / candidate).string();
  return "";
}

}  // namespace

bool isIdx(std::span<const std::uint8_t> start) {
  return start.size() >= 4 && start[0] == 0 && start[1] == 0 && !typeName(start[2]).empty() && start[3] >= 1 &&
         start[3] <= 4;
}

NumberArray readIdx(const std::string& path, std::uint64_t limit) {
  std::shared_ptr<const RandomAccess> bytes = openFile(path);
  std::array<std::uint8_t, 4> head{};
  if (bytes->size() >= 2) bytes->read(0, std::span(head).first(2));
  if (isGzip(head)) bytes = accessTo(readGzip(bytes->part(0, bytes->size()), path, limit), path);
  if (bytes->size() >= 4) bytes->read(0, head);
  if (bytes->size() < 4 || !isIdx(head))
    throw InputError(text("cannot read '", path, "': it does not begin as an IDX file"));
  NumberArray array{.name = std::filesystem::path(path).filename().string(), .bytes = bytes};
  array.type = numberType(typeName(head[2]), path);
  const std::size_t dimensions = head[3];
  array.offset = 4 + 4 * dimensions;
  const Bytes extents = bytes->part(4, 4 * dimensions);
  const std::uint64_t present = bytes->size() - array.offset, numbers = present / array.type.width;
  std::uint64_t claimed = 1;
  bool fits = present % array.type.width == 0;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::uint64_t extent = 0;
    for (std::size_t k = 0; k < 4; ++k) extent = extent << 8 | extents[4 * d + k];
    array.shape.push_back(static_cast<std::int64_t>(extent));
    if (extent != 0 && claimed > numbers / extent)
      fits = false;  // more than there is, and perhaps than 64 bits hold
    else
      claimed *= extent;
  }
  if (!fits || claimed != numbers)
    throw InputError(text("cannot read '", path, "': its header says ", shapeText(array.shape), " numbers of ",
                          array.type.width, " bytes, but ", present, " bytes follow"));
  return array;
}

ImageSet readIdxImages(const std::string& path, std::uint64_t limit) {
  const NumberArray array = readIdx(path, limit);
  if (array.shape.size() < 3)
    throw InputError(text("'", path, "' holds ", shapeText(array.shape),
                          " numbers, expected images: open the file of the images, the labels are found beside it"));
  ImageSet images = imagesOf(array);
  const std::string labels = labelsBeside(path);
  if (labels.empty())
    images.notices.push_back(text("no labels lie beside '", images.name, "' (the same name with labels for images)"));
  else
    addLabels(images, readIdx(labels, limit));
  return images;
}

}  // namespace bitprism
