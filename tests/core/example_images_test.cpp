#include "app/example/example_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/base/file.h"

namespace bitprism {
namespace {

std::uint64_t hashOf(const ImageSet& images) {
  const auto* labels = reinterpret_cast<const std::uint8_t*>(images.labels.data());
  return contentHash({labels, images.labels.size() * sizeof(std::int32_t)},
                     contentHash(pixelBytes(images, 0, images.count())));
}

// The bundled network was trained on exactly these pixels: should one ever change, it must be trained anew.
TEST(ExampleImages, areTheSameBytesEverywhere) {
  EXPECT_EQ(hashOf(drawExampleImages(ExamplePart::Train, 300)), 0xe85e02f8e47402aeULL);
  EXPECT_EQ(hashOf(drawExampleImages(ExamplePart::Calibration, 300)), 0xf6c349e0d0815b9dULL);
  EXPECT_EQ(hashOf(drawExampleImages(ExamplePart::Evaluation, 300)), 0xd9a834f3575d086aULL);
}

TEST(ExampleImages, dependOnPartAndNumberAlone) {
  const ImageSet many = drawExampleImages(ExamplePart::Evaluation, 60, 0, 3);
  const ImageSet late = drawExampleImages(ExamplePart::Evaluation, 7, 41, 1);
  for (std::int64_t i = 0; i < late.count(); ++i) {
    EXPECT_EQ(late.labels[static_cast<std::size_t>(i)], many.labels[static_cast<std::size_t>(41 + i)]);
    EXPECT_EQ(pixelBytes(late, i, 1), pixelBytes(many, 41 + i, 1));
  }
}

TEST(ExampleImages, areTheSameWhenDrawnOnlyWhereTheyAreRead) {
  const ImageSet drawn = drawExampleImages(ExamplePart::Evaluation, 95);
  const ImageSet read = exampleImages(ExamplePart::Evaluation, 95);
  EXPECT_EQ(read.labels, drawn.labels);
  std::vector<std::jthread> readers;  // each from its own end, so that they meet
  for (const bool backwards : {false, true})
    readers.emplace_back([&, backwards] {
      for (std::int64_t i = 0; i < 95; ++i) {
        const std::int64_t index = backwards ? 94 - i : i;
        EXPECT_EQ(pixelBytes(read, index, 1), pixelBytes(drawn, index, 1)) << index;
      }
    });
  readers.clear();
  EXPECT_THROW(exampleImages(ExamplePart::Evaluation, -1), UsageError);
}

TEST(ExampleImages, haveEveryClassOnceInTen) {
  const ImageSet images = drawExampleImages(ExamplePart::Train, 200);
  EXPECT_EQ(images.classes, 10);
  EXPECT_EQ(exampleClassNames().size(), 10u);
  for (auto ten = images.labels.begin(); ten != images.labels.end(); ten += 10) {
    EXPECT_EQ(std::set<std::int32_t>(ten, ten + 10).size(), 10u);
  }
  EXPECT_FALSE(std::equal(images.labels.begin(), images.labels.begin() + 10, images.labels.begin() + 10));
}

TEST(ExampleImages, areSharedByNoTwoParts) {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  for (const ExamplePart part : {ExamplePart::Train, ExamplePart::Calibration, ExamplePart::Evaluation}) {
    const ImageSet images = drawExampleImages(part, 2000);
    for (std::int64_t i = 0; i < images.count(); ++i) {
      seen.insert(contentHash(pixelBytes(images, i, 1)));
    }
    drawn += 2000;
  }
  EXPECT_EQ(seen.size(), drawn);
}

TEST(ExampleImages, refuseANegativeCount) {
  EXPECT_THROW(drawExampleImages(ExamplePart::Train, -1), UsageError);
  EXPECT_EQ(drawExampleImages(ExamplePart::Train, 0).count(), 0);
}

}  // namespace
}  // namespace bitprism
