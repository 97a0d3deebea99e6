#pragma once

#include <string>

// Pieces of inline SVG pictures.
namespace bitprism::svg {

// A coordinate, a tenth of a pixel exact.
std::string at(double value);

// The opening tag of a picture, for readers of the screen as well.
std::string start(double width, double height, const std::string& title, const std::string& description);

// A text of a class, at its anchor.
std::string label(double x, double y, const std::string& words, const char* kind = "t", const char* anchor = "middle");

std::string line(double x1, double y1, double x2, double y2, const char* kind);

// A straight axis from values to pixels.
struct Scale {
  double low = 0, high = 1, from = 0, to = 1;
  double operator()(double value) const { return from + (value - low) / (high - low) * (to - from); }
  bool holds(double value) const { return value >= low && value <= high; }
};

// From low to high with a margin on either side, a share of the range.
Scale padded(double low, double high, double share, double from, double to);

}  // namespace bitprism::svg
