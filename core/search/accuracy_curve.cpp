#include "core/search/accuracy_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bitprism {
namespace {

constexpr double leastKnowledge = 0.002;

}  // namespace

double AccuracyCurve::damage(double accuracy) const {
  const double height = std::max(floatAccuracy - chanceAccuracy, 1e-6);
  const double left = std::clamp((accuracy - chanceAccuracy) / height, leastKnowledge, 1 - leastKnowledge);
  return std::log(-std::log(left));
}

double AccuracyCurve::accuracy(double damage) const {
  return chanceAccuracy + (floatAccuracy - chanceAccuracy) * std::exp(-std::exp(damage));
}

double AccuracyCurve::slope(double damage) const {
  return std::abs(floatAccuracy - chanceAccuracy) * std::exp(damage - std::exp(damage));
}

double AccuracyCurve::noiseVariance(double accuracy, std::int64_t images) const {
  const double differing = std::abs(floatAccuracy - accuracy) + 0.01;
  const double variance = 1e-6 + differing / static_cast<double>(std::max<std::int64_t>(images, 1));
  const double steepness = std::max(slope(damage(accuracy)), 1e-4);
  return variance / (steepness * steepness);
}

AccuracyCurve::Moments AccuracyCurve::through(double mean, double variance) const {
  // Five points: exact for polynomials of degree nine.
  constexpr std::array<double, 5> nodes{-2.85697001387280565, -1.35562617997426587, 0, 1.35562617997426587,
                                        2.85697001387280565};
  constexpr std::array<double, 5> weights{0.01125741132772069, 0.22207592200561264, 0.53333333333333333,
                                          0.22207592200561264, 0.01125741132772069};
  const double deviation = std::sqrt(std::max(variance, 0.0));
  double first = 0, second = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double value = accuracy(mean + deviation * nodes[i]);
    first += weights[i] * value;
    second += weights[i] * value * value;
  }
  return {first, std::max(second - first * first, 0.0)};
}

}  // namespace bitprism
