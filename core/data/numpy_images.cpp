#include "core/data/numpy_images.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/number_array.h"
#include "core/files/zip.h"

namespace bitprism {
namespace {

constexpr std::string_view suffix = ".npy";

std::string lowered(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  return word;
}

// The names that labels of these images may have, in lower case; none when the name is not one of images.
std::vector<std::string> labelNames(const std::string& imagesName) {
  const std::string name = lowered(imagesName);
  std::vector<std::string> names;
  if (name == "x" || name.starts_with("x_")) names.push_back(std::string("y").append(name, 1));
  for (const std::string word : {"images", "data"})
    if (const std::size_t at = name.find(word); at != std::string::npos)
      for (const char* other : {"labels", "masks", "targets"})
        names.push_back(std::string(name).replace(at, word.size(), other));
  return names;
}

// The array in the `size` bytes from `start` on, which begin with `head`.
NumberArray arrayOf(const Bytes& head, std::shared_ptr<const RandomAccess> bytes, std::uint64_t start,
                    std::uint64_t size, const std::string& name) {
  const NumpyHeader header = readNumpyHeader(head, size, name);
  if (header.fortranOrder && header.shape.size() > 1)
    throw InputError(text("cannot read '", name,
                          "': it is in column-major order, expected rows first as numpy.ascontiguousarray gives"));
  return {.name = name,
          .bytes = std::move(bytes),
          .offset = start + header.dataOffset,
          .shape = header.shape,
          .type = header.type};
}

NumberArray arrayIn(const std::shared_ptr<const RandomAccess>& file, const std::string& name) {
  const Bytes head = file->part(0, std::min<std::uint64_t>(file->size(), numpyHeaderLimit));
  return arrayOf(head, file, 0, file->size(), name);
}

// An array of an archive. A packed one has only its header until it is needed.
struct Named {
  std::string key;  // lower case, without the suffix
  NumberArray array;
  ZipEntry entry;
};

std::vector<Named> arraysOf(const std::shared_ptr<const RandomAccess>& archive, const std::string& path) {
  const std::string file = std::filesystem::path(path).filename().string();
  std::vector<Named> arrays;
  constexpr std::size_t maximumArrays = 1000;
  for (const ZipEntry& entry : zipEntries(*archive)) {
    if (!std::string_view(entry.name).ends_with(suffix)) continue;
    if (arrays.size() == maximumArrays)
      throw InputError(text("cannot read '", path, "': it holds more than ", maximumArrays, " arrays"));
    const std::string own = entry.name.substr(0, entry.name.size() - suffix.size());
    const std::string name = text(file, ":", echoed(own));
    const Bytes head = zipEntryHead(archive, entry, numpyHeaderLimit);
    const std::uint64_t start = entry.method == 0 ? zipEntryStart(*archive, entry) : 0;
    if (entry.method == 0 && (start > archive->size() || entry.bytes > archive->size() - start))
      throw InputError(text("cannot read '", name, "': it reaches beyond the end of the archive"));
    arrays.push_back({lowered(own), arrayOf(head, archive, start, entry.bytes, name), entry});
  }
  return arrays;
}

// The array with its numbers; at most as much is unpacked as its header states, which matches the directory.
NumberArray unpacked(const Named& named, const std::shared_ptr<const RandomAccess>& archive, std::uint64_t& limit) {
  NumberArray array = named.array;
  if (named.entry.method == 0) return array;
  if (named.entry.bytes > limit)
    throw InputError(text("cannot read '", array.name, "': unpacked it takes ", named.entry.bytes,
                          " bytes, expected at most ", limit, "; save it with numpy.savez, not savez_compressed"));
  limit -= named.entry.bytes;
  array.bytes = accessTo(readZipEntry(archive, named.entry), array.name);
  return array;
}

bool likeImages(const NumberArray& array) {
  return array.shape.size() == 3 || array.shape.size() == 4;
}
bool likeLabels(const NumberArray& array) {
  return array.type.isInteger() && (array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1));
}

ImageSet fromArchive(const std::string& path, std::uint64_t limit) {
  const std::shared_ptr<const RandomAccess> archive = openFile(path);
  const std::vector<Named> arrays = arraysOf(archive, path);
  const auto find = [&](const std::string& key) {
    return std::find_if(arrays.begin(), arrays.end(), [&](const Named& named) { return named.key == key; });
  };
  const Named* chosen = nullptr;
  for (const Named& named : arrays)
    for (const std::string& key : labelNames(named.key)) {
      const auto labels = find(key);
      if (labels == arrays.end()) continue;
      const bool test = named.key.find("test") != std::string::npos || named.key.find("val") != std::string::npos;
      if (!chosen || test) chosen = &named;
    }
  if (chosen) {
    ImageSet images = imagesOf(unpacked(*chosen, archive, limit));
    for (const std::string& key : labelNames(chosen->key))
      if (const auto labels = find(key);
          labels != arrays.end() && !images.labelled() && !images.masks && !images.classSets)
        addLabels(images, unpacked(*labels, archive, limit));
    return images;
  }
  const auto pictures = [](const Named& named) { return likeImages(named.array); };
  const auto classes = [](const Named& named) { return likeLabels(named.array); };
  if (std::count_if(arrays.begin(), arrays.end(), pictures) != 1)
    throw InputError(text("cannot identify the images in '", path, "' with its ", arrays.size(),
                          " arrays: expected x_test and y_test, images and labels, or data and labels"));
  const auto first = std::find_if(arrays.begin(), arrays.end(), pictures);
  ImageSet images = imagesOf(unpacked(*first, archive, limit));
  if (std::count_if(arrays.begin(), arrays.end(), classes) == 1) {
    const auto labels = std::find_if(arrays.begin(), arrays.end(), classes);
    addLabels(images, unpacked(*labels, archive, limit));
    images.notices.push_back(text("'", labels->array.name, "' is used as the labels of '", first->array.name, "'"));
  } else {
    images.notices.push_back(text("'", path, "' has no array called labels or y_test"));
  }
  return images;
}

}  // namespace

ImageSet readNumpyImages(const std::string& path, std::uint64_t limit) {
  const std::filesystem::path file(path);
  const std::shared_ptr<const RandomAccess> bytes = openFile(path);
  std::uint8_t start[4] = {};
  if (bytes->size() >= 4) bytes->read(0, start);
  if (start[0] == 'P' && start[1] == 'K') {
    ImageSet images = fromArchive(path, limit);
    images.name = file.filename().string();
    return images;
  }
  ImageSet images = imagesOf(arrayIn(bytes, file.filename().string()));
  const std::vector<std::string> names = labelNames(file.stem().string());
  std::error_code failure;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  for (const std::string& name : names)
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
      if (lowered(entry.path().filename().string()) != name + std::string(suffix) || images.labelled() ||
          images.masks || images.classSets)
        continue;
      const std::shared_ptr<const RandomAccess> labels = openFile(entry.path().string());
      addLabels(images, arrayIn(labels, entry.path().filename().string()));
    }
  if (!images.labelled() && !images.masks && !images.classSets)
    images.notices.push_back(text("there are no labels next to '", images.name, "': ",
                                  names.empty() ? "expected names such as x_test.npy and y_test.npy"
                                                : text("expected '", names.front(), suffix, "'")));
  return images;
}

std::string numpyImagesIn(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
    if (lowered(entry.path().extension().string()) == suffix && !labelNames(entry.path().stem().string()).empty())
      found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  for (const std::string& path : found)
    if (lowered(std::filesystem::path(path).stem().string()).find("test") != std::string::npos) return path;
  return found.empty() ? std::string() : found.front();
}

const ImageFormat numpyFormat = {
    .format = {.name = "numpy", .title = "NumPy", .suffixes = {".npy", ".npz"}},
    .likeness =
        [](const ImageFile& file) {
          return hasMagic(file.start, "\x93NUMPY") || hasMagic(file.start, "PK") ? Likeness::Sure : Likeness::None;
        },
    .foundIn = numpyImagesIn,
    .read = readNumpyImages};

}  // namespace bitprism
