#include "core/search/tied_search.h"

#include <utility>

namespace bitprism {
namespace {

class TiedPredictor : public Predictor {
 public:
  TiedPredictor(std::shared_ptr<const UntiedSpace> untied, std::shared_ptr<const Predictor> inner)
      : untied_(std::move(untied)), inner_(std::move(inner)) {}
  Prediction predict(const PlanChoice& bits) const override { return inner_->predict(untied_->untied(bits)); }
  std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const override {
    std::vector<PlanChoice> untied;
    for (const PlanChoice& bits : plans) untied.push_back(untied_->untied(bits));
    return inner_->predictEach(untied);
  }

 private:
  std::shared_ptr<const UntiedSpace> untied_;
  std::shared_ptr<const Predictor> inner_;
};

}  // namespace

UntiedSpace::UntiedSpace(const SearchSpace& space) : tied_(space), group_(space.size()) {
  untied_.scheme = space.scheme;
  untied_.others = space.others;
  untied_.fixedBytes = space.fixedBytes;
  untied_.fixedNanoseconds = space.fixedNanoseconds;
  untied_.axis = space.axis;
  untied_.limits = space.limits;
  std::vector<std::size_t> first(space.size());  // layer of each layer's group
  for (std::size_t l = 0; l < space.size(); ++l) first[l] = l;
  for (const std::vector<std::size_t>& tie : space.ties)
    for (const std::size_t l : tie) first[l] = tie.front();
  for (std::size_t l = 0; l < space.size(); ++l) {
    const SearchSpace::LayerOptions& choice = space.layers[l];
    if (first[l] == l) {
      group_[l] = untied_.layers.size();
      untied_.layers.push_back(choice);
      continue;
    }
    group_[l] = group_[first[l]];
    SearchSpace::LayerOptions& whole = untied_.layers[group_[l]];
    whole.weights += choice.weights;
    for (const Cost cost : {Cost::Memory, Cost::BitOperations, Cost::Latency})
      for (std::size_t i = 0; i < whole.costs(cost).size(); ++i) whole.costs(cost)[i] += choice.costs(cost)[i];
  }
}

Sensitivity UntiedSpace::untied(const Sensitivity& sensitivity) const {
  Sensitivity result{std::vector<std::vector<double>>(untied_.size()), sensitivity.images, sensitivity.seconds};
  if (sensitivity.kl.empty()) return {{}, sensitivity.images, sensitivity.seconds};
  checkSensitivity(tied_, sensitivity);
  for (std::size_t l = 0; l < group_.size(); ++l) {
    std::vector<double>& sum = result.kl[group_[l]];
    if (sum.empty()) sum.resize(sensitivity.kl[l].size(), 0);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += sensitivity.kl[l][i];
  }
  return result;
}

PlanChoice UntiedSpace::untied(const PlanChoice& bits) const {
  if (!tied_.contains(bits)) return {};
  PlanChoice result(untied_.size());
  for (std::size_t l = 0; l < bits.size(); ++l) result[group_[l]] = bits[l];
  return result;
}

PlanChoice UntiedSpace::tied(const PlanChoice& bits) const {
  PlanChoice result;
  for (const std::size_t group : group_) result.push_back(bits[group]);
  return result;
}

TiedSearch::TiedSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity)
    : untied_(std::make_shared<const UntiedSpace>(space)),
      search_(makeSearch(settings, untied_->space(), untied_->untied(sensitivity))) {}

std::optional<Proposal> TiedSearch::ask(std::stop_token stop) {
  std::optional<Proposal> proposal = search_->ask(std::move(stop));
  if (proposal) proposal->bits = untied_->tied(proposal->bits);
  return proposal;
}

void TiedSearch::tell(const Evaluation& evaluation) {
  Evaluation inner = evaluation;
  inner.bits = untied_->untied(evaluation.bits);
  search_->tell(inner);
}

std::shared_ptr<const Predictor> TiedSearch::predictor() const {
  std::shared_ptr<const Predictor> newest = search_->predictor();
  if (newest != inner_) {
    inner_ = newest;
    outer_ = newest ? std::make_shared<const TiedPredictor>(untied_, newest) : nullptr;
  }
  return outer_;
}

}  // namespace bitprism
