#include "core/torch/read/torchscript_reader.h"

#include <gtest/gtest.h>
#include <torch/script.h>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// The program of a module whose forward takes images of 3 x 8 x 8.
Program programOfModule(const std::string& body) {
  torch::jit::Module module("module");
  module.register_parameter("w", torch::ones({4, 3, 3, 3}), false);
  module.register_attribute("pair", c10::ListType::ofInts(), c10::List<std::int64_t>({1, 2}));
  module.define("def forward(self, x):\n" + body);
  const test::TemporaryFolder folder;
  module.save(folder / "module.pt");
  return readTorchScript(folder / "module.pt", {3, 8, 8}).program;
}

// A module with quantized operators is never run, so nothing but the reader checks what its operators are given.
std::string refusalUnrun(const std::string& body) {
  try {
    programOfModule("  x = torch.quantize_per_tensor(x, 0.5, 0, 13).dequantize()\n" + body);
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "accepted";
}

TEST(TorchScriptReader, countsTupleIndicesFromTheEndToo) {
  const Program program = programOfModule("  pair = (x, torch.conv2d(x, self.w))\n  return pair[-1]\n");
  ASSERT_EQ(program.instructions.size(), 1u);
  EXPECT_EQ(program.instructions[0].op, "aten::convolution");
}

TEST(TorchScriptReader, refusesArgumentsThatDoNotFitInModulesThatAreNotRun) {
  const std::pair<const char*, const char*> cases[] = {
      {"  a, b, c = self.pair\n  return x * a * b * c\n", "unpacks 2 values into 3"},
      {"  return torch.chunk(x, 2, 7)[0]\n", "names axis 7 of a tensor with 4 axes"},
      {"  return torch.unbind(x, -5)[0]\n", "names axis -5 of a tensor with 4 axes"},
      {"  return x.unflatten(6, [1, 3])\n", "names axis 6 of a tensor with 4 axes"},
      {"  return torch.conv2d(x, self.w[0, 0, 0])\n", "has weights of 1 axes"},
      {"  return torch.conv_transpose2d(x, self.w[0, 0])\n", "has weights of 2 axes"},
      {"  y = x[0]\n  w = self.w[0]\n  return torch._native_multi_head_attention(y, y, y, 8, 0, w, w, w, w, None, "
       "False)[0]\n",
       "has 0 heads"}};
  for (const auto& [body, says] : cases) {
    const std::string refusal = refusalUnrun(body);
    EXPECT_NE(refusal.find(says), std::string::npos) << body << refusal;
  }
}

}  // namespace
}  // namespace bitprism
