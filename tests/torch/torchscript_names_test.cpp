#include "core/torch/graph/torchscript_names.h"

#include <gtest/gtest.h>
#include <torch/script.h>

#include "core/base/error.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/export_changes.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Network named(const std::vector<std::string>& tensors, const std::string& input = "input",
              const std::string& output = "output") {
  Program program = test::smallProgram();
  for (std::size_t i = 0; i < tensors.size(); ++i) program.tensors[i].name = tensors[i];
  program.inputs[0].name = input;
  program.outputNames = {output};
  return makeNetwork(program, "named", "onnx");
}

Network throughTorchScript(const Network& network) {
  const test::TemporaryFolder folder;
  exportNetwork(network, floatPlan(network.layers.size()), torchScriptWriter, folder / "n.pt");
  return readNetwork(folder / "n.pt", {.inputShape = {3, 8, 8}});
}

void expectSameNames(const Network& network) {
  const Network back = throughTorchScript(network);
  ASSERT_EQ(back.layers.size(), network.layers.size());
  for (std::size_t l = 0; l < back.layers.size(); ++l) {
    EXPECT_EQ(back.layers[l].name, network.layers[l].name);
    EXPECT_EQ(*back.layers[l].weights, *network.layers[l].weights);
  }
  EXPECT_EQ(back.program.inputs[0].name, network.program.inputs[0].name);
  EXPECT_EQ(back.program.outputNames, network.program.outputNames);
}

TEST(TorchScriptNames, surviveInAnyScript) {
  expectSameNames(named({"слой.weight", "слой.bias", "層.weight", "κεφαλή.weight"}, "εικόνα", "ответ"));
  expectSameNames(named({"ä\"b\\c.weight", "x", "tab\there.weight"}, "two words", "x.1"));
}

TEST(TorchScriptNames, mayBeWordsOfPython) {
  for (const char* word :
       {"False",    "None",      "True",    "and",      "as",       "assert",   "async",   "await",  "break", "class",
        "continue", "def",       "del",     "elif",     "else",     "except",   "finally", "for",    "from",  "global",
        "if",       "import",    "in",      "is",       "lambda",   "nonlocal", "not",     "or",     "pass",  "raise",
        "return",   "try",       "while",   "with",     "yield",    "print",    "match",   "case",   "self",  "torch",
        "ops",      "getattr",   "forward", "training", "__init__", "inf",      "nan",     "Tensor", "int",   "float",
        "list",     "CONSTANTS", "_",       "0",        "1st"}) {
    SCOPED_TRACE(word);
    EXPECT_NO_THROW(expectSameNames(
        named({std::string(word) + ".weight", std::string(word) + ".bias", std::string("a.") + word}, word)));
  }
}

TEST(TorchScriptNames, stayApartWhereTheyAreSpelledAlike) {
  // Three that are the same in ASCII, one that takes a word's substitute.
  expectSameNames(named({"я.weight", "a", "ю.weight", "э.weight"}));
  expectSameNames(named({"class.weight", "b", "class_.weight"}));
}

TEST(TorchScriptNames, areSaidToBeSpelledOtherwise) {
  const std::vector<std::string> changes = torchScriptChanges(named({"class.weight", "b", "層.weight"}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].rfind("3 tensors are renamed in TorchScript's code, such as 'class' as 'class_'", 0), 0u)
      << changes[0];
  EXPECT_TRUE(torchScriptChanges(test::smallNetwork()).empty());
}

TEST(TorchScriptNames, ofAnArchiveAreCheckedBeforeTheyAreTaken) {
  const test::TemporaryFolder folder;
  torch::jit::Module module("module");
  module.register_parameter("w", torch::ones({4, 3, 3, 3}), false);
  module.define("def forward(self, x):\n    return torch.conv2d(x, self.w)\n");
  const auto read = [&](const std::string& names) -> std::string {
    module.save(folder / "m.pt", {{torchScriptNamesFile, names}});
    try {
      const Network network = readNetwork(folder / "m.pt", {.inputShape = {3, 8, 8}});
      return network.program.inputs[0].name + " " + network.layers[0].name;
    } catch (const InputError& problem) {
      return problem.what();
    }
  };
  EXPECT_EQ(read(R"({"inputs": ["x"], "outputs": ["y"], "tensors": {"w": "first.weight"}})"), "x first");
  for (const char* bad : {"{", "[]", R"({"inputs": [], "outputs": ["y"], "tensors": {}})",
                          R"({"inputs": ["x"], "outputs": [7], "tensors": {}})",
                          R"({"inputs": ["x"], "outputs": ["y"], "tensors": 3})"}) {
    const std::string refusal = read(bad);
    EXPECT_EQ(refusal.rfind("cannot read '", 0), 0u) << bad << ": " << refusal;
  }
}

}  // namespace
}  // namespace bitprism
