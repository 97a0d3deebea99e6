#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace bitprism {

// Labelled images in memory as they came: unsigned bytes, [image][channel][row][column], RGB. Immutable; shared.
struct ImageSet {
  std::string name;
  std::int64_t channels = 3, height = 0, width = 0;
  std::int64_t classes = 0;
  std::shared_ptr<const std::vector<std::uint8_t>> pixels;
  std::vector<std::int32_t> labels;

  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
  std::int64_t imageBytes() const { return channels * height * width; }
  const std::uint8_t* image(std::int64_t index) const { return pixels->data() + index * imageBytes(); }
};

// x = (pixel * scale - mean[c]) / deviation[c].
struct Preprocessing {
  double scale = 1.0 / 255;
  std::vector<double> mean = {0, 0, 0};
  std::vector<double> deviation = {1, 1, 1};
  bool bgr = false;  // the network wants blue first
  bool operator==(const Preprocessing&) const = default;
};

// CIFAR-10 binary records (label, 3072 bytes), one file or a folder of *.bin. Throws InputError when the size is no
// multiple of 3073, a label is above 9, or there is no record.
ImageSet readCifar10(const std::string& path, std::int64_t limit = -1);

// The images of the given indices, in that order.
ImageSet subset(const ImageSet& images, const std::vector<std::int64_t>& indices);

// By seed: 512 for calibration (at most a quarter), half of the rest to search, half to report (design section 6).
struct Splits {
  std::vector<std::int64_t> calibration, search, report;
};
Splits splitImages(std::int64_t count, std::uint64_t seed, bool withCalibration);

}  // namespace bitprism
