#include "core/data/idx.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/gzip.h"

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

std::string labelsPathFor(const std::string& path) {
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

namespace {

struct IdxHeader {
  NumberType type;
  Shape shape;
  std::uint64_t offset = 0, count = 0;  // of the numbers
};

// Throws InputError when `start` does not begin like an IDX file, or states more numbers than 64 bits count.
IdxHeader idxHeader(std::span<const std::uint8_t> start, const std::string& path) {
  if (!isIdx(start)) throw InputError(text("cannot read '", path, "': it does not begin like an IDX file"));
  IdxHeader header{.type = numberType(typeName(start[2]), path)};
  const std::size_t dimensions = start[3];
  header.offset = 4 + 4 * dimensions;
  if (start.size() < header.offset)
    throw InputError(
        text("cannot read '", path, "': its header of ", header.offset, " bytes ends at byte ", start.size()));
  header.count = 1;
  bool countable = true;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::uint64_t extent = 0;
    for (std::size_t k = 0; k < 4; ++k) extent = extent << 8 | start[4 + 4 * d + k];
    header.shape.push_back(static_cast<std::int64_t>(extent));
    if (extent != 0 && header.count > (std::uint64_t{1} << 60) / extent)
      countable = false;
    else
      header.count *= extent;
  }
  if (!countable)
    throw InputError(text("cannot read '", path, "': its header states ", shapeText(header.shape), " numbers"));
  return header;
}

}  // namespace

NumberArray readIdx(const std::string& path, std::uint64_t limit) {
  constexpr std::uint64_t longestHeader = 4 + 4 * 4;
  std::shared_ptr<const RandomAccess> bytes = openFile(path);
  Bytes start = bytes->part(0, std::min(bytes->size(), longestHeader));
  const bool packed = isGzip(start);
  if (packed) start = gzipStart(bytes, longestHeader);
  const IdxHeader header = idxHeader(start, path);
  const std::uint64_t numbers = header.count * header.type.width;
  if (packed) {  // no more than the header states
    if (numbers > limit)
      throw InputError(text("cannot unpack '", path, "': its header states ", numbers, " bytes, more than ", limit,
                            "; unpack it with gunzip and open the result"));
    bytes = accessTo(readGzip(bytes, header.offset + numbers), path);
  }
  if (const std::uint64_t present = bytes->size() - header.offset; present != numbers)
    throw InputError(text("cannot read '", path, "': its header states ", shapeText(header.shape), " numbers of ",
                          header.type.width, " bytes, but ", present, " bytes follow"));
  return {.name = std::filesystem::path(path).filename().string(),
          .bytes = bytes,
          .offset = header.offset,
          .shape = header.shape,
          .type = header.type};
}

ImageSet readIdxImages(const std::string& path, std::uint64_t limit) {
  const NumberArray array = readIdx(path, limit);
  if (array.shape.size() < 3)
    throw InputError(text("'", path, "' holds ", shapeText(array.shape),
                          " numbers, expected images: open the file with the images, the labels are found next to it"));
  ImageSet images = imagesOf(array);
  const std::string labels = labelsPathFor(path);
  if (labels.empty())
    images.notices.push_back(
        text("there are no labels next to '", images.name, "' (the same name with labels for images)"));
  else
    addLabels(images, readIdx(labels, limit));
  return images;
}

namespace {

Likeness likenessToIdx(const ImageFile& file) {
  // A record of CIFAR may begin with any bytes.
  const bool sure = (isGzip(file.start) || isIdx(file.start)) && std::filesystem::path(file.path).extension() != ".bin";
  return sure ? Likeness::Sure : Likeness::None;
}

// The file of images in a folder of IDX files; of several the one for testing.
std::string idxImagesIn(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    if (name.find("images") != std::string::npos && name.find("idx") != std::string::npos)
      found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  for (const std::string& path : found)
    if (const std::string name = std::filesystem::path(path).filename().string();
        name.starts_with("t10k") || name.starts_with("test"))
      return path;
  return found.empty() ? std::string() : found.front();
}

}  // namespace

const ImageFormat idxFormat = {.format = {.name = "idx", .title = "IDX", .suffixes = {"-ubyte", ".gz"}},
                               .likeness = likenessToIdx,
                               .foundIn = idxImagesIn,
                               .read = readIdxImages};

}  // namespace bitprism
