// Operators as other exporters write them: our executor and ONNX Runtime, the file as it is and as we write it, give
// the same numbers.

#include <gtest/gtest.h>

#include <iostream>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/onnx_cases.h"
#include "tests/support/seeded_inputs.h"

namespace bitprism {
namespace {

struct Judged {
  std::string name, original, written;  // stems of ONNX Runtime's outputs
  std::vector<at::Tensor> outputs;
};

// Every eighth case, so that no test is long.
class OnnxCasesJudge : public testing::TestWithParam<std::size_t> {
 protected:
  static constexpr std::size_t parts = 8;
};
INSTANTIATE_TEST_SUITE_P(Parts, OnnxCasesJudge, testing::Range<std::size_t>(0, 8));

TEST_P(OnnxCasesJudge, givesWhatOnnxRuntimeGives) {
  NEED_JUDGE();
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  std::vector<Judged> all;
  Json jobs = Json::array();
  std::size_t number = 0;
  for (const test::OnnxCase& item : test::onnxCases()) {
    if (!item.judged || number++ % parts != GetParam()) continue;
    Network network;
    try {
      network = makeNetwork(readOnnx(item.bytes, "case", "", {}).program, item.name, "onnx");
    } catch (const InputError& problem) {
      continue;  // the sentence is the other test's concern
    }
    const std::string stem = folder / std::to_string(all.size());
    const std::int64_t fixed = fixedBatch(network.program);
    const auto inputs = test::seededInputs(network.program, fixed > 0 ? fixed : 3, 5);
    const Executor executor(network.program);
    all.push_back({item.name, stem + ".original", stem + ".written", executor.run(inputs, executor.weights())});
    test::writeFloats(stem + ".in", inputs[0]);
    const Json list = Json::array({{{"file", stem + ".in"}, {"shape", inputs[0].sizes().vec()}}});
    writeFile(stem + ".onnx", item.bytes);
    jobs.push_back({{"model", stem + ".onnx"}, {"inputs", list}, {"outputs", all.back().original}});
    try {
      writeFile(stem + ".w.onnx", onnxBytes(network, floatPlan(network.layers.size())));
      jobs.push_back({{"model", stem + ".w.onnx"}, {"inputs", list}, {"outputs", all.back().written}});
    } catch (const Error& problem) {
      ADD_FAILURE() << item.name << " is read but not written: " << problem.what();
    }
  }
  test::runOnnxRuntime(folder, jobs);
  std::size_t equal = 0;
  for (const Judged& judged : all)
    for (const std::string& stem : {judged.original, judged.written})
      for (std::size_t i = 0; i < judged.outputs.size(); ++i) {
        const std::string path = stem + "." + std::to_string(i);
        const char* form = stem == judged.original ? " as it came" : " as written";
        if (!std::filesystem::exists(path)) {
          ADD_FAILURE() << judged.name << form << ": ONNX Runtime does not run it";
          break;
        }
        const double difference = test::relativeDifference(judged.outputs[i], test::floatsIn(path));
        EXPECT_LT(difference, 1e-4) << judged.name << form << ", output " << i;
        equal += difference < 1e-4;
      }
  std::cout << all.size() << " networks, " << equal << " equal outputs" << std::endl;
  EXPECT_GT(all.size(), 0u);
  EXPECT_GE(equal, 2 * all.size());  // as it came and as written
}

}  // namespace
}  // namespace bitprism
