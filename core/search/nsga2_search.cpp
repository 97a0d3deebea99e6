#include "core/search/nsga2_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace bitprism {
namespace {

constexpr int mostAttempts = 200;  // to create an unmeasured child
constexpr double anyChoice = 0.2;  // share of mutations

bool dominates(const FrontPoint& a, const FrontPoint& b) {
  return a.accuracy >= b.accuracy && a.cost <= b.cost && (a.accuracy > b.accuracy || a.cost < b.cost);
}

}  // namespace

std::vector<int> nonDominatedRanks(std::span<const FrontPoint> points) {
  const std::size_t n = points.size();
  std::vector<int> ranks(n, -1);
  std::size_t left = n;
  for (int rank = 0; left > 0; ++rank) {
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < n; ++i) {
      bool beaten = ranks[i] >= 0;
      for (std::size_t j = 0; j < n && !beaten; ++j) beaten = ranks[j] < 0 && dominates(points[j], points[i]);
      if (!beaten) front.push_back(i);
    }
    for (const std::size_t i : front) ranks[i] = rank;
    left -= front.size();
  }
  return ranks;
}

std::vector<double> crowdingDistances(std::span<const FrontPoint> front) {
  std::vector<double> distances(front.size(), 0);
  std::vector<std::size_t> order(front.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto add = [&](const auto& score) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return score(front[a]) < score(front[b]); });
    const double extent = score(front[order.back()]) - score(front[order.front()]);
    distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
    if (!(extent > 0)) return;
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distances[order[i]] += (score(front[order[i + 1]]) - score(front[order[i - 1]])) / extent;
  };
  if (front.empty()) return distances;
  add([](const FrontPoint& point) { return point.accuracy; });
  add([](const FrontPoint& point) { return static_cast<double>(point.cost); });
  return distances;
}

Nsga2Search::Nsga2Search(const SearchSettings& settings, const SearchSpace& space, const Nsga2Settings& nsga2)
    : settings_(settings),
      nsga2_(nsga2),
      space_(space),
      beginning_(settings, space),
      random_(settings.seed, 0x6e736761) {
  nsga2_.population = std::max(nsga2_.population, 2);
}

std::optional<Proposal> Nsga2Search::ask(std::stop_token /*stop*/) {
  if (asked_ >= settings_.trials) return {};
  if (asked_ > 0 && asked_ % nsga2_.population == 0) select();
  Proposal proposal;
  if (population_.size() > 1) {
    for (int attempt = 0; attempt < mostAttempts && proposal.bits.empty(); ++attempt) {
      PlanChoice bits = child();
      if (!tried_.contains(bits)) proposal.bits = std::move(bits);
    }
    proposal.why = "child of two plans of the population";
  }
  if (proposal.bits.empty()) {
    std::optional<Proposal> random = beginning_.ask();
    if (!random) return {};
    proposal.bits = std::move(random->bits);
    proposal.why = "random, before the first selection";
  }
  proposal.trial = asked_++;
  proposal.task = static_cast<int>(settings_.tasks.size()) - 1;
  tried_.insert(proposal.bits);
  Evaluation running;
  running.bits = proposal.bits;
  beginning_.tell(running);  // so that it is not drawn again
  return proposal;
}

void Nsga2Search::tell(const Evaluation& evaluation) {
  if (!space_.contains(evaluation.bits) || evaluation.taskIndex + 1 != static_cast<int>(settings_.tasks.size())) return;
  tried_.insert(evaluation.bits);
  beginning_.tell(evaluation);
  if (!evaluation.ok() || !std::isfinite(evaluation.score.accuracy)) return;
  evaluated_.push_back({evaluation.bits, {evaluation.score.accuracy, space_.cost(evaluation.bits), 0}, 0, 0});
}

// The best of the population and its children, by rank and within the last rank by crowding.
void Nsga2Search::select() {
  std::vector<Individual> all = std::move(population_);
  all.insert(all.end(), std::make_move_iterator(evaluated_.begin()), std::make_move_iterator(evaluated_.end()));
  evaluated_.clear();
  std::vector<FrontPoint> points;
  for (const Individual& one : all) points.push_back(one.point);
  const std::vector<int> ranks = nonDominatedRanks(points);
  const int fronts = ranks.empty() ? 0 : *std::max_element(ranks.begin(), ranks.end()) + 1;
  for (int rank = 0; rank < fronts; ++rank) {
    std::vector<std::size_t> members;
    std::vector<FrontPoint> front;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (ranks[i] == rank) members.push_back(i), front.push_back(points[i]);
    const std::vector<double> crowding = crowdingDistances(front);
    for (std::size_t i = 0; i < members.size(); ++i) {
      all[members[i]].rank = rank;
      all[members[i]].crowding = crowding[i];
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Individual& a, const Individual& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.crowding > b.crowding;
  });
  if (all.size() > static_cast<std::size_t>(nsga2_.population)) all.resize(static_cast<std::size_t>(nsga2_.population));
  population_ = std::move(all);
}

const Nsga2Search::Individual& Nsga2Search::winner() {
  const Individual& a = population_[random_.below(population_.size())];
  const Individual& b = population_[random_.below(population_.size())];
  if (a.rank != b.rank) return a.rank < b.rank ? a : b;
  return a.crowding >= b.crowding ? a : b;
}

PlanChoice Nsga2Search::child() {
  PlanChoice bits = winner().bits;
  const PlanChoice& other = winner().bits;
  if (random_.uniform() < nsga2_.crossover)
    for (std::size_t l = 0; l < bits.size(); ++l)
      if (random_.uniform() < 0.5) bits[l] = other[l];
  for (std::size_t l = 0; l < bits.size(); ++l) {
    if (random_.uniform() * static_cast<double>(bits.size()) >= 1) continue;
    const std::vector<LayerChoice>& choices = space_.layers[l].widths;
    const auto count = static_cast<int>(choices.size());
    int index = space_.layers[l].indexOf(bits[l]);
    if (random_.uniform() < anyChoice)
      index = static_cast<int>(random_.below(choices.size()));
    else
      index = std::clamp(index + (random_.uniform() < 0.5 ? -1 : 1), 0, count - 1);
    bits[l] = choices[static_cast<std::size_t>(index)];
  }
  return bits;
}

constinit const SearchMethodInfo nsga2Method = {.name = "nsga2",
                                                .title = "NSGA-II",
                                                .sensitivity = SensitivityNeed::None,
                                                .make = [](const SearchSettings& settings, const SearchSpace& space,
                                                           const Sensitivity&) -> std::unique_ptr<Search> {
                                                  return std::make_unique<Nsga2Search>(settings, space);
                                                }};

}  // namespace bitprism
