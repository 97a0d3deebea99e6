#include "core/quant/measures/quant_error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"

namespace bitprism {
namespace {

// Whole groups of eight values; the vectors are split on processors without vectors that wide.
BITPRISM_CLONES void addGroups(const float* original, const float* quantized, std::size_t groups,
                               ErrorSums::Lanes& sums) {
  Double8 power, otherPower, product, error, largest;
  std::memcpy(&power, sums.power.data(), sizeof power);
  std::memcpy(&otherPower, sums.otherPower.data(), sizeof power);
  std::memcpy(&product, sums.product.data(), sizeof power);
  std::memcpy(&error, sums.error.data(), sizeof power);
  std::memcpy(&largest, sums.largest.data(), sizeof power);
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 left, right;
    std::memcpy(&left, original + g * 8, sizeof left);
    std::memcpy(&right, quantized + g * 8, sizeof right);
    const Double8 a = __builtin_convertvector(left, Double8), b = __builtin_convertvector(right, Double8);
    const Double8 rest = a - b, square = rest * rest;
    power += a * a;
    otherPower += b * b;
    product += a * b;
    error += square;
    largest = square > largest ? square : largest;
  }
  std::memcpy(sums.power.data(), &power, sizeof power);
  std::memcpy(sums.otherPower.data(), &otherPower, sizeof power);
  std::memcpy(sums.product.data(), &product, sizeof power);
  std::memcpy(sums.error.data(), &error, sizeof power);
  std::memcpy(sums.largest.data(), &largest, sizeof power);
}

double sumOf(const std::array<double, ErrorSums::lanes>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

void ErrorSums::add(std::span<const float> original, std::span<const float> quantized) {
  if (original.size() != quantized.size())
    throw UsageError(
        text("error between ", original.size(), " and ", quantized.size(), " values, expected equal numbers"));
  const std::size_t groups = original.size() / lanes, rest = original.size() % lanes;
  addGroups(original.data(), quantized.data(), groups, sums_);
  if (rest > 0) {
    std::array<float, lanes> left{}, right{};
    std::copy_n(original.end() - static_cast<std::ptrdiff_t>(rest), rest, left.begin());
    std::copy_n(quantized.end() - static_cast<std::ptrdiff_t>(rest), rest, right.begin());
    addGroups(left.data(), right.data(), 1, sums_);
  }
  count_ += static_cast<std::int64_t>(original.size());
}

QuantError ErrorSums::result() const {
  QuantError result;
  if (count_ == 0) {
    result.sqnrDb = std::numeric_limits<double>::infinity();
    return result;
  }
  const double error = sumOf(sums_.error), power = sumOf(sums_.power);
  result.mse = error / static_cast<double>(count_);
  result.sqnrDb = error == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(power / error);
  const double norms = std::sqrt(power) * std::sqrt(sumOf(sums_.otherPower));
  result.cosine = norms > 0 ? std::clamp(sumOf(sums_.product) / norms, -1.0, 1.0) : error == 0 ? 1 : 0;
  result.maxError = std::sqrt(*std::max_element(sums_.largest.begin(), sums_.largest.end()));
  return result;
}

QuantError quantError(std::span<const float> original, std::span<const float> quantized) {
  ErrorSums sums;
  sums.add(original, quantized);
  return sums.result();
}

}  // namespace bitprism
