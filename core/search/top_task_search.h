#pragma once

#include "core/search/search_method.h"

namespace bitprism {

// Any search restricted to the top task, although the session has cheap ones: for comparison.
class TopTaskSearch : public Search {
 public:
  // settings.method is the wrapped search.
  TopTaskSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;
  std::shared_ptr<const Predictor> predictor() const override { return search_->predictor(); }
  SearchInsight insight() const override { return search_->insight(); }

 private:
  int topTask_;
  std::unique_ptr<Search> search_;
};

extern const SearchMethodInfo topTaskMethod;

}  // namespace bitprism
