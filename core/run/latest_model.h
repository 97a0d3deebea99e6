#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "core/search/search.h"

namespace bitprism {

// The newest model of a search and its space. Safe from many threads.
class LatestModel {
 public:
  using Value = std::pair<std::shared_ptr<const Predictor>, std::shared_ptr<const SearchSpace>>;

  // Null before the first put.
  Value get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  void put(Value value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }

  // Empty without a model, or if the bits are not in the space.
  std::optional<Prediction> predict(const PlanChoice& bits) const {
    const auto [model, space] = get();
    if (!model || !space->contains(bits)) return {};
    return model->predict(bits);
  }

 private:
  mutable std::mutex mutex_;
  Value value_;
};

}  // namespace bitprism
