#include "core/data/fitted_images.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <thread>

#include "core/base/error.h"
#include "core/data/picture_files.h"
#include "core/data/resample.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Bytes resized(const Bytes& plane, PixelExtent from, PixelExtent to) {
  Bytes out(static_cast<std::size_t>(to.height * to.width));
  Resampler(from, to, {0, 0, to}).apply(plane.data(), out.data());
  return out;
}

Bytes pattern() {
  Bytes bytes;
  for (int i = 0; i < 63; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 37 % 256));
  return bytes;
}

// Pillow 9.4's Image.resize(BILINEAR).
TEST(Resampler, givesPillowsBytes) {
  EXPECT_EQ(resized(pattern(), {7, 9}, {3, 4}), (Bytes{97, 133, 112, 94, 120, 112, 134, 126, 152, 134, 113, 149}));
  EXPECT_EQ(resized(pattern(), {7, 9}, {7, 4}),
            (Bytes{31,  106, 172, 61,  108, 176, 74,  86,  185, 91,  88,  163, 101, 81,
                   165, 145, 83,  158, 155, 61,  160, 172, 70,  138, 185, 74,  140, 215}));
  EXPECT_EQ(resized(pattern(), {7, 9}, {1, 1}), Bytes{123});
  EXPECT_EQ(contentHash(resized(pattern(), {7, 9}, {14, 20})), 0xe85525d39dbfd9d5ULL);
  EXPECT_EQ(resized(pattern(), {7, 9}, {7, 9}), pattern());
}

TEST(Resampler, aWindowIsThatPartOfTheWhole) {
  const Bytes whole = resized(pattern(), {7, 9}, {14, 20});
  Bytes part(3 * 5);
  Resampler({7, 9}, {14, 20}, {6, 11, {3, 5}}).apply(pattern().data(), part.data());
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 5; ++column)
      EXPECT_EQ(part[row * 5 + column], whole[(row + 6) * 20 + column + 11]);
}

TEST(Resampler, floatsKeepConstantsAndRamps) {
  std::vector<float> ramp;
  for (int i = 0; i < 64; ++i) ramp.push_back(static_cast<float>(i % 8));
  std::vector<float> out(16);
  Resampler({8, 8}, {4, 4}, {0, 0, {4, 4}}).apply(ramp.data(), out.data());
  for (const std::size_t i : {1, 2, 5, 6, 9, 10}) EXPECT_NEAR(out[i], 2.0 * static_cast<double>(i % 4) + 0.5, 1e-6);
}

TEST(FittedImages, choosesSizesAsTorchvisionDoes) {
  Preprocessing p;
  p.resize = {256, 0};
  EXPECT_EQ(fittedSize(ImageSize{3, 375, 500}, p, "x"), (ImageSize{3, 256, 341}));
  EXPECT_EQ(fittedSize(ImageSize{3, 500, 375}, p, "x"), (ImageSize{3, 341, 256}));
  p.crop = {224, 200};
  EXPECT_EQ(fittedSize(ImageSize{3, 500, 375}, p, "x"), (ImageSize{3, 224, 200}));
  p.resize = {30, 40};
  EXPECT_THROW(fittedSize(ImageSize{3, 500, 375}, p, "x"), UsageError);
  p.resize = {60'000, 60'000};
  EXPECT_THROW(fittedSize(ImageSize{3, 500, 375}, p, "x"), InputError);
}

TEST(FittedImages, cropsTheMiddleAndHalvesToTheEven) {
  const ImageSet images = test::randomImages(2, {1, 5, 8}, 2, 1);
  Preprocessing p;
  p.crop = {2, 3};
  const ImageSet cropped = fitted(images, p);
  const Bytes all = pixelBytes(images, 1, 1), part = pixelBytes(cropped, 1, 1);
  ASSERT_EQ(part.size(), 6u);
  for (std::size_t row = 0; row < 2; ++row)  // (5 - 2) / 2 = 1.5 goes to 2, (8 - 3) / 2 = 2.5 to 2
    for (std::size_t column = 0; column < 3; ++column)
      EXPECT_EQ(part[row * 3 + column], all[(row + 2) * 8 + column + 2]);
}

TEST(FittedImages, makesGreyAndRepeatsIt) {
  ImageSet images = test::randomImages(1, {3, 1, 1}, 2, 1);
  images.source = memoryPixels("one", {3, 1, 1}, Bytes{200, 100, 50});
  Preprocessing p;
  p.channels = ChannelOrder::Grey;
  EXPECT_EQ(pixelBytes(fitted(images, p), 0, 1), Bytes{124});  // 59.8 + 58.7 + 5.7
  p.channels = ChannelOrder::Grey3;
  EXPECT_EQ(pixelBytes(fitted(images, p), 0, 1), (Bytes{124, 124, 124}));
  images.channels = 1;
  images.source = memoryPixels("one", {1, 1, 1}, Bytes{7});
  EXPECT_EQ(pixelBytes(fitted(images, p), 0, 1), (Bytes{7, 7, 7}));
}

TEST(FittedImages, areNotFittedTwice) {
  const ImageSet images = test::randomImages(3, {3, 8, 8}, 2, 1);
  Preprocessing p;
  EXPECT_EQ(fitted(images, p).source, images.source);
  p.resize = {6, 0};
  const ImageSet once = fitted(images, p);
  EXPECT_EQ(fitted(once, p).source, once.source);
  EXPECT_EQ(fitted(subset(once, {2}), p).source, once.source);
  p.mean = {0.5};
  p.channels = ChannelOrder::Bgr;  // no matter of size
  EXPECT_EQ(fitted(once, p).source, once.source);
  p.resize = {5, 0};
  EXPECT_NE(fitted(once, p).source, once.source);
}

// Counts how often it is read.
class CountedPixels : public PixelSource {
 public:
  explicit CountedPixels(std::shared_ptr<const PixelSource> inner) : inner_(std::move(inner)) {}
  std::int64_t count() const override { return inner_->count(); }
  ImageSize size(std::int64_t index) const override { return inner_->size(index); }
  std::string place(std::int64_t index) const override { return inner_->place(index); }
  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    ++reads;
    return inner_->read(index, buffer);
  }
  mutable std::atomic<int> reads{0};

 private:
  std::shared_ptr<const PixelSource> inner_;
};

TEST(FittedImages, decodeOnceWhatFitsTheCache) {
  ImageSet images = test::randomImages(10, {3, 8, 8}, 2, 1);
  const auto counted = std::make_shared<CountedPixels>(images.source);
  images.source = counted;
  images.decoded = true;
  const auto readsOf = [&](std::int64_t cacheBytes) {
    counted->reads = 0;
    const ImageSet kept = fitted(images, {}, cacheBytes);
    const Bytes first = pixelBytes(kept, 0, 10), second = pixelBytes(kept, 0, 10);
    EXPECT_EQ(first, second);
    return counted->reads.load();
  };
  EXPECT_EQ(readsOf(1 << 20), 10);
  EXPECT_EQ(readsOf(4 * 192), 16);
  EXPECT_EQ(readsOf(0), 20);
}

TEST(FittedImages, areTheSameFromManyThreads) {
  ImageSet images = test::randomImages(64, {3, 16, 16}, 2, 5);
  images.decoded = true;
  Preprocessing p;
  p.resize = {9, 0};
  const Bytes expected = pixelBytes(fitted(images, p, 0), 0, 64);
  const ImageSet shared = fitted(images, p, 30 * 243);
  std::vector<Bytes> results(4);
  {
    std::vector<std::jthread> threads;
    for (Bytes& result : results) threads.emplace_back([&] { result = pixelBytes(shared, 0, 64); });
  }
  for (const Bytes& result : results) EXPECT_EQ(result, expected);
}

TEST(SuitedTo, assumesWhatIsUsualAndSaysSo) {
  std::vector<std::string> notices;
  ImageSet photos = test::randomImages(3, {3, 300, 400}, 2, 1);
  photos.decoded = true;
  const Preprocessing photo = adaptedPreprocessing({}, photos, {3, 224, 224}, notices);
  EXPECT_EQ(photo.resize, (PixelExtent{256, 0}));
  EXPECT_EQ(photo.crop, (PixelExtent{224, 224}));
  EXPECT_EQ(notices.size(), 1u);
  const Preprocessing ready =
      adaptedPreprocessing({}, test::randomImages(3, {3, 256, 300}, 2, 1), {3, 227, 227}, notices);
  EXPECT_EQ(ready.resize, PixelExtent{});
  EXPECT_EQ(ready.crop, (PixelExtent{227, 227}));
  const Preprocessing small = adaptedPreprocessing({}, test::randomImages(3, {1, 28, 28}, 2, 1), {3, 32, 32}, notices);
  EXPECT_EQ(small.resize, (PixelExtent{32, 32}));
  EXPECT_EQ(small.channels, ChannelOrder::Grey3);
  const Preprocessing grey = adaptedPreprocessing({}, test::randomImages(3, {3, 28, 28}, 2, 1), {1, 28, 28}, notices);
  EXPECT_EQ(grey.channels, ChannelOrder::Grey);
  EXPECT_EQ(grey.resize, PixelExtent{});
  EXPECT_EQ(notices.size(), 5u);
  // A grey picture is decoded to three channels that are alike.
  ImageSet alike = test::randomImages(3, {3, 4, 4}, 2, 1);
  alike.source = memoryPixels("alike", {3, 4, 4}, std::vector<std::uint8_t>(3 * 48, 7));
  EXPECT_EQ(adaptedPreprocessing({}, alike, {1, 4, 4}, notices).channels, ChannelOrder::Grey);
  EXPECT_EQ(notices.size(), 5u);
  Preprocessing own;
  own.crop = {100, 100};
  EXPECT_EQ(adaptedPreprocessing(own, photos, {3, 224, 224}, notices), own);
  EXPECT_EQ(notices.size(), 5u);
}

// Pillow 9.4 and torchvision's arithmetic: shorter side 200 by BILINEAR, the middle 160 x 160.
TEST(FittedImages, photosAreAsPillowMakesThem) {
  const std::string folder = test::dataFolder() + "/datasets/imagenet-samples/images/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no real photos here";
  Preprocessing p;
  p.resize = {200, 0};
  p.crop = {160, 160};
  for (const auto& [name, hash] :
       {std::pair("0000_n01440764.jpg", 0x35c7f9e45096fd06ULL), std::pair("0018_n01582220.jpg", 0xc1875eeaa1768e21ULL)})
    EXPECT_EQ(contentHash(pixelBytes(fitted(readPicture(folder + name), p), 0, 1)), hash) << name;
  p = {};
  p.resize = {50, 90};
  p.channels = ChannelOrder::Grey;
  for (const auto& [name, hash] :
       {std::pair("0000_n01440764.jpg", 0x3100d9fa30877bebULL), std::pair("0018_n01582220.jpg", 0x467ec8eeaedd965ULL)})
    EXPECT_EQ(contentHash(pixelBytes(fitted(readPicture(folder + name), p), 0, 1)), hash) << name;
}

}  // namespace
}  // namespace bitprism
