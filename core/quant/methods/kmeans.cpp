#include "core/quant/methods/kmeans.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <queue>

#include "core/quant/codes/channels.h"
#include "core/quant/numerics/sorted_values.h"

namespace bitprism {
namespace {

constexpr std::size_t mostExact = 65536;

// Cluster j holds the values [borders[j], borders[j + 1]).
using Borders = std::vector<std::size_t>;

double meanOf(const SortedValues& values, std::size_t begin, std::size_t end) {
  return values.sum(begin, end) / values.count(begin, end);
}

// The distances of both ends of a cluster from its mean; the farthest value is one of them.
struct Gap {
  double distance = 0;
  std::size_t begin = 0, end = 0, border = 0;  // where a new cluster of the farthest value would begin or end

  bool operator<(const Gap& other) const {
    return distance != other.distance ? distance < other.distance : begin > other.begin;
  }
};

Gap spreadOf(const SortedValues& values, std::size_t begin, std::size_t end) {
  const double mean = meanOf(values, begin, end), low = mean - values[begin], high = values[end - 1] - mean;
  const double middle = (mean + values[low > high ? begin : end - 1]) / 2;
  std::size_t left = begin + 1, right = end - 1;  // both parts keep a value
  while (left < right) {
    const std::size_t at = (left + right) / 2;
    if (values[at] > middle)
      right = at;
    else
      left = at + 1;
  }
  return {std::max(low, high), begin, end, left};
}

// Replaces empty clusters by splitting off the values farthest from their level. There are more values than clusters.
void refillEmpty(const SortedValues& values, Borders& borders) {
  const std::size_t wanted = borders.size();
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  if (borders.size() == wanted) return;
  std::priority_queue<Gap> queue;
  const auto add = [&](std::size_t begin, std::size_t end) {
    if (end - begin > 1) queue.push(spreadOf(values, begin, end));
  };
  for (std::size_t j = 0; j + 1 < borders.size(); ++j) add(borders[j], borders[j + 1]);
  while (borders.size() < wanted) {
    const Gap widest = queue.top();
    queue.pop();
    borders.push_back(widest.border);
    add(widest.begin, widest.border);
    add(widest.border, widest.end);
  }
  std::sort(borders.begin(), borders.end());
}

// The first value beyond the limit, searched from a guess in growing steps.
std::size_t firstBeyond(const SortedValues& values, double limit, std::size_t guess) {
  std::size_t left = guess, right = guess;  // values before left are within, from right on beyond
  if (guess < values.size() && values[guess] <= limit) {
    std::size_t step = 1;
    while (right < values.size() && values[right] <= limit) {
      left = right + 1;
      right = std::min(values.size(), right + step);
      step *= 2;
    }
  } else {
    std::size_t step = 1;
    while (left > 0 && values[left - 1] > limit) {
      right = left - 1;
      left -= std::min(left, step);
      step *= 2;
    }
  }
  while (left < right) {
    const std::size_t at = (left + right) / 2;
    if (values[at] > limit)
      right = at;
    else
      left = at + 1;
  }
  return left;
}

// Means of the clusters, and their part of the sum of squares.
double meansOf(const SortedValues& values, const Borders& borders, std::vector<double>& means) {
  means.resize(borders.size() - 1);
  double gain = 0;
  for (std::size_t j = 0; j < means.size(); ++j) {
    const double sum = values.sum(borders[j], borders[j + 1]);
    means[j] = sum / values.count(borders[j], borders[j + 1]);
    gain += sum * means[j];
  }
  return gain;
}

// Lloyd's passes: each level moves to the mean of its cluster, each border to the middle between two means. Leaves no
// cluster empty and returns the squared error.
double iterate(const SortedValues& values, Borders& borders) {
  constexpr int mostPasses = 100;
  constexpr double leastGain = 1e-3;  // of the squared error
  const double squares = values.squares(0, values.size());
  std::vector<double> means;
  refillEmpty(values, borders);
  double gain = meansOf(values, borders, means);
  for (int pass = 0; pass < mostPasses; ++pass) {
    for (std::size_t j = 1; j < means.size(); ++j)
      borders[j] = firstBeyond(values, (means[j - 1] + means[j]) / 2, borders[j]);
    refillEmpty(values, borders);
    const double now = meansOf(values, borders, means);
    const bool rests = now - gain <= leastGain * (squares - now);
    gain = now;
    if (rests) break;
  }
  return squares - gain;
}

// A border and its reduction of the squared error of the two clusters that it separates.
struct Part {
  double gain = 0;
  std::size_t cluster = 0;  // the upper of the two; for a new border: the cluster to split
  std::size_t border = 0;
};

double gainOf(const SortedValues& values, std::size_t begin, std::size_t border, std::size_t end) {
  const double low = values.count(begin, border), high = values.count(border, end);
  const double apart = values.sum(begin, border) / low - values.sum(border, end) / high;
  return low * high / (low + high) * apart * apart;
}

// How to split a cluster in two: at its mean, then two of Lloyd's passes.
Part partOf(const SortedValues& values, std::size_t cluster, std::size_t begin, std::size_t end) {
  if (end - begin < 2) return {0, cluster, begin};
  if (end - begin == 2) return {gainOf(values, begin, begin + 1, end), cluster, begin + 1};
  const auto inside = [&](std::size_t border) { return std::clamp(border, begin + 1, end - 1); };
  std::size_t border = inside(firstBeyond(values, meanOf(values, begin, end), (begin + end) / 2));
  for (int pass = 0; pass < 2; ++pass) {
    const double middle = (meanOf(values, begin, border) + meanOf(values, border, end)) / 2;
    border = inside(firstBeyond(values, middle, border));
  }
  return {gainOf(values, begin, border, end), cluster, border};
}

// Moves levels from where they gain least, by merging two clusters, to where they gain most, by splitting one; clusters
// already changed are skipped. False if no move gains more than `least`.
bool relocate(const SortedValues& values, Borders& borders, double least) {
  const std::size_t count = borders.size() - 1;
  std::vector<Part> present, possible;
  for (std::size_t j = 0; j < count; ++j) {
    possible.push_back(partOf(values, j, borders[j], borders[j + 1]));
    if (j > 0) present.push_back({gainOf(values, borders[j - 1], borders[j], borders[j + 1]), j, borders[j]});
  }
  std::stable_sort(present.begin(), present.end(), [](const Part& a, const Part& b) { return a.gain < b.gain; });
  std::stable_sort(possible.begin(), possible.end(), [](const Part& a, const Part& b) { return a.gain > b.gain; });
  std::vector<char> touched(count, 0);
  bool any = false;
  auto from = present.begin();
  for (const Part& to : possible) {
    if (touched[to.cluster]) continue;
    touched[to.cluster] = 1;
    while (from != present.end() && (touched[from->cluster] || touched[from->cluster - 1])) ++from;
    if (from == present.end() || to.gain - from->gain <= least) break;
    touched[from->cluster] = touched[from->cluster - 1] = 1;
    borders[from->cluster] = to.border;
    any = true;
  }
  std::sort(borders.begin(), borders.end());
  return any;
}

// Alternates Lloyd's iteration with moving levels to where it cannot bring them.
void improve(const SortedValues& values, Borders& borders) {
  constexpr int mostRounds = 10;
  constexpr double leastGain = 1e-3;  // of the squared error
  double error = iterate(values, borders);
  for (int round = 0; round < mostRounds && relocate(values, borders, leastGain * error); ++round)
    error = iterate(values, borders);
}

Borders evenBorders(const SortedValues& values, std::size_t count) {
  Borders borders(count + 1, 0);
  borders[count] = values.size();
  const double low = values[0], step = (values[values.size() - 1] - low) / static_cast<double>(count - 1);
  for (std::size_t j = 1; j < count; ++j)
    borders[j] = firstBeyond(values, low + (static_cast<double>(j) - 0.5) * step, borders[j - 1]);
  return borders;
}

// For the first i values and c clusters the least error is the minimum over j of the least error of the first j values
// with c - 1 clusters plus that of one cluster [j, i). The best j rises with i and with c: it is found for the middle i
// first, which bounds it for both halves.
class Optimum {
 public:
  Optimum(const SortedValues& values, std::size_t count)
      : values_(values), best_(count, std::vector<std::uint32_t>(values.size() + 1, 0)), least_(values.size() + 1) {
    const std::size_t size = values.size();
    for (std::size_t i = 1; i <= size; ++i) least_[i] = values.error(0, i);
    for (std::size_t c = 1; c < count; ++c) {
      before_ = least_;
      cluster_ = c;
      const std::size_t last = size - (count - 1 - c);
      divide(c + 1 == count ? last : c + 1, last, c, size - 1);
    }
  }

  Borders borders() const {
    Borders borders(best_.size() + 1, 0);
    borders.back() = values_.size();
    for (std::size_t c = best_.size(); c-- > 1;) borders[c] = best_[c][borders[c + 1]];
    return borders;
  }

 private:
  void divide(std::size_t first, std::size_t last, std::size_t low, std::size_t high) {
    if (first > last) return;
    const std::size_t middle = (first + last) / 2;
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t from = std::max<std::size_t>(low, best_[cluster_ - 1][middle]);
    for (std::size_t j = from; j <= std::min(high, middle - 1); ++j) {
      const double error = before_[j] + values_.error(j, middle);
      if (error < least) {
        least = error;
        best = j;
      }
    }
    least_[middle] = least;
    best_[cluster_][middle] = static_cast<std::uint32_t>(best);
    divide(first, middle - 1, low, best);
    divide(middle + 1, last, best, high);
  }

  const SortedValues& values_;
  std::vector<std::vector<std::uint32_t>> best_;  // where the last of c + 1 clusters of the first i values begins
  std::vector<double> least_, before_;
  std::size_t cluster_ = 0;
};
std::vector<float> levelsOf(const SortedValues& values, const Borders& borders) {
  std::vector<float> levels;
  for (std::size_t j = 0; j + 1 < borders.size(); ++j)
    levels.push_back(static_cast<float>(values.center() + meanOf(values, borders[j], borders[j + 1])));
  return levels;
}

// If there are enough levels for all values.
std::vector<float> ownLevels(const SortedValues& values, std::size_t count) {
  std::vector<float> levels;
  for (std::size_t i = 0; i < values.size(); ++i) levels.push_back(static_cast<float>(values.center() + values[i]));
  levels.resize(count, levels.empty() ? 0 : levels.back());
  return levels;
}

// The largest float that rounds to the lower of two levels: no float between them is nearer to the lower.
float lastOfLower(float lower, float upper) {
  const double middle = (static_cast<double>(lower) + static_cast<double>(upper)) / 2;
  const auto nearest = static_cast<float>(middle);
  return static_cast<double>(nearest) > middle ? std::nextafter(nearest, lower) : nearest;
}

// Codes of the nearest levels, by branchless bisection.
void nearestCodes(const float* values, std::size_t count, const std::vector<float>& limits, int bits,
                  std::int8_t* codes) {
  const std::size_t half = std::size_t{1} << (bits - 1);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 0;
    for (std::size_t step = half; step > 0; step /= 2) at += values[i] > limits[at + step - 1] ? step : 0;
    codes[i] = static_cast<std::int8_t>(static_cast<int>(at) - static_cast<int>(half));
  }
}

}  // namespace

std::vector<float> lloydLevels(std::span<const float> weights, std::size_t count) {
  const SortedValues values(weights);
  if (values.size() <= count) return ownLevels(values, count);
  Borders borders = evenBorders(values, count);
  improve(values, borders);
  return levelsOf(values, borders);
}

std::vector<float> optimalLevels(std::span<const float> weights, std::size_t count) {
  const SortedValues cells(weights, mostExact);
  if (cells.size() <= count) return ownLevels(cells, count);
  Borders borders = Optimum(cells, count).borders();
  if (!cells.merged()) return levelsOf(cells, borders);
  const SortedValues values(weights);
  for (std::size_t& border : borders) border = values.firstAfter(cells.count(0, border));
  iterate(values, borders);
  return levelsOf(values, borders);
}

QuantizedTensor KmeansQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                          const InputMoments* /*inputs*/) const {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const Channels channels(layer.shape, layer.channelAxis);
  const std::span<const float> weights = *layer.weights;
  const std::size_t count = std::size_t{1} << scheme.bits;
  const auto levelsOfRow = [&](std::span<const float> row) {
    return kmeansOptions(scheme).exact ? optimalLevels(row, count) : lloydLevels(row, count);
  };
  std::vector<float> scratch;
  const auto addRow = [&](std::span<const float> row) {
    const std::vector<float> levels = levelsOfRow(row);
    tensor.codebook.insert(tensor.codebook.end(), levels.begin(), levels.end());
  };
  if (scheme.granularity == Granularity::Tensor)
    addRow(weights);
  else
    for (std::size_t c = 0; c < channels.count; ++c) addRow(channels.values(weights, c, scratch));

  std::vector<std::vector<float>> limits(tensor.codebook.size() / count);
  for (std::size_t row = 0; row < limits.size(); ++row)
    for (std::size_t j = row * count; j + 1 < (row + 1) * count; ++j)
      limits[row].push_back(lastOfLower(tensor.codebook[j], tensor.codebook[j + 1]));
  tensor.codes.resize(weights.size());
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    nearestCodes(weights.data() + begin, channels.inner, limits[limits.size() > 1 ? channel : 0], scheme.bits,
                 tensor.codes.data() + begin);
  });
  return tensor;
}

namespace {

constexpr MethodOption kmeansTable[] = {
    flagOption("exact", 16, false, "find the exact optimum instead of using Lloyd's iteration")};
constinit const KmeansQuantizer kmeansQuantizer;

std::vector<ComparedVariant> kmeansVariants() {
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Kmeans, .correction = correction};
  };
  return {{"k-means", weights(Correction::None), ActivationRange::LeastSquares},
          {"k-means, gain", weights(Correction::Gain), ActivationRange::LeastSquares}};
}

}  // namespace

std::span<const MethodOption> KmeansOptions::table() {
  return kmeansTable;
}

constinit const MethodInfo kmeansInfo = {
    .method = Method::Kmeans,
    .name = "kmeans",
    .title = "k-means",
    .lightColour = 0x0b8f9c,
    .darkColour = 0x4fd6e0,
    .quantizer = kmeansQuantizer,
    .layout = [](const QuantScheme& scheme) { return layoutOf(scheme, CodebookCodes{}); },
    .options = kmeansTable,
    .compared = kmeansVariants,
};

}  // namespace bitprism
