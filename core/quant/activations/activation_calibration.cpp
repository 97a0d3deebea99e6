#include "core/quant/activations/activation_calibration.h"

#include <algorithm>
#include <cmath>

#include "core/quant/activations/activation_method.h"
#include "core/quant/activations/seen_values.h"

namespace bitprism {

ActivationScheme calibrated(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  if (bits == 32) return {};
  checkOptions(options);
  return activationMethod(options.method).quantizer.calibrated(statistics, bits, options);
}

std::optional<double> meanSquaredError(const InputStatistics& statistics, const ActivationScheme& scheme) {
  if (statistics.histogram.empty() || scheme.isFloat()) return 0;
  if (activationMethod(scheme.method).grouped) return {};
  const auto count = static_cast<double>(statistics.histogram.count());
  if (!scheme.perChannel()) return SeenValues(statistics.histogram).squaredError(scheme) / count;
  if (scheme.channels.size() != statistics.channels.size()) return {};
  double sum = 0;
  for (std::size_t c = 0; c < scheme.channels.size(); ++c)
    sum += SeenValues(statistics.channels[c]).squaredError(scheme.channels[c]);
  return sum / count;
}

ActivationScheme ActivationCalibration::scheme(std::size_t layer, int bits, const ActivationOptions& options) const {
  if (layer < withoutInput_.size() && withoutInput_[layer]) return {};
  const auto key = std::tuple(layer, bits, options);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  const ActivationScheme chosen = calibrated(layers_.at(layer), bits, options);
  const std::lock_guard lock(mutex_);
  return known_.emplace(key, chosen).first->second;
}

}  // namespace bitprism
