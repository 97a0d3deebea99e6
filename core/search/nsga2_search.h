#pragma once

#include <set>
#include <span>

#include "core/base/random.h"
#include "core/search/pareto.h"
#include "core/search/random_search.h"
#include "core/search/search_method.h"

namespace bitprism {

struct Nsga2Settings {
  int population = 20;
  double crossover = 0.9;  // probability that two parents are recombined
};

// NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002): accuracy up, cost down; parents by binary tournament of rank and
// crowding, uniform crossover of layers, each layer mutated with probability 1 / layers to a neighbouring choice or,
// one time in five, to any. The first population is random, as in RandomSearch. Top task only. A generation is selected
// from the finished evaluations when its last child is requested; those still running join the next.
class Nsga2Search : public Search {
 public:
  Nsga2Search(const SearchSettings& settings, const SearchSpace& space, const Nsga2Settings& nsga2 = {});

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;

 private:
  struct Individual {
    PlanChoice bits;
    FrontPoint point;
    int rank = 0;
    double crowding = 0;
  };

  void select();
  const Individual& winner();
  std::optional<PlanChoice> child();

  SearchSettings settings_;
  Nsga2Settings nsga2_;
  SearchSpace space_;
  PlanFitter fitter_;
  RandomSearch beginning_;
  int asked_ = 0;
  std::vector<Individual> population_, evaluated_;  // the selected plans, and those measured since
  std::set<PlanChoice> tried_;
  Random random_;
};

// The index of each point's front: 0 for the front of all points, 1 for the front of the rest, and so on. Equal points
// share a front.
std::vector<int> nonDominatedRanks(std::span<const FrontPoint> points);

// Crowding distance of each point of one front: the sides of the box between its neighbours relative to the extent of
// the front; infinite at the ends.
std::vector<double> crowdingDistances(std::span<const FrontPoint> front);

extern const SearchMethodInfo nsga2Method;

}  // namespace bitprism
