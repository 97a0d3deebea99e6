#include "core/search/bit_curve.h"

#include <algorithm>
#include <cmath>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct BitCurveInfo {
  BitCurve value;
  const char* name;
  int parameters;
};

constexpr std::array<BitCurveInfo, std::size(bitCurves)> curves = {{{BitCurve::Pivot, "pivot", 1},
                                                                    {BitCurve::Linear, "linear", 2},
                                                                    {BitCurve::QuadraticBezier, "quadratic", 3},
                                                                    {BitCurve::CubicBezier, "cubic", 4},
                                                                    {BitCurve::Chebyshev, "chebyshev", 4}}};
static_assert(namesEveryValue<curves>());

float curveValue(BitCurve curve, std::span<const float> p, float t) {
  const float s = 1 - t;
  switch (curve) {
    case BitCurve::Pivot:
      return 0.5f + t * (p[0] - 0.5f);
    case BitCurve::Linear:
      return p[0] + t * (p[1] - p[0]);
    case BitCurve::QuadraticBezier:
      return p[1] + (s * s) * (p[0] - p[1]) + (t * t) * (p[2] - p[1]);
    case BitCurve::CubicBezier:
      return s * s * s * p[0] + 3 * (s * s) * t * p[1] + 3 * s * (t * t) * p[2] + t * t * t * p[3];
    case BitCurve::Chebyshev: {
      const float u = 2 * t - 1;
      float before = 1, here = u;  // T_0, T_1
      float sum = 0.5f + (p[0] - 0.5f) + (p[1] - 0.5f) * here;
      for (std::size_t i = 2; i < p.size(); ++i) {
        const float next = 2 * u * here - before;
        before = here;
        here = next;
        sum += (p[i] - 0.5f) * here;
      }
      return sum;
    }
  }
  return 0;
}

// l / (layers - 1) computed like torch.linspace in the published code, because its last digit decides where a curve
// crosses a step: from the nearer end, and in blocks of eight from their first value while there are sixteen left.
float depthOf(std::size_t layer, std::size_t layers) {
  if (layers < 2) return 0;
  constexpr std::size_t lanes = 8;
  const float step = 1.0f / static_cast<float>(layers - 1);
  const std::size_t first = layer < layers - layers % (2 * lanes) ? layer - layer % lanes : layer;
  const float base =
      first < layers / 2 ? step * static_cast<float>(first) : 1 - step * static_cast<float>(layers - first - 1);
  return base + step * static_cast<float>(layer - first);
}

float clipped(float value) {
  return value > 0 ? std::min(value, 1.0f) : 0.0f;
}

void checkParameters(BitCurve curve, std::span<const float> parameters) {
  if (static_cast<int>(parameters.size()) != curveParameters(curve))
    throw Error(text("a ", bitCurveName(curve), " curve has ", parameters.size(), " parameters, expected ",
                     curveParameters(curve)));
}

}  // namespace

int curveParameters(BitCurve curve) {
  return rowOf(curves, curve).parameters;
}

const char* bitCurveName(BitCurve curve) {
  return rowOf(curves, curve).name;
}

BitCurve bitCurveFromName(const std::string& name) {
  if (const auto known = valueNamed(curves, name)) return *known;
  throw UsageError(text("unknown curve '", name, "', expected ", alternatives(namesIn(curves))));
}

std::vector<float> curveValues(BitCurve curve, std::span<const float> parameters, std::size_t layers) {
  checkParameters(curve, parameters);
  std::vector<float> values;
  for (std::size_t l = 0; l < layers; ++l) values.push_back(curveValue(curve, parameters, depthOf(l, layers)));
  return values;
}

float curveValueAt(BitCurve curve, std::span<const float> parameters, float depth) {
  checkParameters(curve, parameters);
  return curveValue(curve, parameters, depth);
}

int publishedBits(float value, int low, int high) {
  return low + static_cast<int>(std::floor(static_cast<float>(high - low - 1) * clipped(value)));
}

std::size_t evenLevel(float value, std::size_t levels) {
  const auto level = static_cast<std::size_t>(static_cast<float>(levels) * clipped(value));
  return std::min(level, levels - 1);
}

}  // namespace bitprism
