#include "core/data/image_set.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t cifarSide = 32, cifarClasses = 10;
constexpr std::int64_t cifarImage = 3 * cifarSide * cifarSide;
constexpr std::int64_t cifarRecord = 1 + cifarImage;
constexpr std::int64_t calibrationImages = 512;

std::vector<std::string> cifarFiles(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, failure)) {
    if (entry.path().extension() == ".bin" && entry.is_regular_file()) files.push_back(entry.path().string());
  }
  if (failure) throw InputError(text("cannot list the folder '", path, "': ", failure.message()));
  if (files.empty()) {
    throw InputError(text("the folder '", path, "' holds no CIFAR-10 file: expected files that end in .bin"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Appends the records of one file, at most so many that the set has limit images (-1: all).
void appendCifar(const std::string& path, std::int64_t limit, ImageSet& images, std::vector<std::uint8_t>& pixels) {
  const Bytes bytes = readFile(path);
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size == 0) throw InputError(text("'", path, "' is empty: expected CIFAR-10 records of ", cifarRecord, " bytes"));
  if (size % cifarRecord != 0) {
    throw InputError(text("'", path, "' has ", size, " bytes: expected a multiple of ", cifarRecord,
                          ", the size of a CIFAR-10 record"));
  }
  std::int64_t records = size / cifarRecord;
  if (limit >= 0) records = std::min(records, limit - static_cast<std::int64_t>(images.labels.size()));
  for (std::int64_t i = 0; i < records; ++i) {
    const std::uint8_t* record = bytes.data() + i * cifarRecord;
    if (record[0] >= cifarClasses) {
      throw InputError(text("record ", i, " of '", path, "' has the label ", static_cast<int>(record[0]),
                            ": expected 0 to ", cifarClasses - 1));
    }
    images.labels.push_back(record[0]);
    pixels.insert(pixels.end(), record + 1, record + cifarRecord);
  }
}

}  // namespace

ImageSet readCifar10(const std::string& path, std::int64_t limit) {
  if (limit == 0 || limit < -1) throw UsageError(text("cannot read ", limit, " images: expected at least one"));
  ImageSet images;
  images.name = std::filesystem::path(path).filename().string();
  if (images.name.empty()) images.name = std::filesystem::path(path).parent_path().filename().string();
  images.height = images.width = cifarSide;
  images.classes = cifarClasses;
  std::vector<std::uint8_t> pixels;
  for (const std::string& file : cifarFiles(path)) {
    if (limit >= 0 && static_cast<std::int64_t>(images.labels.size()) >= limit) break;
    appendCifar(file, limit, images, pixels);
  }
  images.source = memoryPixels(images.name, {3, cifarSide, cifarSide}, std::move(pixels));
  return images;
}

ImageSet subset(const ImageSet& images, const std::vector<std::int64_t>& indices) {
  ImageSet chosen = images;
  chosen.labels.clear();
  auto positions = std::make_shared<std::vector<std::int64_t>>();
  positions->reserve(indices.size());
  for (const std::int64_t index : indices) {
    if (index < 0 || index >= images.count()) {
      throw UsageError(text("'", images.name, "' has no image ", index, ": expected 0 to ", images.count() - 1));
    }
    if (images.labelled()) chosen.labels.push_back(images.labels[static_cast<std::size_t>(index)]);
    positions->push_back(images.chosen ? (*images.chosen)[static_cast<std::size_t>(index)] : index);
  }
  chosen.chosen = std::move(positions);
  return chosen;
}

std::vector<std::uint8_t> pixelBytes(const ImageSet& images, std::int64_t first, std::int64_t count) {
  std::vector<std::uint8_t> result;
  result.reserve(static_cast<std::size_t>(count * images.imageBytes()));
  PixelBuffer buffer;
  for (std::int64_t i = first; i < first + count; ++i) {
    const PixelView view = images.read(i, buffer);
    if (!view.bytes || view.size.values() != images.imageBytes())
      throw UsageError(text(images.place(i), " has no bytes of the size that the others have"));
    result.insert(result.end(), view.bytes, view.bytes + view.size.values());
  }
  return result;
}

Splits splitImages(std::int64_t count, std::uint64_t seed, bool withCalibration) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
  std::iota(order.begin(), order.end(), 0);
  Random random(seed);
  random.shuffle(std::span<std::int64_t>(order));
  const auto calibration = withCalibration ? std::min(calibrationImages, count / 4) : 0;
  const auto search = (count - calibration + 1) / 2;
  const auto first = order.begin() + calibration, second = first + search;
  return {{order.begin(), first}, {first, second}, {second, order.end()}};
}

}  // namespace bitprism
