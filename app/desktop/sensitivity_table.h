#pragma once

#include <optional>

#include "core/search/search_space.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// The effect of rounding one layer alone, from the sensitivities. One thread at a time.
class SensitivityTable {
 public:
  // The KL of every layer at every choice of the space; nothing: unknown.
  void set(std::optional<Sensitivity> sensitivity, const SearchSpace& space);
  void clear() { set({}, {}); }
  bool known() const { return sensitivity_.has_value(); }

  // Under exactly this scheme; absent if not measured.
  std::optional<double> measured(std::size_t layer, const QuantScheme& scheme) const;
  std::optional<double> likely(std::size_t layer, const QuantScheme& scheme) const;  // otherwise of another at its bits

  double share(double sensitivity) const;  // of the largest, 0 to 1 on a logarithmic scale

 private:
  std::optional<Sensitivity> sensitivity_;
  SearchSpace space_;
  double largest_ = 0;
};

}  // namespace bitprism
