// The integer form of plans in ONNX Runtime: every layer must become one of its integer kernels, and the accuracy must
// be what the plan was measured to have.

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/integer_plan.h"
#include "core/base/text.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/integer_plan.h"
#include "tests/support/random_images.h"
#include "tests/support/real_networks.h"

namespace bitprism {
namespace {

using Counts = std::map<std::string, int>;

Counts operatorsOf(const std::string& path) {
  const Bytes bytes = readFile(path);
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) << path;
  Counts counts;
  for (const auto& node : model.graph().node()) ++counts[node.op_type()];
  return counts;
}

std::string textOf(const Counts& counts) {
  std::string all;
  for (const auto& [op, count] : counts) all += text(all.empty() ? "" : ", ", count, ' ', op);
  return all;
}

struct JudgedFile {
  std::vector<float> plain, optimised;  // the first output
  Counts operators;                     // after optimization
};

// Images of one run, whose values fit into memory.
constexpr std::int64_t piece = 100;

JudgedFile judgedFile(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                      const std::vector<float>& input, const Shape& shape) {
  const test::TemporaryFolder folder;
  writeFile(folder / "e.onnx", onnxBytes(network, plan, calibration));
  const std::int64_t each = elementCount(shape) / shape[0];
  Json jobs = Json::array();
  for (std::int64_t first = 0; first < shape[0]; first += piece) {
    const std::int64_t count = std::min(piece, shape[0] - first);
    const std::string part = folder / text("in", first);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(input.data() + first * each);
    writeFile(part, Bytes(bytes, bytes + count * each * static_cast<std::int64_t>(sizeof(float))));
    Shape pieceShape = shape;
    pieceShape[0] = count;
    for (const bool optimised : {false, true}) {
      jobs.push_back({{"model", folder / "e.onnx"},
                      {"input", part},
                      {"shape", pieceShape},
                      {"output", part + (optimised ? "optimised" : "plain")},
                      {"optimised", optimised}});
      if (optimised) jobs.back()["saved"] = folder / "saved.onnx";
    }
  }
  test::runOnnxRuntime(folder, jobs);
  JudgedFile result;
  for (const Json& job : jobs) {
    const std::string output = job["output"].get<std::string>();
    if (!std::filesystem::exists(output)) return {};
    const std::vector<float> values = test::floatsIn(output);
    std::vector<float>& to = job["optimised"].get<bool>() ? result.optimised : result.plain;
    to.insert(to.end(), values.begin(), values.end());
  }
  result.operators = operatorsOf(folder / "saved.onnx");
  return result;
}

int layersOf(const Network& network, LayerKind kind) {
  return static_cast<int>(std::count_if(network.layers.begin(), network.layers.end(),
                                        [&](const Layer& layer) { return layer.kind == kind; }));
}

// left: convolutions that ONNX Runtime may leave in floats.
void expectIntegerKernels(const Network& network, const Counts& counts, int left = 0) {
  const auto count = [&](const char* op) {
    const auto found = counts.find(op);
    return found == counts.end() ? 0 : found->second;
  };
  std::printf("%s: %s\n", network.name.c_str(), textOf(counts).c_str());
  EXPECT_GE(count("QLinearConv"), layersOf(network, LayerKind::Convolution) - left) << network.name;
  EXPECT_EQ(count("QGemm"), layersOf(network, LayerKind::Linear)) << network.name;
  EXPECT_LE(count("Conv") + count("FusedConv") + count("Gemm") + count("Add"), left) << network.name;
}

// Number by number on a small network with every kind of operator, at every width.
TEST(IntegerJudge, computesWhatIsSimulated) {
  NEED_JUDGE();
  const Network network = test::residualNetwork();
  constexpr std::int64_t count = 16;
  const ImageSet images = test::randomImages(count, {3, 8, 8}, 4, 3);
  const Preprocessing preprocessing{.mean = {.5, .5, .5}, .deviation = {.25, .25, .25}};
  const std::vector<float> input = test::inputsOf(images, preprocessing, count);
  for (const auto& [bits, activations] :
       {std::pair(8, 8), std::pair(7, 8), std::pair(4, 8), std::pair(2, 8), std::pair(8, 4), std::pair(4, 3)}) {
    const QuantPlan plan = test::integerPlan(network, bits, activations);
    const JudgedFile result = judgedFile(network, plan, {}, input, {count, 3, 8, 8});
    const std::vector<float> ours = logits(network, plan, images, preprocessing, count);
    // Sums in another order move single values over the edge between two codes, which lie far apart at few bits.
    EXPECT_LT(test::relativeDifference(ours, result.plain), activations < 8 ? 0.1 : 0.02) << bits << ' ' << activations;
    // Kernels round halves in other places.
    EXPECT_LT(test::relativeDifference(ours, result.optimised), 0.1) << bits << ' ' << activations;
    // It moves the max pool to another layout, and may lose sight of the two convolutions after it.
    expectIntegerKernels(network, result.operators, 2);
    EXPECT_EQ(result.operators.at("QLinearAdd"), 1);
    EXPECT_EQ(result.operators.at("QLinearConcat"), 1);
  }
}

// The runtime would round float weights between rounded values to 8 bits by itself.
TEST(IntegerJudge, leavesFloatLayersInFloats) {
  NEED_JUDGE();
  const Network network = test::residualNetwork();
  constexpr std::int64_t count = 16;
  const ImageSet images = test::randomImages(count, {3, 8, 8}, 4, 3);
  const Preprocessing preprocessing{.mean = {.5, .5, .5}, .deviation = {.25, .25, .25}};
  const std::vector<float> input = test::inputsOf(images, preprocessing, count);
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
    QuantPlan plan = test::integerPlan(network);
    plan.layers[l] = {.bits = floatBits};
    JudgedFile result = judgedFile(network, plan, {}, input, {count, 3, 8, 8});
    const std::vector<float> ours = logits(network, plan, images, preprocessing, count);
    EXPECT_LT(test::relativeDifference(ours, result.optimised), 0.1) << l;
    const int floats = result.operators["Conv"] + result.operators["FusedConv"];
    EXPECT_GE(floats, 1) << l << ": " << textOf(result.operators);
  }
}

std::vector<bool> rightOnes(const std::vector<float>& outputs, const ImageSet& images, std::int64_t classes) {
  std::vector<bool> right;
  for (std::int64_t i = 0; i < images.count(); ++i) {
    const float* row = outputs.data() + i * classes;
    right.push_back(std::max_element(row, row + classes) - row == images.labels[static_cast<std::size_t>(i)]);
  }
  return right;
}

double shareOf(const std::vector<bool>& right) {
  return static_cast<double>(std::count(right.begin(), right.end(), true)) / static_cast<double>(right.size());
}

// Kernels that round otherwise move single images over the edge, either way: few of them (at most `most` of all), and
// the share of right ones by no more than chance makes of so many (McNemar's test, three standard deviations).
void expectChance(const std::vector<bool>& is, const std::vector<bool>& promised, double most, const char* what) {
  ASSERT_EQ(is.size(), promised.size());
  double moved = 0, net = 0;
  for (std::size_t i = 0; i < is.size(); ++i) {
    moved += is[i] != promised[i];
    net += static_cast<double>(is[i]) - static_cast<double>(promised[i]);
  }
  EXPECT_LE(moved, most * static_cast<double>(is.size())) << what;
  EXPECT_LE(std::abs(net), 3 * std::sqrt(std::max(moved, 1.0))) << what << ", " << moved << " images moved";
}

// What `export NETWORK --bits 8 --activation-bits 8` writes.
void judgeDefaults(Study& study, int bits, double lost) {
  const ActivationRequest request{.bits = 8};
  ASSERT_TRUE(suitsIntegers(bits, request));
  const QuantPlan plan = withIntegerForm(
      study, withActivations(automaticPlan(study, bits, SchemeUse::Integers), request, study.activationCalibration()),
      request.options);
  const Network& network = *study.network();
  const ImageSet& images = study.images();
  const Shape& shape = network.program.inputs.at(0).shape;
  const JudgedFile result =
      judgedFile(network, plan, study.calibration(), test::inputsOf(images, study.preprocessing(), images.count()),
                 {images.count(), shape[1], shape[2], shape[3]});
  const std::int64_t classes = study.evaluator().classes();
  ASSERT_EQ(result.plain.size(), static_cast<std::size_t>(images.count() * classes));
  const double unchanged = study.evaluator().evaluate(floatPlan(network.layers.size()), Task{}).accuracy,
               promised = study.evaluator().evaluate(plan, Task{}).accuracy;
  const std::vector<bool> plain = rightOnes(result.plain, images, classes),
                          optimised = rightOnes(result.optimised, images, classes),
                          simulated = rightOnes(logits({study.network(), plan, study.calibration()}, images,
                                                       study.preprocessing(), images.count()),
                                                images, classes);
  std::printf("%s, W%dA8: float %.2f %%, plan %.2f %%, ONNX Runtime %.2f %%, optimized %.2f %%\n", network.name.c_str(),
              bits, 100 * unchanged, 100 * promised, 100 * shareOf(plain), 100 * shareOf(optimised));
  EXPECT_NEAR(shareOf(simulated), promised, 1e-9);
  expectChance(plain, simulated, 0.01, "ONNX Runtime");
  expectChance(optimised, simulated, 0.02, "optimized");
  EXPECT_GT(promised, unchanged - lost);
  expectIntegerKernels(network, result.operators);
}

TEST(IntegerJudge, keepsThePromisesOnTheExample) {
  NEED_JUDGE();
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  judgeDefaults(*Study::open(settings), 8, 0.005);
  judgeDefaults(*Study::open(settings), 4, 0.05);
}

TEST(IntegerJudge, keepsThePromisesOnRealNetworks) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  for (const char* name : {"resnet20_cifar10", "resnet56_cifar10", "simpnet600k_cifar10"})
    judgeDefaults(*test::openStudy(data, test::realNetwork(name), 2000), 8, 0.005);
  judgeDefaults(*test::openStudy(data, test::realNetwork("squeezenet11_imagenet"), 500), 8, 0.005);
}

}  // namespace
}  // namespace bitprism
