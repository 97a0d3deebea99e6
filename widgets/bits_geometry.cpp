#include "widgets/bits_geometry.h"

#include <algorithm>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

constexpr double axisTop = 10.4;    // in bits: room for a float bar and the number above it
constexpr double halfHeight = 9;    // where a layer of half floats ends
constexpr double floatHeight = 10;  // where a layer that stays float ends
constexpr double minimumBar = 4;    // pixels
constexpr double maximumGap = 2;

double heightOf(int bits) {
  return bits == floatBits ? floatHeight : bits == halfBits ? halfHeight : bits;
}

}  // namespace

void BitsGeometry::layOut(const std::vector<LayerRow>& rows, const QRectF& area) {
  area_ = area;
  bars_.assign(rows.size(), {});
  if (rows.empty()) return;
  const double count = static_cast<double>(rows.size());
  const double gap = std::clamp(area.width() / count * 0.12, 0.0, maximumGap);
  const double smallest = std::min(minimumBar, std::max(1.0, (area.width() - gap * count) / count));
  const double spare = std::max(0.0, area.width() - (smallest + gap) * count);
  double total = 0;
  // Square roots keep a huge layer from squeezing all others, and preserve the order of sizes.
  for (const LayerRow& row : rows) total += std::sqrt(static_cast<double>(row.weights));
  double left = area.left();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double share = total > 0 ? std::sqrt(static_cast<double>(rows[i].weights)) / total : 0;
    bars_[i] = {left, smallest + spare * share};
    left += bars_[i].width + gap;
  }
}

QRectF BitsGeometry::column(int layer) const {
  const Bar& bar = bars_[static_cast<std::size_t>(layer)];
  return {bar.left, area_.top(), bar.width, area_.height()};
}

QRectF BitsGeometry::shape(int layer, int bits) const {
  const Bar& bar = bars_[static_cast<std::size_t>(layer)];
  const double bottom = std::floor(area_.bottom());
  const double top = std::floor(yOfBits(bits));
  return {std::round(bar.left), top, std::max(1.0, std::round(bar.width)), bottom - top};
}

double BitsGeometry::xOfDepth(double layer) const {
  if (bars_.empty()) return area_.left();
  const double within = std::clamp(layer, 0.0, static_cast<double>(bars_.size() - 1));
  const auto before = static_cast<std::size_t>(within);
  const auto after = std::min(before + 1, bars_.size() - 1);
  const auto middle = [this](std::size_t l) { return bars_[l].left + bars_[l].width / 2; };
  return middle(before) + (within - static_cast<double>(before)) * (middle(after) - middle(before));
}

double BitsGeometry::yOfBits(int bits) const {
  return yOfHeight(heightOf(bits));
}

double BitsGeometry::yOfHeight(double height) const {
  return area_.bottom() - area_.height() * height / axisTop;
}

double BitsGeometry::heightAt(double y) const {
  return (area_.bottom() - y) / area_.height() * axisTop;
}

int BitsGeometry::bitsAt(double y) const {
  const double height = heightAt(y);
  if (height > halfHeight + 0.5) return floatBits;
  if (height > maximumBits + 0.5) return halfBits;
  return std::clamp(static_cast<int>(std::lround(height)), minimumBits, maximumBits);
}

int BitsGeometry::layerAt(const QPointF& position) const {
  if (bars_.empty() || position.x() < bars_.front().left || position.y() > area_.bottom() + 4) return -1;
  const auto after =
      std::upper_bound(bars_.begin(), bars_.end(), position.x(), [](double x, const Bar& bar) { return x < bar.left; });
  const auto index = static_cast<int>(after - bars_.begin()) - 1;
  const Bar& bar = bars_[static_cast<std::size_t>(index)];
  return position.x() <= bar.left + bar.width + maximumGap ? index : -1;
}

}  // namespace bitprism
