#include "core/data/picture_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
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
  // Most headers end within the first piece; where one does not, the file is read as a whole.
  ImageSize size(std::int64_t index) const override {
    const std::shared_ptr<const RandomAccess> file = openFile(path(index));
    constexpr std::uint64_t piece = 64 << 10;
    if (file->size() > piece) {
      const Bytes start = file->part(0, piece);
      if (start[0] != 'B') {  // a part of a BMP counts as cut off
        try {
          return pictureSize(start, path(index));
        } catch (const InputError&) {
          // The header is longer than this, or the whole file tells better what is wrong.
        }
      }
    }
    return pictureSize(readFile(path(index), maximumFileBytes), path(index));
  }

 private:
  const std::string& path(std::int64_t index) const { return paths_[static_cast<std::size_t>(index)]; }
  std::vector<std::string> paths_;
};

// Whether the file is a picture by its content; its name only saves the look into it.
bool holdsPicture(const fs::path& path, std::string& otherKind) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const char* known : {".jpg", ".jpeg", ".png", ".bmp", ".webp"})
    if (extension == known) return true;
  for (const char* known : {".csv", ".txt", ".json", ".xml", ".md", ".npy", ".npz", ".bin"})
    if (extension == known) return false;
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
void lookAtSizes(ImageSet& images) {
  constexpr std::int64_t looks = 256;
  ImageSize common;
  const std::int64_t step = std::max<std::int64_t>(1, images.count() / looks);
  for (std::int64_t i = 0; i < images.count(); i += step) {
    const ImageSize size = images.source->size(i);
    if (i == 0) common = size;
    if (size != common) return;
  }
  images.height = common.height;
  images.width = common.width;
}

ImageSet setOf(std::string name, std::vector<std::string> paths) {
  ImageSet images;
  images.name = std::move(name);
  images.decoded = true;
  images.source = std::make_shared<PictureFiles>(std::move(paths));
  lookAtSizes(images);
  return images;
}

void noteOthers(ImageSet& images, const Listing& listing) {
  for (const auto& [kind, count] : listing.others)
    images.notices.push_back(text(count, " ", kind, count == 1 ? " picture is" : " pictures are",
                                  " left out: JPEG, PNG, WebP and BMP are read"));
}

// --- lists
// ------------------------------------------------------------------------------------------------------------

// The fields of one line; quotes may hold commas, doubled quotes stand for one (RFC 4180, without line breaks inside).
std::vector<std::string> fieldsOf(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (std::string& field : fields) {
    const std::size_t first = field.find_first_not_of(" \t"), last = field.find_last_not_of(" \t");
    field = first == std::string::npos ? std::string() : field.substr(first, last - first + 1);
  }
  return fields;
}

std::vector<std::string> linesOf(const std::string& path) {
  constexpr std::uint64_t maximumListBytes = std::uint64_t{1} << 30;
  const Bytes bytes = readFile(path, maximumListBytes);
  std::vector<std::string> lines(1);
  for (const std::uint8_t byte : bytes) {
    if (byte == '\0') throw InputError(text("cannot read '", path, "': it is no text, expected lines of path,label"));
    if (byte == '\n')
      lines.emplace_back();
    else if (byte != '\r')
      lines.back() += static_cast<char>(byte);
  }
  if (lines[0].starts_with("\xef\xbb\xbf")) lines[0].erase(0, 3);  // a byte order mark
  return lines;
}

bool parseLabel(const std::string& word, std::int64_t& value) {
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
  return problem == std::errc() && end == word.data() + word.size() && !word.empty();
}

int columnNamed(const std::vector<std::string>& header, std::initializer_list<const char*> names) {
  for (std::size_t c = 0; c < header.size(); ++c) {
    std::string word = header[c];
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char letter) { return std::tolower(letter); });
    for (const char* name : names)
      if (word == name) return static_cast<int>(c);
  }
  return -1;
}

// Lexically inside the folder of the list, so that a stranger's list reads nothing else.
std::string inside(const fs::path& folder, const std::string& written, const std::string& where) {
  const fs::path relative = fs::path(written).lexically_normal();
  if (relative.is_absolute() || (!relative.empty() && *relative.begin() == ".."))
    throw InputError(text(where, " names '", written, "', expected a path inside the list's folder"));
  return (folder / relative).string();
}

// Labels as numbers, or names looked up; sets the class count.
void takeLabels(ImageSet& images, const std::vector<std::string>& words, const std::vector<std::string>& places,
                const std::string& classesPath) {
  constexpr std::int64_t maximumClasses = 1'000'000;
  std::error_code ignored;
  if (fs::exists(classesPath, ignored))
    for (const std::string& line : linesOf(classesPath))
      if (!line.empty()) images.classNames.push_back(line);
  std::int64_t number = 0;
  const bool numbers = parseLabel(words.front(), number);
  std::map<std::string, std::int32_t> names;
  if (!numbers) {
    if (images.classNames.empty()) {
      images.classNames = words;
      std::sort(images.classNames.begin(), images.classNames.end());
      images.classNames.erase(std::unique(images.classNames.begin(), images.classNames.end()), images.classNames.end());
      images.notices.push_back(
          text("the ", images.classNames.size(), " classes are numbered in the order of their names"));
    }
    for (std::size_t k = 0; k < images.classNames.size(); ++k)
      names.emplace(images.classNames[k], static_cast<std::int32_t>(k));
  }
  images.classes = static_cast<std::int64_t>(images.classNames.size());
  images.classesOpen = images.classNames.empty();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (numbers) {
      if (!parseLabel(words[i], number) || number < 0 || number >= maximumClasses)
        throw InputError(
            text(places[i], " has the label '", words[i], "', expected a number from 0 up as in the lines before"));
      if (!images.classesOpen && number >= images.classes)
        throw InputError(
            text(places[i], " has the label ", number, ", but '", classesPath, "' names ", images.classes, " classes"));
      images.classes = std::max(images.classes, number + 1);
      images.labels.push_back(static_cast<std::int32_t>(number));
    } else {
      const auto found = names.find(words[i]);
      if (found == names.end())
        throw InputError(text(places[i], " has the label '", words[i], "', which '", classesPath, "' does not name"));
      images.labels.push_back(found->second);
    }
  }
}

}  // namespace

ImageSet readPictureFolder(const std::string& folder) {
  const Listing top = list(folder);
  Listing all = top;
  std::vector<std::string> paths, names;
  std::vector<std::int32_t> labels;
  for (const std::string& below : top.folders) {
    Listing inside;
    collect(below, 1, inside);
    for (const auto& [kind, count] : inside.others) all.others[kind] += count;
    if (inside.pictures.empty()) continue;
    labels.resize(labels.size() + inside.pictures.size(), static_cast<std::int32_t>(names.size()));
    names.push_back(fs::path(below).filename().string());
    paths.insert(paths.end(), inside.pictures.begin(), inside.pictures.end());
  }
  // One folder of pictures, such as images/, is no class.
  const bool labelled = top.pictures.empty() && names.size() > 1;
  if (!labelled && names.size() <= 1) paths.insert(paths.end(), top.pictures.begin(), top.pictures.end());
  if (!top.pictures.empty() && names.size() > 1)
    throw InputError(text("'", folder, "' holds ", top.pictures.size(), " pictures beside ", names.size(),
                          " folders of pictures: expected either a folder a class, or pictures alone"));
  if (paths.empty()) {
    const std::string others = all.others.empty() ? ""
                                                  : text(" (", all.others.begin()->second, " ",
                                                         all.others.begin()->first, " pictures are not read)");
    throw InputError(text("the folder '", folder, "' holds no JPEG, PNG, WebP or BMP picture", others));
  }
  ImageSet images = setOf(nameOf(folder), std::move(paths));
  noteOthers(images, all);
  if (labelled) {
    images.labels = std::move(labels);
    images.classes = static_cast<std::int64_t>(names.size());
    images.classNames = std::move(names);
  }
  return images;
}

ImageSet readPicture(const std::string& path) {
  return setOf(nameOf(path), {path});
}

ImageSet readPictureList(const std::string& path) {
  const std::vector<std::string> lines = linesOf(path);
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::vector<std::string> paths, labels, places;
  int pathColumn = 0, labelColumn = 1;
  bool first = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::string place = text("line ", i + 1, " of '", path, "'");
    const std::vector<std::string> fields = fieldsOf(lines[i]);
    if (std::exchange(first, false)) {
      const int named = columnNamed(fields, {"path", "file", "filename", "image", "filepath"});
      if (named >= 0) {
        pathColumn = named;
        labelColumn = columnNamed(fields, {"label", "class", "target", "category", "label_id", "class_id"});
        continue;
      }
      if (fields.size() == 1) labelColumn = -1;
    }
    if (fields.size() <= static_cast<std::size_t>(std::max(pathColumn, labelColumn)) ||
        fields[static_cast<std::size_t>(pathColumn)].empty())
      throw InputError(text(place, " has ", fields.size(), fields.size() == 1 ? " field" : " fields",
                            ", expected a path", labelColumn >= 0 ? " and a label" : ""));
    paths.push_back(inside(folder, fields[static_cast<std::size_t>(pathColumn)], place));
    places.push_back(place);
    if (labelColumn >= 0) labels.push_back(fields[static_cast<std::size_t>(labelColumn)]);
  }
  if (paths.empty()) throw InputError(text("'", path, "' lists no picture, expected lines of path,label"));
  std::error_code ignored;
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (!fs::exists(paths[i], ignored))
      throw InputError(text(places[i], " names '", paths[i], "', which does not exist"));
  ImageSet images = setOf(nameOf(path), std::move(paths));
  if (!labels.empty()) takeLabels(images, labels, places, (folder / "classes.txt").string());
  return images;
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

}  // namespace bitprism
