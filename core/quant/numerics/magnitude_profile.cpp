#include "core/quant/numerics/magnitude_profile.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/base/rounding.h"

namespace bitprism {
namespace {

constexpr std::size_t mostKept = 256;
constexpr int octaves = 10;  // magnitudes below 2^-10 of the largest share one cell that starts at 0
constexpr int cellsPerOctave = 8;
constexpr int cellCount = octaves * cellsPerOctave + 1;

inline double rounded(double x) {
  return (x + doubleRoundingConstant) - doubleRoundingConstant;
}

}  // namespace

MagnitudeProfile::MagnitudeProfile(std::span<const float> magnitudes) {
  if (magnitudes.size() <= mostKept) {
    keep(magnitudes);
  } else {
    count(magnitudes);
  }
}

void MagnitudeProfile::keep(std::span<const float> magnitudes) {
  middle_.assign(magnitudes.begin(), magnitudes.end());
  std::sort(middle_.begin(), middle_.end());
  const std::size_t cells = middle_.size();
  count_.assign(cells + 1, 0);
  sum_ = squares_ = rounding_ = count_;
  for (std::size_t i = cells; i-- > 0;) {
    count_[i] = count_[i + 1] + 1;
    sum_[i] = sum_[i + 1] + middle_[i];
    squares_[i] = squares_[i + 1] + middle_[i] * middle_[i];
  }
}

void MagnitudeProfile::count(std::span<const float> magnitudes) {
  // The upper bits of a float, its exponent and the first three of its fraction, number the cells; 1 is in the last.
  constexpr int shift = 23 - 3;
  constexpr auto top = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(1.0f) >> shift);
  constexpr std::int32_t first = top - octaves * cellsPerOctave;
  static_assert(cellsPerOctave == 8);
  struct Cell {
    double sum = 0;
    double count = 0;
  };
  std::vector<Cell> cells(cellCount + 1);  // the last for 1 itself
  for (const float magnitude : magnitudes) {
    const auto bits = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(magnitude) >> shift);
    Cell& cell = cells[static_cast<std::size_t>(std::max(bits - first + 1, 0))];
    cell.sum += static_cast<double>(magnitude);
    cell.count += 1;
  }
  edges_.resize(cellCount + 2);
  edges_[0] = 0;
  for (int i = 0; i <= cellCount; ++i)
    edges_[static_cast<std::size_t>(i + 1)] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i) << shift);
  count_.assign(cells.size() + 1, 0);
  sum_ = squares_ = rounding_ = count_;
  middle_.resize(cells.size());
  density_.resize(cells.size());
  integral_.resize(edges_.size());
  for (std::size_t i = cells.size(); i-- > 0;) {
    const double width = edges_[i + 1] - edges_[i];
    const double mean = cells[i].count > 0 ? cells[i].sum / cells[i].count : edges_[i];
    middle_[i] = (edges_[i] + edges_[i + 1]) / 2;
    density_[i] = cells[i].count / width;
    count_[i] = count_[i + 1] + cells[i].count;
    sum_[i] = sum_[i + 1] + cells[i].sum;
    squares_[i] = squares_[i + 1] + cells[i].count * (mean * mean + width * width / 12);
  }
}

void MagnitudeProfile::setScale(double scale) {
  scale_ = scale;
  const double inverse = 1 / scale;
  const std::size_t cells = middle_.size();
  if (edges_.empty()) {
    for (std::size_t i = 0; i < cells; ++i) {
      const double rest = middle_[i] - scale * rounded(middle_[i] * inverse);
      rounding_[i + 1] = rest * rest;
    }
  } else {
    // The integral of the squared distance to the nearest multiple from 0 to x: every whole step adds s^3 / 12.
    const double step = scale * scale * scale / 12;
    for (std::size_t i = 0; i <= cells; ++i) {
      const double code = rounded(edges_[i] * inverse);
      const double rest = edges_[i] - scale * code;
      integral_[i] = code * step + rest * rest * rest * (1.0 / 3);
    }
    for (std::size_t i = 0; i < cells; ++i) rounding_[i + 1] = density_[i] * (integral_[i + 1] - integral_[i]);
  }
  for (std::size_t i = 0; i < cells; ++i) rounding_[i + 1] += rounding_[i];
}

double MagnitudeProfile::error(int highest) const {
  const double level = scale_ * highest;
  const auto clipped =
      static_cast<std::size_t>(std::upper_bound(middle_.begin(), middle_.end(), level + scale_ / 2) - middle_.begin());
  const double beyond = squares_[clipped] - 2 * level * sum_[clipped] + level * level * count_[clipped];
  return rounding_[clipped] + std::max(beyond, 0.0);
}

}  // namespace bitprism
