#include "core/data/image_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "core/base/error.h"
#include "core/data/cifar.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// Records whose pixels all equal the record's number.
Bytes cifarBytes(const std::vector<int>& labels) {
  Bytes bytes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    bytes.push_back(static_cast<std::uint8_t>(labels[i]));
    bytes.insert(bytes.end(), 3072, static_cast<std::uint8_t>(i));
  }
  return bytes;
}

std::string imageRefusal(const std::string& path) {
  try {
    readCifar(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Cifar10, readsLabelsAndPixelsOfAFile) {
  const test::TemporaryFolder folder;
  writeFile(folder / "batch.bin", cifarBytes({3, 9, 0}));
  const ImageSet images = readCifar(folder / "batch.bin");
  EXPECT_EQ(images.labels, (std::vector<std::int32_t>{3, 9, 0}));
  EXPECT_EQ(images.name, "batch.bin");
  EXPECT_EQ(images.classes, 10);
  EXPECT_EQ(images.imageBytes(), 3072);
  EXPECT_EQ(pixelBytes(images, 2, 1)[0], 2);
  EXPECT_EQ(pixelBytes(images, 2, 1)[3071], 2);
}

TEST(Cifar10, readsTheFilesOfAFolderInOrderOfTheirNames) {
  const test::TemporaryFolder folder;
  writeFile(folder / "b.bin", cifarBytes({5}));
  writeFile(folder / "a.bin", cifarBytes({1, 2}));
  writeFile(folder / "readme.txt", "no images");
  EXPECT_EQ(readCifar(folder.path()).labels, (std::vector<std::int32_t>{1, 2, 5}));
}

TEST(Cifar10, stopsAtTheLimit) {
  const test::TemporaryFolder folder;
  writeFile(folder / "a.bin", cifarBytes({1, 2}));
  writeFile(folder / "b.bin", cifarBytes({5, 6}));
  EXPECT_EQ(readCifar(folder.path(), 3).labels, (std::vector<std::int32_t>{1, 2, 5}));
  EXPECT_EQ(readCifar(folder.path(), 9).count(), 4);
  EXPECT_THROW(readCifar(folder.path(), 0), UsageError);
}

TEST(Cifar10, refusesWhatIsNoCifarFileInASentence) {
  const test::TemporaryFolder folder;
  Bytes cut = cifarBytes({1, 2});
  cut.pop_back();
  writeFile(folder / "cut.bin", cut);
  EXPECT_NE(imageRefusal(folder / "cut.bin").find("has 6145 bytes: expected a multiple of 3073 or 3074"),
            std::string::npos);
  writeFile(folder / "label.bin", cifarBytes({1, 10}));
  EXPECT_NE(imageRefusal(folder / "label.bin").find("record 1 of"), std::string::npos);
  EXPECT_NE(imageRefusal(folder / "label.bin").find("label 10, expected 0 to 9"), std::string::npos);
  writeFile(folder / "empty.bin", Bytes{});
  EXPECT_NE(imageRefusal(folder / "empty.bin").find("is empty"), std::string::npos);
  std::filesystem::create_directory(folder / "none");
  EXPECT_NE(imageRefusal(folder / "none").find("holds no CIFAR file"), std::string::npos);
  EXPECT_NE(imageRefusal(folder / "absent.bin"), "");
}

TEST(Subset, takesImagesInTheOrderAsked) {
  const test::TemporaryFolder folder;
  writeFile(folder / "a.bin", cifarBytes({4, 5, 6}));
  const ImageSet images = readCifar(folder / "a.bin");
  const ImageSet chosen = subset(images, {2, 0, 2});
  EXPECT_EQ(chosen.labels, (std::vector<std::int32_t>{6, 4, 6}));
  EXPECT_EQ(pixelBytes(chosen, 0, 1)[7], 2);
  EXPECT_EQ(pixelBytes(chosen, 1, 1)[7], 0);
  EXPECT_EQ(chosen.classes, 10);
  EXPECT_EQ(chosen.source, images.source);
  EXPECT_EQ(subset(chosen, {1}).labels, std::vector<std::int32_t>{4});
  EXPECT_EQ(pixelBytes(subset(chosen, {1}), 0, 1)[7], 0);
  EXPECT_THROW(subset(images, {3}), UsageError);
  EXPECT_THROW(subset(images, {-1}), UsageError);
}

std::vector<std::int64_t> together(const Splits& splits) {
  std::vector<std::int64_t> all = splits.calibration;
  all.insert(all.end(), splits.search.begin(), splits.search.end());
  all.insert(all.end(), splits.report.begin(), splits.report.end());
  std::sort(all.begin(), all.end());
  return all;
}

TEST(SplitImages, givesEveryImageToExactlyOnePart) {
  for (const std::int64_t count : {0, 1, 2, 3, 7, 100, 2049, 5000}) {
    for (const bool withCalibration : {false, true}) {
      std::vector<std::int64_t> every(static_cast<std::size_t>(count));
      std::iota(every.begin(), every.end(), 0);
      EXPECT_EQ(together(splitImages(count, 7, withCalibration)), every) << count;
    }
  }
}

TEST(SplitImages, has512ForCalibrationAndHalvesTheRest) {
  const Splits splits = splitImages(5000, 1, true);
  EXPECT_EQ(splits.calibration.size(), 512u);
  EXPECT_EQ(splits.search.size(), 2244u);
  EXPECT_EQ(splits.report.size(), 2244u);
  EXPECT_EQ(splitImages(100, 1, true).calibration.size(), 25u);
  EXPECT_TRUE(splitImages(100, 1, false).calibration.empty());
  EXPECT_EQ(splitImages(101, 1, false).search.size(), 51u);
}

TEST(SplitImages, dependsOnTheSeedAlone) {
  EXPECT_EQ(splitImages(1000, 3, true).search, splitImages(1000, 3, true).search);
  EXPECT_NE(splitImages(1000, 3, true).search, splitImages(1000, 4, true).search);
}

}  // namespace
}  // namespace bitprism
