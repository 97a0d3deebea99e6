#include "core/data/number_array.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/picture.h"

namespace bitprism {
namespace {

constexpr std::int64_t maximumClasses = 1'000'000;

class ArrayPixels : public PixelSource {
 public:
  ArrayPixels(NumberArray array, ImageSize size, bool channelsLast)
      : array_(std::move(array)), size_(size), channelsLast_(channelsLast) {}

  std::int64_t count() const override { return array_.shape[0]; }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return text("image ", index, " of '", array_.name, "'"); }
  bool floats() const override { return !array_.type.isByte(); }

  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    const std::size_t values = static_cast<std::size_t>(size_.values()), width = array_.type.width;
    const std::uint64_t at = array_.offset + static_cast<std::uint64_t>(index) * values * width;
    if (array_.type.isByte() && !channelsLast_) {
      buffer.bytes.resize(values);
      array_.bytes->read(at, buffer.bytes);
      return {.size = size_, .bytes = buffer.bytes.data()};
    }
    const Bytes raw = array_.bytes->part(at, values * width);
    if (floats()) {
      buffer.floats.resize(values);
      arrange(buffer.floats.data(),
              [&](std::size_t k) { return static_cast<float>(array_.type.number(raw.data() + k * width)); });
      return {.size = size_, .floats = buffer.floats.data()};
    }
    buffer.bytes.resize(values);
    arrange(buffer.bytes.data(), [&](std::size_t k) { return raw[k]; });
    return {.size = size_, .bytes = buffer.bytes.data()};
  }

 private:
  template <class Value, class Get>
  void arrange(Value* out, const Get& get) const {
    const auto channels = static_cast<std::size_t>(channelsLast_ ? size_.channels : 1);
    const std::size_t plane = static_cast<std::size_t>(size_.values()) / channels;
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t p = 0; p < plane; ++p) out[c * plane + p] = get(p * channels + c);
  }

  NumberArray array_;
  ImageSize size_;
  bool channelsLast_;
};

// Class numbers per pixel, as bytes.
class ArrayMasks : public PixelSource {
 public:
  explicit ArrayMasks(NumberArray array) : array_(std::move(array)), size_{1, array_.shape[1], array_.shape[2]} {}

  std::int64_t count() const override { return array_.shape[0]; }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return text("mask ", index, " of '", array_.name, "'"); }

  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    const std::size_t values = static_cast<std::size_t>(size_.values()), width = array_.type.width;
    const Bytes raw =
        array_.bytes->part(array_.offset + static_cast<std::uint64_t>(index) * values * width, values * width);
    buffer.bytes.resize(values);
    for (std::size_t k = 0; k < values; ++k) {
      const double value = array_.type.number(raw.data() + k * width);
      if (value != std::floor(value) || value > ImageSet::ignoredPixel)
        throw InputError(text(place(index), " holds ", value, ", expected whole class numbers up to 254"));
      buffer.bytes[k] = value < 0 ? ImageSet::ignoredPixel : static_cast<std::uint8_t>(value);
    }
    return {.size = size_, .bytes = buffer.bytes.data()};
  }

 private:
  NumberArray array_;
  ImageSize size_;
};

bool mayBeChannels(std::int64_t extent) {
  return extent == 1 || extent == 3 || extent == 4;
}

// Labels of detectors: four numbers for a box, and perhaps a class and more.
bool mayBeBoxes(const Shape& shape, const ImageSet& images) {
  constexpr std::int64_t corners = 4, most = 7;
  const bool mask = shape.size() == 3 && shape[1] == images.height && shape[2] == images.width;
  return shape.size() >= 3 && shape[0] == images.count() && !mask && shape.back() >= corners && shape.back() <= most;
}

void addMasks(ImageSet& images, const NumberArray& labels) {
  if (labels.shape[1] != images.height || labels.shape[2] != images.width)
    throw InputError(text("'", labels.name, "' has masks of ", labels.shape[1], " x ", labels.shape[2], ", expected ",
                          images.height, " x ", images.width, " as the images are"));
  images.masks = std::make_shared<ArrayMasks>(labels);
  PixelBuffer buffer;
  for (std::int64_t i = 0; i < images.masks->count(); ++i) {
    const PixelView mask = images.masks->read(i, buffer);
    for (std::int64_t p = 0; p < mask.size.values(); ++p)
      if (mask.bytes[p] != ImageSet::ignoredPixel)
        images.classes = std::max<std::int64_t>(images.classes, mask.bytes[p] + 1);
  }
}

}  // namespace

ImageSet imagesOf(const NumberArray& array) {
  const Shape& shape = array.shape;
  const auto refuse = [&](const std::string& why) {
    throw InputError(text("cannot read images from '", array.name, "': ", why));
  };
  if (shape.size() != 3 && shape.size() != 4)
    refuse(text("its shape is ", shapeText(shape),
                ", expected images x channels x height x width, images x height x width x channels or images x height "
                "x width"));
  if (shape[0] == 0) refuse("it holds no image");
  ImageSet images;
  ImageSize size{1, shape[1], shape[2]};
  bool channelsLast = false;
  if (shape.size() == 4) {
    channelsLast = mayBeChannels(shape[3]) && !mayBeChannels(shape[1]);
    size = channelsLast ? ImageSize{shape[3], shape[1], shape[2]} : ImageSize{shape[1], shape[2], shape[3]};
  }
  if (channelsLast)
    images.notices.push_back(
        text("'", array.name, "' of ", shapeText(shape), " is read as images x height x width x channels"));
  for (const std::int64_t extent : {size.channels, size.height, size.width})
    if (extent < 1) refuse(text("its shape is ", shapeText(shape)));
  // The products cannot overflow: the array is in a file whose size was compared with the shape.
  if (size.values() > 3 * maximumPicturePixels)
    refuse(text("an image of ", shapeText(Shape{size.channels, size.height, size.width}), " is too large"));
  images.name = array.name;
  images.channels = size.channels;
  images.height = size.height;
  images.width = size.width;
  images.source = std::make_shared<ArrayPixels>(array, size, channelsLast);
  return images;
}

namespace {

// Rows of zeros and ones, a column for each class: one-hot where every row has one, else sets of classes.
void addClassSets(ImageSet& images, const NumberArray& labels) {
  const std::size_t rows = static_cast<std::size_t>(labels.shape[0]),
                    classes = static_cast<std::size_t>(labels.shape[1]), width = labels.type.width;
  if (classes >= static_cast<std::size_t>(maximumClasses))
    throw InputError(
        text("'", labels.name, "' has ", classes, " numbers per image, expected fewer classes than ", maximumClasses));
  std::vector<std::uint8_t> sets(rows * classes);
  bool single = true;
  for (std::size_t i = 0; i < rows; ++i) {
    const Bytes raw = labels.bytes->part(labels.offset + i * classes * width, classes * width);
    std::size_t ones = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      const double value = labels.type.number(raw.data() + k * width);
      if (value != 0 && value != 1)
        throw InputError(text("cannot read labels from '", labels.name, "': row ", i, " has ", value, " for class ", k,
                              ", expected 0 or 1 for every class"));
      sets[i * classes + k] = value != 0;
      ones += value != 0;
    }
    single &= ones == 1;
  }
  images.classes = static_cast<std::int64_t>(classes);
  images.classesOpen = false;
  if (!single) {
    images.classSets = std::make_shared<const std::vector<std::uint8_t>>(std::move(sets));
    return;
  }
  for (std::size_t i = 0; i < rows; ++i)
    images.labels.push_back(
        static_cast<std::int32_t>(std::find(sets.begin() + static_cast<std::ptrdiff_t>(i * classes), sets.end(), 1) -
                                  sets.begin() - static_cast<std::ptrdiff_t>(i * classes)));
}

}  // namespace

void addLabels(ImageSet& images, const NumberArray& labels) {
  const Shape& shape = labels.shape;
  const bool one = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
  if (mayBeBoxes(shape, images)) {
    images.notices.push_back(text("'", labels.name, "' holds ", shapeText(Shape(shape.begin() + 1, shape.end())),
                                  " numbers per image, perhaps boxes, but no class: no labels are read from it"));
    return;
  }
  const bool sets = shape.size() == 2 && shape[1] > 1;
  if (!one && !sets && shape.size() != 3)
    throw InputError(text("cannot read labels from '", labels.name, "': its shape is ", shapeText(shape),
                          ", expected one number per image, images x classes of 0 and 1, or images x height x width "
                          "for a class per pixel"));
  if (shape[0] != images.count())
    throw InputError(
        text("'", labels.name, "' has ", shape[0], " labels, expected one for each of ", images.count(), " images"));
  if (sets) return addClassSets(images, labels);
  images.classesOpen = true;
  if (!one) return addMasks(images, labels);
  const std::size_t count = static_cast<std::size_t>(shape[0]), width = labels.type.width;
  const Bytes raw = labels.bytes->part(labels.offset, count * width);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = labels.type.number(raw.data() + i * width);
    if (!(value >= 0 && value < maximumClasses) || value != std::floor(value))
      throw InputError(text("label ", i, " of '", labels.name, "' is ", value, ", expected whole numbers from 0 up"));
    images.labels.push_back(static_cast<std::int32_t>(value));
    images.classes = std::max(images.classes, static_cast<std::int64_t>(value) + 1);
  }
}

}  // namespace bitprism
