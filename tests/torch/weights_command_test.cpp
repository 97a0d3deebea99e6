#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

using test::TemporaryFolder;

// The weights of smallNetwork(seed), as another program saved them.
std::vector<test::WrittenTensor> smallWeights(std::uint64_t seed, const std::string& prefix = "") {
  std::vector<test::WrittenTensor> tensors;
  for (const Tensor& tensor : makeNetwork(test::smallProgram(seed), "small", "onnx").program.tensors)
    if (tensor.isFloat())
      tensors.push_back(test::writtenFloats(prefix + tensor.name, tensor.shape, tensor.floats().copy()));
  return tensors;
}

class WeightsCommand : public testing::Test {
 protected:
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_.path()); }
  std::string file(const std::string& name, const Bytes& bytes) {
    writeFile(folder_ / name, bytes);
    return "'" + (folder_ / name) + "'";
  }
  std::string network(std::uint64_t seed, const std::string& name) {
    const Network made = makeNetwork(test::smallProgram(seed), "small", "onnx");
    exportNetwork(made, floatPlan(made.layers.size()), networkWriterNamed("onnx"), folder_ / name);
    return "'" + (folder_ / name) + "'";
  }

  const TemporaryFolder folder_;
};

TEST_F(WeightsCommand, InspectsEveryFormatAlike) {
  const std::vector<test::WrittenTensor> tensors = smallWeights(3);
  Json first;
  for (const auto& [name, bytes] : {std::pair<std::string, Bytes>{"a.safetensors", test::safetensorsFile(tensors)},
                                    {"a.pth", test::stateDictFile(tensors)},
                                    {"b.pth", test::legacyStateDict(test::picklesDictionary(tensors, true), tensors)},
                                    {"a.gguf", test::ggufFile(tensors)}}) {
    const test::CommandResult result = run("inspect --json " + file(name, bytes));
    ASSERT_EQ(result.code, 0) << name << result.err;
    const Json document = parseJson(result.out, name);
    EXPECT_EQ(document["layers"].size(), 3U) << name;
    if (first.is_null()) first = document["layers"];
    EXPECT_EQ(document["layers"], first) << name;
  }
}

TEST_F(WeightsCommand, RefusesToRunThemInOneSentence) {
  const std::string weights = file("a.safetensors", test::safetensorsFile(smallWeights(3)));
  for (const std::string& command :
       {"evaluate " + weights + " --data example",
        "search " + weights + " --data example --session '" + (folder_ / "s.bitprism") + "'",
        "error --data example " + weights, "convert " + weights + " '" + (folder_ / "a.onnx") + "'",
        "convert --equalize " + weights + " '" + (folder_ / "b.onnx") + "'",
        "export " + weights + " --bits 4 --out '" + (folder_ / "c.onnx") + "'",
        "finetune " + weights + " --data example --bits 4 --out '" + (folder_ / "d.onnx") + "'"}) {
    const test::CommandResult result = run(command);
    EXPECT_EQ(result.code, 2) << command << ": " << result.err;
    EXPECT_NE(result.err.find("without a graph"), std::string::npos) << command << ": " << result.err;
  }
}

TEST_F(WeightsCommand, RefusesACommandInAPickle) {
  const test::CommandResult result =
      run("inspect " + file("a.pt", test::stateDictZip("cos\nsystem\n(" + test::picklesText("true") + "tR", {})));
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_NE(result.err.find("os.system"), std::string::npos) << result.err;
}

TEST_F(WeightsCommand, ExportsCodesWithinABudgetThatAreReadAgain) {
  const std::string weights = file("a.safetensors", test::safetensorsFile(smallWeights(3)));
  const std::string out = folder_ / "q.safetensors";
  const test::CommandResult result =
      run("export --json --format safetensors --method uniform --size 700 --out '" + out + "' " + weights);
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_LE(parseJson(result.out, "out")["promised_bytes"].get<std::int64_t>(), 700);
  const test::CommandResult again = run("inspect --json '" + out + "'");
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(parseJson(again.out, "out")["layers"].size(), 3U);
  EXPECT_EQ(run("export --format safetensors --size 10 --out '" + out + ".2' " + weights).code, 2);
  EXPECT_FALSE(std::filesystem::exists(out + ".2"));
}

// Another network's weights, laid over the graph, give that network in every command.
TEST_F(WeightsCommand, LaysWeightsOverANetwork) {
  const std::string one = network(1, "one.onnx"), other = network(50, "two.onnx");
  const std::string weights = file("w.pth", test::stateDictFile(smallWeights(50, "module.")));
  const auto statistics = [&](const std::string& arguments) {
    const test::CommandResult result = run("inspect --json " + arguments);
    EXPECT_EQ(result.code, 0) << result.err;
    return parseJson(result.out, "out");
  };
  const Json laid = statistics(one + " --weights " + weights);
  EXPECT_EQ(laid["layers"], statistics(other)["layers"]);
  EXPECT_NE(laid["layers"], statistics(one)["layers"]);
  EXPECT_EQ(laid["weights_placed"]["placed"].size(), 5U);
  EXPECT_TRUE(laid["weights_placed"]["left"].empty());
  const std::string written = folder_ / "laid.bprm", expected = folder_ / "expected.bprm";
  ASSERT_EQ(run("export --format packed --bits 4 --out '" + written + "' --weights " + weights + " " + one).code, 0);
  ASSERT_EQ(run("export --format packed --bits 4 --out '" + expected + "' " + other).code, 0);
  EXPECT_EQ(std::filesystem::file_size(written), std::filesystem::file_size(expected));
}

}  // namespace
}  // namespace bitprism
