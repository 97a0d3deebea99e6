#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/data/pixel_source.h"
#include "core/data/preprocessing.h"

namespace bitprism {

struct BoxAnnotations;

// Images with their metadata. A cheap value: pixels stay in their source until needed, and subsets share it. Immutable
// once made.
struct ImageSet {
  std::string name;
  std::int64_t channels = 3, height = 0, width = 0;  // of every image; height and width are 0 when they differ
  std::int64_t classes = 0;                          // 0: unknown
  bool classesOpen = false;                          // classes is derived from the labels; a network may have more
  bool decoded = false;                              // reading an image decodes it, so caching pays off
  bool made = false;                                 // from noise or from the network, not photographs of anything
  std::vector<std::int32_t> labels;                  // one per image; empty: unlabelled
  std::vector<std::string> classNames;               // by label; may be empty
  std::vector<std::string> notices;                  // what the reader assumed, a sentence each
  std::shared_ptr<const PixelSource> source;
  // Several classes of an image at once: row-major [image of the source][classes], 1 where it has the class.
  std::shared_ptr<const std::vector<std::uint8_t>> classSets;
  // Objects in the images, by index into the source (core/data/box_annotations.h).
  std::shared_ptr<const BoxAnnotations> boxes;
  // A class per pixel ([1][height][width], ignoredPixel: not counted), if the data has such labels.
  std::shared_ptr<const PixelSource> masks;
  std::shared_ptr<const std::vector<std::int64_t>> chosen;  // indices into source and masks; null: all of them

  static constexpr std::uint8_t ignoredPixel = 255;

  std::int64_t count() const {
    return chosen ? static_cast<std::int64_t>(chosen->size()) : source ? source->count() : 0;
  }
  bool labelled() const { return !labels.empty(); }
  std::int64_t imageBytes() const { return channels * height * width; }
  bool floats() const { return source && source->floats(); }

  // Image `index` of this set. Throws InputError when it cannot be decoded.
  PixelView read(std::int64_t index, PixelBuffer& buffer) const { return source->read(sourceIndex(index), buffer); }
  // Its index in the source, for what is kept beside the pixels.
  std::int64_t originOf(std::int64_t index) const { return sourceIndex(index); }
  // The classes that image `index` has, of `classes`.
  std::span<const std::uint8_t> classSet(std::int64_t index) const {
    const auto width = static_cast<std::size_t>(classes);
    return std::span(*classSets).subspan(static_cast<std::size_t>(sourceIndex(index)) * width, width);
  }
  PixelView readMask(std::int64_t index, PixelBuffer& buffer) const { return masks->read(sourceIndex(index), buffer); }
  ImageSize size(std::int64_t index) const { return source->size(sourceIndex(index)); }
  std::string place(std::int64_t index) const { return source->place(sourceIndex(index)); }

 private:
  std::int64_t sourceIndex(std::int64_t index) const {
    return chosen ? (*chosen)[static_cast<std::size_t>(index)] : index;
  }
};

// The bytes of images [first, first + count) one after the other; all must be of one size and bytes.
std::vector<std::uint8_t> pixelBytes(const ImageSet& images, std::int64_t first, std::int64_t count);

// Throws InputError unless the labels fit a network with this number of classes.
void checkClasses(const ImageSet& images, std::int64_t classes, const std::string& network);

// The images of the given indices, in that order; shares the pixels.
ImageSet subset(const ImageSet& images, const std::vector<std::int64_t>& indices);

// By seed: 512 for calibration (at most a quarter), half of the rest to search, half to report.
struct Splits {
  std::vector<std::int64_t> calibration, search, report;
};
Splits splitImages(std::int64_t count, std::uint64_t seed, bool withCalibration);

}  // namespace bitprism
