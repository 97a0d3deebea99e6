#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "core/base/text.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

// The tensors of a real network as training saves them, batch norm included.
std::vector<test::WrittenTensor> savedTensors(const Network& network) {
  std::vector<test::WrittenTensor> tensors;
  for (const Tensor& tensor : (network.unfolded ? *network.unfolded : network.program).tensors)
    if (tensor.isFloat() && !tensor.shape.empty())
      tensors.push_back(test::writtenFloats(tensor.name, tensor.shape, tensor.floats().copy()));
  return tensors;
}

double largestDifference(const Network& a, const Network& b) {
  double largest = 0;
  EXPECT_EQ(a.layers.size(), b.layers.size());
  for (std::size_t l = 0; l < std::min(a.layers.size(), b.layers.size()); ++l) {
    EXPECT_EQ(a.layers[l].shape, b.layers[l].shape);
    for (std::size_t i = 0; i < a.layers[l].weights->size(); ++i)
      largest =
          std::max(largest, std::fabs(static_cast<double>((*a.layers[l].weights)[i]) - (*b.layers[l].weights)[i]));
  }
  return largest;
}

// TorchScript has batch norm and the names of training; ONNX has neither where it was folded on export. The state dict
// and the safetensors file of the same network give both what they had.
TEST(WeightOverlay, GivesRealNetworksTheirOwnWeights) {
  const char* data = std::getenv("BITPRISM_DATA");
  if (!data) GTEST_SKIP() << "BITPRISM_DATA names no folder of real networks";
  for (const std::string name : {"resnet20_cifar10", "simpnet300k_cifar10", "squeezenet11_imagenet"}) {
    const std::string path = text(data, "/networks/", name);
    if (!std::filesystem::exists(path + ".onnx") || !std::filesystem::exists(path + ".torchscript.pt"))
      GTEST_SKIP() << "there is no " << path;
    const Network script = readNetwork(path + ".torchscript.pt"), onnx = readNetwork(path + ".onnx");
    const std::vector<test::WrittenTensor> tensors = savedTensors(script);
    const test::TemporaryFolder folder;
    for (const auto& [file, bytes] : {std::pair<std::string, Bytes>{"w.pth", test::stateDictFile(tensors)},
                                      {"w.safetensors", test::safetensorsFile(tensors)}}) {
      writeFile(folder / file, bytes);
      ReadOptions options;
      options.weights = folder / file;
      WeightOverlay overlay;
      options.placed = [&](const WeightOverlay& placed) { overlay = placed; };
      EXPECT_EQ(readNetwork(path + ".torchscript.pt", options).hash, script.hash) << name << ' ' << file;
      EXPECT_EQ(overlay.placed.size(), tensors.size()) << name << ' ' << file;
      EXPECT_LT(largestDifference(readNetwork(path + ".onnx", options), onnx), 1e-5) << name << ' ' << file;
      EXPECT_TRUE(overlay.left.empty()) << name << ' ' << file;
      EXPECT_TRUE(overlay.missing.empty()) << name << ' ' << file;
    }
  }
}

}  // namespace
}  // namespace bitprism
