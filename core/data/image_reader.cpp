#include "core/data/image_reader.h"

#include <algorithm>
#include <filesystem>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/data/cifar.h"
#include "core/data/coco_images.h"
#include "core/data/idx.h"
#include "core/data/image_format.h"
#include "core/data/numpy_images.h"
#include "core/data/picture_files.h"
#include "core/data/picture_list.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr const ImageFormat* imageFormatRows[] = {&pictureListFormat, &cocoFormat,  &numpyFormat,
                                                  &idxFormat,         &cifarFormat, &picturesFormat};

std::vector<std::string> formatTitles() {
  std::vector<std::string> titles;
  for (const ImageFormat* format : imageFormatRows)
    titles.push_back(titleWithSuffixes(format->format.title, format->format.suffixes));
  return titles;
}

ImageSet readFolder(const std::string& folder, std::uint64_t unpackedBytes) {
  for (const ImageFormat* format : imageFormatRows)
    if (const std::string found = format->foundIn(folder); !found.empty()) return format->read(found, unpackedBytes);
  throw InputError(
      text("cannot read '", folder, "': it holds no known images, expected ", alternatives(formatTitles())));
}

ImageSet readOne(const std::string& path, std::uint64_t unpackedBytes) {
  const std::shared_ptr<const RandomAccess> opened = openFile(path);
  const Bytes start = opened->part(0, std::min<std::uint64_t>(opened->size(), 16));
  const ImageFile file{path, start, opened->size()};
  for (const Likeness enough : {Likeness::Sure, Likeness::Likely, Likeness::Possible})
    for (const ImageFormat* format : imageFormatRows)
      if (format->likeness(file) == enough) return format->read(path, unpackedBytes);
  throw InputError(text("cannot read '", path, "': it contains no known kind of images, expected ",
                        alternatives(formatTitles()), ", or a folder of them"));
}

}  // namespace

std::span<const ImageFormat* const> imageFormats() {
  return imageFormatRows;
}

std::string imageFormatsText() {
  return alternatives(formatTitles());
}

std::vector<std::string> imageSuffixes() {
  std::vector<std::string> suffixes;
  for (const ImageFormat* format : imageFormatRows)
    suffixes.insert(suffixes.end(), format->format.suffixes.begin(), format->format.suffixes.end());
  return suffixes;
}

bool namedAsImages(const std::string& path) {
  return hasSuffix(path, imageSuffixes()) || hasSuffix(path, {".gif"});
}

ImageSet readImages(const std::string& path, std::int64_t limit, std::uint64_t unpackedBytes) {
  if (limit == 0 || limit < -1) throw UsageError(text("cannot read ", limit, " images: expected at least one"));
  std::error_code ignored;
  if (!fs::exists(path, ignored))
    throw InputError(text("cannot read '", path, "': there is no such file or folder of images"));
  ImageSet images = fs::is_directory(path, ignored) ? readFolder(path, unpackedBytes) : readOne(path, unpackedBytes);
  if (limit < 0 || images.count() <= limit) return images;
  // Folders are ordered by class, so the first images would be of one class.
  const bool spread = images.decoded;
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < limit; ++i) indices.push_back(spread ? i * images.count() / limit : i);
  return subset(images, indices);
}

}  // namespace bitprism
