#include "core/data/cifar.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/data/picture_files.h"

namespace bitprism {
namespace {

constexpr ImageSize imageSize{3, 32, 32};
constexpr std::int64_t imageBytes = 3 * 32 * 32;

// The part of a record before its pixels.
struct Kind {
  std::int64_t labels = 1;  // bytes; the last counts
  std::int64_t classes = 10;
  std::int64_t record() const { return labels + imageBytes; }
};

constexpr Kind cifar10{1, 10}, cifar100{2, 100};

struct Part {
  std::shared_ptr<const RandomAccess> file;
  std::int64_t records = 0;
};

class CifarPixels : public PixelSource {
 public:
  CifarPixels(std::vector<Part> parts, Kind kind) : parts_(std::move(parts)), kind_(kind) {
    for (const Part& part : parts_) count_ += part.records;
  }
  std::int64_t count() const override { return count_; }
  ImageSize size(std::int64_t) const override { return imageSize; }
  std::string place(std::int64_t index) const override {
    const auto [part, record] = find(index);
    return text("record ", record, " of '", part->file->source(), "'");
  }
  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    const auto [part, record] = find(index);
    buffer.bytes.resize(imageBytes);
    part->file->read(static_cast<std::uint64_t>(record * kind_.record() + kind_.labels), buffer.bytes);
    return {.size = imageSize, .bytes = buffer.bytes.data()};
  }

 private:
  std::pair<const Part*, std::int64_t> find(std::int64_t index) const {
    const Part* part = parts_.data();
    for (; index >= part->records; ++part) index -= part->records;
    return {part, index};
  }

  std::vector<Part> parts_;
  Kind kind_;
  std::int64_t count_ = 0;
};

std::vector<std::string> cifarFiles(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, failure))
    if (entry.path().extension() == ".bin" && entry.is_regular_file()) files.push_back(entry.path().string());
  if (failure) throw InputError(text("cannot list the folder '", path, "': ", failure.message()));
  if (files.empty())
    throw InputError(text("the folder '", path, "' holds no CIFAR file: expected files that end in .bin"));
  std::sort(files.begin(), files.end());
  return files;
}

// The labels of the first records. Throws InputError for one that is too large.
std::vector<std::int32_t> labelsOf(const RandomAccess& file, Kind kind, std::int64_t records) {
  std::vector<std::int32_t> labels;
  constexpr std::int64_t atOnce = 256;
  Bytes piece;
  for (std::int64_t i = 0; i < records; ++i) {
    if (i % atOnce == 0) {
      piece.resize(static_cast<std::size_t>(std::min(atOnce, records - i) * kind.record()));
      file.read(static_cast<std::uint64_t>(i * kind.record()), piece);
    }
    const std::uint8_t* record = piece.data() + i % atOnce * kind.record();
    const int label = record[kind.labels - 1];
    if (label >= kind.classes)
      throw InputError(
          text("record ", i, " of '", file.source(), "' has the label ", label, ", expected 0 to ", kind.classes - 1));
    labels.push_back(label);
  }
  return labels;
}

Kind kindOf(const RandomAccess& file) {
  const auto size = static_cast<std::int64_t>(file.size());
  if (size == 0)
    throw InputError(text("'", file.source(), "' is empty: expected CIFAR records of ", cifar10.record(), " or ",
                          cifar100.record(), " bytes"));
  const bool ten = size % cifar10.record() == 0, hundred = size % cifar100.record() == 0;
  if (!ten && !hundred)
    throw InputError(text("'", file.source(), "' has ", size, " bytes: expected a multiple of ", cifar10.record(),
                          " or ", cifar100.record(), ", the size of a CIFAR-10 or CIFAR-100 record"));
  if (ten != hundred) return ten ? cifar10 : cifar100;
  try {  // rare: only every 3074 records of CIFAR-10
    labelsOf(file, cifar10, size / cifar10.record());
    return cifar10;
  } catch (const InputError&) {
    return cifar100;
  }
}

}  // namespace

ImageSet readCifar(const std::string& path, std::int64_t limit) {
  if (limit == 0 || limit < -1) throw UsageError(text("cannot read ", limit, " images: expected at least one"));
  ImageSet images;
  images.name = std::filesystem::path(path).filename().string();
  if (images.name.empty()) images.name = std::filesystem::path(path).parent_path().filename().string();
  images.height = imageSize.height;
  images.width = imageSize.width;
  std::vector<Part> parts;
  Kind kind;
  for (const std::string& name : cifarFiles(path)) {
    const auto have = static_cast<std::int64_t>(images.labels.size());
    if (limit >= 0 && have >= limit) break;
    const std::shared_ptr<const RandomAccess> file = openFile(name);
    const Kind own = kindOf(*file);
    if (!parts.empty() && own.classes != kind.classes)
      throw InputError(text("'", path, "' holds both CIFAR-10 and CIFAR-100 files, expected one of them"));
    kind = own;
    std::int64_t records = static_cast<std::int64_t>(file->size()) / kind.record();
    if (limit >= 0) records = std::min(records, limit - have);
    const std::vector<std::int32_t> labels = labelsOf(*file, kind, records);
    images.labels.insert(images.labels.end(), labels.begin(), labels.end());
    parts.push_back({file, records});
  }
  images.classes = kind.classes;
  images.source = std::make_shared<CifarPixels>(std::move(parts), kind);
  return images;
}

namespace {

// There is no magic number: a label may be any byte.
Likeness likenessToCifar(const ImageFile& file) {
  if (std::filesystem::path(file.path).extension() == ".bin") return Likeness::Sure;
  const bool records = file.bytes > 0 && file.bytes % static_cast<std::uint64_t>(cifar10.record()) == 0;
  return records && !std::filesystem::path(file.path).has_extension() ? Likeness::Possible : Likeness::None;
}

// All of a folder's files.
std::string cifarIn(const std::string& folder) {
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
    if (entry.path().extension() == ".bin") return holdsPictures(folder) ? std::string() : folder;
  return {};
}

}  // namespace

const ImageFormat cifarFormat = {.format = {.name = "cifar", .title = "CIFAR", .suffixes = {".bin"}},
                                 .likeness = likenessToCifar,
                                 .foundIn = cifarIn,
                                 .read = [](const std::string& path, std::uint64_t) { return readCifar(path); }};

}  // namespace bitprism
