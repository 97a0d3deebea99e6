#include "app/example/example_images.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/data/canvas.h"

namespace bitprism {
namespace {

constexpr int side = Canvas::side;
constexpr int classCount = 10;

// Shapes are drawn around the origin with this outer radius.
constexpr int unit = 1024;

using Color = Canvas::Color;
using Contour = Canvas::Contour;
using Shapes = std::vector<Contour>;

// In [low, high]. Never two draws in one argument list: their order is unspecified.
int between(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

bool chance(Random& random, int percent) {
  return between(random, 0, 99) < percent;
}

Contour arc(int radius, int from, int to, int steps) {
  Contour points;
  for (int i = 0; i <= steps; ++i) {
    const int angle = from + (to - from) * i / steps;
    points.push_back({radius * cosine(angle) >> 10, radius * sine(angle) >> 10});
  }
  return points;
}

Contour circle(int radius) {
  Contour points = arc(radius, 0, 4096, 28);
  points.pop_back();
  return points;
}

Contour regularPolygon(int corners) {
  Contour points = arc(unit, 0, 4096, corners);
  points.pop_back();
  return points;
}

// Points alternate between two radii.
Contour starContour(int points, int inner) {
  Contour contour;
  for (int i = 0; i < 2 * points; ++i) {
    const int radius = i % 2 ? inner : unit;
    const int angle = 4096 * i / (2 * points);
    contour.push_back({radius * cosine(angle) >> 10, radius * sine(angle) >> 10});
  }
  return contour;
}

// Every class has a neighbour that differs in one detail: one more corner, a gap, one more point, an arm.
Shapes ring(Random& random) {
  return {circle(unit), circle(between(random, 480, 700))};
}

Shapes horseshoe(Random& random) {
  const int inner = between(random, 480, 700);
  const int gap = between(random, 380, 800);
  Contour contour = arc(unit, gap / 2, 4096 - gap / 2, 24);
  const Contour back = arc(inner, 4096 - gap / 2, gap / 2, 24);
  contour.insert(contour.end(), back.begin(), back.end());
  return {contour};
}

Shapes cross(Random& random) {
  const int a = between(random, 220, 360), b = unit - 40;
  return {{{-a, -b}, {a, -b}, {a, -a}, {b, -a}, {b, a}, {a, a}, {a, b}, {-a, b}, {-a, a}, {-b, a}, {-b, -a}, {-a, -a}}};
}

Shapes tee(Random& random) {
  const int a = between(random, 220, 360), b = unit - 40;
  const int shift = between(random, 0, 150);  // how far the bar has slid towards the middle
  const int top = -b + shift, low = top + 2 * a;
  return {{{-b, top}, {b, top}, {b, low}, {a, low}, {a, b}, {-a, b}, {-a, low}, {-b, low}}};
}

Shapes classShape(int label, Random& random) {
  switch (label) {
    case 0:
      return {circle(unit)};
    case 1:
      return {regularPolygon(6)};
    case 2:
      return {regularPolygon(5)};
    case 3:
      return {regularPolygon(4)};
    case 4:
      return ring(random);
    case 5:
      return horseshoe(random);
    case 6:
      return {starContour(5, between(random, 480, 580))};
    case 7:
      return {starContour(6, between(random, 520, 620))};
    case 8:
      return cross(random);
    default:
      return tee(random);
  }
}

// A linear map in 1/1024 and a centre in positions of the canvas.
struct Placement {
  int xx = 0, xy = 0, yx = 0, yy = 0;
  int x = 0, y = 0;
};

// Turned, stretched along one direction and sheared; radius in positions of the canvas.
Placement placement(Random& random, int radius, int x, int y) {
  const int angle = between(random, 0, 4095);
  const int stretch = between(random, 930, 1110), shear = between(random, -100, 100);
  const int c = cosine(angle), s = sine(angle);
  const int width = radius * stretch >> 10, height = radius * 1024 / stretch;
  Placement place{.x = x, .y = y};
  place.xx = width * c >> 10;
  place.yx = width * s >> 10;
  place.xy = (-(height * s) >> 10) + (place.xx * shear >> 10);
  place.yy = (height * c >> 10) + (place.yx * shear >> 10);
  return place;
}

Shapes placed(Shapes shapes, const Placement& place) {
  for (Contour& contour : shapes) {
    for (Canvas::Point& point : contour) {
      point = {place.x + ((place.xx * point.x + place.xy * point.y) >> 10),
               place.y + ((place.yx * point.x + place.yy * point.y) >> 10)};
    }
  }
  return shapes;
}

Color randomColor(Random& random) {
  return {between(random, 10, 245), between(random, 10, 245), between(random, 10, 245)};
}

int distance(const Color& a, const Color& b) {
  return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
}

Color contrasting(Random& random, const Color& other, int least) {
  for (;;) {
    const Color color = randomColor(random);
    if (distance(color, other) >= least) return color;
  }
}

Color mixed(const Color& a, const Color& b, int weight) {
  return {a.red + ((b.red - a.red) * weight >> 8), a.green + ((b.green - a.green) * weight >> 8),
          a.blue + ((b.blue - a.blue) * weight >> 8)};
}

// Smooth random values in 0..256 over the canvas: a lattice of the given spacing (a power of two), linear between.
Canvas::Mask cloud(Random& random, int shift) {
  const int spacing = 1 << shift, points = (side >> shift) + 2;
  std::array<int, 18 * 18> lattice;
  for (int i = 0; i < points * points; ++i) lattice[i] = between(random, 0, 256);
  Canvas::Mask values;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int* corner = lattice.data() + (row >> shift) * points + (column >> shift);
      const int right = column & (spacing - 1), down = row & (spacing - 1);
      const int top = corner[0] * (spacing - right) + corner[1] * right;
      const int bottom = corner[points] * (spacing - right) + corner[points + 1] * right;
      values[row * side + column] = (top * (spacing - down) + bottom * down) >> (2 * shift);
    }
  }
  return values;
}

// Parallel bands: 0 or 256 with soft edges.
Canvas::Mask stripes(Random& random) {
  const int angle = between(random, 0, 4095), period = between(random, 900, 2200), phase = between(random, 0, 4095);
  const int c = cosine(angle), s = sine(angle);
  Canvas::Mask values;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int along = (row * s + column * c) >> 2;  // 256 a pixel
      const int wave = sine(phase + along * 4096 / period);
      values[row * side + column] = std::clamp(128 + (wave >> 1), 0, 256);
    }
  }
  return values;
}

void drawBackground(Canvas& canvas, Random& random, const Color& base) {
  const int share = between(random, 30, 110);
  const Color other = mixed(base, randomColor(random), share);
  const bool striped = chance(random, 30);
  const Canvas::Mask pattern = striped ? stripes(random) : cloud(random, between(random, 2, 4));
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      canvas.set(row, column, mixed(base, other, pattern[row * side + column]));
    }
  }
}

Contour bar(int halfWidth) {
  return {{-unit, -halfWidth}, {unit, -halfWidth}, {unit, halfWidth}, {-unit, halfWidth}};
}

// A small distractor: a bar, or a little figure of any class.
void drawClutter(Canvas& canvas, Random& random) {
  const int x = between(random, 0, side * 256), y = between(random, 0, side * 256);
  const bool isBar = chance(random, 45);
  const Shapes shapes = isBar ? Shapes{bar(between(random, 100, 220))} : classShape(between(random, 0, 9), random);
  const int radius = isBar ? between(random, 1200, 3000) : between(random, 500, 900);
  const Color color = randomColor(random);
  const int opacity = between(random, 130, 256);
  canvas.paint(Canvas::fill(placed(shapes, placement(random, radius, x, y))), color, opacity);
}

void drawObject(Canvas& canvas, Random& random, int label, const Color& color) {
  const int radius = between(random, 2200, 3300);
  const int reach = std::max(256 * side / 2 - radius, 0) + 300;
  const int x = 128 * side + between(random, -reach, reach), y = 128 * side + between(random, -reach, reach);
  const Placement place = placement(random, radius, x, y);
  const Canvas::Mask mask = Canvas::fill(placed(classShape(label, random), place));
  const int share = between(random, 0, 100);
  const Color other = mixed(color, randomColor(random), share);
  const Canvas::Mask pattern = chance(random, 40) ? stripes(random) : cloud(random, 3);
  const int opacity = between(random, 225, 256);
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int index = row * side + column;
      if (mask[index] == 0) continue;
      canvas.blend(row, column, mixed(color, other, pattern[index]), mask[index] * opacity >> 8);
    }
  }
}

// A thin bar across the picture, over the object.
void drawOccluder(Canvas& canvas, Random& random) {
  const int x = between(random, 6 * 256, 26 * 256), y = between(random, 6 * 256, 26 * 256);
  const Shapes shapes{bar(between(random, 60, 120))};
  const int opacity = between(random, 150, 256);
  const Color color = randomColor(random);
  const int radius = between(random, 2000, 4600);
  canvas.paint(Canvas::fill(placed(shapes, placement(random, radius, x, y))), color, opacity);
}

void addNoise(Canvas& canvas, Random& random, int amplitude) {
  for (int channel = 0; channel < 3; ++channel) {
    for (int i = 0; i < side * side; i += 4) {
      std::uint64_t bits = random.bits();
      for (int k = 0; k < 4; ++k, bits >>= 16) {
        const int triangular = static_cast<int>(bits & 255) + static_cast<int>((bits >> 8) & 255) - 255;
        canvas.add(channel, i + k, triangular * amplitude >> 8);
      }
    }
  }
}

std::uint64_t partSeed(ExamplePart part) {
  switch (part) {
    case ExamplePart::Train:
      return 0x7261696e;
    case ExamplePart::Calibration:
      return 0x63616c69;
    case ExamplePart::Evaluation:
      break;
  }
  return 0x6576616c;
}

// Every ten consecutive images contain each class once, in random order.
int labelOf(ExamplePart part, std::int64_t index) {
  std::array<int, classCount> order;
  std::iota(order.begin(), order.end(), 0);
  Random random(partSeed(part) + 1, static_cast<std::uint64_t>(index / classCount));
  random.shuffle(std::span<int>(order));
  return order[static_cast<std::size_t>(index % classCount)];
}

void drawImage(ExamplePart part, std::int64_t index, int label, std::uint8_t* bytes) {
  Random random(partSeed(part), static_cast<std::uint64_t>(index));
  Canvas canvas;
  const Color background = randomColor(random);
  drawBackground(canvas, random, background);
  for (int i = between(random, 1, 3); i > 0; --i) drawClutter(canvas, random);
  drawObject(canvas, random, label, contrasting(random, background, 180));
  if (chance(random, 30)) drawOccluder(canvas, random);
  for (int i = between(random, 0, 1); i > 0; --i) canvas.blur();
  const int gain = between(random, 180, 280), shift = between(random, -30, 30);
  for (int channel = 0; channel < 3; ++channel) {
    const int ownShift = between(random, -12, 12);
    canvas.adjust(channel, gain + between(random, -25, 25), shift + ownShift);
  }
  addNoise(canvas, random, between(random, 3, 20));
  canvas.write(bytes);
}

// Draws images of a part where they are first read, ten (each class once) at a time.
class ExamplePixels : public PixelSource {
 public:
  ExamplePixels(ExamplePart part, std::int64_t count)
      : part_(part),
        count_(count),
        pixels_(std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(count * size_.values()))),
        drawn_(static_cast<std::size_t>((count + classCount - 1) / classCount)) {}

  std::int64_t count() const override { return count_; }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return text("image ", index, " of 'example'"); }

  PixelView read(std::int64_t index, PixelBuffer&) const override {
    std::call_once(drawn_[static_cast<std::size_t>(index / classCount)], [&] {
      const std::int64_t first = index - index % classCount, end = std::min(first + classCount, count_);
      for (std::int64_t i = first; i < end; ++i) drawImage(part_, i, labelOf(part_, i), imageAt(i));
    });
    return {.size = size_, .bytes = imageAt(index)};
  }

 private:
  std::uint8_t* imageAt(std::int64_t index) const { return pixels_.get() + index * size_.values(); }

  ImageSize size_{3, side, side};
  ExamplePart part_;
  std::int64_t count_;
  std::unique_ptr<std::uint8_t[]> pixels_;
  mutable std::vector<std::once_flag> drawn_;  // of every ten images
};

ImageSet undrawn(std::int64_t count) {
  ImageSet images;
  images.name = "example";
  images.height = images.width = side;
  images.classes = classCount;
  images.labels.resize(static_cast<std::size_t>(count));
  return images;
}

}  // namespace

ImageSet exampleImages(ExamplePart part, std::int64_t count) {
  if (count < 0) throw UsageError(text("cannot draw ", count, " example images"));
  ImageSet images = undrawn(count);
  for (std::int64_t i = 0; i < count; ++i) images.labels[static_cast<std::size_t>(i)] = labelOf(part, i);
  images.source = std::make_shared<const ExamplePixels>(part, count);
  return images;
}

ImageSet drawExampleImages(ExamplePart part, std::int64_t count, std::int64_t first, unsigned threads) {
  if (first < 0 || count < 0) throw UsageError(text("cannot draw ", count, " example images from image ", first));
  ImageSet images = undrawn(count);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * images.imageBytes()));
  const auto drawEvery = [&](std::int64_t start, std::int64_t step) {
    for (std::int64_t i = start; i < count; i += step) {
      const int label = labelOf(part, first + i);
      images.labels[static_cast<std::size_t>(i)] = label;
      drawImage(part, first + i, label, pixels.data() + i * images.imageBytes());
    }
  };
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> workers;
    for (unsigned k = 1; k < threads; ++k) workers.emplace_back(drawEvery, k, threads);
    drawEvery(0, threads);
  }
  images.source = memoryPixels(images.name, {3, side, side}, std::move(pixels));
  return images;
}

const std::vector<std::string>& exampleClassNames() {
  static const std::vector<std::string> names = {"disc",      "hexagon", "pentagon", "square", "ring",
                                                 "horseshoe", "star",    "hexagram", "cross",  "tee"};
  return names;
}

Preprocessing examplePreprocessing() {
  return {.mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}};
}

}  // namespace bitprism
