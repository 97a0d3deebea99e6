#include "app/workflow/report_pictures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "app/workflow/report_html.h"
#include "app/workflow/report_svg.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

constexpr std::size_t mostCloudPoints = 4000;  // more coincide in a picture of this size
constexpr int floatHeight = 9;                 // in the picture of bits: above 8

using svg::at;
using svg::label;
using svg::line;
using svg::padded;
using svg::Scale;
using svg::start;

int digitsFor(const std::vector<double>& ticks) {
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
}

// In the unit that suits the largest value.
struct SizeUnit {
  double bytes = 1;
  const char* name = "bytes";
};
SizeUnit sizeUnit(Cost axis, double largest) {
  constexpr double kibi = 1024, enough = 4;
  const std::vector<SizeUnit> units = axis == Cost::Memory ? std::vector<SizeUnit>{{kibi * kibi, "MiB"}, {kibi, "KiB"}}
                                      : axis == Cost::BitOperations
                                          ? std::vector<SizeUnit>{{1e12, "TBOPs"}, {1e9, "GBOPs"}, {1e6, "MBOPs"}}
                                          : std::vector<SizeUnit>{{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}};
  for (const SizeUnit& unit : units)
    if (largest >= (axis == Cost::Memory ? enough : 1) * unit.bytes) return unit;
  return {1, axis == Cost::Memory ? "bytes" : axis == Cost::BitOperations ? "BOPs" : "ns"};
}

// The plot of a front while it is drawn.
class FrontDrawing {
 public:
  explicit FrontDrawing(const FrontPicture& picture);
  std::string draw() const;

 private:
  static constexpr double width = 760, height = 430, left = 64, right = 16, top = 40, bottom = 52;

  double quality(double value) const { return inUnit(picture_.metric, value); }
  double across(std::int64_t bytes) const { return x_(static_cast<double>(bytes) / unit_.bytes); }
  double up(double value) const { return y_(quality(value)); }
  bool inside(const FrontPoint& point) const {
    return x_.holds(static_cast<double>(point.cost) / unit_.bytes) && y_.holds(quality(point.accuracy));
  }
  std::string axes() const;
  std::string cloud(std::size_t& outside) const;
  std::string front() const;
  std::string legend() const;

  const FrontPicture& picture_;
  SizeUnit unit_;
  Scale x_, y_;
};

FrontDrawing::FrontDrawing(const FrontPicture& picture) : picture_(picture) {
  double least = std::numeric_limits<double>::max(), most = 0, worst = least, best = -least;
  const auto widen = [&](const FrontPoint& point) {
    least = std::min(least, static_cast<double>(point.cost));
    most = std::max(most, static_cast<double>(point.cost));
    worst = std::min(worst, quality(point.accuracy));
    best = std::max(best, quality(point.accuracy));
  };
  for (const FrontPoint& point : picture.front) widen(point);
  if (picture.chosen) widen(*picture.chosen);
  if (picture.floatQuality) best = std::max(best, quality(*picture.floatQuality));
  // A few bad plans do not press the front flat.
  std::vector<double> qualities;
  for (const FrontPoint& point : picture.cloud) {
    least = std::min(least, static_cast<double>(point.cost));
    most = std::max(most, static_cast<double>(point.cost));
    qualities.push_back(quality(point.accuracy));
  }
  if (!qualities.empty()) {
    const auto tenth = qualities.begin() + static_cast<std::ptrdiff_t>(qualities.size() / 10);
    std::nth_element(qualities.begin(), tenth, qualities.end());
    worst = std::min(worst, *tenth);
  }
  if (most == 0) {
    least = 0;
    most = 1;
    worst = 0;
    best = 1;
  }
  unit_ = sizeUnit(picture.axis, most);
  x_ = padded(least / unit_.bytes, most / unit_.bytes, 0.05, left, width - right);
  y_ = padded(worst, best, 0.07, height - bottom, top);
}

std::string FrontDrawing::axes() const {
  std::string result;
  const std::vector<double> sizes = roundTicks(x_.low, x_.high, 7), qualities = roundTicks(y_.low, y_.high, 6);
  for (const double tick : sizes) {
    result += line(x_(tick), top, x_(tick), height - bottom, "grid");
    result += label(x_(tick), height - bottom + 18, numberText(tick, digitsFor(sizes)));
  }
  for (const double tick : qualities) {
    result += line(left, y_(tick), width - right, y_(tick), "grid");
    result += label(left - 8, y_(tick) + 4, numberText(tick, digitsFor(qualities)), "t", "end");
  }
  result += line(left, height - bottom, width - right, height - bottom, "axis");
  result += line(left, top, left, height - bottom, "axis");
  result += label(
      (left + width - right) / 2, height - 12,
      text(picture_.axis == Cost::Memory ? "memory of the network" : costTitle(picture_.axis), ", ", unit_.name), "a");
  result += text("<text class=\"a\" text-anchor=\"middle\" transform=\"translate(16 ", at((top + height - bottom) / 2),
                 ") rotate(-90)\">", htmlText(text(metricTitle(picture_.metric), ", ", metricUnit(picture_.metric))),
                 "</text>\n");
  return result;
}

// One path of dots. Those on the same pixel are drawn once.
std::string FrontDrawing::cloud(std::size_t& outside) const {
  std::set<std::pair<int, int>> drawn;
  std::string path;
  for (const FrontPoint& point : picture_.cloud) {
    if (!inside(point)) {
      ++outside;
      continue;
    }
    const std::pair<int, int> pixel{static_cast<int>(across(point.cost)), static_cast<int>(up(point.accuracy))};
    if (drawn.size() >= mostCloudPoints || !drawn.insert(pixel).second) continue;
    path += text('M', pixel.first, ' ', pixel.second, "h0");
  }
  return path.empty() ? path : text("<path class=\"cloud\" d=\"", path, "\" />\n");
}

std::string FrontDrawing::front() const {
  std::string path, points;
  for (std::size_t i = 0; i < picture_.front.size(); ++i) {
    const FrontPoint& point = picture_.front[i];
    const double x = across(point.cost), y = up(point.accuracy);
    path += i == 0 ? text('M', at(x), ' ', at(y)) : text('H', at(x), 'V', at(y));
    points += text("<circle class=\"front\" cx=\"", at(x), "\" cy=\"", at(y), "\" r=\"3.5\">");
    if (i < picture_.hints.size()) points += text("<title>", htmlText(picture_.hints[i]), "</title>");
    points += "</circle>\n";
  }
  if (!path.empty()) path = text("<path class=\"frontline\" d=\"", path, "\" />\n");
  std::string chosen;
  if (picture_.chosen) {
    const double x = across(picture_.chosen->cost), y = up(picture_.chosen->accuracy);
    chosen = text("<path class=\"chosen\" d=\"M", at(x), ' ', at(y - 8),
                  "l8 8l-8 8l-8 -8z\"><title>this plan</title></path>\n");
    const bool late = x > width - right - 90;
    chosen += label(x + (late ? -12 : 12), y + 16, "this plan", "t", late ? "end" : "start");
  }
  return path + points + chosen;
}

std::string FrontDrawing::legend() const {
  std::string result;
  double x = left;
  const auto entry = [&](const std::string& mark, const std::string& words) {
    result +=
        text("<g transform=\"translate(", at(x), " 18)\">", mark, "</g>\n", label(x + 26, 22, words, "t", "start"));
    x += 40 + 6.6 * static_cast<double>(words.size());
  };
  if (!picture_.cloud.empty()) entry("<path class=\"cloud\" d=\"M4 0h0M12 -3h0M18 2h0\" />", "evaluations");
  if (!picture_.front.empty())
    entry("<path class=\"frontline\" d=\"M0 0H20\" /><circle class=\"front\" cx=\"10\" cy=\"0\" r=\"3.5\" />", "front");
  if (picture_.chosen) entry("<path class=\"chosen\" d=\"M10 -7l7 7l-7 7l-7 -7z\" />", "this plan");
  if (picture_.floatQuality)
    entry("<path class=\"float\" d=\"M0 0H20\" />",
          text("float network, ", qualityText(picture_.metric, *picture_.floatQuality),
               picture_.floatCost
                   ? " in " + (picture_.axis == Cost::Memory ? memoryText(*picture_.floatCost)
                                                             : costText(picture_.axis, *picture_.floatCost))
                   : std::string()));
  return result;
}

std::string FrontDrawing::draw() const {
  std::size_t outside = 0;
  const std::string dots = cloud(outside);
  std::string result = start(width, height, "Front",
                             text(metricTitle(picture_.metric), " against memory, ", picture_.cloud.size(),
                                  " evaluations, ", picture_.front.size(), " on the front"));
  result += axes();
  if (picture_.floatQuality)
    result += line(left, up(*picture_.floatQuality), width - right, up(*picture_.floatQuality), "float");
  result += dots + front() + legend();
  if (outside > 0)
    result +=
        label(width - right - 4, height - bottom - 6,
              text(outside, outside == 1 ? " evaluation lies" : " evaluations lie", " below this picture"), "s", "end");
  return result + "</svg>";
}

std::string methodClass(Method method) {
  return text("m-", methodName(method));
}

std::vector<Method> methodsIn(const std::vector<ReportLayer>& layers) {
  std::vector<Method> methods;
  for (const ReportLayer& layer : layers)
    if (layer.scheme.hasCodes() && std::find(methods.begin(), methods.end(), layer.scheme.method) == methods.end())
      methods.push_back(layer.scheme.method);
  return methods;
}

std::string schemeWords(const ReportLayer& layer) {
  if (layer.scheme.isFloat()) return "float";
  if (layer.scheme.isHalf()) return "half floats";
  return text(layer.scheme.bits, layer.scheme.bits == 1 ? " bit, " : " bits, ", methodTitle(layer.scheme.method));
}

// Bars on one line.
class BitsDrawing {
 public:
  explicit BitsDrawing(const std::vector<ReportLayer>& layers)
      : layers_(layers),
        step_(std::clamp(690.0 / static_cast<double>(std::max<std::size_t>(1, layers.size())), 2.0, 30.0)),
        named_(layers.size() <= 40),
        letters_(methodsIn(layers).size() > 1 && step_ >= 9),
        width_(left + right + step_ * static_cast<double>(std::max<std::size_t>(8, layers.size()))),
        height_(top + depth + (named_ ? 104 : 34)),
        y_{0, floatHeight, top + depth, top} {}

  std::string draw() const;

 private:
  static constexpr double left = 44, right = 12, top = 18, depth = 170;

  std::string bar(std::size_t index) const;
  std::string names() const;

  const std::vector<ReportLayer>& layers_;
  double step_;
  bool named_, letters_;
  double width_, height_;
  Scale y_;
};

std::string BitsDrawing::bar(std::size_t index) const {
  const ReportLayer& layer = layers_[index];
  const double x = left + step_ * static_cast<double>(index), wide = step_ * (step_ > 6 ? 0.8 : 0.9);
  const double y = y_(layer.scheme.hasCodes() ? layer.scheme.bits : floatHeight);
  const std::string kind = layer.scheme.hasCodes() ? methodClass(layer.scheme.method) : "open";
  std::string result =
      text("<rect class=\"", kind, "\" x=\"", at(x), "\" y=\"", at(y), "\" width=\"", at(wide), "\" height=\"",
           at(top + depth - y), "\"><title>", htmlText(layer.name + ": " + schemeWords(layer)), "</title></rect>\n");
  if (!layer.input.isFloat()) result += line(x, y_(layer.input.bits), x + wide, y_(layer.input.bits), "input");
  if (step_ >= 11)
    result += label(x + wide / 2, y - 4,
                    layer.scheme.isFloat()  ? "f"
                    : layer.scheme.isHalf() ? "h"
                                            : text(layer.scheme.bits),
                    "s");
  if (letters_ && layer.scheme.hasCodes())
    result += label(x + wide / 2, top + depth - 4, std::string(1, methodLetter(layer.scheme.method)), "onbar");
  return result;
}

std::string BitsDrawing::names() const {
  std::string result;
  const double y = top + depth;
  if (named_) {
    constexpr std::size_t longest = 18;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      std::string name = layers_[i].name;
      if (name.size() > longest) name = "..." + name.substr(name.size() - longest + 3);
      result += text("<text class=\"s\" text-anchor=\"end\" transform=\"translate(",
                     at(left + step_ * (static_cast<double>(i) + 0.55)), ' ', at(y + 9), ") rotate(-60)\">",
                     htmlText(name), "</text>\n");
    }
    return result;
  }
  for (const double tick : roundTicks(0, static_cast<double>(layers_.size()), 10))
    result += label(left + step_ * (tick + 0.45), y + 16, numberText(tick, 0), "s");
  return result + label((left + width_ - right) / 2, y + 31, "layer", "a");
}

std::string BitsDrawing::draw() const {
  std::string result = start(width_, height_, "Bits", text("bit-widths of ", layers_.size(), " layers"));
  for (const int bits : {2, 4, 6, 8}) {
    result += line(left, y_(bits), width_ - right, y_(bits), "grid");
    result += label(left - 8, y_(bits) + 4, text(bits), "t", "end");
  }
  result += label(left - 8, y_(floatHeight) + 4, "float", "s", "end");
  result += text("<text class=\"a\" text-anchor=\"middle\" transform=\"translate(13 ", at(top + depth / 2),
                 ") rotate(-90)\">bits</text>\n");
  for (std::size_t i = 0; i < layers_.size(); ++i) result += bar(i);
  result += line(left, top + depth, width_ - right, top + depth, "axis");
  return result + names() + "</svg>";
}

}  // namespace

std::vector<double> roundTicks(double low, double high, int about) {
  std::vector<double> ticks;
  const double range = high - low;
  if (!(range > 0) || !std::isfinite(range)) return ticks;
  const double rough = range / about, power = std::pow(10, std::floor(std::log10(rough))), times = rough / power;
  const double step = power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
  const double first = std::ceil(low / step - 1e-9);
  for (double i = first; i * step <= high + 1e-9 * step; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string frontSvg(const FrontPicture& picture) {
  return FrontDrawing(picture).draw();
}

std::string bitsSvg(const std::vector<ReportLayer>& layers) {
  return BitsDrawing(layers).draw();
}

// Different for every method: its first letter that no earlier method has.
char methodLetter(Method wanted) {
  std::string taken;
  for (const Method method : existingMethods) {
    char letter = '?';
    for (const char c : std::string(methodTitle(method))) {
      const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (upper < 'A' || upper > 'Z' || taken.find(upper) != std::string::npos) continue;
      letter = upper;
      break;
    }
    if (method == wanted) return letter;
    taken += letter;
  }
  return '?';
}

std::string methodsLegend(const std::vector<ReportLayer>& layers) {
  const std::vector<Method> methods = methodsIn(layers);
  if (methods.empty()) return {};
  std::string result = "<ul class=\"legend\">";
  for (const Method method : methods)
    result += text("<li><span class=\"b-", methodName(method), "\" aria-hidden=\"true\">",
                   methods.size() > 1 ? std::string(1, methodLetter(method)) : std::string(), "</span> ",
                   htmlText(methodTitle(method)), "</li>");
  return result + "</ul>\n";
}

std::string histogramSvg(const ReportLayer& layer) {
  constexpr double width = 200, height = 92, base = 66, top = 4, margin = 4;
  const Histogram& bins = layer.histogram;
  const auto most =
      static_cast<double>(std::max<std::int64_t>(1, *std::max_element(bins.counts.begin(), bins.counts.end())));
  const Scale x{bins.low, bins.high, margin, width - margin};
  std::string path = text('M', at(margin), ' ', at(base));
  double y = base;
  for (std::size_t i = 0; i < bins.counts.size(); ++i) {
    const double next = base - (base - top) * static_cast<double>(bins.counts[i]) / most;
    if (i > 0) path += text('H', at(x(bins.low + static_cast<double>(i) * bins.binWidth())));
    if (at(next) != at(y)) path += text('V', at(next));
    y = next;
  }
  path += text('H', at(width - margin), 'V', at(base), 'z');
  // Levels that share half a pixel are one mark.
  std::set<long> marks;
  for (const double level : layer.levels)
    if (x.holds(level)) marks.insert(std::lround(2 * x(level)));
  std::string levels;
  for (const long mark : marks) levels += text('M', at(static_cast<double>(mark) / 2), ' ', at(base + 2), "v8");
  std::string result = start(width, height, layer.name, schemeWords(layer));
  result += text("<path class=\"bars\" d=\"", path, "\" />\n");
  if (!levels.empty()) result += text("<path class=\"level\" d=\"", levels, "\" />\n");
  result += line(margin, base, width - margin, base, "axis");
  result += label(margin, height - 4, significantText(bins.low), "s", "start");
  result += label(width - margin, height - 4, significantText(bins.high), "s", "end");
  return result + "</svg>";
}

}  // namespace bitprism
