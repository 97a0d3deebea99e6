#include "core/search/curve_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <limits>

namespace bitprism {
namespace {

// The curve's values are constant + slopes * parameters.
struct LinearCurve {
  Eigen::MatrixXd slopes;
  Eigen::VectorXd wanted;  // less the constant
};

LinearCurve linearCurve(BitCurve curve, const std::vector<CurvePoint>& points) {
  const auto rows = static_cast<Eigen::Index>(points.size());
  const Eigen::Index count = curveParameters(curve);
  LinearCurve linear{Eigen::MatrixXd(rows, count), Eigen::VectorXd(rows)};
  std::vector<float> parameters(static_cast<std::size_t>(count), 0.0f);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const CurvePoint& point = points[static_cast<std::size_t>(r)];
    const auto depth = static_cast<float>(point.depth);
    const double constant = static_cast<double>(curveValueAt(curve, parameters, depth));
    linear.wanted(r) = point.value - constant;
    for (Eigen::Index c = 0; c < count; ++c) {
      parameters[static_cast<std::size_t>(c)] = 1;
      linear.slopes(r, c) = static_cast<double>(curveValueAt(curve, parameters, depth)) - constant;
      parameters[static_cast<std::size_t>(c)] = 0;
    }
  }
  return linear;
}

enum class Place { Free, Low, High };

// The least-squares solution with some parameters at their bounds. With fewer points than free parameters it is the one
// nearest to 1/2.
Eigen::VectorXd solved(const LinearCurve& linear, const std::vector<Place>& places) {
  const Eigen::Index count = linear.slopes.cols();
  Eigen::VectorXd parameters = Eigen::VectorXd::Constant(count, 0.5);
  std::vector<Eigen::Index> free;
  for (Eigen::Index c = 0; c < count; ++c) {
    const Place place = places[static_cast<std::size_t>(c)];
    if (place == Place::Free)
      free.push_back(c);
    else
      parameters(c) = place == Place::High ? 1 : 0;
  }
  if (free.empty()) return parameters;
  const Eigen::VectorXd rest = linear.wanted - linear.slopes * parameters;
  const Eigen::MatrixXd slopes = linear.slopes(Eigen::all, free);
  const Eigen::VectorXd change = slopes.completeOrthogonalDecomposition().solve(rest);
  for (std::size_t i = 0; i < free.size(); ++i) parameters(free[i]) += change(static_cast<Eigen::Index>(i));
  return parameters;
}

}  // namespace

std::vector<float> fittedCurve(BitCurve curve, const std::vector<CurvePoint>& points) {
  const auto count = static_cast<std::size_t>(curveParameters(curve));
  std::vector<float> best(count, 0.5f);
  if (points.empty()) return best;
  constexpr double rounding = 1e-9;
  const LinearCurve linear = linearCurve(curve, points);
  double least = std::numeric_limits<double>::infinity();
  std::vector<Place> places(count, Place::Free);
  for (std::size_t combination = 0;; ++combination) {
    std::size_t rest = combination;
    for (Place& place : places) {
      place = static_cast<Place>(rest % 3);
      rest /= 3;
    }
    if (rest > 0) return best;
    const Eigen::VectorXd parameters = solved(linear, places);
    if (parameters.minCoeff() < -rounding || parameters.maxCoeff() > 1 + rounding) continue;
    const double error = (linear.wanted - linear.slopes * parameters).squaredNorm();
    if (error >= least - rounding) continue;
    least = error;
    for (std::size_t c = 0; c < count; ++c)
      best[c] = static_cast<float>(std::clamp(parameters(static_cast<Eigen::Index>(c)), 0.0, 1.0));
  }
}

}  // namespace bitprism
