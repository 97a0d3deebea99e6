#pragma once

#include "core/search/search_method.h"

namespace bitprism {

// Any search with the top task alone, though the session has cheap ones: what they are worth is seen beside it.
class TopTaskSearch : public Search {
 public:
  // settings.method is the search that is led.
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
