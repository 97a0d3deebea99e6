// Operators as other exporters write them: read, for any batch, and written so that reading gives the same again. What
// ONNX Runtime makes of both is judged in tests/judge.

#include "tests/support/onnx_cases.h"

#include <gtest/gtest.h>

#include <iostream>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/seeded_inputs.h"

namespace bitprism {
namespace {

double difference(const at::Tensor& expected, const at::Tensor& got) {
  if (expected.sizes() != got.sizes()) return 1e30;
  return (expected.to(at::kFloat) - got.to(at::kFloat)).abs().max().item<double>() /
         (expected.to(at::kFloat).abs().max().item<double>() + 1e-12);
}

TEST(OnnxCases, areReadForAnyBatchAndWrittenAlike) {
  const c10::InferenceMode inference;
  std::size_t refused = 0;
  for (const test::OnnxCase& item : test::onnxCases()) {
    Network network;
    try {
      network = makeNetwork(readOnnx(item.bytes, "case", "", {}).program, item.name, "onnx");
    } catch (const InputError& problem) {
      const std::string sentence = problem.what();
      std::cout << item.name << ": " << sentence << std::endl;
      EXPECT_NE(sentence.find("at 'node_"), std::string::npos) << item.name << ": " << sentence;
      ++refused;
      continue;
    }
    try {
      const Network back = makeNetwork(
          readOnnx(onnxBytes(network, floatPlan(network.layers.size())), "back", "", {}).program, item.name, "onnx");
      EXPECT_EQ(fixedBatch(back.program), fixedBatch(network.program)) << item.name;
      const Executor executor(network.program), again(back.program);
      const std::int64_t fixed = fixedBatch(network.program);
      for (const std::int64_t batch : {1, 2, 5}) {
        if (fixed != 0 && batch != fixed) continue;
        const auto inputs = test::seededInputs(network.program, batch, 5);
        const auto expected = executor.run(inputs, executor.weights()), got = again.run(inputs, again.weights());
        ASSERT_EQ(expected.size(), got.size()) << item.name;
        for (std::size_t i = 0; i < got.size(); ++i)
          EXPECT_LT(difference(expected[i], got[i]), 1e-5) << item.name << ", output " << i << ", batch " << batch;
      }
    } catch (const Error& problem) {
      ADD_FAILURE() << item.name << " is read but not written: " << problem.what();
    }
  }
  EXPECT_EQ(refused, 5u);  // cubic from asymmetric coordinates, transposition whose windows do not meet
}

}  // namespace
}  // namespace bitprism
