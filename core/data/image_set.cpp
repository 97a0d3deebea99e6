#include "core/data/image_set.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t calibrationImages = 512;

}  // namespace

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
      throw UsageError(text(images.place(i), " does not have as many bytes as the others"));
    result.insert(result.end(), view.bytes, view.bytes + view.size.values());
  }
  return result;
}

void checkClasses(const ImageSet& images, std::int64_t classes, const std::string& network) {
  if (!images.labelled()) return;
  if (!images.classesOpen && images.classes != classes)
    throw InputError(
        text("'", network, "' distinguishes ", classes, " classes, '", images.name, "' has ", images.classes));
  for (std::size_t i = 0; i < images.labels.size(); ++i)
    if (images.labels[i] < 0 || images.labels[i] >= classes)
      throw InputError(text(images.place(static_cast<std::int64_t>(i)), " has the label ", images.labels[i], ", but '",
                            network, "' distinguishes only ", classes, " classes"));
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
