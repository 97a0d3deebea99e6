// What images made from a network are worth: plans found on them beside plans found on real ones.
//
// Weights of 2 to 8 bits, allocated by the Lagrangian sweep over the sensitivities of the made images, and by that over
// those of the real calibration images. All plans are measured on made images (agreement with float) and on real ones
// (accuracy): on those of the search, and on those of the report, which no plan was chosen by. Printed: the rank
// correlation of Spearman between agreement on made images and accuracy, and at sizes from 2 to 8 bits what the plan
// chosen on made images loses against the one chosen on real ones, in points of accuracy on the images of the report.
// made_images DATA [IMAGES] [NETWORK...]: IMAGES are real ones, 0: as many as the network is measured on. Both files of
// a network are taken: the TorchScript file may have batch norms where they are folded away in the ONNX file.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <numeric>

#include "core/quant/packed/model_size.h"
#include "core/search/sensitivity.h"
#include "tests/support/real_networks.h"

using namespace bitprism;

namespace {

// Ranks from 0, those of equals being their mean.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<double> result;
  for (const double value : values) {
    double below = 0, equal = 0;
    for (const double other : values) {
      below += other < value;
      equal += other == value;
    }
    result.push_back(below + (equal - 1) / 2);
  }
  return result;
}

double spearman(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks(a), y = ranks(b);
  const double mean = (static_cast<double>(a.size()) - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

std::vector<QuantPlan> sweep(Study& study, const SearchSpace& space) {
  const Sensitivity sensitivity = study.sensitivity(space);
  std::vector<QuantPlan> plans;
  for (double exponent = -9; exponent <= 0; exponent += 0.25) {
    QuantPlan plan = space.plan(lagrangian(space, sensitivity, std::pow(10, exponent)));
    if (std::find(plans.begin(), plans.end(), plan) == plans.end()) plans.push_back(std::move(plan));
  }
  return plans;
}

// The best of `plans` up to these bytes, by `quality`; -1 if none is as small.
int best(const std::vector<double>& quality, const std::vector<std::int64_t>& bytes, std::size_t first,
         std::size_t last, std::int64_t most) {
  int found = -1;
  for (std::size_t i = first; i < last; ++i)
    if (bytes[i] <= most && (found < 0 || quality[i] > quality[static_cast<std::size_t>(found)]))
      found = static_cast<int>(i);
  return found;
}

void compare(const std::string& data, const test::RealNetwork& network, const std::string& file, std::int64_t images) {
  StudySettings settings;
  settings.networkPath = file;
  settings.dataPath = data + "/" + network.images;
  settings.calibrationPath = data + "/" + network.calibration;
  settings.preprocessing = network.preprocessing;
  settings.images = images > 0 ? images : network.count;
  const auto real = Study::open(settings);
  StudySettings without = settings;
  without.dataPath = "synthetic";
  without.calibrationPath.clear();
  without.images = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto made = Study::open(without);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;

  const Network& net = *real->network();
  const SearchSpace space = real->space({});
  const std::vector<QuantPlan> onMade = sweep(*made, space), onReal = sweep(*real, space);
  std::vector<QuantPlan> plans = onMade;
  plans.insert(plans.end(), onReal.begin(), onReal.end());
  std::vector<std::int64_t> bytes;
  std::vector<double> agreement, search, report;
  for (const QuantPlan& plan : plans) bytes.push_back(modelSize(net, plan).total());
  for (const Score& score : made->evaluator().evaluateEach(plans, Task{})) agreement.push_back(score.accuracy);
  for (const Score& score : real->searchEvaluator().evaluateEach(plans, Task{})) search.push_back(score.accuracy);
  for (const Score& score : real->reportEvaluator().evaluateEach(plans, Task{})) report.push_back(score.accuracy);

  std::printf("%s: %s (opened in %.1f s)\n", std::filesystem::path(file).filename().c_str(),
              made->dataNotices().front().c_str(), taken.count());
  const double unchanged = real->reportEvaluator().evaluate(floatPlan(net.layers.size()), Task{}).accuracy;
  std::printf("  float %.2f %% on %lld images of the report; %zu plans, rank correlation %.3f\n", 100 * unchanged,
              static_cast<long long>(real->reportEvaluator().images()), plans.size(), spearman(agreement, report));
  double sum = 0, most = 0;
  int count = 0;
  for (int bits = 2; bits <= 8; ++bits) {
    const std::int64_t size = modelSize(net, uniformPlan(net.layers.size(), {.bits = bits})).total();
    const int here = best(agreement, bytes, 0, onMade.size(), size);
    const int there = best(search, bytes, onMade.size(), plans.size(), size);
    if (here < 0 || there < 0) continue;
    const auto h = static_cast<std::size_t>(here), t = static_cast<std::size_t>(there);
    sum += report[t] - report[h];
    most = std::max(most, report[t] - report[h]);
    ++count;
    std::printf("  %7lld bytes (uniform %d bits): made %.2f %%, real %.2f %%, lost %+.2f points\n",
                static_cast<long long>(size), bits, 100 * report[h], 100 * report[t], 100 * (report[t] - report[h]));
  }
  if (count > 0) std::printf("  lost on average %+.2f points, at most %+.2f\n", 100 * sum / count, 100 * most);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "made_images DATA [IMAGES] [NETWORK...]\n";
    return 2;
  }
  const std::string data = argv[1];
  const std::int64_t images = argc > 2 ? std::atoll(argv[2]) : 0;
  std::vector<std::string> names(argv + std::min(argc, 3), argv + argc);
  if (names.empty()) names = {"resnet20_cifar10", "resnet56_cifar10", "simpnet300k_cifar10", "squeezenet11_imagenet"};
  for (const std::string& name : names) {
    const test::RealNetwork& network = test::realNetwork(name);
    int files = 0;
    for (const char* suffix : {".torchscript.pt", ".onnx"}) {
      const std::string file = data + "/networks/" + name + suffix;
      if (!std::filesystem::exists(file)) continue;
      compare(data, network, file, images);
      ++files;
    }
    if (files == 0) throw InputError("cannot find '" + name + "' in '" + data + "/networks'");
  }
  return 0;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
