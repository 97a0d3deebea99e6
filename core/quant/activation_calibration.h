#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/quant/activation_scheme.h"
#include "core/stats/range_histogram.h"

namespace bitprism {

// What one streaming pass saw of a layer's input.
struct InputStatistics {
  RangeHistogram histogram;
  std::vector<std::pair<float, float>> batchExtremes;  // smallest and largest value of each batch, in batch order
};

// How ranges are chosen; the same for every layer.
struct ActivationOptions {
  ActivationRange range = ActivationRange::LeastSquares;
  double percentile = 99.99;  // of the values that are kept, for Percentile
  bool symmetric = false;     // signed data gets zero point in the middle
  auto operator<=>(const ActivationOptions&) const = default;
};

// The clipping range that the options choose, as a scheme of so many bits (32: float).
// MinMax: all that was seen. Percentile: as much is cut off at either end as lies outside it (at the upper end alone
// for data that is never negative). BatchExtremes: mean over batches of the smallest and of the largest value.
// LeastSquares: least squared error over the histogram, by line search over both ends.
ActivationScheme calibrated(const InputStatistics& statistics, int bits, const ActivationOptions& options);

// Sum of squared errors of a scheme over the histogram, each bin at its center, per value.
double meanSquaredError(const RangeHistogram& histogram, const ActivationScheme& scheme);

// The inputs of all layers, in layer order, and the schemes chosen from them (remembered). Safe from many threads.
class ActivationCalibration {
 public:
  explicit ActivationCalibration(std::vector<InputStatistics> layers) : layers_(std::move(layers)) {}
  ActivationCalibration(ActivationCalibration&& other) noexcept : layers_(std::move(other.layers_)) {}

  const std::vector<InputStatistics>& layers() const { return layers_; }
  ActivationScheme scheme(std::size_t layer, int bits, const ActivationOptions& options) const;

 private:
  std::vector<InputStatistics> layers_;
  mutable std::mutex mutex_;
  mutable std::map<std::tuple<std::size_t, int, ActivationOptions>, ActivationScheme> known_;
};

}  // namespace bitprism
