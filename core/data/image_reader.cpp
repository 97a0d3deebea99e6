#include "core/data/image_reader.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/data/cifar.h"
#include "core/data/idx.h"
#include "core/data/numpy_images.h"
#include "core/data/picture.h"
#include "core/data/picture_files.h"
#include "core/data/picture_list.h"
#include "core/files/gzip.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

Bytes startOf(const std::string& path) {
  const std::shared_ptr<const RandomAccess> file = openFile(path);
  return file->part(0, std::min<std::uint64_t>(file->size(), 16));
}

// The file of images in a folder of IDX files; of several the one for testing. Empty when there is none.
std::string idxImagesIn(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    if (name.find("images") != std::string::npos && name.find("idx") != std::string::npos)
      found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  for (const std::string& path : found)
    if (const std::string name = fs::path(path).filename().string();
        name.starts_with("t10k") || name.starts_with("test"))
      return path;
  return found.empty() ? std::string() : found.front();
}

bool holdsCifar(const std::string& folder) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure))
    if (entry.path().extension() == ".bin") return true;
  return false;
}

ImageSet readFolder(const std::string& folder, std::uint64_t unpackedBytes) {
  std::error_code ignored;
  if (const fs::path labels = fs::path(folder) / "labels.csv"; fs::exists(labels, ignored))
    return readPictureList(labels.string());
  if (const std::string numpy = numpyImagesIn(folder); !numpy.empty()) return readNumpyImages(numpy, unpackedBytes);
  if (const std::string idx = idxImagesIn(folder); !idx.empty()) return readIdxImages(idx, unpackedBytes);
  if (holdsCifar(folder) && !holdsPictures(folder)) return readCifar(folder);
  return readPictureFolder(folder);
}

bool looksLikeText(std::span<const std::uint8_t> start) {
  return !start.empty() && std::all_of(start.begin(), start.end(), [](std::uint8_t byte) {
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
  });
}

ImageSet readOne(const std::string& path, std::uint64_t unpackedBytes) {
  const Bytes start = startOf(path);
  const auto begins = [&](std::string_view with) {
    return start.size() >= with.size() &&
           std::equal(with.begin(), with.end(), start.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  };
  const std::string extension = fs::path(path).extension().string();
  if (begins("\x93NUMPY") || begins("PK")) return readNumpyImages(path, unpackedBytes);
  if (extension == ".bin") return readCifar(path);  // before pictures: a label may be any byte
  if (isGzip(start) || isIdx(start)) return readIdxImages(path, unpackedBytes);
  if (isPicture(start)) return readPicture(path);
  if (const std::string other = unreadPictureFormat(start); !other.empty())
    throw InputError(text("cannot read '", path, "': it is a ", other, " picture, expected JPEG, PNG, WebP or BMP"));
  if (extension == ".csv" || looksLikeText(start)) return readPictureList(path);
  if (extension.empty() && fs::file_size(path) > 0 && fs::file_size(path) % 3073 == 0) return readCifar(path);
  throw InputError(
      text("cannot read '", path,
           "': it contains no known kind of images, expected pictures, a CSV list, CIFAR binary, IDX or NumPy "
           "files, or a folder of them"));
}

}  // namespace

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
