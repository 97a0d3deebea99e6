// Architectures as PyTorch exports them, with PyTorch's own outputs: files that tests/judge/torchvision_networks.py
// wrote into the folder that BITPRISM_TORCHVISION names.

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "core/base/error.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

at::Tensor floatsOf(const std::string& path) {
  const Bytes bytes = readFile(path);
  at::Tensor result = at::empty({static_cast<std::int64_t>(bytes.size() / sizeof(float))});
  std::memcpy(result.data_ptr(), bytes.data(), bytes.size());
  return result;
}

double relativeDifference(const at::Tensor& expected, const at::Tensor& got) {
  if (expected.numel() != got.numel()) return std::numeric_limits<double>::infinity();
  const double scale = expected.abs().max().item<double>() + 1e-12;
  return (expected - got.flatten()).abs().max().item<double>() / scale;
}

TEST(Torchvision, everyArchitectureLoadsAndEqualsPyTorch) {
  const char* folder = std::getenv("BITPRISM_TORCHVISION");
  if (!folder) GTEST_SKIP() << "BITPRISM_TORCHVISION names no folder that torchvision_networks.py wrote";
  const c10::InferenceMode inference;
  std::ifstream cases(std::string(folder) + "/cases.txt");
  std::string file;
  Shape shape(3);
  int count = 0;
  while (cases >> file >> shape[0] >> shape[1] >> shape[2]) {
    ++count;
    const std::string stem = std::string(folder) + "/" + file;
    try {
      const Network network = readNetwork(stem, {.inputShape = shape});
      const Executor executor(network.program);
      const at::Tensor input = floatsOf(stem + ".in").reshape({-1, shape[0], shape[1], shape[2]});
      const at::Tensor expected = floatsOf(stem + ".out");
      const double difference = fixedBatch(network.program) == 0 || fixedBatch(network.program) == input.size(0)
                                    ? relativeDifference(expected, executor.run({input}, executor.weights()).at(0))
                                    : std::numeric_limits<double>::infinity();
      EXPECT_LT(difference, 1e-4) << file << ", fixed batch " << fixedBatch(network.program);
      // What loads can be written, and reads back the same.
      const test::TemporaryFolder temporary;
      writeFile(temporary / "again.onnx", onnxBytes(network, floatPlan(network.layers.size())));
      const Network again = readNetwork(temporary / "again.onnx", {.inputShape = shape});
      const Executor back(again.program);
      const double changed = relativeDifference(expected, back.run({input}, back.weights()).at(0));
      EXPECT_LT(changed, 1e-4) << file << " written and read back";
      std::cout << file << " | " << network.layers.size() << " layers | " << difference << " | " << changed
                << std::endl;
    } catch (const Error& problem) {
      ADD_FAILURE() << file << ": " << problem.what();
      std::cout << file << " | " << problem.what() << std::endl;
    }
  }
  EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace bitprism
