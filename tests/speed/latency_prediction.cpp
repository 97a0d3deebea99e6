// How well a latency table predicts what plans take in ONNX Runtime: latency_prediction [NETWORK...], of the real
// networks and the example (all). Of every network the table is measured once, then random plans, of which it knows
// nothing, are written and timed beside the float network's file. BITPRISM_DATA names the folder of networks,
// BITPRISM_ONNXRUNTIME or BITPRISM_JUDGE ONNX Runtime.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "app/workflow/latency_measurement.h"
#include "app/workflow/runtime_check.h"
#include "app/workflow/speed_plans.h"
#include "core/base/error.h"
#include "core/run/onnx_runtime.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/real_networks.h"

namespace bitprism {
namespace {

constexpr const char* example = "example";
constexpr int plansEach = 5;

struct Pair {
  double predicted, measured;  // of float
};

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto mean = [](const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  };
  const double ma = mean(a), mb = mean(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = static_cast<double>(i);
  return result;
}

void print(const char* name, const std::vector<Pair>& pairs) {
  std::vector<double> predicted, measured;
  double worst = 0;
  for (const Pair& pair : pairs) {
    predicted.push_back(pair.predicted);
    measured.push_back(pair.measured);
    worst = std::max(worst, std::fabs(pair.predicted / pair.measured - 1));
  }
  std::printf("%-24s Pearson %.3f, Spearman %.3f, worst error %.1f %%\n", name, correlation(predicted, measured),
              correlation(ranks(predicted), ranks(measured)), 100 * worst);
}

std::vector<Pair> pairsOf(const std::string& name, const std::string& path, const std::string& library) {
  const auto network = std::make_shared<const Network>(readNetwork(path));
  const LatencyTable table = measureLatency(*network, {.library = library});
  std::printf("%s: %s, float %s, own error %.1f %%\n", name.c_str(), latencyConditionsText(table.conditions).c_str(),
              millisecondsText(table.floatNanoseconds()).c_str(), 100 * table.error);
  std::mt19937 random(2026);
  std::vector<QuantPlan> plans;
  std::vector<std::size_t> integers;
  for (int p = 0; p < plansEach; ++p) {
    // From a tenth of the layers to all but a tenth.
    std::vector<bool> layers;
    for (std::size_t l = 0; l < network->layers.size(); ++l)
      layers.push_back(random() % 100 < static_cast<unsigned>(10 + 20 * p));
    integers.push_back(static_cast<std::size_t>(std::count(layers.begin(), layers.end(), true)));
    plans.push_back(integerSpeedPlan(*network, layers));
  }
  constexpr double seconds = 15;
  const auto speeds = runtimeSpeeds(library, network, plans, table.conditions.threads, table.conditions.batch, seconds);
  std::printf("  float measured again: %s\n", millisecondsText(speeds.front().floatNanoseconds).c_str());
  std::vector<Pair> pairs;
  for (std::size_t p = 0; p < plans.size(); ++p) {
    const RuntimeCheck::Speed& speed = speeds[p];
    const Pair pair{table.planNanoseconds(plans[p]) / table.floatNanoseconds(),
                    speed.nanoseconds / speed.floatNanoseconds};
    std::printf("  %2zu of %zu layers: predicted %.3f of float, measured %.3f (%s)\n", integers[p],
                network->layers.size(), pair.predicted, pair.measured, millisecondsText(speed.nanoseconds).c_str());
    pairs.push_back(pair);
  }
  print(name.c_str(), pairs);
  return pairs;
}

int run(const std::set<std::string>& wanted) {
  const std::optional<std::string> library = findOnnxRuntime();
  if (!library) throw UsageError(onnxRuntimeMissing());
  const char* data = std::getenv("BITPRISM_DATA");
  std::vector<Pair> all;
  const auto add = [&](const std::string& name, const std::string& path) {
    if (!wanted.empty() && !wanted.contains(name)) return;
    const std::vector<Pair> pairs = pairsOf(name, path, *library);
    all.insert(all.end(), pairs.begin(), pairs.end());
  };
  add(example, example);
  if (data)
    for (const test::RealNetwork& network : test::realNetworks()) {
      const std::string path = std::string(data) + "/networks/" + network.name;
      add(network.name, path + (std::filesystem::exists(path + ".onnx") ? ".onnx" : ".torchscript.pt"));
    }
  print("all", all);
  return 0;
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  try {
    return bitprism::run({argv + 1, argv + argc});
  } catch (const bitprism::Error& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
