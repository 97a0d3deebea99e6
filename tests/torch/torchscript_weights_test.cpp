// Weights in other places than a layer's usual one, in TorchScript: the same layers as from ONNX, the same outputs as
// the module's.

#include <gtest/gtest.h>
#include <torch/script.h>

#include "core/network/network.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/torchscript_reader.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

struct ModuleCase {
  std::string name;
  std::vector<std::pair<std::string, Shape>> parameters;
  std::string body;
  Shape input;  // of one image; whole numbers below 9 where the body picks rows
  std::vector<std::pair<LayerKind, Shape>> layers;
  bool picksRows = false;
};

std::vector<ModuleCase> moduleCases() {
  const LayerKind linear = LayerKind::Linear, table = LayerKind::Embedding, recurrent = LayerKind::Recurrent;
  return {
      {"einsum",
       {{"w", {2, 3, 7}}},
       "  return torch.einsum('bthd,hdm->btm', [x, self.w])\n",
       {4, 2, 3},
       {{linear, {7, 6}}}},
      {"einsum of a batch",
       {{"w", {3, 6, 4}}},
       "  return torch.einsum('bgi,gio->bgo', [x, self.w])\n",
       {3, 6},
       {{LayerKind::Convolution, {12, 6, 1}}}},
      {"matmul of a batch",
       {{"w", {3, 6, 4}}},
       "  return torch.matmul(x, self.w)\n",
       {3, 5, 6},
       {{LayerKind::Convolution, {12, 6, 1}}}},
      {"matmul from the left", {{"w", {4, 6}}}, "  return torch.matmul(self.w, x)\n", {6, 5}, {{linear, {4, 6}}}},
      {"embedding",
       {{"w", {9, 6}}, {"v", {4, 6}}},
       "  return torch.linear(torch.embedding(self.w, x), self.v)\n",
       {5},
       {{table, {9, 6}}, {linear, {4, 6}}},
       true},
      {"tied embedding",
       {{"w", {9, 6}}},
       "  return torch.matmul(torch.relu(torch.embedding(self.w, x)), self.w.t())\n",
       {5},
       {{linear, {9, 6}}},
       true},
      {"tied linear",
       {{"w", {4, 6}}},
       "  return torch.linear(torch.relu(torch.linear(x, self.w)), self.w.t())\n",
       {6},
       {{linear, {4, 6}}}},
      {"transposed in groups",
       {{"w", {6, 2, 3, 3}}},
       "  return torch.conv_transpose2d(x, self.w, None, [2, 2], [0, 0], [0, 0], 3)\n",
       {6, 4, 5},
       {{LayerKind::TransposedConvolution, {6, 2, 3, 3}}}},
      {"lstm",
       {{"wi", {12, 5}}, {"wh", {12, 3}}, {"bi", {12}}, {"bh", {12}}},
       "  s = torch.zeros([1, x.size(0), 3])\n"
       "  y, h, c = torch.lstm(x, [s, s], [self.wi, self.wh, self.bi, self.bh], True, 1, 0.0, False, False, True)\n"
       "  return y\n",
       {4, 5},
       {{recurrent, {12, 5}}, {recurrent, {12, 3}}}},
  };
}

torch::jit::Module moduleOf(const ModuleCase& item) {
  torch::jit::Module module("module");
  at::manual_seed(4);
  for (const auto& [name, shape] : item.parameters) module.register_parameter(name, torch::randn(shape) * 0.4, false);
  module.define("def forward(self, x):\n" + item.body);
  return module;
}

TEST(TorchScriptWeights, areLayersWhereverTheyStand) {
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  for (const ModuleCase& item : moduleCases()) {
    SCOPED_TRACE(item.name);
    torch::jit::Module module = moduleOf(item);
    module.save(folder / "module.pt");
    const Network network = makeNetwork(readTorchScript(folder / "module.pt", item.input).program, "m", "torchscript");
    ASSERT_EQ(network.layers.size(), item.layers.size());
    std::int64_t numbers = 0;
    for (std::size_t l = 0; l < item.layers.size(); ++l) {
      EXPECT_EQ(network.layers[l].kind, item.layers[l].first);
      EXPECT_EQ(network.layers[l].shape, item.layers[l].second);
    }
    for (const auto& [name, shape] : item.parameters) numbers += shape.size() > 1 ? elementCount(shape) : 0;
    EXPECT_EQ(network.weightCount(), numbers);
    Shape shape = item.input;
    shape.insert(shape.begin(), 3);
    const at::Tensor input = item.picksRows ? at::randint(0, 9, shape, at::kLong) : at::randn(shape);
    const at::Tensor wanted = module.forward({input}).toTensor();
    const auto shared = std::make_shared<const Network>(network);
    PlanRunner runner(shared);
    const QuantPlan plain = floatPlan(network.layers.size()), rounded = uniformPlan(network.layers.size(), {.bits = 8});
    EXPECT_TRUE(at::allclose(runner.run({input}, runner.prepare(plain)).at(0), wanted, 1e-4, 1e-5));
    // What is written of the rounded network computes what it says.
    const Bytes bytes = torchScriptBytes(network, rounded);
    writeFile(folder / "rounded.pt", bytes);
    const at::Tensor given = torch::jit::load(folder / "rounded.pt").forward({input}).toTensor();
    EXPECT_TRUE(at::allclose(given, runner.run({input}, runner.prepare(rounded)).at(0), 1e-4, 1e-5));
    EXPECT_FALSE(given.equal(wanted));
  }
}

TEST(TorchScriptWeights, underTwoNamesAreOne) {
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  for (const at::ScalarType type : {at::kFloat, at::kHalf}) {
    torch::jit::Module module("module");
    const at::Tensor weights = (torch::randn({6, 6}) * 0.4).to(type);
    module.register_parameter("first", weights, false);
    module.register_parameter("second", weights, false);
    module.define(
        "def forward(self, x):\n  return torch.linear(torch.relu(torch.linear(x, self.first)), self.second)\n");
    module.save(folder / "module.pt");
    const Network network = makeNetwork(readTorchScript(folder / "module.pt", {6}).program, "m", "torchscript");
    EXPECT_EQ(network.layers.size(), 1u) << type;
    EXPECT_EQ(network.weightCount(), 36) << type;
  }
}

TEST(TorchScriptWeights, thatNoLayerHasAreNamed) {
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  const ModuleCase item{"bilinear",
                        {{"w", {4, 6, 6}}, {"v", {6, 6}}},
                        "  y = torch.linear(x, self.v)\n  return torch.bilinear(x, y, self.w, None)\n",
                        {6},
                        {}};
  moduleOf(item).save(folder / "module.pt");
  const Network network = makeNetwork(readTorchScript(folder / "module.pt", item.input).program, "m", "torchscript");
  EXPECT_EQ(network.layers.size(), 1u);
  ASSERT_EQ(network.loose.size(), 1u);
  EXPECT_EQ(network.loose[0].name, "w");
  EXPECT_NE(network.loose[0].reason.find("aten::bilinear"), std::string::npos) << network.loose[0].reason;
}

}  // namespace
}  // namespace bitprism
