#pragma once

#include <vector>

#include "core/search/bit_curve.h"

namespace bitprism {

// A value that a curve should have at a depth, 0 to 1.
struct CurvePoint {
  double depth = 0;
  double value = 0;
};

// The parameters in [0, 1] whose curve is nearest to the points by the sum of squared differences; all 1/2 without
// points. Exact: a curve is linear in its at most four parameters, so every choice of parameters that stand at a bound
// leaves an ordinary least-squares problem for the others.
std::vector<float> fittedCurve(BitCurve curve, const std::vector<CurvePoint>& points);

}  // namespace bitprism
