#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/data/cifar.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Preprocessing torchvisionPreprocessing() {
  return {1.0 / 255, {.485, .456, .406}, {.229, .224, .225}};
}
Preprocessing simpnetPreprocessing() {
  return {1, {125.3, 123.0, 113.9}, {63.0, 62.1, 66.7}};
}

struct Case {
  const char* file;
  bool simpnet;
  std::size_t layers;
  std::int64_t correctOf5000;  // ../data README: top-1 of test_batch.bin
  std::int64_t correctOf150;   // and of lossless_test_150.bin
};

void PrintTo(const Case& value, std::ostream* out) {
  *out << value.file;
}

class RealNetwork : public testing::TestWithParam<Case> {};

TEST_P(RealNetwork, evaluatesToItsPublishedFigures) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const std::string path = data + "/networks/" + GetParam().file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is absent";
  const auto network = std::make_shared<const Network>(readNetwork(path, {.inputShape = {3, 32, 32}}));
  EXPECT_EQ(network->layers.size(), GetParam().layers);
  const Preprocessing preprocessing = GetParam().simpnet ? simpnetPreprocessing() : torchvisionPreprocessing();
  const QuantPlan plan = floatPlan(network->layers.size());
  AccuracyEvaluator all(network, readCifar(data + "/datasets/cifar10/test_batch.bin"), preprocessing);
  EXPECT_NEAR(all.evaluate(plan, Task{}).accuracy * 5000, static_cast<double>(GetParam().correctOf5000), 1.01);
  AccuracyEvaluator lossless(network, readCifar(data + "/datasets/cifar10/lossless_test_150.bin"), preprocessing);
  EXPECT_NEAR(lossless.evaluate(plan, Task{}).accuracy * 150, static_cast<double>(GetParam().correctOf150), 0.01);
}

INSTANTIATE_TEST_SUITE_P(Files, RealNetwork,
                         testing::Values(Case{"resnet20_cifar10.onnx", false, 20, 4060, 141},
                                         Case{"resnet20_cifar10.torchscript.pt", false, 20, 4060, 141},
                                         Case{"resnet32_cifar10.torchscript.pt", false, 32, 4152, 139},
                                         Case{"resnet56_cifar10.onnx", false, 56, 4149, 146},
                                         Case{"resnet56_cifar10.torchscript.pt", false, 56, 4149, 146},
                                         Case{"simpnet300k_cifar10.onnx", true, 14, 3967, 143},
                                         Case{"simpnet300k_cifar10.torchscript.pt", true, 14, 3967, 143}),
                         [](const auto& info) {
                           std::string name = info.param.file;
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

TEST(RealNetworks, areTheSameFromOnnxAndTorchScript) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const Network onnx = readNetwork(data + "/networks/resnet20_cifar10.onnx"),
                script = readNetwork(data + "/networks/resnet20_cifar10.torchscript.pt");
  ASSERT_EQ(onnx.layers.size(), script.layers.size());
  for (std::size_t l = 0; l < onnx.layers.size(); ++l) {
    EXPECT_EQ(onnx.layers[l].name, script.layers[l].name);
    EXPECT_EQ(onnx.layers[l].shape, script.layers[l].shape);
    for (std::size_t i = 0; i < onnx.layers[l].weights->size(); i += 97)
      EXPECT_NEAR((*onnx.layers[l].weights)[i], (*script.layers[l].weights)[i], 1e-5);
  }
  EXPECT_EQ(onnx.graphBytes, script.graphBytes);
  EXPECT_EQ(onnx.otherBytes, script.otherBytes);
}

TEST(RealNetworks, everyFileLoads) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  for (const auto& entry : std::filesystem::directory_iterator(data + "/networks")) {
    if (entry.path().extension() != ".onnx" && entry.path().extension() != ".pt") continue;
    const Network network = readNetwork(entry.path().string());
    EXPECT_GT(network.layers.size(), 5u) << entry.path();
  }
}

}  // namespace
}  // namespace bitprism
