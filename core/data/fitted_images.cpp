#include "core/data/fitted_images.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/picture.h"
#include "core/data/resample.h"

namespace bitprism {
namespace {

// The processing of images of one size: the size after resizing, and the crop.
struct Geometry {
  PixelExtent resized;
  Window window;
  PixelExtent whole;               // with what is added around
  std::int64_t top = 0, left = 0;  // rows and columns added before
};

std::string extentText(const PixelExtent& extent) {
  return text(extent.height, " x ", extent.width);
}

Geometry geometry(const PixelExtent& from, const Preprocessing& preprocessing, const std::string& place) {
  Geometry result{.resized = from};
  const PixelExtent& resize = preprocessing.resize;
  if (from.height < 1 || from.width < 1) throw InputError(text(place, " has ", extentText(from), " pixels"));
  if (preprocessing.letterbox) {  // rounded as detectors' own tools do
    const PixelExtent& room = preprocessing.crop;
    if (room.height < 1) throw UsageError(text(place, " is to be letterboxed, expected a size"));
    const double ratio = std::min(static_cast<double>(room.height) / static_cast<double>(from.height),
                                  static_cast<double>(room.width) / static_cast<double>(from.width));
    const auto scaled = [&](std::int64_t extent, std::int64_t most) {
      return std::clamp<std::int64_t>(std::llround(static_cast<double>(extent) * ratio), 1, most);
    };
    result.resized = {scaled(from.height, room.height), scaled(from.width, room.width)};
    result.window.size = result.resized;
    result.whole = room;
    const auto before = [](std::int64_t added) {
      return std::max<std::int64_t>(0, std::llround(static_cast<double>(added) / 2 - 0.1));
    };
    result.top = before(room.height - result.resized.height);
    result.left = before(room.width - result.resized.width);
    return result;
  }
  if (resize.height > 0 && resize.width > 0) {
    result.resized = resize;
  } else if (resize.height > 0) {  // the longer side is cut to whole pixels, as torchvision does
    const std::int64_t shorter = std::min(from.height, from.width);
    const auto longer = static_cast<std::int64_t>(static_cast<double>(resize.height) *
                                                  static_cast<double>(std::max(from.height, from.width)) /
                                                  static_cast<double>(shorter));
    result.resized =
        from.height <= from.width ? PixelExtent{resize.height, longer} : PixelExtent{longer, resize.height};
  }
  if (result.resized.height > maximumPicturePixels / result.resized.width)
    throw InputError(text(place, " has ", extentText(from), " pixels and would be resized to ",
                          extentText(result.resized), ", expected at most ", maximumPicturePixels / 1'000'000,
                          " million pixels"));
  result.window.size = result.resized;
  if (preprocessing.crop.height > 0) {
    result.window.size = preprocessing.crop;
    const PixelExtent room{result.resized.height - preprocessing.crop.height,
                           result.resized.width - preprocessing.crop.width};
    if (room.height < 0 || room.width < 0)
      throw UsageError(text(place, " has ", extentText(result.resized), " pixels, too small to crop ",
                            extentText(preprocessing.crop), ": resize it first"));
    // Half pixels go to the even number, as torchvision's centre crop does.
    result.window.top = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(room.height) / 2));
    result.window.left = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(room.width) / 2));
  }
  result.whole = result.window.size;
  return result;
}

std::int64_t fittedChannels(std::int64_t channels, ChannelOrder order, const std::string& place) {
  if (order != ChannelOrder::Grey && order != ChannelOrder::Grey3) return channels;
  if (channels != 1 && channels != 3)
    throw UsageError(text(place, " has ", channels, " channels, expected 1 or 3 to convert to grey"));
  return order == ChannelOrder::Grey ? 1 : 3;
}

// ITU-R BT.601 luma; for bytes with 16 bits of fraction, as Pillow's mode L.
void makeGrey(const std::uint8_t* planes, std::int64_t plane, std::uint8_t* grey) {
  for (std::int64_t p = 0; p < plane; ++p)
    grey[p] = static_cast<std::uint8_t>(
        (19595 * planes[p] + 38470 * planes[plane + p] + 7471 * planes[2 * plane + p] + 32768) >> 16);
}
void makeGrey(const float* planes, std::int64_t plane, float* grey) {
  for (std::int64_t p = 0; p < plane; ++p)
    grey[p] = 0.299F * planes[p] + 0.587F * planes[plane + p] + 0.114F * planes[2 * plane + p];
}

template <class Value>
void fit(const Value* in, const ImageSize& from, const Geometry& geometry, ChannelOrder order, const ImageSize& to,
         Value* out) {
  std::vector<Value> grey;
  const std::int64_t inPlane = from.height * from.width, outPlane = to.height * to.width;
  const bool wantsGrey = order == ChannelOrder::Grey || order == ChannelOrder::Grey3;
  if (wantsGrey && from.channels == 3) {
    grey.resize(static_cast<std::size_t>(inPlane));
    makeGrey(in, inPlane, grey.data());
    in = grey.data();
  }
  const std::int64_t made = wantsGrey ? 1 : to.channels;
  const Resampler resampler({from.height, from.width}, geometry.resized, geometry.window);
  const PixelExtent& kept = geometry.window.size;
  if (kept == geometry.whole) {
    for (std::int64_t c = 0; c < made; ++c) resampler.apply(in + c * inPlane, out + c * outPlane);
  } else {
    constexpr double around = 114;  // of 255, as YOLO's letterbox
    std::fill_n(out, made * outPlane, static_cast<Value>(std::is_same_v<Value, float> ? around / 255 : around));
    std::vector<Value> plane(static_cast<std::size_t>(kept.height * kept.width));
    for (std::int64_t c = 0; c < made; ++c) {
      resampler.apply(in + c * inPlane, plane.data());
      for (std::int64_t y = 0; y < kept.height; ++y)
        std::copy_n(plane.data() + y * kept.width, kept.width,
                    out + c * outPlane + (geometry.top + y) * to.width + geometry.left);
    }
  }
  for (std::int64_t c = made; c < to.channels; ++c) std::copy_n(out, outPlane, out + c * outPlane);
}

// Caches the first images that it is given, up to a number. An image is written once, by the first thread that claims
// it; other threads make their own copy meanwhile. Safe from many threads.
class ImageCache {
 public:
  ImageCache(std::int64_t images, std::int64_t bytesEach)
      : bytesEach_(bytesEach), states_(static_cast<std::size_t>(images)), images_(static_cast<std::size_t>(images)) {}

  const std::uint8_t* find(std::int64_t index) const {
    const auto at = static_cast<std::size_t>(index);
    return at < states_.size() && states_[at].load(std::memory_order_acquire) == kept ? images_[at].get() : nullptr;
  }

  // Null when the image is cached or being cached, or there is no room.
  std::uint8_t* claim(std::int64_t index) {
    const auto at = static_cast<std::size_t>(index);
    int expected = absent;
    if (at >= states_.size() || !states_[at].compare_exchange_strong(expected, claimed)) return nullptr;
    // Memory pages are used as images arrive, not all at once. Also holds floats: new aligns for them.
    images_[at].reset(new std::uint8_t[static_cast<std::size_t>(bytesEach_)]);
    return images_[at].get();
  }
  void keep(std::int64_t index) { states_[static_cast<std::size_t>(index)].store(kept, std::memory_order_release); }
  void giveUp(std::int64_t index) {
    images_[static_cast<std::size_t>(index)].reset();
    states_[static_cast<std::size_t>(index)].store(absent, std::memory_order_release);
  }

 private:
  enum { absent, claimed, kept };
  std::int64_t bytesEach_;
  std::vector<std::atomic<int>> states_;
  std::vector<std::unique_ptr<std::uint8_t[]>> images_;
};

class FittedPixels : public PixelSource {
 public:
  FittedPixels(std::shared_ptr<const PixelSource> source, const Preprocessing& preprocessing, ImageSize size,
               std::int64_t cacheBytes)
      : source_(std::move(source)),
        preprocessing_(preprocessing),
        size_(size),
        bytesEach_(size.values() * (source_->floats() ? 4 : 1)),
        cache_(std::clamp<std::int64_t>(cacheBytes / std::max<std::int64_t>(bytesEach_, 1), 0, source_->count()),
               bytesEach_) {}

  std::int64_t count() const override { return source_->count(); }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return source_->place(index); }
  bool floats() const override { return source_->floats(); }

  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    if (const std::uint8_t* known = cache_.find(index)) return view(known);
    std::uint8_t* kept = cache_.claim(index);
    if (!kept) {
      if (floats())
        buffer.floats.resize(static_cast<std::size_t>(size_.values()));
      else
        buffer.bytes.resize(static_cast<std::size_t>(size_.values()));
    }
    std::uint8_t* out = kept       ? kept
                        : floats() ? reinterpret_cast<std::uint8_t*>(buffer.floats.data())
                                   : buffer.bytes.data();
    try {
      make(index, out);
    } catch (...) {
      if (kept) cache_.giveUp(index);
      throw;
    }
    if (kept) cache_.keep(index);
    return view(out);
  }

  bool sameFit(const Preprocessing& other) const {
    return preprocessing_.resize == other.resize && preprocessing_.crop == other.crop &&
           preprocessing_.letterbox == other.letterbox &&
           fittedChannels(size_.channels, other.channels, "an image") == size_.channels &&
           isGrey(preprocessing_.channels) == isGrey(other.channels);
  }

 private:
  static bool isGrey(ChannelOrder order) { return order == ChannelOrder::Grey || order == ChannelOrder::Grey3; }

  PixelView view(const std::uint8_t* values) const {
    if (floats()) return {.size = size_, .floats = reinterpret_cast<const float*>(values)};
    return {.size = size_, .bytes = values};
  }

  void make(std::int64_t index, std::uint8_t* out) const {
    PixelBuffer raw;
    const PixelView image = source_->read(index, raw);
    const Geometry how = geometry({image.size.height, image.size.width}, preprocessing_, place(index));
    const ImageSize got{fittedChannels(image.size.channels, preprocessing_.channels, place(index)), how.whole.height,
                        how.whole.width};
    if (got != size_)
      throw InputError(text(place(index), " has ", image.size.channels, " x ", image.size.height, " x ",
                            image.size.width, " pixels, the others become ", size_.channels, " x ", size_.height, " x ",
                            size_.width, ": specify how to resize and crop them"));
    if (image.bytes)
      fit(image.bytes, image.size, how, preprocessing_.channels, size_, out);
    else
      fit(image.floats, image.size, how, preprocessing_.channels, size_, reinterpret_cast<float*>(out));
  }

  std::shared_ptr<const PixelSource> source_;
  Preprocessing preprocessing_;
  ImageSize size_;
  std::int64_t bytesEach_;
  mutable ImageCache cache_;  // guards itself
};

// The common shorter side of sample images, spread over the set; 0 when they differ.
std::int64_t commonShorterSide(const ImageSet& images) {
  constexpr std::int64_t samples = 64;
  std::int64_t common = 0;
  for (std::int64_t i = 0; i < std::min(images.count(), samples); ++i) {
    const ImageSize size = images.size(i * images.count() / std::min(images.count(), samples));
    const std::int64_t shorter = std::min(size.height, size.width);
    if (common && shorter != common) return 0;
    common = shorter;
  }
  return common;
}

// Whether one of the sample images has channels that differ: grey pictures are decoded to three equal channels.
bool haveColours(const ImageSet& images) {
  constexpr std::int64_t samples = 16;
  PixelBuffer buffer;
  for (std::int64_t i = 0; i < std::min(images.count(), samples); ++i) {
    const PixelView view = images.read(i * images.count() / std::min(images.count(), samples), buffer);
    const auto plane = static_cast<std::size_t>(view.size.height * view.size.width);
    const auto differ = [&](const auto* values) {
      return view.size.channels == 3 && !(std::equal(values, values + plane, values + plane) &&
                                          std::equal(values, values + plane, values + 2 * plane));
    };
    if (view.bytes ? differ(view.bytes) : differ(view.floats)) return true;
  }
  return false;
}

}  // namespace

ImageSize fittedSize(const ImageSize& size, const Preprocessing& preprocessing, const std::string& place) {
  const Geometry how = geometry({size.height, size.width}, preprocessing, place);
  return {fittedChannels(size.channels, preprocessing.channels, place), how.whole.height, how.whole.width};
}

FittedMapping fittedMapping(const PixelExtent& image, const Preprocessing& preprocessing, const PixelExtent& fitted) {
  if (preprocessing.resize.height == 0 && preprocessing.crop.height == 0)
    return {0, 0, static_cast<double>(fitted.width) / static_cast<double>(image.width),
            static_cast<double>(fitted.height) / static_cast<double>(image.height)};
  const Geometry how = geometry(image, preprocessing, "an image");
  return {static_cast<double>(how.left - how.window.left), static_cast<double>(how.top - how.window.top),
          static_cast<double>(how.resized.width) / static_cast<double>(image.width),
          static_cast<double>(how.resized.height) / static_cast<double>(image.height)};
}

std::optional<ImageSize> fittedSize(const ImageSet& images, const Preprocessing& preprocessing) {
  const std::string place = text("'", images.name, "'");
  if (images.height > 0 && images.width > 0)
    return fittedSize(ImageSize{images.channels, images.height, images.width}, preprocessing, place);
  const std::int64_t channels = fittedChannels(images.channels, preprocessing.channels, place);
  if (preprocessing.crop.height > 0) return ImageSize{channels, preprocessing.crop.height, preprocessing.crop.width};
  if (preprocessing.resize.height > 0 && preprocessing.resize.width > 0)
    return ImageSize{channels, preprocessing.resize.height, preprocessing.resize.width};
  return {};
}

ImageSet fitted(const ImageSet& images, const Preprocessing& preprocessing, std::int64_t cacheBytes) {
  if (images.count() == 0) return images;
  if (const auto* already = dynamic_cast<const FittedPixels*>(images.source.get());
      already && already->sameFit(preprocessing))
    return images;
  const std::optional<ImageSize> size = fittedSize(images, preprocessing);
  if (!size)
    throw UsageError(text("'", images.name, "' holds images of several sizes (", images.place(0), " has ",
                          images.size(0).height, " x ", images.size(0).width,
                          "): specify how to resize and crop them to one size"));
  const ImageSize as{images.channels, images.height, images.width};
  if (images.masks && (as.height != size->height || as.width != size->width))
    throw UsageError(text("'", images.name, "' has a class for every pixel of ", as.height, " x ", as.width,
                          ": such images are neither resized nor cropped"));
  const bool greyed = preprocessing.channels == ChannelOrder::Grey3 && images.channels == 3;
  if (*size == as && !images.decoded && !greyed) return images;
  ImageSet result = images;
  result.channels = size->channels;
  result.height = size->height;
  result.width = size->width;
  result.source = std::make_shared<FittedPixels>(images.source, preprocessing, *size, cacheBytes);
  return result;
}

Preprocessing adaptedPreprocessing(Preprocessing preprocessing, const ImageSet& images, const ImageSize& input,
                                   std::vector<std::string>& notices) {
  const auto isGrey = [&] {
    return preprocessing.channels == ChannelOrder::Grey || preprocessing.channels == ChannelOrder::Grey3;
  };
  if (images.channels == 1 && input.channels == 3 && preprocessing.channels != ChannelOrder::Grey3) {
    preprocessing.channels = ChannelOrder::Grey3;
    notices.push_back(
        "the images are grey and the network takes three channels: the grey channel is used for all three");
  } else if (images.channels == 3 && input.channels == 1 && !isGrey()) {
    preprocessing.channels = ChannelOrder::Grey;
    if (haveColours(images))
      notices.push_back("the images are in colour and the network takes one channel: they are converted to grey");
  } else if (preprocessing.channels == ChannelOrder::Grey && input.channels == 3) {
    preprocessing.channels = ChannelOrder::Grey3;
  }
  if (preprocessing.resize.height > 0 || preprocessing.crop.height > 0 || input.height < 1 || input.width < 1 ||
      images.masks || images.count() == 0 ||
      input.channels != fittedChannels(images.channels, preprocessing.channels, images.name) ||
      (images.height == input.height && images.width == input.width))
    return preprocessing;
  const PixelExtent wanted{input.height, input.width};
  if (images.boxes) {
    preprocessing.crop = wanted;
    preprocessing.letterbox = true;
    notices.push_back(text("the images are letterboxed to the ", extentText(wanted),
                           " pixels that the network takes: whole, as large as fits, on grey"));
    return preprocessing;
  }
  const std::int64_t side = commonShorterSide(images), larger = std::max(input.height, input.width);
  // 256 before 224 is usual for photos; photos that were already resized to about that need only the crop.
  if (side >= larger && 4 * side <= 5 * larger) {
    preprocessing.crop = wanted;
    notices.push_back(text("the middle ", extentText(wanted),
                           " pixels of the images are used, because the network takes only this size"));
  } else if (input.height == input.width && images.decoded && (side == 0 || side > larger)) {
    preprocessing.resize = {(256 * larger + 112) / 224, 0};
    preprocessing.crop = wanted;
    notices.push_back(text("the images are resized to ", preprocessing.resize.height,
                           " pixels along the shorter side and the middle ", extentText(wanted),
                           " pixels used, as is common; other settings may fit the network better"));
  } else {
    preprocessing.resize = wanted;
    notices.push_back(text("the images are resized to the ", extentText(wanted), " pixels that the network takes"));
  }
  return preprocessing;
}

}  // namespace bitprism
