// Exported networks run in ONNX Runtime, which has never heard of us: they must give what our own executor gives.

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <numeric>

#include "app/example/example_images.h"
#include "app/workflow/front_report.h"
#include "app/workflow/study.h"
#include "core/base/json.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/operator_cases.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

struct JudgeJob {
  std::string name;
  Bytes model;
  std::vector<float> input;
  Shape shape;
  bool optimised = true;               // ONNX Runtime may fuse what it finds, such as int8 kernels from quantizers
  std::vector<std::string> data = {};  // of a file next to the model, named job.data
};

// The first output of every job, empty for one that failed (its reason goes to stderr); one process runs them all.
std::vector<std::vector<float>> judged(const std::vector<JudgeJob>& jobs) {
  const test::TemporaryFolder folder;
  Json list = Json::array();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string stem = folder / (std::to_string(i) + "-" + jobs[i].name);
    writeFile(stem + ".onnx", jobs[i].model);
    if (!jobs[i].data.empty()) {
      std::string data;
      for (const std::string& part : jobs[i].data) data += part;
      writeFile(folder / "job.data", data);
    }
    writeFile(stem + ".in",
              {reinterpret_cast<const std::uint8_t*>(jobs[i].input.data()), jobs[i].input.size() * sizeof(float)});
    list.push_back({{"model", stem + ".onnx"},
                    {"input", stem + ".in"},
                    {"shape", jobs[i].shape},
                    {"output", stem + ".out"},
                    {"optimised", jobs[i].optimised}});
  }
  writeFile(folder / "jobs.json", list.dump());
  const std::string command =
      std::string("node '") + BITPRISM_SOURCE_DIR + "/tests/judge/run_onnx.mjs' '" + (folder / "jobs.json") + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::vector<std::vector<float>> results;
  for (const Json& job : list) {
    std::vector<float> result;
    if (std::filesystem::exists(job["output"].get<std::string>())) {
      const Bytes bytes = readFile(job["output"].get<std::string>());
      result.resize(bytes.size() / sizeof(float));
      std::memcpy(result.data(), bytes.data(), result.size() * sizeof(float));
    }
    results.push_back(std::move(result));
  }
  return results;
}

JudgeJob job(const std::string& name, const Network& network, const QuantPlan& plan, const ImageSet& images,
             const Preprocessing& preprocessing, std::int64_t count) {
  return {name,
          onnxBytes(network, plan),
          test::inputsOf(images, preprocessing, count),
          {count, images.channels, images.height, images.width}};
}

TEST(OnnxJudge, runsEveryOperatorAlike) {
  NEED_JUDGE();
  const ImageSet images = test::randomImages(3, {3, 8, 8}, 4, 3);
  const Preprocessing preprocessing{.mean = {.5, .5, .5}, .deviation = {.25, .25, .25}};
  std::vector<JudgeJob> jobs;
  std::vector<std::vector<float>> expected;
  for (const test::OperatorCase& item : test::operatorCases()) {
    const Network network = makeNetwork(item.program, item.name, "onnx");
    const QuantPlan plan = floatPlan(network.layers.size());
    expected.push_back(logits(network, plan, images, preprocessing, 3));
    jobs.push_back(job(item.name, network, plan, images, preprocessing, 3));
    // Once more with 4-bit weights: ONNX of a later opset, in which some operators are written otherwise.
    const QuantPlan quantized = uniformPlan(network.layers.size(), {.bits = 4});
    expected.push_back(logits(network, quantized, images, preprocessing, 3));
    jobs.push_back(job(item.name + " at 4 bits", network, quantized, images, preprocessing, 3));
  }
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    EXPECT_LT(test::relativeDifference(expected[i], results[i]), 1e-5) << jobs[i].name;
}

TEST(OnnxJudge, dequantizesEverySchemeAlike) {
  NEED_JUDGE();
  const Network network = test::smallNetwork();
  const ImageSet images = test::randomImages(3, {3, 8, 8}, 4, 3);
  std::vector<JudgeJob> jobs;
  std::vector<std::vector<float>> expected;
  for (int bits = 1; bits <= 8; ++bits) {
    for (const bool symmetric : {true, false}) {
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
        for (const Correction correction : {Correction::None, Correction::Mean}) {
          const QuantPlan plan = uniformPlan(
              3, {.bits = bits, .symmetric = symmetric, .granularity = granularity, .correction = correction});
          expected.push_back(logits(network, plan, images, {}, 3));
          jobs.push_back(job(std::to_string(bits) + (symmetric ? " symmetric " : " affine ") +
                                 granularityName(granularity) + " " + correctionName(correction),
                             network, plan, images, {}, 3));
        }
      }
    }
  }
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    EXPECT_LT(test::relativeDifference(expected[i], results[i]), 1e-5) << jobs[i].name;
}

std::int64_t agreements(const std::vector<float>& a, const std::vector<float>& b, std::size_t classes) {
  std::int64_t same = 0;
  for (std::size_t i = 0; i + classes <= a.size(); i += classes) {
    const auto top = [&](const std::vector<float>& values) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(i);
      return std::max_element(first, first + static_cast<std::ptrdiff_t>(classes)) - first;
    };
    same += top(a) == top(b);
  }
  return same;
}

TEST(OnnxJudge, agreesOnTheExampleAtManyBitWidths) {
  NEED_JUDGE();
  const Network network = readNetwork(resourceFolder() + "/example/example.pt", {.inputShape = {3, 32, 32}});
  constexpr std::int64_t count = exampleEvaluationCount;
  const ImageSet images = drawExampleImages(ExamplePart::Evaluation, count);
  BitAllocation mixed;
  for (std::size_t i = 0; i < network.layers.size(); ++i) mixed.push_back(2 + static_cast<int>(i % 7));
  std::vector<JudgeJob> jobs;
  std::vector<std::vector<float>> expected;
  for (const QuantPlan& plan :
       {floatPlan(network.layers.size()), uniformPlan(network.layers.size(), {.bits = 8}),
        uniformPlan(network.layers.size(), {.bits = halfBits}), uniformPlan(network.layers.size(), {.bits = 4}),
        uniformPlan(network.layers.size(), {.bits = 3}), withBits({}, mixed)}) {
    expected.push_back(logits(network, plan, images, examplePreprocessing(), count));
    jobs.push_back(job(std::to_string(jobs.size()), network, plan, images, examplePreprocessing(), count));
  }
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    EXPECT_LT(test::relativeDifference(expected[i], results[i]), 1e-4) << i;
    EXPECT_GE(agreements(expected[i], results[i], 10), count - count / 1000) << i;  // 0.1 points
  }
}

TEST(OnnxJudge, readsExternalDataAlike) {
  NEED_JUDGE();
  const Network network = readNetwork("example");
  constexpr std::int64_t count = 64;
  const ImageSet images = drawExampleImages(ExamplePart::Evaluation, count);
  for (const QuantPlan& plan : {floatPlan(network.layers.size()), uniformPlan(network.layers.size(), {.bits = 4}),
                                uniformPlan(network.layers.size(), {.bits = 6, .symmetric = false})}) {
    JudgeJob one = job("outside", network, plan, images, examplePreprocessing(), count);
    OnnxFile file = onnxFile(network, plan, {.largestModel = 0, .dataName = "job.data"});
    ASSERT_FALSE(file.data.empty());
    EXPECT_LT(file.model.size(), one.model.size() / 2);
    one.model = std::move(file.model);
    one.data = std::move(file.data);
    const std::vector<float> expected = logits(network, plan, images, examplePreprocessing(), count);
    EXPECT_LT(test::relativeDifference(expected, judged({one})[0]), 1e-4);
  }
}

TEST(OnnxJudge, agreesOnRealNetworks) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const Preprocessing preprocessing{.mean = {.485, .456, .406}, .deviation = {.229, .224, .225}};
  std::vector<JudgeJob> jobs;
  std::vector<std::vector<float>> expected;
  for (const char* file :
       {"resnet20_cifar10.torchscript.pt", "resnet20_cifar10.onnx", "resnet32_cifar10.torchscript.pt",
        "simpnet300k_cifar10.onnx", "squeezenet11_imagenet.onnx"}) {
    const std::string path = data + "/networks/" + file;
    if (!std::filesystem::exists(path)) continue;
    const bool large = std::string(file).starts_with("squeezenet");
    const Shape shape = large ? Shape{3, 227, 227} : Shape{3, 32, 32};
    const std::int64_t count = large ? 2 : 16;
    const Network network = readNetwork(path, {.inputShape = shape});
    const ImageSet images = test::randomImages(count, shape, 10, 5);
    for (const QuantPlan& plan : {floatPlan(network.layers.size()), uniformPlan(network.layers.size(), {.bits = 4}),
                                  uniformPlan(network.layers.size(), {.bits = 6, .symmetric = false})}) {
      expected.push_back(logits(network, plan, images, preprocessing, count));
      jobs.push_back(job(file, network, plan, images, preprocessing, count));
    }
  }
  ASSERT_FALSE(jobs.empty());
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    EXPECT_LT(test::relativeDifference(expected[i], results[i]), 1e-4) << jobs[i].name;
}

// The files as they came, not as we write them: reading them is judged, too.
TEST(OnnxJudge, readsRealNetworksAsTheyAre) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const Preprocessing preprocessing{.mean = {.485, .456, .406}, .deviation = {.229, .224, .225}};
  std::vector<JudgeJob> jobs;
  std::vector<std::vector<float>> expected;
  for (const auto& entry : std::filesystem::directory_iterator(data + "/networks")) {
    if (entry.path().extension() != ".onnx") continue;
    const std::string name = entry.path().filename().string();
    const bool large = name.starts_with("squeezenet");
    const Shape shape = large ? Shape{3, 227, 227} : Shape{3, 32, 32};
    const std::int64_t count = large ? 2 : 16;
    const Network network = readNetwork(entry.path().string(), {.inputShape = shape});
    const ImageSet images = test::randomImages(count, shape, 10, 6);
    expected.push_back(logits(network, floatPlan(network.layers.size()), images, preprocessing, count));
    jobs.push_back({name,
                    readFile(entry.path().string()),
                    test::inputsOf(images, preprocessing, count),
                    {count, shape[0], shape[1], shape[2]}});
  }
  ASSERT_FALSE(jobs.empty());
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    EXPECT_LT(test::relativeDifference(expected[i], results[i]), 1e-4) << jobs[i].name;
}

// Five plans along the front of a search: ONNX Runtime gives the accuracy that was measured, the packed file the bytes.
TEST(OnnxJudge, keepsThePromisesOfAFront) {
  NEED_JUDGE();
  const test::TemporaryFolder folder;
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  const auto study = Study::open(settings);
  const Network& network = *study->network();
  SearchRequest request;
  request.sessionPath = folder / "s.bitprism";
  request.search.trials = 16;
  const auto job = study->prepareSearch(request);
  job->runner().run({});
  const FrontReport front = frontReport(*job->session());
  ASSERT_GE(front.points.size(), 5u);

  const std::int64_t count = study->images().count();
  std::vector<JudgeJob> jobs;
  std::vector<double> promised;
  for (std::size_t k = 0; k < 5; ++k) {
    const Evaluation& point = front.points[k * (front.points.size() - 1) / 4];
    const QuantPlan plan = planOf(*job->session(), point);
    EXPECT_EQ(packNetwork(network, plan).size(), static_cast<std::size_t>(point.bytes));
    promised.push_back(study->evaluator().evaluate(plan, Task{}).accuracy);
    jobs.push_back({std::to_string(k),
                    onnxBytes(network, plan),
                    test::inputsOf(study->images(), study->preprocessing(), count),
                    {count, 3, 32, 32}});
  }
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    ASSERT_EQ(results[k].size(), static_cast<std::size_t>(count * 10));
    std::int64_t correct = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const float* row = results[k].data() + i * 10;
      correct += std::max_element(row, row + 10) - row == study->images().labels[static_cast<std::size_t>(i)];
    }
    EXPECT_NEAR(static_cast<double>(correct) / static_cast<double>(count), promised[k], 0.001) << "plan " << k;
  }
}

double accuracyOf(const std::vector<float>& outputs, const ImageSet& images, std::int64_t count) {
  std::int64_t correct = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float* row = outputs.data() + i * 10;
    correct += std::max_element(row, row + 10) - row == images.labels[static_cast<std::size_t>(i)];
  }
  return static_cast<double>(correct) / static_cast<double>(count);
}

// Quantized activations as QuantizeLinear and DequantizeLinear, run as they stand and with ONNX Runtime's own int8
// kernels, must give the accuracy that the plan was measured to have.
void judgeActivations(const StudySettings& settings, std::int64_t count) {
  const auto study = Study::open(settings);
  const Network& network = *study->network();
  const ImageSet images = subset(study->images(), [&] {
    std::vector<std::int64_t> first(static_cast<std::size_t>(count));
    std::iota(first.begin(), first.end(), 0);
    return first;
  }());
  AccuracyEvaluator evaluator(study->network(), images, study->preprocessing());
  struct Widths {
    int weights, activations;
  };
  std::vector<JudgeJob> jobs;
  std::vector<double> promised;
  for (const auto& [weights, activations] : {Widths{8, 8}, Widths{4, 8}, Widths{4, 4}}) {
    const QuantPlan plan = withActivations(uniformPlan(network.layers.size(), {.bits = weights}),
                                           ActivationRequest{.bits = activations}, study->activationCalibration());
    promised.push_back(evaluator.evaluate(plan, Task{}).accuracy);
    for (const bool optimised : {false, true}) {
      jobs.push_back(job(network.name, network, plan, images, study->preprocessing(), count));
      jobs.back().optimised = optimised;
    }
    EXPECT_EQ(packNetwork(network, plan).size(), static_cast<std::size_t>(modelSize(network, plan).total()));
  }
  const std::vector<std::vector<float>> results = judged(jobs);
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    ASSERT_EQ(results[k].size(), static_cast<std::size_t>(count * 10));
    const double got = accuracyOf(results[k], images, count);
    std::printf("%s, plan %zu, optimised %d: %.2f %% promised, %.2f %% in ONNX Runtime\n", network.name.c_str(), k / 2,
                jobs[k].optimised, 100 * promised[k / 2], 100 * got);
    EXPECT_NEAR(got, promised[k / 2], jobs[k].optimised ? 0.003 : 0.001) << network.name << " job " << k;
  }
}

TEST(OnnxJudge, keepsThePromisesOfQuantizedActivations) {
  NEED_JUDGE();
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  judgeActivations(settings, 2000);
}

TEST(OnnxJudge, keepsThePromisesOfQuantizedActivationsOnRealNetworks) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  StudySettings settings;
  settings.dataPath = data + "/datasets/cifar10/test_batch.bin";
  settings.networkPath = data + "/networks/resnet20_cifar10.onnx";
  settings.preprocessing = {.mean = {.485, .456, .406}, .deviation = {.229, .224, .225}};
  judgeActivations(settings, 4000);
  settings.networkPath = data + "/networks/simpnet300k_cifar10.onnx";
  settings.preprocessing = {.scale = 1, .mean = {125.3, 123.0, 113.9}, .deviation = {63.0, 62.1, 66.7}};
  judgeActivations(settings, 3000);
}

}  // namespace
}  // namespace bitprism
