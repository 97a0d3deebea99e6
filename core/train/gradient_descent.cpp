#include "core/train/gradient_descent.h"

#include <cmath>

namespace bitprism {
namespace {

constexpr double firstDecay = 0.9, secondDecay = 0.999, epsilon = 1e-8;

}  // namespace

GradientDescent::GradientDescent(const TrainingSettings& settings, std::vector<std::size_t> sizes,
                                 std::vector<bool> decayed)
    : kind_(settings.optimizer),
      momentum_(settings.momentum),
      decay_(settings.weightDecay),
      decayed_(std::move(decayed)) {
  for (const std::size_t size : sizes) {
    first.emplace_back(size, 0.0f);
    second.emplace_back(kind_ == TrainingOptimizer::Adam ? size : 0, 0.0f);
  }
}

void GradientDescent::step(std::vector<std::vector<float>>& values, const std::vector<std::vector<float>>& gradients,
                           double rate) {
  ++steps;
  const auto count = static_cast<double>(steps);
  const double firstScale = 1 / (1 - std::pow(firstDecay, count)), secondScale = 1 / (1 - std::pow(secondDecay, count));
  for (std::size_t p = 0; p < values.size(); ++p) {
    std::vector<float>& value = values[p];
    const std::vector<float>& gradient = gradients[p];
    std::vector<float>&m = first[p], &v = second[p];
    const auto decay = static_cast<float>(decayed_[p] ? decay_ : 0);
    if (kind_ == TrainingOptimizer::Sgd) {
      const auto momentum = static_cast<float>(momentum_), by = static_cast<float>(rate);
      for (std::size_t i = 0; i < value.size(); ++i) {
        const float slope = gradient[i] + decay * value[i];
        m[i] = momentum * m[i] + slope;
        value[i] -= by * (slope + momentum * m[i]);
      }
    } else {
      const auto by = static_cast<float>(rate * firstScale), scale = static_cast<float>(secondScale);
      const auto a = static_cast<float>(firstDecay), b = static_cast<float>(secondDecay);
      for (std::size_t i = 0; i < value.size(); ++i) {
        const float slope = gradient[i] + decay * value[i];
        m[i] = a * m[i] + (1 - a) * slope;
        v[i] = b * v[i] + (1 - b) * slope * slope;
        value[i] -= by * m[i] / (std::sqrt(v[i] * scale) + static_cast<float>(epsilon));
      }
    }
  }
}

}  // namespace bitprism
