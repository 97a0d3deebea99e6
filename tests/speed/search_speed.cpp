// Prints what the search costs and what it is worth: time of a proposal, of a prediction, memory, and the hypervolume
// that each method reaches on synthetic networks. Usage: search_speed [problems] [trials] [times|methods|tasks|METHOD
// ...]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "core/search/pareto.h"
#include "core/search/search.h"
#include "core/search/search_method.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;
using test::measure;
using test::settingsFor;
using test::SyntheticNetwork;

double milliseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

void printProposalTimes() {
  std::puts("time of one proposal, ms (median and worst of 5 around n observations), and of one prediction");
  for (const std::size_t layers : {20u, 57u}) {
    const SyntheticNetwork network(layers, 1);
    const SearchSettings settings = settingsFor(network, "mtgp", 110, 1);
    const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
    std::vector<double> times;
    std::optional<Proposal> running = search->ask();
    while (running) {
      const Clock::time_point start = Clock::now();
      std::optional<Proposal> next = search->ask();
      times.push_back(milliseconds(start));
      search->tell(measure(network, *running, settings));
      running = std::move(next);
    }
    for (const std::size_t n : {20u, 50u, 100u}) {
      std::vector<double> around(times.begin() + static_cast<std::ptrdiff_t>(n) - 2,
                                 times.begin() + static_cast<std::ptrdiff_t>(n) + 3);
      std::sort(around.begin(), around.end());
      std::printf("  %2zu layers, %3zu observations: %7.1f %7.1f\n", layers, n, around[2], around[4]);
    }
    const Clock::time_point start = Clock::now();
    constexpr int predictions = 200;
    double sum = 0;
    for (int i = 0; i < predictions; ++i) sum += search->predict(PlanChoice(layers, 2 + i % 7))->mean;
    std::printf("  %2zu layers, prediction: %.3f (mean accuracy %.3f)\n", layers, milliseconds(start) / predictions,
                sum / predictions);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory: %.1f MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
}

struct Outcome {
  std::vector<double> measured, exact;  // hypervolume after 10, 20, 30, 40 ... trials
};

Outcome play(const SyntheticNetwork& network, const std::string& method, int trials, std::uint64_t seed) {
  const SearchSettings settings = settingsFor(network, method, trials, seed);
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  const HypervolumeReference reference{network.chance, static_cast<double>(settings.referenceCost),
                                       network.floatAccuracy};
  std::vector<FrontPoint> points, truth;
  Outcome outcome;
  const auto note = [&] {
    outcome.measured.push_back(hypervolume(points, reference));
    // What the measured front is really worth: its plans at their noiseless accuracy.
    std::vector<FrontPoint> honest;
    for (const FrontPoint& point : paretoFront(points)) honest.push_back(truth[point.index]);
    outcome.exact.push_back(hypervolume(honest, reference));
  };
  for (const Evaluation& e : test::drive(*search, network, settings)) {
    points.push_back({e.score.accuracy, e.bytes, points.size()});
    truth.push_back({network.accuracy(e.bits), e.bytes, truth.size()});
    if (points.size() % 10 == 0) note();
  }
  while (static_cast<int>(outcome.measured.size()) < trials / 10) note();  // a sweep may have fewer plans
  return outcome;
}

void printComparison(int problems, int trials, const std::vector<std::string>& methods) {
  std::printf("hypervolume of %d synthetic networks of 20 layers: mean measured (noiseless) after n trials\n",
              problems);
  std::map<std::string, std::vector<Outcome>> all;
  for (const std::string& method : methods) {
    for (int p = 0; p < problems; ++p)
      all[method].push_back(play(SyntheticNetwork(20, static_cast<std::uint64_t>(1000 + p)), method, trials, 1));
    std::printf("  %-14s", method.c_str());
    for (int column = 0; column < trials / 10; ++column) {
      double measured = 0, exact = 0;
      for (const Outcome& outcome : all[method]) {
        measured += outcome.measured[static_cast<std::size_t>(column)] / problems;
        exact += outcome.exact[static_cast<std::size_t>(column)] / problems;
      }
      std::printf("  %3d: %.4f (%.4f)", 10 * (column + 1), measured, exact);
    }
    std::puts("");
    std::fflush(stdout);
  }
  for (const std::string& other : methods) {
    if (other == "mtgp" || !all.contains("mtgp")) continue;
    double sum = 0, squares = 0;
    int wins = 0;
    for (int p = 0; p < problems; ++p) {
      const auto at = static_cast<std::size_t>(p);
      const double difference = all["mtgp"][at].exact.back() - all[other][at].exact.back();
      sum += difference;
      squares += difference * difference;
      wins += difference > 0;
    }
    const double mean = sum / problems;
    const double error = std::sqrt(std::max(squares / problems - mean * mean, 0.0) / std::max(problems - 1, 1));
    std::printf("  mtgp minus %s, noiseless: %+.4f +- %.4f, %d wins of %d\n", other.c_str(), mean, error, wins,
                problems);
  }
}

// Whether cheap tasks pay: noiseless hypervolume at a cost in images, counted in evaluations of the top task.
void printCheapTasks(int problems, int trials) {
  std::printf("noiseless hypervolume of %d networks of 20 layers by cost, in top-task evaluations\n", problems);
  struct Variant {
    const char* name;
    std::vector<Task> tasks;
    CheapObservation cheap;
  };
  const Variant variants[] = {{"no cheap task", {{}}, CheapObservation::Kl},
                              {"128 kl", {{128, 0}, {}}, CheapObservation::Kl},
                              {"128,512 kl", {{128, 0}, {512, 0}, {}}, CheapObservation::Kl},
                              {"128 accuracy", {{128, 0}, {}}, CheapObservation::Accuracy},
                              {"512 accuracy", {{512, 0}, {}}, CheapObservation::Accuracy},
                              {"128,512 both", {{128, 0}, {512, 0}, {}}, CheapObservation::Both}};
  for (const Variant& variant : variants) {
    std::vector<double> sums(static_cast<std::size_t>(trials / 5), 0);
    double cheapEvaluations = 0;
    for (int p = 0; p < problems; ++p) {
      const SyntheticNetwork network(20, static_cast<std::uint64_t>(1000 + p));
      SearchSettings settings = settingsFor(network, "mtgp", trials, 1);
      settings.tasks = variant.tasks;
      settings.cheap = variant.cheap;
      const HypervolumeReference reference{network.chance, static_cast<double>(settings.referenceCost),
                                           network.floatAccuracy};
      std::vector<FrontPoint> points, truth;
      double cost = 0;
      std::size_t next = 0;
      const auto note = [&] {
        std::vector<FrontPoint> honest;
        for (const FrontPoint& point : paretoFront(points)) honest.push_back(truth[point.index]);
        sums[next++] += hypervolume(honest, reference) / problems;
      };
      const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
      for (const Evaluation& e : test::drive(*search, network, settings)) {
        const double images = static_cast<double>(e.task.images > 0 ? e.task.images : network.allImages);
        const double after = cost + images / static_cast<double>(network.allImages);
        while (next < sums.size() && after > 5.0 * static_cast<double>(next + 1) + 1e-9) note();
        cost = after;
        if (e.task.images > 0) {
          cheapEvaluations += 1.0 / problems;
          continue;
        }
        points.push_back({e.score.accuracy, e.bytes, points.size()});
        truth.push_back({network.accuracy(e.bits), e.bytes, truth.size()});
      }
      while (next < sums.size()) note();
    }
    std::printf("  %-14s", variant.name);
    for (std::size_t i = 0; i < sums.size(); ++i) std::printf("  %2zu: %.4f", 5 * (i + 1), sums[i]);
    std::printf("  (%.1f cheap evaluations)\n", cheapEvaluations);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  const int problems = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 8;
  const int trials = argc > 2 ? std::max(std::atoi(argv[2]), 10) : 40;
  const std::string part = argc > 3 ? argv[3] : "all";  // times, methods, tasks
  if (part == "all" || part == "times") bitprism::printProposalTimes();
  const bool named = part != "all" && part != "times" && part != "methods" && part != "tasks";
  if (named) bitprism::printComparison(problems, trials, {argv + 3, argv + argc});
  if (part == "all" || part == "methods") bitprism::printComparison(problems, trials, bitprism::searchMethodNames());
  if (part == "all" || part == "tasks") bitprism::printCheapTasks(problems, trials);
}
