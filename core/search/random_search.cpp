#include "core/search/random_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/random.h"

namespace bitprism {

RandomSearch::RandomSearch(const SearchSettings& settings, SearchSpace space)
    : settings_(settings), space_(std::move(space)), fitter_(space_) {
  for (const auto& choice : space_.layers) spaceSize_ *= static_cast<double>(choice.widths.size());
}

std::optional<Proposal> RandomSearch::ask(std::stop_token /*stop*/) {
  if (asked_ >= settings_.trials || static_cast<double>(tried_.size()) >= spaceSize_) return {};
  Proposal proposal;
  proposal.trial = asked_;
  proposal.task = static_cast<int>(settings_.tasks.size()) - 1;
  proposal.why = "random bits";
  bool found = false;
  for (std::uint64_t attempt = 0; attempt < 200 && !found; ++attempt) {
    const std::optional<PlanChoice> bits = draw(static_cast<std::uint64_t>(asked_), attempt);
    if (!bits) return {};
    found = !tried_.contains(*bits);
    proposal.bits = *bits;
  }
  if (!found) {
    const std::optional<PlanChoice> rest = firstUntried();
    if (!rest) return {};
    proposal.bits = *rest;
  }
  tried_.insert(proposal.bits);
  ++asked_;
  return proposal;
}

void RandomSearch::tell(const Evaluation& evaluation) {
  tried_.insert(evaluation.bits);
}

std::optional<PlanChoice> RandomSearch::draw(std::uint64_t trial, std::uint64_t attempt) const {
  constexpr double goldenRatio = 0.61803398874989485;
  const double offset = Random(settings_.seed, 0x72616e64).uniform();
  double whole = 0;
  const double mean = std::modf(offset + goldenRatio * static_cast<double>(trial + attempt), &whole);
  const double reach = std::min(mean, 1 - mean);
  Random random(settings_.seed, (trial << 16) + attempt);
  PlanChoice bits;
  for (const auto& choice : space_.layers) {
    const auto widths = static_cast<int>(choice.widths.size());
    const double at = random.uniform(mean - reach, mean + reach);
    bits.push_back(choice.widths[static_cast<std::size_t>(std::clamp(static_cast<int>(at * widths), 0, widths - 1))]);
  }
  return fitter_.fitted(std::move(bits), random);
}

// Enumerates the space; reached only when nearly all of it has been tried, so only for small spaces.
std::optional<PlanChoice> RandomSearch::firstUntried() const {
  if (!space_.limits.empty()) return fitter_.anyOther(tried_);
  PlanChoice bits;
  for (const auto& choice : space_.layers) bits.push_back(choice.narrowest());
  for (;;) {
    if (!tried_.contains(bits)) return bits;
    std::size_t l = 0;
    while (l < bits.size() && bits[l] == space_.layers[l].widest()) bits[l] = space_.layers[l].narrowest(), ++l;
    if (l == bits.size()) return {};
    bits[l] = space_.layers[l].widths[static_cast<std::size_t>(space_.layers[l].indexOf(bits[l]) + 1)];
  }
}

constinit const SearchMethodInfo randomMethod = {.name = "random",
                                                 .title = "random",
                                                 .sensitivity = SensitivityNeed::None,
                                                 .make = [](const SearchSettings& settings, const SearchSpace& space,
                                                            const Sensitivity&) -> std::unique_ptr<Search> {
                                                   return std::make_unique<RandomSearch>(settings, space);
                                                 }};

}  // namespace bitprism
