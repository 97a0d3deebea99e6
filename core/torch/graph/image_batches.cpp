#include "core/torch/graph/image_batches.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/fitted_images.h"

namespace bitprism {
namespace {

// One value per channel. If all are equal, they fit any number of channels.
std::vector<double> perChannel(const std::vector<double>& values, std::int64_t channels, const std::string& name) {
  if (static_cast<std::int64_t>(values.size()) == channels) return values;
  if (values.empty() || std::any_of(values.begin(), values.end(), [&](double value) { return value != values[0]; }))
    throw UsageError(
        text("the preprocessing has ", values.size(), " values per pixel, '", name, "' has ", channels, " channels"));
  return std::vector<double>(static_cast<std::size_t>(channels), values[0]);
}

}  // namespace

ImageBatches::ImageBatches(const ImageSet& images, const Preprocessing& preprocessing)
    : images_(fitted(images, preprocessing)), scale_(preprocessing.scale) {
  const std::int64_t channels = images_.channels;
  reversed_ = preprocessing.channels == ChannelOrder::Bgr && channels == 3;
  mean_ = perChannel(preprocessing.mean, channels, images_.name);
  deviation_ = perChannel(preprocessing.deviation, channels, images_.name);
  table_.reserve(static_cast<std::size_t>(channels * 256));
  for (std::size_t c = 0; c < mean_.size(); ++c)
    for (int pixel = 0; pixel < 256; ++pixel)
      table_.push_back(static_cast<float>((static_cast<double>(pixel) * scale_ - mean_[c]) / deviation_[c]));
}

at::Tensor ImageBatches::batch(std::int64_t first, std::int64_t count) const {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), first);
  return batch(indices);
}

at::Tensor ImageBatches::batch(std::span<const std::int64_t> indices) const {
  const auto count = static_cast<std::int64_t>(indices.size());
  const ImageSize size{images_.channels, images_.height, images_.width};
  const std::int64_t plane = size.height * size.width, channels = size.channels;
  at::Tensor result = at::empty({count, size.height, size.width, channels}, at::kFloat);
  float* out = result.data_ptr<float>();
  PixelBuffer buffer;
  for (const std::int64_t index : indices) {
    const PixelView view = images_.read(index, buffer);
    if (view.size != size)
      throw InputError(text(images_.place(index), " has ", view.size.height, " x ", view.size.width,
                            " pixels, expected ", size.height, " x ", size.width));
    for (std::int64_t c = 0; c < channels; ++c) {
      const std::int64_t from = (reversed_ ? channels - 1 - c : c) * plane;
      float* target = out + c;
      if (view.bytes) {
        const float* table = table_.data() + c * 256;
        const std::uint8_t* pixels = view.bytes + from;
        for (std::int64_t p = 0; p < plane; ++p) target[p * channels] = table[pixels[p]];
      } else {
        const double mean = mean_[static_cast<std::size_t>(c)], deviation = deviation_[static_cast<std::size_t>(c)];
        const float* pixels = view.floats + from;
        bool finite = true;
        for (std::int64_t p = 0; p < plane; ++p) {
          finite &= std::isfinite(pixels[p]);
          target[p * channels] = static_cast<float>((static_cast<double>(pixels[p]) * scale_ - mean) / deviation);
        }
        if (!finite) throw InputError(text(images_.place(index), " holds a number that is not finite"));
      }
    }
    out += plane * channels;
  }
  return result.permute({0, 3, 1, 2});
}

}  // namespace bitprism
