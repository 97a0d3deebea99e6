#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bitprism {

// A small RGB picture drawn in integer arithmetic, so that the same strokes give the same bytes on every machine.
// Positions are in 1/256 of a pixel with the origin at the upper left corner.
class Canvas {
 public:
  static constexpr int side = 32;
  static constexpr int pixel = 256;  // position units

  struct Color {
    int red = 0, green = 0, blue = 0;
  };

  struct Point {
    int x = 0, y = 0;
  };

  using Contour = std::vector<Point>;

  // The coverage of each pixel by a shape, 0 to 256, row-major.
  using Mask = std::array<int, side * side>;

  // The area inside an odd number of the contours (closed without repeating the first point); four scan lines per row,
  // exact along the row. Positions must lie within 64 pixels of the origin, where products of two still fit an int.
  static Mask fill(const std::vector<Contour>& contours);

  Color at(int row, int column) const;
  void set(int row, int column, const Color& color);

  // Mixes the color in by coverage times opacity (0 to 256).
  void paint(const Mask& mask, const Color& color, int opacity = 256);
  void blend(int row, int column, const Color& color, int weight);  // weight 0 to 256

  // One pass of the kernel (1 2 1) / 4 along rows and along columns; the border repeats.
  void blur();

  // value = (value - 128) * gain / 256 + 128 + shift for one color channel.
  void adjust(int channel, int gain, int shift);

  // Adds a value to the pixel's color channel.
  void add(int channel, int index, int value) { planes_[channel][index] += value; }

  // The bytes [channel][row][column], clipped to 0..255.
  void write(std::uint8_t* bytes) const;

 private:
  std::array<std::array<int, side * side>, 3> planes_{};
};

// round(1024 sin(2 pi angle / 4096)) up to a few units: linear between 64 tabled points of the circle.
int sine(int angle);
inline int cosine(int angle) {
  return sine(angle + 1024);
}

}  // namespace bitprism
