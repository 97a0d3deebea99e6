#include "core/stats/spread.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"

namespace bitprism {
namespace {

struct FirstSums {
  std::array<double, lanes> sum{};
  std::array<float, lanes> low{}, high{};
};

struct SecondSums {
  std::array<double, lanes> absolute{}, squares{};
};

template <class Vector, class Values>
void load(Vector& vector, const Values* from) {
  std::memcpy(&vector, from, sizeof vector);
}

template <class Vector, class Values>
void store(const Vector& vector, Values* to) {
  std::memcpy(to, &vector, sizeof vector);
}

BITPRISM_CLONES void addFirst(const float* values, std::size_t groups, FirstSums& sums) {
  Double8 sum;
  Float8 low, high;
  load(sum, sums.sum.data());
  load(low, sums.low.data());
  load(high, sums.high.data());
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 eight;
    load(eight, values + g * lanes);
    sum += __builtin_convertvector(eight, Double8);
    low = eight < low ? eight : low;
    high = eight > high ? eight : high;
  }
  store(sum, sums.sum.data());
  store(low, sums.low.data());
  store(high, sums.high.data());
}

BITPRISM_CLONES void addSecond(const float* values, std::size_t groups, double mean, SecondSums& sums) {
  Double8 absolute, squares;
  load(absolute, sums.absolute.data());
  load(squares, sums.squares.data());
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 eight;
    load(eight, values + g * lanes);
    const Double8 distance = __builtin_convertvector(eight, Double8) - mean;
    absolute += distance < 0 ? -distance : distance;
    squares += distance * distance;
  }
  store(absolute, sums.absolute.data());
  store(squares, sums.squares.data());
}

BITPRISM_CLONES void addMagnitudes(const float* values, std::size_t groups, double* sums) {
  Double8 sum;
  load(sum, sums);
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 eight;
    load(eight, values + g * lanes);
    const Double8 wide = __builtin_convertvector(eight, Double8);
    sum += wide < 0 ? -wide : wide;
  }
  store(sum, sums);
}

double total(const std::array<double, lanes>& sums) {
  double result = 0;
  for (const double sum : sums) result += sum;
  return result;
}

}  // namespace

Spread spreadOf(std::span<const float> values) {
  Spread spread;
  spread.count = static_cast<std::int64_t>(values.size());
  if (values.empty()) return spread;
  const std::size_t groups = values.size() / lanes;
  const std::span<const float> rest = values.subspan(groups * lanes);

  FirstSums first;
  first.low.fill(values[0]);
  first.high.fill(values[0]);
  addFirst(values.data(), groups, first);
  double sum = total(first.sum);
  for (const float value : rest) {
    sum += static_cast<double>(value);
    first.low[0] = std::min(first.low[0], value);
    first.high[0] = std::max(first.high[0], value);
  }
  spread.minimum = static_cast<double>(*std::min_element(first.low.begin(), first.low.end()));
  spread.maximum = static_cast<double>(*std::max_element(first.high.begin(), first.high.end()));
  const auto count = static_cast<double>(values.size());
  // Rounding of the sum must not move the mean outside the values, or a constant would seem to vary.
  spread.mean = std::clamp(sum / count, spread.minimum, spread.maximum);

  SecondSums second;
  addSecond(values.data(), groups, spread.mean, second);
  double absolute = total(second.absolute), squares = total(second.squares);
  for (const float value : rest) {
    const double distance = static_cast<double>(value) - spread.mean;
    absolute += std::fabs(distance);
    squares += distance * distance;
  }
  spread.meanAbsolute = absolute / count;
  if (values.size() > 1) spread.deviation = std::sqrt(squares / (count - 1));
  return spread;
}

double sumOfMagnitudes(std::span<const float> values) {
  std::array<double, lanes> sums{};
  const std::size_t groups = values.size() / lanes;
  addMagnitudes(values.data(), groups, sums.data());
  double sum = total(sums);
  for (const float value : values.subspan(groups * lanes)) sum += std::fabs(static_cast<double>(value));
  return sum;
}

}  // namespace bitprism
