// Quantized activations of every method, exported and run in ONNX Runtime: they must give the accuracy that our own
// kernels were measured to have.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/example/example_images.h"
#include "app/workflow/study.h"
#include "core/base/text.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/activation_forms.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

std::vector<ActivationOptions> everyMethod() {
  return {{},
          {.range = ActivationRange::Aciq},
          {.range = ActivationRange::Aciq, .granularity = Granularity::Channel},
          {.range = ActivationRange::Aciq, .granularity = Granularity::Channel, .allocate = true, .correct = true},
          {.range = ActivationRange::Kl},
          {.range = ActivationRange::Gdrq},
          {.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq},
          {.method = ActivationMethod::Bfp}};
}

struct Job {
  std::string what;
  Network network;
  QuantPlan plan;
  bool optimised = false;
};

// The first output of every job on the same images; empty where ONNX Runtime failed.
std::vector<std::vector<float>> judged(const std::vector<Job>& jobs, const std::vector<float>& input,
                                       const Shape& shape) {
  const test::TemporaryFolder folder;
  writeFile(folder / "in", {reinterpret_cast<const std::uint8_t*>(input.data()), input.size() * sizeof(float)});
  Json list = Json::array();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string stem = folder / std::to_string(i);
    writeFile(stem + ".onnx", onnxBytes(jobs[i].network, jobs[i].plan));
    list.push_back({{"model", stem + ".onnx"},
                    {"input", folder / "in"},
                    {"shape", shape},
                    {"output", stem + ".out"},
                    {"optimised", jobs[i].optimised}});
  }
  test::runOnnxRuntime(folder, list);
  std::vector<std::vector<float>> results;
  for (const Json& job : list) {
    const std::string file = job["output"].get<std::string>();
    results.push_back(std::filesystem::exists(file) ? test::floatsIn(file) : std::vector<float>());
  }
  return results;
}

std::vector<bool> correct(const std::vector<float>& outputs, const ImageSet& images, std::int64_t classes) {
  std::vector<bool> result;
  for (std::int64_t i = 0; i < images.count(); ++i) {
    const float* row = outputs.data() + i * classes;
    result.push_back(std::max_element(row, row + classes) - row == images.labels[static_cast<std::size_t>(i)]);
  }
  return result;
}

// Sums in another order move a few values over the edge between two codes, and with them a few images over the edge
// between right and wrong, as many in either direction: 0.1 points, or two standard errors.
void judgeEveryMethod(const StudySettings& settings, int bits, bool optimised) {
  const auto study = Study::open(settings);
  const Network& network = *study->network();
  const ImageSet& images = study->images();
  std::vector<Job> jobs;
  // Weights at 8 bits: ONNX Runtime would round float ones to that where a layer's input and output are quantized.
  for (const ActivationOptions& options : everyMethod())
    jobs.push_back({text(optionsText(options), " at ", bits, " bits"), network,
                    withActivations(uniformPlan(network.layers.size(), {.bits = 8}), {.bits = bits, .options = options},
                                    study->activationCalibration()),
                    optimised});
  const std::vector<std::vector<float>> results =
      judged(jobs, test::inputsOf(images, study->preprocessing(), images.count()),
             {images.count(), images.channels, images.height, images.width});
  const std::int64_t classes = study->evaluator().classes();
  const auto count = static_cast<double>(images.count());
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    ASSERT_EQ(results[k].size(), static_cast<std::size_t>(images.count() * classes)) << jobs[k].what;
    const double promised = study->evaluator().evaluate(jobs[k].plan, Task{}).accuracy;
    const std::vector<bool> ours =
                                correct(logits(network, jobs[k].plan, images, study->preprocessing(), images.count()),
                                        images, classes),
                            theirs = correct(results[k], images, classes);
    const double got = static_cast<double>(std::count(theirs.begin(), theirs.end(), true)) / count;
    double changed = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) changed += ours[i] != theirs[i];
    std::printf("%s, %s%s: %.2f %% promised, %.2f %% in ONNX Runtime, %.0f images changed\n", network.name.c_str(),
                jobs[k].what.c_str(), optimised ? ", optimised" : "", 100 * promised, 100 * got, changed);
    EXPECT_NEAR(got, promised, std::max(0.00101, 2 * std::sqrt(changed) / count)) << jobs[k].what;
    EXPECT_LE(changed, (optimised ? 0.03 : 0.02) * count) << jobs[k].what;
  }
}

StudySettings exampleSettings() {
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  settings.images = 1000;
  return settings;
}

StudySettings realSettings() {
  const std::string data = test::dataFolder();
  StudySettings settings;
  settings.dataPath = data + "/datasets/cifar10/test_batch.bin";
  settings.networkPath = data + "/networks/resnet20_cifar10.onnx";
  settings.preprocessing = {.mean = {.485, .456, .406}, .deviation = {.229, .224, .225}};
  settings.images = 1000;
  return settings;
}

#define NEED_DATA() \
  if (test::dataFolder().empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)"

TEST(ActivationJudge, keepsThePromisesOfEveryMethodOnTheExample) {
  NEED_JUDGE();
  judgeEveryMethod(exampleSettings(), 4, false);
  judgeEveryMethod(exampleSettings(), 8, false);
}

TEST(ActivationJudge, keepsThePromisesOfEveryMethodAsOptimised) {
  NEED_JUDGE();
  judgeEveryMethod(exampleSettings(), 4, true);
}

TEST(ActivationJudge, keepsThePromisesOfEveryMethodOnARealNetworkAt4Bits) {
  NEED_JUDGE();
  NEED_DATA();
  judgeEveryMethod(realSettings(), 4, false);
}

TEST(ActivationJudge, keepsThePromisesOfEveryMethodOnARealNetworkAt8Bits) {
  NEED_JUDGE();
  NEED_DATA();
  judgeEveryMethod(realSettings(), 8, false);
}

// Number by number, on a network so small that no code may differ.
TEST(ActivationJudge, computesEveryFormAlike) {
  NEED_JUDGE();
  const Network network = test::smallNetwork();
  constexpr std::int64_t count = 16;
  const ImageSet images = test::randomImages(count, {3, 8, 8}, 4, 3);
  const Preprocessing preprocessing{.mean = {.5, .5, .5}, .deviation = {.25, .25, .25}};
  std::vector<Job> jobs;
  const std::size_t forms = test::activationForms(3).size();
  for (std::size_t i = 0; i < forms; ++i)
    for (const bool optimised : {false, true}) {
      // Where ONNX Runtime finds kernels for whole numbers, it adds what we round apart.
      if (optimised && i == 1) continue;
      QuantPlan plan = uniformPlan(3, {.bits = 8});
      for (const Layer& layer : network.layers)
        plan.activations.push_back(test::activationForms(static_cast<std::size_t>(inputChannels(layer)))[i]);
      if (!plan.quantizesActivations()) plan.activations.clear();
      jobs.push_back(
          {plan.activations.empty() ? "float" : activationText(plan.activations[0]), network, plan, optimised});
    }
  const std::vector<std::vector<float>> results =
      judged(jobs, test::inputsOf(images, preprocessing, count), {count, 3, 8, 8});
  for (std::size_t k = 0; k < jobs.size(); ++k)
    EXPECT_LT(test::relativeDifference(logits(network, jobs[k].plan, images, preprocessing, count), results[k]), 1e-5)
        << jobs[k].what;
}

}  // namespace
}  // namespace bitprism
