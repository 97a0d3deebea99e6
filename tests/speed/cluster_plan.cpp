// Plans a cluster without one: runs the real lease board and the real order of proposals and results against simulated
// workers, whose evaluations take recorded times, and prints for each number of workers the efficiency (useful seconds
// of evaluations by seconds of workers), messages a second, and what the coordinator computes, as a share of a core.
// "calm": nothing happens. "rough": a worker lives two hours on average (a quarter falls silent instead of closing its
// connection), has a time limit of four, one in twenty has a link of a quarter of a second, and one lease in a hundred
// takes ten times as long. Usage: cluster_plan [workers,...] [seconds of an evaluation] [mtgp|random] [look-ahead by
// workers] [evaluations by worker]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "core/search/search_method.h"
#include "tests/support/cluster_simulation.h"
#include "tests/support/recorded_durations.h"

namespace bitprism {
namespace {

using test::ClusterOutcome;
using test::ClusterSetup;

struct Wish {
  std::vector<int> workers{1, 8, 64, 256, 1000};
  double seconds = 1;
  std::string method = "random";
  double lookAhead = 1.5;  // of the number of workers
  int each = 30;           // evaluations for each worker
};

std::uint64_t fingerprint(const std::vector<Evaluation>& trials) {
  std::uint64_t hash = 14695981039346656037u;
  for (const Evaluation& trial : trials)
    for (const LayerChoice& choice : trial.bits)
      hash = (hash ^ static_cast<std::uint64_t>(numberOfChoice(choice))) * 1099511628211u;
  return hash;
}

void simulate(const Wish& wish, const test::RecordedDurations& recorded, bool rough) {
  const test::SyntheticNetwork network(20, 1);
  for (const int workers : wish.workers) {
    ClusterSetup setup;
    setup.workers = workers;
    setup.lookAhead = std::max(2, static_cast<int>(std::lround(wish.lookAhead * workers)));
    setup.durations = test::scaledDurations(recorded, wish.seconds);
    if (rough) {
      setup.lifetime = 7200;
      setup.timeLimit = 4 * 3600;
      setup.slowLinks = 0.05;
      setup.stragglers = 0.01;
    }
    const SearchSettings settings = test::settingsFor(network, wish.method, wish.each * workers);
    const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
    const ClusterOutcome outcome = test::ClusterSimulation(setup, *search, [&](const Proposal& proposal) {
                                     return test::measure(network, proposal, settings);
                                   }).run();
    const double messages = static_cast<double>(outcome.messages);
    std::printf("%-9s %-5s %5d %5d %7zu %9.1f %6.3f %9.0f %8.2f %% %8.2f %% %9.0f %6lld %6lld %6lld %3lld  %016llx\n",
                recorded.name, rough ? "rough" : "calm", workers, std::min(setup.lookAhead, LookAhead::most),
                outcome.trials.size(), outcome.elapsed, outcome.efficiency(workers), messages / outcome.elapsed,
                100 * outcome.boarding / outcome.elapsed, 100 * outcome.asking / outcome.elapsed,
                messages / outcome.boarding, static_cast<long long>(outcome.deaths),
                static_cast<long long>(outcome.counts.givenAgain), static_cast<long long>(outcome.counts.seconds),
                static_cast<long long>(outcome.counts.failed),
                static_cast<unsigned long long>(fingerprint(outcome.trials)));
    std::fflush(stdout);
  }
}

void plan(const Wish& wish) {
  std::printf(
      "evaluations of %.3g s on average, %s, look-ahead %.3g times the workers\n%-9s %-5s %5s %5s %7s %9s %6s %9s "
      "%10s %10s %9s %6s %6s %6s %3s  %s\n",
      wish.seconds, wish.method.c_str(), wish.lookAhead, "durations", "", "N", "ahead", "trials", "seconds", "eff.",
      "messages/s", "board", "search", "most/s", "deaths", "again", "second", "bad", "trials");
  for (const test::RecordedDurations& recorded : test::recordedDurations())
    for (const bool rough : {false, true}) simulate(wish, recorded, rough);
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  bitprism::Wish wish;
  if (argc > 1) {
    wish.workers.clear();
    std::istringstream list(argv[1]);
    for (std::string one; std::getline(list, one, ',');) wish.workers.push_back(std::max(std::atoi(one.c_str()), 1));
  }
  if (argc > 2) wish.seconds = std::max(std::atof(argv[2]), 1e-3);
  if (argc > 3) wish.method = argv[3];
  if (argc > 4) wish.lookAhead = std::atof(argv[4]);
  if (argc > 5) wish.each = std::max(std::atoi(argv[5]), 1);
  try {
    bitprism::plan(wish);
  } catch (const std::exception& problem) {
    return std::fprintf(stderr, "cluster_plan: %s\n", problem.what()), 1;
  }
}
