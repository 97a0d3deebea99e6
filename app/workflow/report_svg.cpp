#include "app/workflow/report_svg.h"

#include "app/workflow/report_html.h"
#include "core/base/text.h"

namespace bitprism::svg {

// A coordinate, a tenth of a pixel exact.
std::string at(double value) {
  std::string written = numberText(value, 1);
  if (written.ends_with(".0")) written.resize(written.size() - 2);
  return written;
}

std::string start(double width, double height, const std::string& title, const std::string& description) {
  return text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", at(width), ' ', at(height), "\" width=\"",
              at(width), "\" height=\"", at(height), "\" role=\"img\" aria-label=\"",
              htmlText(title + ": " + description), "\">\n");
}

std::string label(double x, double y, const std::string& words, const char* kind, const char* anchor) {
  return text("<text class=\"", kind, "\" x=\"", at(x), "\" y=\"", at(y), "\" text-anchor=\"", anchor, "\">",
              htmlText(words), "</text>\n");
}

std::string line(double x1, double y1, double x2, double y2, const char* kind) {
  return text("<path class=\"", kind, "\" d=\"M", at(x1), ' ', at(y1), 'L', at(x2), ' ', at(y2), "\" />\n");
}

Scale padded(double low, double high, double share, double from, double to) {
  if (!(high > low)) {
    low -= 0.5;
    high += 0.5;
  }
  const double margin = share * (high - low);
  return {low - margin, high + margin, from, to};
}

}  // namespace bitprism::svg
