// What proposing several plans at a time costs and brings: noiseless hypervolume of mtgp's measured front over
// evaluations and over simulated wall-clock with 1 to 32 workers, the look-ahead being as many as the workers (at least
// 2), the lease board and the order of trials real. The networks have 20 layers and an accuracy that is a formula.
// Evaluations take the recorded times of the example, made 1 s on average, proposals what they take here. Usage:
// batch_proposals [evaluations] [networks]
#include <cstdio>
#include <cstdlib>
#include <map>

#include "core/search/pareto.h"
#include "core/search/search_method.h"
#include "tests/support/cluster_simulation.h"
#include "tests/support/recorded_durations.h"

namespace bitprism {
namespace {

constexpr int workerCounts[] = {1, 2, 4, 8, 16, 32};

struct Curve {
  std::vector<double> hypervolume, seconds;  // after each evaluation
  double asking = 0;

  double after(std::size_t evaluations) const {
    return hypervolume.empty() ? 0 : hypervolume[std::min(evaluations, hypervolume.size()) - 1];
  }
  double at(double time) const {
    const auto later = std::upper_bound(seconds.begin(), seconds.end(), time);
    return later == seconds.begin() ? 0 : hypervolume[static_cast<std::size_t>(later - seconds.begin()) - 1];
  }
};

Curve play(const test::SyntheticNetwork& network, int workers, int evaluations) {
  test::ClusterSetup setup;
  setup.workers = workers;
  setup.lookAhead = std::max(workers, 2);
  setup.durations = test::scaledDurations(test::recordedDurations().front(), 1);
  const SearchSettings settings = test::settingsFor(network, "mtgp", evaluations);
  const HypervolumeReference reference{network.chance, static_cast<double>(settings.referenceCost),
                                       network.floatAccuracy};
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  const test::ClusterOutcome outcome = test::ClusterSimulation(setup, *search, [&](const Proposal& proposal) {
                                         return test::measure(network, proposal, settings);
                                       }).run();
  Curve curve;
  curve.asking = outcome.asking;
  curve.seconds = outcome.told;
  std::vector<FrontPoint> points;
  for (const Evaluation& trial : outcome.trials) {
    points.push_back({trial.score.accuracy, trial.bytes, points.size()});
    std::vector<FrontPoint> honest;
    for (const FrontPoint& point : paretoFront(points))
      honest.push_back({network.accuracy(outcome.trials[point.index].bits), point.cost, point.index});
    curve.hypervolume.push_back(hypervolume(honest, reference));
  }
  return curve;
}

void print(const char* title, const std::map<int, std::vector<Curve>>& curves, const std::vector<double>& places,
           const std::function<double(const Curve&, double)>& value) {
  std::printf("%s\nworkers", title);
  for (const double place : places) std::printf("  %7.0f", place);
  std::puts("");
  for (const auto& [workers, runs] : curves) {
    std::printf("%7d", workers);
    for (const double place : places) {
      double sum = 0;
      for (const Curve& curve : runs) sum += value(curve, place) / static_cast<double>(runs.size());
      std::printf("  %7.4f", sum);
    }
    std::puts("");
  }
}

void compare(int evaluations, int networks) {
  std::map<int, std::vector<Curve>> curves;
  double asking = 0, proposals = 0;
  for (int i = 0; i < networks; ++i) {
    const test::SyntheticNetwork network(20, static_cast<std::uint64_t>(1000 + i));
    for (const int workers : workerCounts) {
      curves[workers].push_back(play(network, workers, evaluations));
      asking += curves[workers].back().asking;
      proposals += static_cast<double>(curves[workers].back().hypervolume.size());
    }
  }
  std::printf("%d evaluations, %d networks, %.1f ms of processor a proposal\n", evaluations, networks,
              1e3 * asking / proposals);
  std::vector<double> counts, times{3, 5, 10, 20, 40, 80};
  for (const int count : {10, 20, 40, 60, 80, 100, 200})
    if (count <= evaluations) counts.push_back(count);
  print("hypervolume after n evaluations", curves, counts,
        [](const Curve& curve, double place) { return curve.after(static_cast<std::size_t>(place)); });
  print("hypervolume after n seconds", curves, times, [](const Curve& curve, double place) { return curve.at(place); });
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  try {
    bitprism::compare(argc > 1 ? std::max(std::atoi(argv[1]), 1) : 100, argc > 2 ? std::max(std::atoi(argv[2]), 1) : 8);
  } catch (const std::exception& problem) {
    return std::fprintf(stderr, "batch_proposals: %s\n", problem.what()), 1;
  }
}
