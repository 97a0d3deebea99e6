#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace bitprism {

// Profiles of bit-widths over depth with a few parameters in [0, 1]: the search space of the published algorithm. With
// u = 2t - 1 and T_i the Chebyshev polynomials:
//   Pivot            1/2 + t (p0 - 1/2)
//   Linear           p0 + t (p1 - p0)
//   QuadraticBezier  p1 + (1-t)^2 (p0 - p1) + t^2 (p2 - p1)
//   CubicBezier      (1-t)^3 p0 + 3 (1-t)^2 t p1 + 3 (1-t) t^2 p2 + t^3 p3
//   Chebyshev        1/2 + sum_i=0..3 (p_i - 1/2) T_i(u)
enum class BitCurve { Pivot, Linear, QuadraticBezier, CubicBezier, Chebyshev };

inline constexpr BitCurve bitCurves[] = {BitCurve::Pivot, BitCurve::Linear, BitCurve::QuadraticBezier,
                                         BitCurve::CubicBezier, BitCurve::Chebyshev};

int curveParameters(BitCurve curve);
const char* bitCurveName(BitCurve curve);            // "pivot", "linear", "quadratic", "cubic", "chebyshev"
BitCurve bitCurveFromName(const std::string& name);  // throws UsageError

// The curve at the layers of a network, t_l = l / (layers - 1), 0 for a single layer; not clipped. Single precision, as
// published. Throws Error if the number of parameters is not that of the curve.
std::vector<float> curveValues(BitCurve curve, std::span<const float> parameters, std::size_t layers);

// The curve at one depth, 0 to 1; throws likewise.
float curveValueAt(BitCurve curve, std::span<const float> parameters, float depth);

// low + floor((high - low - 1) clip(value, 0, 1)), as published: high is never reached, high - 1 only at exactly 1.
int publishedBits(float value, int low = 1, int high = 8);

// Level index for a value: equal parts of [0, 1] for all levels, so that the last is as likely as the others.
std::size_t evenLevel(float value, std::size_t levels);

}  // namespace bitprism
