#include "core/eval/picture_quality.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bitprism {
namespace {

constexpr std::int64_t ssimWindow = 11;
constexpr double ssimDeviation = 1.5, firstStabilizer = 0.01, secondStabilizer = 0.03;

std::vector<double> gaussianWeights(std::int64_t size) {
  std::vector<double> weights;
  double sum = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    const double from = static_cast<double>(i - size / 2) / ssimDeviation;
    weights.push_back(std::exp(-0.5 * from * from));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// The weighted means of `values` where the window lies inside: rows first, then columns.
std::vector<double> windowMeans(const std::vector<double>& values, std::int64_t height, std::int64_t width,
                                const std::vector<double>& weights) {
  const auto size = static_cast<std::int64_t>(weights.size());
  const std::int64_t across = width - size + 1, down = height - size + 1;
  std::vector<double> rows(static_cast<std::size_t>(height * across)), means(static_cast<std::size_t>(down * across));
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < across; ++x) {
      double sum = 0;
      for (std::int64_t k = 0; k < size; ++k)
        sum += weights[static_cast<std::size_t>(k)] * values[static_cast<std::size_t>(y * width + x + k)];
      rows[static_cast<std::size_t>(y * across + x)] = sum;
    }
  for (std::int64_t y = 0; y < down; ++y)
    for (std::int64_t x = 0; x < across; ++x) {
      double sum = 0;
      for (std::int64_t k = 0; k < size; ++k)
        sum += weights[static_cast<std::size_t>(k)] * rows[static_cast<std::size_t>((y + k) * across + x)];
      means[static_cast<std::size_t>(y * across + x)] = sum;
    }
  return means;
}

}  // namespace

double valueRange(std::span<const float> reference) {
  if (reference.empty()) return 0;
  const auto [least, most] = std::minmax_element(reference.begin(), reference.end());
  return static_cast<double>(*most) - static_cast<double>(*least);
}

double psnrDb(std::span<const float> picture, std::span<const float> reference, double peak, double ceiling) {
  double squares = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double difference = static_cast<double>(picture[i]) - reference[i];
    squares += difference * difference;
  }
  if (squares <= 0) return ceiling;
  if (peak <= 0) return 0;
  return std::min(ceiling, 10 * std::log10(peak * peak * static_cast<double>(reference.size()) / squares));
}

double ssim(const float* picture, const float* reference, std::int64_t height, std::int64_t width, double range) {
  const auto count = static_cast<std::size_t>(height * width);
  const std::vector<double> a(picture, picture + count), b(reference, reference + count);
  if (a == b) return 1;
  if (range <= 0) return 0;
  const std::int64_t fits = std::min({ssimWindow, height, width});
  const std::vector<double> weights = gaussianWeights(fits % 2 == 1 ? fits : fits - 1);
  std::vector<double> aa(count), bb(count), ab(count);
  for (std::size_t i = 0; i < count; ++i) {
    aa[i] = a[i] * a[i];
    bb[i] = b[i] * b[i];
    ab[i] = a[i] * b[i];
  }
  const auto means = [&](const std::vector<double>& values) { return windowMeans(values, height, width, weights); };
  const std::vector<double> meanA = means(a), meanB = means(b), meanAa = means(aa), meanBb = means(bb),
                            meanAb = means(ab);
  const double c1 = std::pow(firstStabilizer * range, 2), c2 = std::pow(secondStabilizer * range, 2);
  double sum = 0;
  for (std::size_t i = 0; i < meanA.size(); ++i) {
    const double x = meanA[i], y = meanB[i];
    const double varianceA = meanAa[i] - x * x, varianceB = meanBb[i] - y * y, covariance = meanAb[i] - x * y;
    sum += (2 * x * y + c1) * (2 * covariance + c2) / ((x * x + y * y + c1) * (varianceA + varianceB + c2));
  }
  return sum / static_cast<double>(meanA.size());
}

}  // namespace bitprism
