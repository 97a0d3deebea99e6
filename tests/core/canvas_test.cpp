#include "core/data/canvas.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

namespace bitprism {
namespace {

int area(const Canvas::Mask& mask) {
  return std::accumulate(mask.begin(), mask.end(), 0);
}

Canvas::Contour rectangle(int left, int top, int right, int bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

TEST(Canvas, coversWholePixelsWhole) {
  const Canvas::Mask mask = Canvas::fill({rectangle(2 * 256, 3 * 256, 5 * 256, 4 * 256)});
  EXPECT_EQ(area(mask), 3 * 256);
  EXPECT_EQ(mask[3 * Canvas::side + 2], 256);
  EXPECT_EQ(mask[3 * Canvas::side + 4], 256);
  EXPECT_EQ(mask[3 * Canvas::side + 5], 0);
}

TEST(Canvas, coversPartsOfPixelsInProportion) {
  const Canvas::Mask mask = Canvas::fill({rectangle(2 * 256 + 64, 256, 2 * 256 + 192, 2 * 256)});
  EXPECT_EQ(mask[Canvas::side + 2], 128);
  const Canvas::Mask rows = Canvas::fill({rectangle(0, 128, 256, 256 + 64)});
  EXPECT_EQ(rows[0], 128);
  EXPECT_EQ(rows[Canvas::side], 64);
}

TEST(Canvas, leavesHolesOpen) {
  const Canvas::Mask mask = Canvas::fill({rectangle(0, 0, 2560, 2560), rectangle(512, 512, 1024, 1024)});
  EXPECT_EQ(area(mask), (100 - 4) * 256);
  EXPECT_EQ(mask[2 * Canvas::side + 2], 0);
}

TEST(Canvas, cutsShapesAtItsBorder) {
  EXPECT_EQ(area(Canvas::fill({rectangle(-4000, -4000, 12000, 12000)})), 256 * Canvas::side * Canvas::side);
  EXPECT_EQ(area(Canvas::fill({rectangle(-4000, -4000, -10, 12000)})), 0);
  EXPECT_EQ(area(Canvas::fill({rectangle(40 * 256, 0, 50 * 256, 256)})), 0);
}

TEST(Canvas, givesATriangleItsArea) {
  const Canvas::Mask mask = Canvas::fill({{{256, 256}, {256 + 20 * 256, 256}, {256, 256 + 20 * 256}}});
  EXPECT_NEAR(area(mask) / 256.0, 200, 1);
}

TEST(Canvas, mixesColorsByCoverageAndOpacity) {
  Canvas canvas;
  Canvas::Mask mask{};
  mask[0] = 256;
  mask[1] = 128;
  canvas.paint(mask, {200, 100, 40}, 128);
  EXPECT_EQ(canvas.at(0, 0).red, 100);
  EXPECT_EQ(canvas.at(0, 1).red, 50);
  EXPECT_EQ(canvas.at(0, 0).blue, 20);
  EXPECT_EQ(canvas.at(0, 2).green, 0);
}

TEST(Canvas, blursAPointIntoTheBinomialKernel) {
  Canvas canvas;
  canvas.set(10, 10, {160, 0, 0});
  canvas.blur();
  EXPECT_EQ(canvas.at(10, 10).red, 40);
  EXPECT_EQ(canvas.at(10, 11).red, 20);
  EXPECT_EQ(canvas.at(9, 9).red, 10);
  EXPECT_EQ(canvas.at(10, 12).red, 0);
}

TEST(Canvas, clipsWhatItWrites) {
  Canvas canvas;
  canvas.set(0, 0, {300, -20, 7});
  std::array<std::uint8_t, 3 * Canvas::side * Canvas::side> bytes;
  canvas.write(bytes.data());
  EXPECT_EQ(bytes[0], 255);
  EXPECT_EQ(bytes[1024], 0);
  EXPECT_EQ(bytes[2048], 7);
}

TEST(Canvas, knowsTheCircle) {
  for (int angle = -5000; angle < 5000; angle += 7) {
    EXPECT_NEAR(sine(angle), 1024 * std::sin(2 * std::numbers::pi * angle / 4096), 3) << angle;
    EXPECT_NEAR(cosine(angle), 1024 * std::cos(2 * std::numbers::pi * angle / 4096), 3) << angle;
  }
}

}  // namespace
}  // namespace bitprism
