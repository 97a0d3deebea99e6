// Holds our methods against what the authors' own code does to real networks (golden/accuracy/oracle.json): the error
// of the weights first, then that of the logits, agreement and top-1. One line a record, and what is outside the bars:
// weight error 1 %, logit error 10 %, agreement and top-1 three standard errors of their difference.
// oracle_table GOLDEN DATA [--weights-only] [NETWORK...]

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/oracle.h"
#include "tests/support/real_networks.h"

using namespace bitprism;

namespace {

// Sum over layers of squared error by sum of squares.
double weightError(const Network& network, const QuantPlan& plan) {
  double error = 0, power = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Floats quantized = quantizedWeights(network.layers[l], plan.layers[l]);
    const ConstantArray<float>& weights = *network.layers[l].weights;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double w = static_cast<double>(weights[i]), rest = w - static_cast<double>((*quantized)[i]);
      error += rest * rest;
      power += w * w;
    }
  }
  return error / power;
}

// How far two fractions of the same images may differ by chance, when they are wrong together on most.
double threeErrors(double a, double b, double images) {
  const double p = std::clamp((a + b) / 2, 0.005, 0.995);
  return 3 * std::sqrt(2 * p * (1 - p) / images);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: oracle_table GOLDEN DATA [--weights-only] [NETWORK...]\n";
    return 2;
  }
  const std::string golden = argv[1], data = argv[2];
  bool weightsOnly = false;
  std::vector<std::string> wanted;
  for (int i = 3; i < argc; ++i)
    if (std::strcmp(argv[i], "--weights-only") == 0)
      weightsOnly = true;
    else
      wanted.emplace_back(argv[i]);
  const auto records = test::oracleRecords(golden);
  std::map<std::string, std::unique_ptr<Study>> studies;
  int compared = 0, outside = 0, unknown = 0;
  std::printf("%-22s %-22s %4s | %10s %10s %6s | %9s %9s %6s | %6s %6s | %6s %6s\n", "network", "method", "bits",
              "weights", "ours", "ratio", "logits", "ours", "ratio", "agree", "ours", "top-1", "ours");
  for (const test::OracleRecord& record : records) {
    if (record.kind == "float") continue;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), record.network) == wanted.end()) continue;
    auto& study = studies[text(record.network, ' ', record.count)];
    if (!study) study = test::openStudy(data, test::realNetwork(record.network), record.count);
    const std::optional<QuantPlan> plan = test::planOf(record, *study);
    if (!plan) {
      ++unknown;
      continue;
    }
    ++compared;
    std::string problem;
    const auto bar = [&](const char* what, bool fits) {
      if (!fits) problem += text(problem.empty() ? "  <- " : ", ", what);
    };
    const double weights = record.weightNmse > 0 ? weightError(*study->network(), *plan) : 0;
    const double ratio = record.weightNmse > 0 ? weights / record.weightNmse : 1;
    if (record.weightNmse > 0) bar("weights", std::fabs(ratio - 1) <= 0.01);
    std::printf("%-22s %-22s %4d | %10.4g %10.4g %6.3f", record.network.c_str(), record.method.c_str(), record.bits,
                record.weightNmse, weights, ratio);
    if (!weightsOnly) {
      const Score score = study->evaluator().evaluate(*plan, Task{});
      const double logits = std::pow(10, -score.sqnrDb / 10), count = static_cast<double>(record.count);
      bar("logits", std::fabs(logits / record.logitNmse - 1) <= 0.1 || record.logitNmse < 1e-6);
      bar("agreement",
          std::fabs(score.agreement - record.agreement) <= threeErrors(score.agreement, record.agreement, count));
      bar("top-1", std::fabs(score.accuracy - record.top1) <= threeErrors(score.accuracy, record.top1, count));
      std::printf(" | %9.4g %9.4g %6.3f | %6.2f %6.2f | %6.2f %6.2f", record.logitNmse, logits,
                  logits / record.logitNmse, 100 * record.agreement, 100 * score.agreement, 100 * record.top1,
                  100 * score.accuracy);
    }
    outside += !problem.empty();
    std::printf("%s\n", problem.c_str());
    std::fflush(stdout);
  }
  std::printf("%d records compared, %d outside the bars, %d of methods we do not have\n", compared, outside, unknown);
  return 0;
}
