// Files whose end depends on data: what ONNX Runtime gives for them, it gives for what we write of them.

#include <gtest/gtest.h>

#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/made_detector.h"
#include "tests/support/seeded_inputs.h"

namespace bitprism {
namespace {

struct Variant {
  std::string name;
  test::MadeDetector made;
};

std::vector<Variant> variants() {
  return {{"plain", {}},
          {"of opset 11", {.opset = 11}},
          {"of opset 18", {.opset = 18}},
          {"with a reduction", {.rounds = true}},
          {"with more boxes", {.leastScore = 0.1F}},
          {"with an open batch", {.batch = -1}}};
}

TEST(OnnxTailJudge, givesTheOutputsOfTheFile) {
  NEED_JUDGE();
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  Json jobs = Json::array();
  std::vector<std::vector<at::Tensor>> ours;
  const std::vector<Variant> all = variants();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Bytes bytes = all[i].made.bytes();
    const Network network = makeNetwork(readOnnx(bytes, "detector", "", {}).program, "detector", "onnx");
    const auto inputs = test::seededInputs(network.program, 1, 5);
    const Executor executor(network.program);
    ours.push_back(executor.run(inputs, executor.weights()));
    const std::string stem = folder / std::to_string(i);
    test::writeFloats(stem + ".in", inputs[0]);
    const Json list = Json::array({{{"file", stem + ".in"}, {"shape", inputs[0].sizes().vec()}}});
    QuantPlan codes = floatPlan(network.layers.size());
    for (QuantScheme& scheme : codes.layers) {
      scheme.method = Method::Uniform;
      scheme.bits = 8;
    }
    writeFile(stem + ".original.onnx", bytes);
    writeFile(stem + ".float.onnx", onnxBytes(network, floatPlan(network.layers.size())));
    writeFile(stem + ".codes.onnx", onnxBytes(network, codes));
    for (const char* form : {".original", ".float", ".codes"})
      jobs.push_back({{"model", stem + form + ".onnx"}, {"inputs", list}, {"outputs", stem + form}});
  }
  test::runOnnxRuntime(folder, jobs);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string stem = folder / std::to_string(i);
    const auto has = [&](const char* form, int output) {
      return std::filesystem::exists(stem + form + "." + std::to_string(output));
    };
    const auto numbers = [&](const char* form, int output) {
      return test::floatsIn(stem + form + "." + std::to_string(output));
    };
    const int outputs = all[i].made.rounds ? 4 : 3;
    for (int output = 0; output < outputs; ++output) {
      ASSERT_TRUE(has(".original", output)) << all[i].name << ": ONNX Runtime does not run the file";
      ASSERT_TRUE(has(".float", output)) << all[i].name << ": ONNX Runtime does not run what was written";
      ASSERT_TRUE(has(".codes", output)) << all[i].name << ": ONNX Runtime does not run the codes";
      const std::vector<float> expected = numbers(".original", output), got = numbers(".float", output);
      ASSERT_FALSE(expected.empty()) << all[i].name << ", output " << output;
      ASSERT_EQ(got.size(), expected.size()) << all[i].name << ", output " << output;
      for (std::size_t k = 0; k < got.size(); ++k)
        EXPECT_NEAR(got[k], expected[k], 1e-4) << all[i].name << ", output " << output;
    }
    EXPECT_FALSE(has(".float", outputs)) << all[i].name << " has further outputs";
    // Boxes that are kept are four numbers each, with a score each.
    EXPECT_EQ(numbers(".float", 0).size(), 4 * numbers(".float", 1).size()) << all[i].name;
    EXPECT_LT(test::relativeDifference(ours[i][0], numbers(".original", 2)), 1e-5) << all[i].name;
  }
}

}  // namespace
}  // namespace bitprism
