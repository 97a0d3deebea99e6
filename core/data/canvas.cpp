#include "core/data/canvas.h"

#include <algorithm>

namespace bitprism {
namespace {

constexpr int scanLines = 4;  // per row

// Adds the span [from, to) of one scan line to a row of coverages: a whole pixel gets 256 / scanLines.
void addSpan(int* row, int from, int to) {
  from = std::max(from, 0);
  to = std::min(to, Canvas::side * Canvas::pixel);
  if (from >= to) return;
  const int first = from / Canvas::pixel, last = (to - 1) / Canvas::pixel;
  if (first == last) {
    row[first] += (to - from) / scanLines;
    return;
  }
  row[first] += ((first + 1) * Canvas::pixel - from) / scanLines;
  for (int column = first + 1; column < last; ++column) row[column] += Canvas::pixel / scanLines;
  row[last] += (to - last * Canvas::pixel) / scanLines;
}

void blurLine(int* line, int stride) {
  int before = line[0];
  for (int i = 0; i < Canvas::side; ++i) {
    const int here = line[i * stride];
    const int after = line[std::min(i + 1, Canvas::side - 1) * stride];
    line[i * stride] = (before + 2 * here + after + 2) >> 2;
    before = here;
  }
}

}  // namespace

Canvas::Mask Canvas::fill(const std::vector<Contour>& contours) {
  Mask mask{};
  int top = side * pixel, bottom = 0;
  for (const Contour& contour : contours) {
    for (const Point& point : contour) {
      top = std::min(top, point.y);
      bottom = std::max(bottom, point.y);
    }
  }
  constexpr int step = pixel / scanLines;
  const int firstLine = std::max(top / step, 0), lastLine = std::min(bottom / step, side * scanLines - 1);
  std::vector<int> crossings;
  for (int line = firstLine; line <= lastLine; ++line) {
    const int y = line * step + step / 2;
    crossings.clear();
    for (const Contour& contour : contours) {
      for (std::size_t i = 0; i < contour.size(); ++i) {
        const Point& a = contour[i];
        const Point& b = contour[i + 1 == contour.size() ? 0 : i + 1];
        if ((a.y <= y) != (b.y <= y)) crossings.push_back(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
      }
    }
    std::sort(crossings.begin(), crossings.end());
    int* row = mask.data() + line / scanLines * side;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) addSpan(row, crossings[i], crossings[i + 1]);
  }
  return mask;
}

Canvas::Color Canvas::at(int row, int column) const {
  const int index = row * side + column;
  return {planes_[0][index], planes_[1][index], planes_[2][index]};
}

void Canvas::set(int row, int column, const Color& color) {
  const int index = row * side + column;
  planes_[0][index] = color.red;
  planes_[1][index] = color.green;
  planes_[2][index] = color.blue;
}

void Canvas::blend(int row, int column, const Color& color, int weight) {
  const int index = row * side + column;
  const int target[3] = {color.red, color.green, color.blue};
  for (int channel = 0; channel < 3; ++channel) {
    int& value = planes_[channel][index];
    value += ((target[channel] - value) * weight) >> 8;
  }
}

void Canvas::paint(const Mask& mask, const Color& color, int opacity) {
  const int target[3] = {color.red, color.green, color.blue};
  for (int channel = 0; channel < 3; ++channel) {
    for (int i = 0; i < side * side; ++i) {
      int& value = planes_[channel][i];
      value += ((target[channel] - value) * ((mask[i] * opacity) >> 8)) >> 8;
    }
  }
}

void Canvas::blur() {
  for (auto& plane : planes_) {
    for (int i = 0; i < side; ++i) blurLine(plane.data() + i * side, 1);
    for (int i = 0; i < side; ++i) blurLine(plane.data() + i, side);
  }
}

void Canvas::adjust(int channel, int gain, int shift) {
  for (int& value : planes_[channel]) value = (((value - 128) * gain) >> 8) + 128 + shift;
}

void Canvas::write(std::uint8_t* bytes) const {
  for (const auto& plane : planes_) {
    for (const int value : plane) *bytes++ = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
  }
}

int sine(int angle) {
  static constexpr int quarter[18] = {0,   100, 200, 297, 392, 483,  569,  650,  724,
                                      792, 851, 903, 946, 980, 1004, 1019, 1024, 1019};
  angle &= 4095;
  const bool negative = angle >= 2048;
  angle &= 2047;
  if (angle > 1024) angle = 2048 - angle;
  const int index = angle >> 6, part = angle & 63;
  const int value = quarter[index] + (((quarter[index + 1] - quarter[index]) * part) >> 6);
  return negative ? -value : value;
}

}  // namespace bitprism
