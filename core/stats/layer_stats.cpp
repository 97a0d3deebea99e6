#include "core/stats/layer_stats.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/stats/lanes.h"

namespace bitprism {
namespace {

constexpr std::size_t block = 4096;
constexpr float largest = std::numeric_limits<float>::max();

// A part with finite values only. Checking a whole part is cheap, checking every value is not.
bool allFinite(std::span<const float> part) {
  Float4 nothing[4] = {};
  std::size_t i = 0;
  for (; i + 16 <= part.size(); i += 16)
    for (std::size_t k = 0; k < 4; ++k) nothing[k] += load4(part.data() + i + 4 * k) * 0.0f;  // NaN stays NaN
  float sum = total((nothing[0] + nothing[1]) + (nothing[2] + nothing[3]));
  for (; i < part.size(); ++i) sum += part[i] * 0.0f;
  return sum == 0;
}

// Calls visit(part) for the values in order, in parts that are all finite; values that are not finite are left out.
template <class Visit>
void forFiniteParts(std::span<const float> values, const Visit& visit) {
  float kept[block];
  for (std::size_t start = 0; start < values.size(); start += block) {
    const auto part = values.subspan(start, std::min(block, values.size() - start));
    if (allFinite(part)) {
      visit(part);
    } else {
      const float* end = std::copy_if(part.begin(), part.end(), kept, [](float value) { return std::isfinite(value); });
      visit(std::span<const float>(kept, static_cast<std::size_t>(end - kept)));
    }
  }
}

// The extremes seen so far.
struct Ends {
  Float4 low[2] = {all4(largest), all4(largest)};
  Float4 high[2] = {all4(-largest), all4(-largest)};

  void add(Float4 first, Float4 second) {
    low[0] = smaller(first, low[0]);
    low[1] = smaller(second, low[1]);
    high[0] = larger(first, high[0]);
    high[1] = larger(second, high[1]);
  }
  void add(float value) { add(all4(value), all4(value)); }
  float minimum() const {
    const Float4 both = smaller(low[0], low[1]);
    return std::min({both[0], both[1], both[2], both[3]});
  }
  float maximum() const {
    const Float4 both = larger(high[0], high[1]);
    return std::max({both[0], both[1], both[2], both[3]});
  }
};

}  // namespace

Extent extent(std::span<const float> values) {
  Ends ends;
  std::size_t finite = 0;
  forFiniteParts(values, [&](std::span<const float> part) {
    Ends own = ends;  // a local copy stays in registers
    std::size_t i = 0;
    for (; i + 8 <= part.size(); i += 8) own.add(load4(part.data() + i), load4(part.data() + i + 4));
    for (; i < part.size(); ++i) own.add(part[i]);
    ends = own;
    finite += part.size();
  });
  const auto nonFinite = static_cast<std::int64_t>(values.size() - finite);
  if (finite == 0) return {0, 0, nonFinite};
  return {ends.minimum(), ends.maximum(), nonFinite};
}

LayerStats layerStats(std::span<const float> values) {
  Ends ends;
  std::size_t finite = 0;
  std::int64_t zeros = 0;
  double sum = 0;
  forFiniteParts(values, [&](std::span<const float> part) {
    Ends own = ends;
    Double2 low = {}, high = {};
    Int4 zero = {};
    std::size_t i = 0;
    for (; i + 8 <= part.size(); i += 8) {
      const Float4 first = load4(part.data() + i);
      const Float4 second = load4(part.data() + i + 4);
      own.add(first, second);
      low += lowDoubles(first) + lowDoubles(second);
      high += highDoubles(first) + highDoubles(second);
      zero -= (first == 0.0f) + (second == 0.0f);  // a true lane is -1
    }
    double partSum = total(low + high);
    std::int64_t partZeros = zero[0] + zero[1] + zero[2] + zero[3];
    for (; i < part.size(); ++i) {
      own.add(part[i]);
      partSum += static_cast<double>(part[i]);
      partZeros += part[i] == 0.0f ? 1 : 0;
    }
    ends = own;
    sum += partSum;
    zeros += partZeros;
    finite += part.size();
  });

  LayerStats stats;
  stats.count = static_cast<std::int64_t>(values.size());
  stats.nonFinite = static_cast<std::int64_t>(values.size() - finite);
  stats.zeros = zeros;
  if (finite == 0) return stats;
  const auto count = static_cast<double>(finite);
  stats.minimum = ends.minimum();
  stats.maximum = ends.maximum();
  const double mean = stats.mean = sum / count;

  double absolute = 0, squares = 0, fourths = 0;
  forFiniteParts(values, [&](std::span<const float> part) {
    Double2 ownAbsolute = {}, ownSquares = {}, ownFourths = {};
    const auto add = [&](Double2 value) {
      const Double2 distance = value - all2(mean);
      const Double2 square = distance * distance;
      ownAbsolute += magnitude(distance);
      ownSquares += square;
      ownFourths += square * square;
    };
    std::size_t i = 0;
    for (; i + 4 <= part.size(); i += 4) {
      const Float4 four = load4(part.data() + i);
      add(lowDoubles(four));
      add(highDoubles(four));
    }
    for (; i < part.size(); ++i) add(Double2{static_cast<double>(part[i]), mean});  // the second lane adds nothing
    absolute += total(ownAbsolute);
    squares += total(ownSquares);
    fourths += total(ownFourths);
  });
  stats.meanAbsolute = absolute / count;
  if (finite > 1) stats.deviation = std::sqrt(squares / (count - 1));
  if (stats.minimum < stats.maximum && squares > 0) {
    const double variance = squares / count;
    stats.excessKurtosis = fourths / count / (variance * variance) - 3;
  }
  return stats;
}

}  // namespace bitprism
