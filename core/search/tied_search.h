#pragma once

#include "core/search/search.h"

namespace bitprism {

// A space with ties as an equivalent one without: every group of tied layers is one layer, whose bytes, weights and
// sensitivity are the sums of theirs. Immutable.
class UntiedSpace {
 public:
  explicit UntiedSpace(const SearchSpace& space);

  const SearchSpace& space() const { return untied_; }  // for sizes and choices; it cannot make plans

  Sensitivity untied(const Sensitivity& sensitivity) const;
  // No bits if the allocation is not in the tied space.
  PlanChoice untied(const PlanChoice& bits) const;
  PlanChoice tied(const PlanChoice& bits) const;

 private:
  SearchSpace tied_, untied_;
  std::vector<std::size_t> group_;  // of each layer
};

// Any search in a space with ties, run in the untied space.
class TiedSearch : public Search {
 public:
  TiedSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;
  std::shared_ptr<const Predictor> predictor() const override;
  SearchInsight insight() const override { return search_->insight(); }

 private:
  std::shared_ptr<const UntiedSpace> untied_;
  std::unique_ptr<Search> search_;
  mutable std::shared_ptr<const Predictor> inner_, outer_;  // the newest model and its wrapper
};

}  // namespace bitprism
