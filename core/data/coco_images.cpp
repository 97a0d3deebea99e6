#include "core/data/coco_images.h"

#include <filesystem>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/box_annotations.h"
#include "core/data/picture_files.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

// Where the pictures of "annotations/instances_val2017.json" may be.
std::vector<fs::path> pictureFolders(const std::string& path) {
  const fs::path file(path), here = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const fs::path above = fs::absolute(here).lexically_normal().parent_path();
  std::string name = file.stem().string();
  if (const auto line = name.find('_'); line != std::string::npos) name = name.substr(line + 1);
  std::vector<fs::path> folders;
  for (const fs::path& base : {here, above})
    for (const fs::path& folder : {base, base / "images", base / name, base / "images" / name})
      folders.push_back(folder);
  return folders;
}

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Likeness likenessToCoco(const ImageFile& file) {
  const auto begins = [&] {
    for (const std::uint8_t byte : file.start)
      if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') return byte == '{';
    return false;
  };
  return hasSuffix(file.path, {".json"}) && begins() ? Likeness::Sure : Likeness::None;
}

}  // namespace

ImageSet readCocoImages(const std::string& path) {
  auto annotations = std::make_shared<const BoxAnnotations>(readCocoAnnotations(path));
  if (annotations->images.empty())
    throw InputError(text("cannot read '", path, "': 'images' is empty, expected at least one"));
  const std::vector<fs::path> folders = pictureFolders(path);
  const fs::path* folder = nullptr;
  for (const fs::path& candidate : folders)
    if (!folder && isFile(candidate / annotations->images.front().file)) folder = &candidate;
  std::vector<std::string> files;
  for (const BoxAnnotations::Image& image : annotations->images) {
    if (fs::path(image.file).is_absolute() || image.file.find("..") != std::string::npos)
      throw InputError(text("cannot read '", path, "': the picture '", echoed(image.file, echoedPathCharacters),
                            "' is named outside of the folder, expected a name in it"));
    const fs::path file = (folder ? *folder : folders.front()) / image.file;
    if (!isFile(file))
      throw InputError(text("cannot read '", path, "': there is no picture '",
                            echoed(file.string(), echoedPathCharacters),
                            "', expected it next to the file, in images/ "
                            "or in a folder of its name"));
    files.push_back(file.string());
  }
  ImageSet images = pictureFiles(path, std::move(files));
  images.boxes = std::move(annotations);
  return images;
}

const ImageFormat cocoFormat = {.format = {.name = "coco", .title = "COCO annotations", .suffixes = {".json"}},
                                .likeness = likenessToCoco,
                                .foundIn = [](const std::string&) { return std::string(); },
                                .read = [](const std::string& path, std::uint64_t) { return readCocoImages(path); }};

}  // namespace bitprism
