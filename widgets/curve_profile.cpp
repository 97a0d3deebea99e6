#include "widgets/curve_profile.h"

#include <algorithm>

#include "core/quant/scheme/quant_scheme.h"
#include "core/search/curve_fit.h"

namespace bitprism {
namespace {

constexpr int levels = maximumBits - minimumBits + 1;
constexpr double lowest = minimumBits - 0.5;  // the height of the value 0

double heightOf(double value) {
  return lowest + levels * std::clamp(value, 0.0, 1.0);
}

double valueOf(double height) {
  return std::clamp((height - lowest) / levels, 0.0, 1.0);
}

}  // namespace

std::optional<CurveProfile> CurveProfile::fitted(BitCurve curve, const std::vector<LayerRow>& rows,
                                                 const std::vector<int>& layers) {
  CurveProfile profile;
  profile.curve_ = curve;
  for (const int layer : layers)
    if (const LayerRow& row = rows[static_cast<std::size_t>(layer)]; !row.locked && row.bits <= maximumBits)
      profile.layers_.push_back(layer);
  if (profile.layers_.empty()) return {};
  profile.first_ = layers.front();
  profile.last_ = layers.back();
  std::vector<CurvePoint> points;
  for (const int layer : profile.layers_)
    points.push_back({profile.depthOf(layer), valueOf(rows[static_cast<std::size_t>(layer)].bits)});
  profile.parameters_ = fittedCurve(curve, points);
  return profile;
}

double CurveProfile::depthOf(int layer) const {
  return last_ > first_ ? static_cast<double>(layer - first_) / (last_ - first_) : 0;
}

double CurveProfile::heightAt(double depth) const {
  return heightOf(static_cast<double>(curveValueAt(curve_, parameters_, static_cast<float>(depth))));
}

std::vector<CurveHandle> CurveProfile::handles() const {
  if (curve_ == BitCurve::Pivot) return {{1, heightOf(static_cast<double>(parameters_[0]))}};
  std::vector<CurveHandle> handles;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const double depth = static_cast<double>(i) / static_cast<double>(parameters_.size() - 1);
    handles.push_back(
        {depth, curve_ == BitCurve::Chebyshev ? heightAt(depth) : heightOf(static_cast<double>(parameters_[i]))});
  }
  return handles;
}

CurveProfile CurveProfile::moved(std::size_t handle, double height) const {
  CurveProfile next = *this;
  if (curve_ != BitCurve::Chebyshev) {
    next.parameters_[handle] = static_cast<float>(valueOf(height));
    return next;
  }
  std::vector<CurvePoint> points;
  for (const CurveHandle& one : handles()) points.push_back({one.depth, valueOf(one.height)});
  points[handle].value = valueOf(height);
  next.parameters_ = fittedCurve(curve_, points);
  return next;
}

std::vector<LayerBits> CurveProfile::bits() const {
  const auto span = static_cast<std::size_t>(last_ - first_ + 1);
  const std::vector<float> values = curveValues(curve_, parameters_, span);
  std::vector<LayerBits> bits;
  for (const int layer : layers_)
    bits.push_back(
        {layer, minimumBits + static_cast<int>(evenLevel(values[static_cast<std::size_t>(layer - first_)], levels))});
  return bits;
}

}  // namespace bitprism
