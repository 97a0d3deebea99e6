#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "core/quant/activations/activation_options.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/activations/input_statistics.h"

namespace bitprism {

// The scheme of so many bits (32: float) that the options choose for such an input: see activation_range.h, and for
// grids of channels exactAllocation (bit_allocation.h). Throws UsageError when the options do not go together, or ask
// for fewer bits than their method has codes for.
ActivationScheme calibrated(const InputStatistics& statistics, int bits, const ActivationOptions& options);

// Mean of the squared errors of a scheme over what calibration saw, each bin of its histograms at its centre; absent
// for block floating point, whose errors depend on what stands beside a value.
std::optional<double> meanSquaredError(const InputStatistics& statistics, const ActivationScheme& scheme);

// The inputs of all layers, in layer order, and the schemes chosen from them (remembered). Safe from many threads.
class ActivationCalibration {
 public:
  // withoutInput: layers that have none to quantize (readsActivations), whose scheme is always float; empty: none.
  explicit ActivationCalibration(std::vector<InputStatistics> layers, std::vector<bool> withoutInput = {})
      : layers_(std::move(layers)), withoutInput_(std::move(withoutInput)) {}
  ActivationCalibration(ActivationCalibration&& other) noexcept
      : layers_(std::move(other.layers_)), withoutInput_(std::move(other.withoutInput_)) {}

  const std::vector<InputStatistics>& layers() const { return layers_; }
  ActivationScheme scheme(std::size_t layer, int bits, const ActivationOptions& options) const;

 private:
  std::vector<InputStatistics> layers_;
  std::vector<bool> withoutInput_;
  mutable std::mutex mutex_;
  mutable std::map<std::tuple<std::size_t, int, ActivationOptions>, ActivationScheme> known_;
};

}  // namespace bitprism
