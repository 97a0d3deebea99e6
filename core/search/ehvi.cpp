#include "core/search/ehvi.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/infinity.h"

namespace bitprism {
namespace {

double normalDensity(double z) {
  return std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

double normalBelow(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

// log(1 - exp(x)) for x < 0 (Maechler 2012).
double log1mexp(double x) {
  return x > -std::numbers::ln2 ? std::log(-std::expm1(x)) : std::log1p(-std::exp(x));
}

// (1 - Phi(x)) / phi(x) for x > 0: Mills' ratio. erfc underflows beyond 37; from 10 on the continued fraction is used.
double millsRatio(double x) {
  if (x < 10) return normalBelow(-x) / normalDensity(x);
  double fraction = x;
  for (int k = 40; k >= 1; --k) fraction = x + k / fraction;
  return 1 / fraction;
}

// E[(accuracy - level)+]
double expectedExcess(double mean, double deviation, double level) {
  if (level == infinity) return 0;
  if (deviation <= 0) return std::max(mean - level, 0.0);
  const double z = (mean - level) / deviation;
  return deviation * (normalDensity(z) + z * normalBelow(z));
}

double logExpectedExcess(double mean, double deviation, double level) {
  if (level == infinity) return -infinity;
  if (deviation <= 0) return mean > level ? std::log(mean - level) : -infinity;
  return std::log(deviation) + logImprovementOfNormal((mean - level) / deviation);
}

}  // namespace

double logImprovementOfNormal(double z) {
  if (z > -1) return std::log(normalDensity(z) + z * normalBelow(z));
  // phi(z) (1 - |z| mills(|z|)); the bracket tends to 1 / z^2, and its subtraction loses digits from about 1e4 on.
  const double logDensity = -0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi);
  if (z < -1e3) return logDensity - 2 * std::log(-z) + std::log1p(-3 / (z * z));
  return logDensity + std::log1p(z * millsRatio(-z));
}

ImprovementFront::ImprovementFront(std::vector<Point> points, Point reference) : reference_(reference) {
  std::erase_if(points, [&](const Point& point) {
    return !(std::isfinite(point.accuracy) && std::isfinite(point.cost) && point.accuracy > reference.accuracy &&
             point.cost < reference.cost);
  });
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.accuracy > b.accuracy;
  });
  for (const Point& point : points)
    if (points_.empty() || point.accuracy > points_.back().accuracy) points_.push_back(point);
}

// With the front sorted by accuracy a_1 < ... < a_P at costs m_1 < ... < m_P and a_0 the reference's accuracy, reaching
// accuracy a at cost m adds, between the levels a_k and a_{k+1}, a strip as wide as the cost saved there, m_{k+1} - m
// (the reference's cost above a_P). Its expected height is psi(a_k) - psi(a_{k+1}), psi(c) = E[(a - c)+].
double ImprovementFront::expectedImprovement(double mean, double deviation, double cost) const {
  double sum = 0;
  double level = reference_.accuracy;
  for (std::size_t k = 0; k <= points_.size(); ++k) {
    const bool last = k == points_.size();
    const double width = (last ? reference_.cost : points_[k].cost) - cost;
    const double next = last ? infinity : points_[k].accuracy;
    if (width > 0) sum += width * (expectedExcess(mean, deviation, level) - expectedExcess(mean, deviation, next));
    level = next;
  }
  return sum;
}

double ImprovementFront::logExpectedImprovement(double mean, double deviation, double cost) const {
  if (!(cost < reference_.cost)) return -infinity;
  double total = -infinity;
  double level = reference_.accuracy;
  for (std::size_t k = 0; k <= points_.size(); ++k) {
    const bool last = k == points_.size();
    const double width = (last ? reference_.cost : points_[k].cost) - cost;
    const double next = last ? infinity : points_[k].accuracy;
    if (width > 0) {
      const double here = logExpectedExcess(mean, deviation, level);
      const double above = logExpectedExcess(mean, deviation, next);
      const double term = here > above ? std::log(width) + here + log1mexp(above - here) : -infinity;
      const double larger = std::max(total, term);
      if (larger > -infinity) total = larger + std::log1p(std::exp(std::min(total, term) - larger));
    }
    level = next;
  }
  return total;
}

double ImprovementFront::roughLogImprovement(double mean, double deviation, double cost) const {
  constexpr double certain = 4;  // deviations
  if (!(cost < reference_.cost)) return -infinity;
  const auto first = std::upper_bound(points_.begin(), points_.end(), cost,
                                      [](double value, const Point& point) { return value < point.cost; });
  double level = first == points_.begin() ? reference_.accuracy : std::prev(first)->accuracy;
  const double z = deviation > 0 ? (mean - level) / deviation : mean > level ? infinity : -infinity;
  if (z < -certain) {
    const double width = (first == points_.end() ? reference_.cost : first->cost) - cost;
    return std::log(width) + logExpectedExcess(mean, deviation, level);
  }
  const auto excess = [&](double above) {
    return mean - above > certain * deviation ? mean - above : expectedExcess(mean, deviation, above);
  };
  double sum = 0, here = excess(level);
  for (auto point = first; point != points_.end(); ++point) {
    if (point->accuracy - mean > certain * deviation) return std::log(sum + (point->cost - cost) * here);
    const double above = excess(point->accuracy);
    sum += (point->cost - cost) * (here - above);
    here = above;
  }
  return std::log(sum + (reference_.cost - cost) * here);
}

double ImprovementFront::area() const {
  double sum = 0, reached = reference_.accuracy;
  for (const Point& point : points_) {
    sum += (reference_.cost - point.cost) * (point.accuracy - reached);
    reached = point.accuracy;
  }
  return sum;
}

}  // namespace bitprism
