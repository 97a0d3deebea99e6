// Prints what one proposal of a search costs: nuq at 40 observations of 4 tasks with curves of 2 and 4 parameters (a
// cold sampler of 200 + 100 iterations, and one that goes on), mtgp at 100 and 500 observations of 150 layers; seconds
// and peak memory. Usage: search_proposal_speed [nuq|mtgp]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "core/search/nuq_search.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;
using test::settingsFor;
using test::SyntheticNetwork;

double seconds(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// Of this thread: the cost of the proposal, independent of other load.
double processorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Passes a number of evaluations to a search, spread over its tasks.
template <class Plan>
void teach(Search& search, const SyntheticNetwork& network, const SearchSettings& settings, int observations,
           const Plan& plan) {
  for (int i = 0; i < observations; ++i) {
    Proposal proposal;
    proposal.trial = 100000 + i;  // none of those that it asks for
    proposal.bits = plan(i);
    proposal.task = i % static_cast<int>(settings.tasks.size());
    search.tell(test::measure(network, proposal, settings));
  }
}

void timeNuq(BitCurve curve) {
  const SyntheticNetwork network(20, 1);
  SearchSettings settings = settingsFor(network, "nuq", 1000);
  settings.tasks = {{0, 0}, {0, 1}, {0, 2}, {0, 10}};
  NuqSettings nuq;
  nuq.curve = curve;
  nuq.warmUpAgain = nuq.warmUp;  // the whole of it every time
  NuqSearch search(settings, network.space, network.sensitivity, nuq);
  const CurvePlans curves(network.space, network.sensitivity, curve);
  Random random(1);
  teach(search, network, settings, 40, [&](int) {
    Eigen::VectorXd parameters(curves.parameters());
    for (double& parameter : parameters) parameter = random.uniform();
    return curves.at(parameters);
  });
  std::printf("nuq, %s curve (%d parameters), 40 observations, 4 tasks, 200 + 100 iterations:\n", bitCurveName(curve),
              curveParameters(curve));
  for (const char* kind : {"cold", "warm"}) {
    const Clock::time_point start = Clock::now();
    const std::optional<Proposal> proposal = search.ask();
    std::printf("  %s: %.3f s (%s)\n", kind, seconds(start), proposal ? proposal->why.c_str() : "nothing");
    if (proposal) search.tell(test::measure(network, *proposal, settings));
  }
  const PlanChoice bits = curves.at(Eigen::VectorXd::Constant(curves.parameters(), 0.4));
  const Clock::time_point start = Clock::now();
  constexpr int predictions = 200;
  for (int i = 0; i < predictions; ++i) search.predict(bits);
  std::printf("  one prediction: %.6f s\n  peak memory %.0f MiB\n", seconds(start) / predictions, peakMegabytes());
}

void timeMtgp(int observations) {
  const SyntheticNetwork network(150, 1);
  const SearchSettings settings = settingsFor(network, "mtgp", 100000);
  const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
  const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
  Random random(1);
  teach(*search, network, settings, observations - 1, [&](int i) {
    PlanChoice bits = plans[static_cast<std::size_t>(i) * 37 % plans.size()];
    for (int change = 0; change < 10; ++change) bits[random.below(bits.size())] = 2 + static_cast<int>(random.below(7));
    return bits;
  });
  // The first proposals are the design's; the fit begins anew at the first.
  for (int i = 0; i < 4; ++i) {
    const std::optional<Proposal> design = search->ask();
    search->tell(test::measure(network, *design, settings));
  }
  std::vector<double> times, processor;
  for (int i = 0; i < 9; ++i) {
    const Clock::time_point start = Clock::now();
    const double before = processorSeconds();
    const std::optional<Proposal> proposal = search->ask();
    times.push_back(seconds(start));
    processor.push_back(processorSeconds() - before);
    search->tell(test::measure(network, *proposal, settings));
  }
  std::sort(times.begin(), times.end());
  std::sort(processor.begin(), processor.end());
  std::printf(
      "mtgp, 150 layers, %d observations: median %.3f s, worst %.3f s of 9 (on the processor %.3f s, %.3f s), peak "
      "memory %.0f MiB\n",
      observations, times[4], times[8], processor[4], processor[8], peakMegabytes());
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what != "mtgp")
    for (const bitprism::BitCurve curve : {bitprism::BitCurve::Linear, bitprism::BitCurve::CubicBezier})
      bitprism::timeNuq(curve);
  if (what != "nuq")
    for (const int observations : {100, 500}) bitprism::timeMtgp(observations);
}
