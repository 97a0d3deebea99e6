// Weights in other places than the second operand of a convolution or linear operator, and tied ones: ONNX Runtime runs
// what we write, float and rounded by every method, and gives what we say.

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "core/base/text.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/every_scheme.h"
#include "tests/support/weight_cases.h"

namespace bitprism {
namespace {

struct LayerJob {
  std::string what, output;  // output: stem of what ONNX Runtime gave
  at::Tensor wanted;         // by our executor under the plan
  double leastSqnrDb = 0;    // against the original file
  std::string original;      // stem of what it gave for that
};

class JobList {
 public:
  explicit JobList(const test::TemporaryFolder& folder) : folder_(folder) {}

  std::string add(const Bytes& model, const at::Tensor& input) {
    const std::string stem = folder_ / std::to_string(count_++);
    writeFile(stem + ".onnx", model);
    test::writeFloats(stem + ".in", input);
    const Json file = {{"file", stem + ".in"}, {"shape", input.sizes().vec()}};
    list_.push_back({{"model", stem + ".onnx"}, {"inputs", Json::array({file})}, {"outputs", stem + ".out"}});
    return stem + ".out";
  }

  void run() const { test::runOnnxRuntime(folder_, list_); }

 private:
  const test::TemporaryFolder& folder_;
  Json list_ = Json::array();
  int count_ = 0;
};

double sqnrDb(const std::vector<float>& wanted, const std::vector<float>& given) {
  double power = 0, noise = 0;
  for (std::size_t i = 0; i < wanted.size() && i < given.size(); ++i) {
    const double difference = static_cast<double>(wanted[i]) - static_cast<double>(given[i]);
    power += static_cast<double>(wanted[i]) * static_cast<double>(wanted[i]);
    noise += difference * difference;
  }
  return 10 * std::log10(power / noise);
}

void judge(const std::vector<LayerJob>& jobs) {
  for (const LayerJob& job : jobs) {
    const std::string path = job.output + ".0";
    if (!std::filesystem::exists(path)) {
      ADD_FAILURE() << job.what << ": ONNX Runtime does not run it";
      continue;
    }
    const std::vector<float> given = test::floatsIn(path);
    EXPECT_LT(test::relativeDifference(job.wanted, given), 2e-4) << job.what;
    if (job.original.empty()) continue;
    const double found = sqnrDb(test::floatsIn(job.original + ".0"), given);
    EXPECT_GT(found, job.leastSqnrDb) << job.what;
    std::cout << job.what << ": " << found << " dB" << std::endl;
  }
}

TEST(LayerWeightsJudge, runsWhatIsWrittenOfEveryCase) {
  NEED_JUDGE();
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  JobList list(folder);
  std::vector<LayerJob> jobs;
  for (const test::WeightCase& item : test::allWeightCases()) {
    const auto network = std::make_shared<const Network>(
        makeNetwork(readOnnx(item.bytes, item.name, "", {}).program, item.name, "onnx"));
    const at::Tensor input = test::inputOf(item, network->program.inputs[0].shape, 3);
    PlanRunner runner(network);
    const std::string original = list.add(item.bytes, input);
    const std::size_t count = network->layers.size();
    for (const int bits : {32, 8}) {
      const QuantPlan plan = bits == 32 ? floatPlan(count) : uniformPlan(count, {.bits = bits});
      jobs.push_back({text(item.name, " at ", bits, " bits"), list.add(onnxBytes(*network, plan), input),
                      runner.run({input}, runner.prepare(plan)).at(0), bits == 32 ? 90.0 : 30.0, original});
    }
  }
  list.run();
  judge(jobs);
}

TEST(LayerWeightsJudge, runsGroupedTransposedConvolutionsOfEveryMethod) {
  NEED_JUDGE();
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  JobList list(folder);
  std::vector<LayerJob> jobs;
  for (const test::WeightCase& item : {test::transposedCases()[0], test::transposedCases()[4]}) {
    const auto network = std::make_shared<const Network>(
        makeNetwork(readOnnx(item.bytes, item.name, "", {}).program, item.name, "onnx"));
    const at::Tensor input = test::inputOf(item, network->program.inputs[0].shape, 2);
    PlanRunner runner(network);
    for (const QuantScheme& scheme : test::everyScheme(4)) {
      const QuantPlan plan = uniformPlan(1, scheme);
      jobs.push_back({text(item.name, " by ", methodName(scheme.method)), list.add(onnxBytes(*network, plan), input),
                      runner.run({input}, runner.prepare(plan)).at(0), 0, ""});
    }
  }
  EXPECT_GT(jobs.size(), 100u);
  list.run();
  judge(jobs);
}

}  // namespace
}  // namespace bitprism
