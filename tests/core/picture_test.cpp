#include "core/data/picture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "tests/support/pictures.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// The largest difference between a decoded picture and what was encoded.
int difference(const Bytes& file, const test::RgbPicture& expected) {
  PixelBuffer buffer;
  const PixelView view = decodePicture(file, "test", buffer);
  EXPECT_EQ(pictureSize(file, "test"), view.size);
  if (view.size != ImageSize{3, expected.height, expected.width}) return 1000;
  int largest = 0;
  for (int c = 0; c < 3; ++c)
    for (int row = 0; row < expected.height; ++row)
      for (int column = 0; column < expected.width; ++column)
        largest = std::max(largest, std::abs(view.bytes[(c * expected.height + row) * expected.width + column] -
                                             expected.at(c, row, column)));
  return largest;
}

std::string refusal(const Bytes& file) {
  try {
    PixelBuffer buffer;
    decodePicture(file, "bad.jpg", buffer);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Picture, losslessFormatsGiveTheVeryBytes) {
  for (const auto& [height, width] : {std::pair(7, 5), std::pair(1, 1), std::pair(32, 41)}) {
    const test::RgbPicture picture = test::smoothPicture(height, width);
    EXPECT_EQ(difference(test::pngBytes(picture), picture), 0);
    EXPECT_EQ(difference(test::webpBytes(picture), picture), 0);
    EXPECT_EQ(difference(test::bmpBytes(picture), picture), 0);
  }
}

TEST(Picture, jpegIsNearlyWhatWasEncoded) {
  const test::RgbPicture picture = test::smoothPicture(40, 48);
  EXPECT_LT(difference(test::jpegBytes(picture), picture), 12);
}

// EXIF 2.3: row 0 and column 0 of the stored picture are, for each value, these sides of the upright one.
TEST(Picture, jpegStandsAsItsOrientationSays) {
  const test::RgbPicture stored = test::smoothPicture(24, 40);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const bool swapped = orientation >= 5;
    test::RgbPicture upright{swapped ? 40 : 24, swapped ? 24 : 40, {}};
    for (int row = 0; row < upright.height; ++row)
      for (int column = 0; column < upright.width; ++column) {
        const int bottom = upright.height - 1 - row, right = upright.width - 1 - column;
        const std::pair<int, int> from[] = {{row, column}, {row, right}, {bottom, right}, {bottom, column},
                                            {column, row}, {right, row}, {right, bottom}, {column, bottom}};
        for (int c = 0; c < 3; ++c)
          upright.bytes.push_back(stored.at(c, from[orientation - 1].first, from[orientation - 1].second));
      }
    EXPECT_LT(difference(test::jpegBytes(stored, orientation), upright), 12) << orientation;
  }
}

TEST(Picture, isRefusedWhenCutOffAnywhere) {
  const test::RgbPicture picture = test::smoothPicture(30, 30);
  for (const Bytes& whole :
       {test::pngBytes(picture), test::jpegBytes(picture), test::webpBytes(picture), test::bmpBytes(picture)})
    for (std::size_t size = 0; size + 20 < whole.size(); size += 7) {
      const std::string sentence = refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
      EXPECT_NE(sentence.find("cannot decode 'bad.jpg'"), std::string::npos) << size << sentence;
    }
}

TEST(Picture, survivesFlippedBits) {
  const test::RgbPicture picture = test::smoothPicture(20, 20);
  for (const Bytes& whole :
       {test::pngBytes(picture), test::jpegBytes(picture), test::webpBytes(picture), test::bmpBytes(picture)})
    for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 5) {
      Bytes flipped = whole;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      refusal(flipped);  // decoded or refused
    }
}

TEST(Picture, claimsAreComparedWithTheFileBeforeMemoryIsTaken) {
  Bytes bmp = test::bmpBytes(test::smoothPicture(4, 4));
  const auto claim = [&](std::uint32_t width, std::uint32_t height) {
    Bytes changed = bmp;
    for (std::size_t i = 0; i < 4; ++i) {
      changed[18 + i] = static_cast<std::uint8_t>(width >> 8 * i);
      changed[22 + i] = static_cast<std::uint8_t>(height >> 8 * i);
    }
    return refusal(changed);
  };
  EXPECT_NE(claim(2'000'000'000, 2'000'000'000).find("expected at most 100 million"), std::string::npos);
  EXPECT_NE(claim(9000, 9000).find("more than its"), std::string::npos);
  EXPECT_NE(claim(0, 4).find("4 x 0 pixels"), std::string::npos);
  Bytes jpeg = test::jpegBytes(test::smoothPicture(8, 8));
  for (std::size_t i = 0; i + 9 < jpeg.size(); ++i)
    if (jpeg[i] == 0xff && jpeg[i + 1] == 0xc0)
      std::fill(jpeg.begin() + static_cast<std::ptrdiff_t>(i) + 5, jpeg.begin() + static_cast<std::ptrdiff_t>(i) + 9,
                0x27);
  EXPECT_NE(refusal(jpeg).find("10023 x 10023"), std::string::npos) << refusal(jpeg);
}

TEST(Picture, namesFormatsThatAreNotRead) {
  const std::string gif = "GIF89a............";
  EXPECT_NE(refusal(Bytes(gif.begin(), gif.end())).find("it is a GIF picture"), std::string::npos);
  EXPECT_NE(refusal({}).find("it is empty"), std::string::npos);
  EXPECT_NE(refusal({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}).find("not a picture"), std::string::npos);
  EXPECT_FALSE(isPicture(Bytes{}));
}

// Pillow 9.4 gives these very bytes.
TEST(Picture, decodesPhotosAsPillowDoes) {
  const std::string data = test::dataFolder();
  const std::string folder = data + "/datasets/imagenet-samples/images/";
  if (data.empty() || !std::filesystem::exists(folder)) GTEST_SKIP() << "no real photos here";
  for (const auto& [name, hash] : {std::pair("0000_n01440764.jpg", 0x9751ce01e33a82c5ULL),
                                   std::pair("0018_n01582220.jpg", 0x8b8f172a52168b14ULL)}) {
    PixelBuffer buffer;
    const PixelView view = decodePicture(readFile(folder + name), name, buffer);
    EXPECT_EQ(contentHash({view.bytes, static_cast<std::size_t>(view.size.values())}), hash) << name;
  }
}

}  // namespace
}  // namespace bitprism
