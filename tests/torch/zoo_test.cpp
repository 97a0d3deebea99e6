// Every file of the collection: loaded and run, or refused in a sentence. The table goes to standard output, and to the
// file that BITPRISM_ZOO_TABLE names.

#include "tests/support/zoo.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// Fragments of networks without a weight that could be quantized load as graphs, and are refused as networks.
bool lacksLayers(const std::string& sentence) {
  return sentence.find("has no layer to quantize") != std::string::npos;
}

TEST(Zoo, everyFileLoadsAndRunsOrIsRefusedInASentence) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  std::ofstream table;
  if (const char* path = std::getenv("BITPRISM_ZOO_TABLE")) table.open(path);
  const c10::InferenceMode inference;
  std::set<std::string> loaded;
  std::size_t count = 0;
  for (const test::ZooFile& item : test::zooFiles(data)) {
    ++count;
    std::string outcome, said;
    try {
      const Network network = readNetwork(data + "/zoo/" + item.file);
      if (!hasGraph(network)) {  // to look at; the collection's reading is older than that
        EXPECT_GT(network.layers.size(), 0u) << item.file;
        std::cout << item.file << " | weights | " << network.layers.size() << " layers" << std::endl;
        if (table) table << item.file << " | weights | " << network.layers.size() << " layers\n";
        continue;
      }
      const Executor executor(network.program);
      const std::int64_t fixed = fixedBatch(network.program);
      for (const std::int64_t batch : {1, 3}) {
        if (fixed != 0 && fixed != batch) continue;
        const auto outputs = executor.run(test::seededInputs(network.program, batch, 5), executor.weights());
        EXPECT_EQ(outputs.size(), network.program.outputNames.size()) << item.file;
      }
      outcome = "loaded";
      said = text(network.layers.size(), " layers");
      for (const std::string& notice : network.notices) said += "; " + notice;
      loaded.insert(item.file);
      const bool newer = network.program.tail || network.format == "tflite";  // likewise
      EXPECT_FALSE(!newer && item.expected.starts_with("rejected") && item.expected.find("or") == std::string::npos)
          << item.file << " was expected to be refused: " << item.expected;
    } catch (const Error& problem) {
      said = problem.what();
      outcome = lacksLayers(said) ? "no layers" : "refused";
      EXPECT_GT(said.size(), 20u) << item.file;
      EXPECT_EQ(said.find('\n'), std::string::npos) << item.file << ": " << said;
      EXPECT_FALSE(said.ends_with(": ")) << item.file << ": " << said;
    }
    const std::string row = text(item.file, " | ", outcome, " | ", said);
    std::cout << row << std::endl;
    if (table) table << row << '\n';
  }
  EXPECT_GT(count, 100u);
  std::cout << loaded.size() << " of " << count << " load" << std::endl;
  for (const char* file : {"onnx/light_bvlc_alexnet.onnx",
                           "onnx/light_densenet121.onnx",
                           "onnx/light_inception_v2.onnx",
                           "onnx/light_resnet50.onnx",
                           "onnx/light_squeezenet.onnx",
                           "onnx/light_vgg19.onnx",
                           "onnx/test_Conv1d_groups.onnx",
                           "onnx/test_Conv3d_dilated_strided.onnx",
                           "onnx/test_operator_convtranspose.onnx",
                           "migraphx/external_data_test.onnx",
                           "migraphx/mnist-8.onnx",
                           "onnx2c/mnist.simplified.onnx",
                           "wonnx/opt-mnist.onnx",
                           "ort_examples/Ultraface_version-RFB-320.onnx",
                           "torchscript/mobilenet_quantized.pt",
                           "torchscript/reddit.pt",
                           "torchscript/vit4mnist.ptl",
                           "torchscript/asl.ptl",
                           "malformed/double_weight.onnx",
                           "malformed/unicode_names.onnx",
                           "malformed/zero_weight.onnx",
                           "malformed/huge_weight.onnx"})
    EXPECT_TRUE(loaded.contains(file)) << file;
}

}  // namespace
}  // namespace bitprism
