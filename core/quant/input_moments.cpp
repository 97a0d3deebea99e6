#include "core/quant/input_moments.h"

#include <utility>

namespace bitprism {

std::shared_ptr<const QuantizedTensor> InputMoments::known(const QuantScheme& scheme) const {
  const std::scoped_lock lock(mutex_);
  const auto found = solutions_.find(scheme);
  return found == solutions_.end() ? nullptr : found->second;
}

std::shared_ptr<const QuantizedTensor> InputMoments::remember(const QuantScheme& scheme,
                                                              QuantizedTensor solution) const {
  const std::scoped_lock lock(mutex_);
  auto& place = solutions_[scheme];
  if (!place) place = std::make_shared<const QuantizedTensor>(std::move(solution));
  return place;
}

}  // namespace bitprism
