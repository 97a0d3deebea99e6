#include "core/quant/numerics/sorted_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace bitprism {
namespace {

// An integer key that orders as the floats do.
std::uint32_t keyOf(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0f);
  return bits ^ (static_cast<std::uint32_t>(static_cast<std::int32_t>(bits) >> 31) | 0x80000000u);
}

float floatOf(std::uint32_t key) {
  return std::bit_cast<float>(key ^ (key >> 31 ? 0x80000000u : 0xffffffffu));
}

// A radix sort from the lowest digit up, all counted in one pass; a digit that all keys share is skipped.
template <int DigitBits>
void radixSort(std::vector<std::uint32_t>& keys) {
  constexpr int digits = (32 + DigitBits - 1) / DigitBits;
  constexpr std::uint32_t mask = (1u << DigitBits) - 1;
  std::vector<std::array<std::uint32_t, mask + 1>> places(digits);
  for (const std::uint32_t key : keys)
    for (int d = 0; d < digits; ++d) ++places[static_cast<std::size_t>(d)][(key >> (d * DigitBits)) & mask];
  std::vector<std::uint32_t> other(keys.size());
  for (int d = 0; d < digits; ++d) {
    auto& place = places[static_cast<std::size_t>(d)];
    const int shift = d * DigitBits;
    if (place[(keys[0] >> shift) & mask] == keys.size()) continue;
    std::uint32_t total = 0;
    for (std::uint32_t& start : place) total += std::exchange(start, total);
    for (const std::uint32_t key : keys) other[place[(key >> shift) & mask]++] = key;
    keys.swap(other);
  }
}

}  // namespace

std::vector<float> sorted(std::span<const float> values) {
  constexpr std::size_t few = 64, many = 8192;
  std::vector<std::uint32_t> keys(values.size());
  std::transform(values.begin(), values.end(), keys.begin(), keyOf);
  if (values.size() < few)
    std::sort(keys.begin(), keys.end());
  else if (values.size() < many)
    radixSort<8>(keys);
  else
    radixSort<11>(keys);
  std::vector<float> result(values.size());
  std::transform(keys.begin(), keys.end(), result.begin(), floatOf);
  return result;
}

SortedValues::SortedValues(std::span<const float> values, std::size_t limit) {
  first_ = {0};
  if (values.empty()) {
    accumulate();
    return;
  }
  const std::vector<float> rising = sorted(values);
  center_ = static_cast<double>(rising[rising.size() / 2]);
  values_.resize(rising.size());
  first_.resize(rising.size() + 1);
  std::size_t used = 0;
  for (std::size_t i = 0; i < rising.size(); ++i) {
    used += i > 0 && rising[i] != rising[i - 1] ? 1 : 0;
    values_[used] = static_cast<double>(rising[i]) - center_;
    first_[used + 1] = i + 1;
  }
  values_.resize(used + 1);
  first_.resize(used + 2);
  if (limit > 0 && values_.size() > limit) mergeCells(limit);
  accumulate();
}

std::size_t SortedValues::firstAfter(double count) const {
  const auto wanted = static_cast<std::int64_t>(count);
  return static_cast<std::size_t>(std::lower_bound(first_.begin(), first_.end(), wanted) - first_.begin());
}

void SortedValues::mergeCells(std::size_t limit) {
  merged_ = true;
  const std::size_t cells = limit / 2;
  const auto half = static_cast<double>(cells);
  const double low = values_.front(), width = (values_.back() - low) / half;
  const double each = static_cast<double>(first_.back()) / half;
  const auto cell = [&](std::size_t i) {
    return std::pair(static_cast<std::int64_t>((values_[i] - low) / width),
                     static_cast<std::int64_t>(static_cast<double>(first_[i]) / each));
  };
  std::vector<double> means;
  std::vector<std::int64_t> first{0};
  for (std::size_t begin = 0, end = 0; begin < values_.size(); begin = end) {
    double sum = 0;
    for (end = begin; end < values_.size() && cell(end) == cell(begin); ++end)
      sum += values_[end] * static_cast<double>(first_[end + 1] - first_[end]);
    means.push_back(sum / static_cast<double>(first_[end] - first_[begin]));
    first.push_back(first_[end]);
  }
  values_ = std::move(means);
  first_ = std::move(first);
}

void SortedValues::accumulate() {
  const std::size_t count = values_.size();
  sums_.resize(count + 1);
  squares_.resize(count + 1);
  const auto middle = static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), 0.0) - values_.begin());
  sums_[middle] = squares_[middle] = 0;
  const auto weight = [&](std::size_t i) { return values_[i] * static_cast<double>(first_[i + 1] - first_[i]); };
  for (std::size_t i = middle; i < count; ++i) {
    sums_[i + 1] = sums_[i] + weight(i);
    squares_[i + 1] = squares_[i] + weight(i) * values_[i];
  }
  for (std::size_t i = middle; i-- > 0;) {
    sums_[i] = sums_[i + 1] - weight(i);
    squares_[i] = squares_[i + 1] - weight(i) * values_[i];
  }
}

}  // namespace bitprism
