#include "core/torch/read/torchscript_widths.h"

#include <gtest/gtest.h>
#include <torch/script.h>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

constexpr const char* convolutional = R"(
def forward(self, x):
    dtype = torch.float16
    y = torch.relu(torch.conv2d(x.to(self.w.dtype), self.w, self.b))
    y = y + torch.zeros([1], dtype=self.w.dtype)
    return torch.linear(torch.mean(y, [2, 3]), self.v)
)";

torch::jit::Module moduleOf(const std::string& code, at::ScalarType width) {
  torch::jit::Module module("module");
  at::Generator generator = at::detail::createCPUGenerator(5);
  const auto normals = [&](at::IntArrayRef shape) {
    return at::randn(shape, generator, at::TensorOptions(at::kFloat)).mul(0.5).to(width);
  };
  module.register_parameter("w", normals({4, 3, 3, 3}), false);
  module.register_parameter("b", normals({4}), false);
  module.register_parameter("v", normals({5, 4}), false);
  module.define(code);
  return module;
}

at::Tensor outputOf(const Network& network, const at::Tensor& input) {
  const c10::InferenceMode inference;
  const Executor executor(network.program);
  return executor.run({input}, executor.weights())[0];
}

TEST(TorchScriptWidths, areReadAsSingleFloats) {
  const test::TemporaryFolder folder;
  const at::Tensor input = at::randn({2, 3, 8, 8});
  for (const at::ScalarType width : {at::kHalf, at::kBFloat16, at::kDouble}) {
    moduleOf(convolutional, width).save(folder / "m.pt");
    const Network network = readNetwork(folder / "m.pt", {.inputShape = {3, 8, 8}});
    ASSERT_EQ(network.layers.size(), 2u);
    EXPECT_NE(std::find(network.notices.begin(), network.notices.end(),
                        "The file holds weights of other widths; they are read as 32-bit floats."),
              network.notices.end());
    // What 32-bit floats make of these weights.
    const c10::InferenceMode inference;
    torch::jit::Module wide = moduleOf(convolutional, width);
    wide.to(at::kFloat);
    const at::Tensor expected = wide.forward({input}).toTensor();
    EXPECT_LT((outputOf(network, input) - expected).abs().max().item<double>(), 1e-5) << toString(width);
  }
}

TEST(TorchScriptWidths, mayBeNamedInTheCode) {
  const test::TemporaryFolder folder;
  moduleOf(R"(
def forward(self, x):
    y = torch.conv2d(x.half(), self.w, self.b)
    y = y + torch.ones([4, 1, 1], dtype=5)
    return torch.mean(y, [2, 3]).to(6)
)",
           at::kHalf)
      .save(folder / "m.pt");
  const Network network = readNetwork(folder / "m.pt", {.inputShape = {3, 8, 8}});
  EXPECT_EQ(outputOf(network, at::randn({3, 3, 8, 8})).scalar_type(), at::kFloat);
}

std::string refusalOf(const std::string& path, const Shape& shape) {
  try {
    readNetwork(path, {.inputShape = shape});
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "accepted";
}

TEST(TorchScriptErrors, nameWhatHappenedInTheInterpreter) {
  const test::TemporaryFolder folder;
  moduleOf("def forward(self, x):\n    return torch.matmul(torch.flatten(x, 1), self.v)\n", at::kFloat)
      .save(folder / "m.pt");
  const std::string refusal = refusalOf(folder / "m.pt", {3, 8, 8});
  EXPECT_NE(refusal.find("shapes cannot be multiplied"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find("TorchScript interpreter"), std::string::npos) << refusal;
}

TEST(TorchScriptErrors, sayHowToGiveAShape) {
  const test::TemporaryFolder folder;
  moduleOf(
      "def forward(self, x):\n    y = torch.conv2d(x, self.w, self.b)\n    return "
      "torch.linear(torch.reshape(y, [-1, 15, 21, 4]), self.v)\n",
      at::kFloat)
      .save(folder / "m.pt");
  const test::CommandResult lost = test::runCommand("inspect " + (folder / "m.pt"), folder.path());
  EXPECT_EQ(lost.code, 3);
  EXPECT_NE(lost.err.find("none of the usual image shapes"), std::string::npos) << lost.err;
  EXPECT_NE(lost.err.find("--shape"), std::string::npos) << lost.err;
  const test::CommandResult told =
      test::runCommand("inspect " + (folder / "m.pt") + " --shape 1x3x17x23", folder.path());
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_NE(told.out.find("3 x 17 x 23"), std::string::npos) << told.out;
  for (const char* wrong : {"3", "1x3x", "1xx3", "1x-3x4", "axb", "0x3x4"}) {
    const test::CommandResult refused =
        test::runCommand("inspect " + (folder / "m.pt") + " --shape " + wrong, folder.path());
    EXPECT_EQ(refused.code, 2) << wrong;
    EXPECT_NE(refused.err.find("is not a shape"), std::string::npos) << refused.err;
  }
}

}  // namespace
}  // namespace bitprism
