#include "core/data/picture_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/data/class_labels.h"
#include "core/data/picture.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t maximumFileBytes = std::uint64_t{1} << 30;
constexpr std::size_t maximumFiles = 20'000'000;
constexpr int maximumDepth = 16;

class PictureFiles : public PixelSource {
 public:
  explicit PictureFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  std::int64_t count() const override { return static_cast<std::int64_t>(paths_.size()); }
  std::string place(std::int64_t index) const override { return text("'", path(index), "'"); }
  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    return decodePicture(readFile(path(index), maximumFileBytes), path(index), buffer);
  }
  // Most headers end within the first piece; otherwise the whole file is read.
  ImageSize size(std::int64_t index) const override {
    const std::shared_ptr<const RandomAccess> file = openFile(path(index));
    constexpr std::uint64_t piece = 64 << 10;
    if (file->size() > piece) {
      const Bytes start = file->part(0, piece);
      if (start[0] != 'B') {  // a part of a BMP counts as cut off
        try {
          return pictureSize(start, path(index));
        } catch (const InputError&) {
          // The header is longer than this, or the whole file gives a better error message.
        }
      }
    }
    return pictureSize(readFile(path(index), maximumFileBytes), path(index));
  }

 private:
  const std::string& path(std::int64_t index) const { return paths_[static_cast<std::size_t>(index)]; }
  std::vector<std::string> paths_;
};

// Whether the file is a picture by its content; the name avoids opening it.
bool holdsPicture(const fs::path& path, std::string& otherKind) {
  static const std::vector<std::string> pictures = pictureSuffixes(),
                                        others = {".csv", ".txt", ".json", ".xml", ".md", ".npy", ".npz", ".bin"};
  if (hasSuffix(path.string(), pictures)) return true;
  if (hasSuffix(path.string(), others)) return false;
  try {
    const std::shared_ptr<const RandomAccess> file = openFile(path.string());
    const Bytes start = file->part(0, std::min<std::uint64_t>(file->size(), 16));
    otherKind = unreadPictureFormat(start);
    return isPicture(start);
  } catch (const InputError&) {
    return false;  // a pipe, or a file that may not be read
  }
}

struct Listing {
  std::vector<std::string> pictures, folders;
  std::map<std::string, std::int64_t> others;  // pictures of kinds that are not read
};

// Sorted by name. Hidden entries are left out.
Listing list(const std::string& folder) {
  Listing result;
  std::error_code failure;
  fs::directory_iterator entries(folder, failure);
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    const fs::path& path = entries->path();
    std::error_code unknown;
    if (path.filename().string().starts_with(".")) continue;
    std::string other;
    if (entries->is_directory(unknown))
      result.folders.push_back(path.string());
    else if (entries->is_regular_file(unknown) && holdsPicture(path, other))
      result.pictures.push_back(path.string());
    if (!other.empty()) ++result.others[other];
    if (result.pictures.size() > maximumFiles)
      throw InputError(text("'", folder, "' holds more than ", maximumFiles, " files"));
  }
  if (failure) throw InputError(text("cannot list the folder '", folder, "': ", failure.message()));
  std::sort(result.pictures.begin(), result.pictures.end());
  std::sort(result.folders.begin(), result.folders.end());
  return result;
}

void collect(const std::string& folder, int depth, Listing& into) {
  if (depth > maximumDepth)
    throw InputError(text("the folder '", folder, "' lies more than ", maximumDepth, " folders deep"));
  const Listing here = list(folder);
  into.pictures.insert(into.pictures.end(), here.pictures.begin(), here.pictures.end());
  for (const auto& [kind, count] : here.others) into.others[kind] += count;
  for (const std::string& below : here.folders)
    if (!fs::is_symlink(below)) collect(below, depth + 1, into);
}

std::string nameOf(const std::string& path) {
  const fs::path whole(path);
  return whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
}

// The common size of some pictures spread over the set; zeros when they differ.
void setCommonSize(ImageSet& images) {
  constexpr std::int64_t samples = 256;
  ImageSize common;
  const std::int64_t step = std::max<std::int64_t>(1, images.count() / samples);
  for (std::int64_t i = 0; i < images.count(); i += step) {
    const ImageSize size = images.source->size(i);
    if (i == 0) common = size;
    if (size != common) return;
  }
  images.height = common.height;
  images.width = common.width;
}

void noteOthers(ImageSet& images, const Listing& listing) {
  for (const auto& [kind, count] : listing.others)
    images.notices.push_back(text(count, " ", kind, count == 1 ? " picture is" : " pictures are",
                                  " left out, expected ", alternatives(pictureTitles())));
}

}  // namespace

ImageSet pictureFiles(const std::string& path, std::vector<std::string> files) {
  ImageSet images;
  images.name = nameOf(path);
  images.decoded = true;
  images.source = std::make_shared<PictureFiles>(std::move(files));
  setCommonSize(images);
  return images;
}

ImageSet readPictureFolder(const std::string& folder) {
  const Listing top = list(folder);
  Listing all = top;
  std::vector<std::string> paths, names;
  std::vector<std::size_t> folders;  // an image's, into names
  for (const std::string& below : top.folders) {
    Listing inside;
    collect(below, 1, inside);
    for (const auto& [kind, count] : inside.others) all.others[kind] += count;
    if (inside.pictures.empty()) continue;
    folders.resize(folders.size() + inside.pictures.size(), names.size());
    names.push_back(fs::path(below).filename().string());
    paths.insert(paths.end(), inside.pictures.begin(), inside.pictures.end());
  }
  // A single folder of pictures, such as images/, is not a class.
  const bool labelled = top.pictures.empty() && names.size() > 1;
  if (!labelled && names.size() <= 1) paths.insert(paths.end(), top.pictures.begin(), top.pictures.end());
  if (!top.pictures.empty() && names.size() > 1)
    throw InputError(text("'", folder, "' holds ", top.pictures.size(), " pictures next to ", names.size(),
                          " folders of pictures: expected either one folder per class, or only pictures"));
  if (paths.empty()) {
    const std::string others = all.others.empty() ? ""
                                                  : text(" (", all.others.begin()->second, " ",
                                                         all.others.begin()->first, " pictures are not supported)");
    throw InputError(text("the folder '", folder, "' holds no ", alternatives(pictureTitles()), " picture", others));
  }
  ImageSet images = pictureFiles(folder, std::move(paths));
  noteOthers(images, all);
  if (labelled) {
    const std::vector<std::int32_t> classes = takeFolders(images, names, folder);
    for (const std::size_t place : folders) images.labels.push_back(classes[place]);
  }
  return images;
}

ImageSet readPicture(const std::string& path) {
  return pictureFiles(path, {path});
}

bool holdsPictures(const std::string& folder) {
  const Listing top = list(folder);
  if (!top.pictures.empty()) return true;
  return std::any_of(top.folders.begin(), top.folders.end(), [](const std::string& below) {
    Listing inside;
    collect(below, 1, inside);
    return !inside.pictures.empty();
  });
}

namespace {

// Pictures that are not read are refused by their name.
Likeness likenessToPicture(const ImageFile& file) {
  return isPicture(file.start) || !unreadPictureFormat(file.start).empty() ? Likeness::Sure : Likeness::None;
}

ImageSet readPictures(const std::string& path, std::uint64_t /*unpackedBytes*/) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return readPictureFolder(path);
  const std::shared_ptr<const RandomAccess> file = openFile(path);
  const std::string other = unreadPictureFormat(file->part(0, std::min<std::uint64_t>(file->size(), 16)));
  if (!other.empty())
    throw InputError(
        text("cannot read '", path, "': it is a ", other, " picture, expected ", alternatives(pictureTitles())));
  return readPicture(path);
}

}  // namespace

// The last format: any folder is read as one of pictures, and the error says what is missing.
const ImageFormat picturesFormat = {.format = {.name = "pictures", .title = "pictures", .suffixes = pictureSuffixes()},
                                    .likeness = likenessToPicture,
                                    .foundIn = [](const std::string& folder) { return folder; },
                                    .read = readPictures};

}  // namespace bitprism
