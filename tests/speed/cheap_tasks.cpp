// Prints whether cheap tasks pay on a real network: the hypervolume that `mtgp` reaches by what its evaluations cost.
// All variants share one calibration and one memory of evaluations, so a cost is counted in images (report images
// included), which contention on the machine does not change, and in seconds of a quiet one by the mean of an image.
// Usage: cheap_tasks NETWORK DATA IMAGES TRIALS SEEDS [mean,... std,...]
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include "app/workflow/study.h"

namespace bitprism {
namespace {

struct Variant {
  const char* name;
  std::vector<Task> tasks;
  CheapObservation cheap;
};

const Variant variants[] = {{"no cheap task", {{}}, CheapObservation::Kl},
                            {"128 kl", {{128, 0}, {}}, CheapObservation::Kl},
                            {"128,512 kl", {{128, 0}, {512, 0}, {}}, CheapObservation::Kl},
                            {"512 accuracy", {{512, 0}, {}}, CheapObservation::Accuracy},
                            {"128,512 both", {{128, 0}, {512, 0}, {}}, CheapObservation::Both}};

std::vector<double> numbers(const char* written) {
  std::vector<double> result;
  std::stringstream parts(written);
  for (std::string part; std::getline(parts, part, ',');) result.push_back(std::atof(part.c_str()));
  return result;
}

struct Outcome {
  std::map<int, double> byCost;  // hypervolume at a cost in evaluations of the top task
  int cheap = 0;
};

Outcome play(Study& study, const Variant& variant, int trials, std::uint64_t seed) {
  SearchRequest request;
  request.search.method = "mtgp";
  request.search.tasks = variant.tasks;
  request.search.cheap = variant.cheap;
  request.search.trials = trials;
  request.search.seed = seed;
  const auto job = study.prepareSearch(request);
  const auto last = job->runner().run({});
  const auto top = static_cast<double>(study.searchEvaluator().images() + study.reportEvaluator().images());
  HypervolumeReference reference{1.0 / static_cast<double>(study.images().classes), 0, last->floatAccuracy};
  const QuantScheme eight = request.scheme.at(8);
  reference.cost =
      static_cast<double>(modelSize(*study.network(), uniformPlan(study.network()->layers.size(), eight)).total());
  Outcome outcome;
  std::vector<FrontPoint> points;
  double cost = 0;
  for (const Evaluation& evaluation : last->evaluations) {
    if (evaluation.task.images > 0) {
      ++outcome.cheap;
      cost += static_cast<double>(evaluation.task.images) / top;
      continue;
    }
    cost += 1;
    points.push_back({evaluation.score.accuracy, evaluation.bytes, points.size()});
    // What is reached at a cost holds until the next evaluation.
    for (int at = static_cast<int>(cost + 0.999); at <= trials; ++at)
      outcome.byCost[at] = hypervolume(points, reference);
  }
  return outcome;
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  using namespace bitprism;
  if (argc < 6) return std::fprintf(stderr, "cheap_tasks NETWORK DATA IMAGES TRIALS SEEDS [MEANS DEVIATIONS]\n"), 2;
  StudySettings settings;
  settings.networkPath = argv[1];
  settings.dataPath = argv[2];
  settings.images = std::atoll(argv[3]);
  if (argc > 7) settings.preprocessing = Preprocessing{.mean = numbers(argv[6]), .deviation = numbers(argv[7])};
  const int trials = std::atoi(argv[4]), seeds = std::atoi(argv[5]);
  const auto study = Study::open(settings);
  std::printf("%s, %lld images to search, %lld to report; hypervolume by cost in evaluations of the top task\n",
              argv[1], static_cast<long long>(study->searchEvaluator().images()),
              static_cast<long long>(study->reportEvaluator().images()));
  for (const Variant& variant : variants)
    for (int seed = 1; seed <= seeds; ++seed) {
      const Outcome outcome = play(*study, variant, trials, static_cast<std::uint64_t>(seed));
      std::printf("  %-14s seed %d:", variant.name, seed);
      for (const auto& [cost, area] : outcome.byCost)
        if (cost % 5 == 0) std::printf("  %2d: %.4f", cost, area);
      std::printf("  (%d cheap evaluations)\n", outcome.cheap);
      std::fflush(stdout);
    }
}
