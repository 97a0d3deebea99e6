#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/packed/packed_file.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

class DiffCommand : public testing::Test {
 protected:
  std::string packed(const std::string& name, const QuantPlan& plan, std::uint64_t seed = 1) {
    const std::string path = folder / name;
    writeFile(path, packNetwork(test::smallNetwork(seed), plan));
    return path;
  }
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder.path()); }

  test::TemporaryFolder folder;
};

TEST_F(DiffCommand, findsTheLayerThatDiffers) {
  QuantPlan plan = floatPlan(3);
  const std::string a = packed("a.packed", plan);
  plan.layers[1] = Quantization{.correction = Correction::None}.at(4);
  const std::string b = packed("b.packed", plan);
  const test::CommandResult result = run("diff '" + a + "' '" + b + "' --json");
  ASSERT_EQ(result.code, 0) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["matched"], 3);
  EXPECT_EQ(json["differing"], 1);
  const Network one = unpackNetwork(readFile(a), a).network, other = unpackNetwork(readFile(b), b).network;
  for (std::size_t l = 0; l < 3; ++l) {
    const Json& row = json["layers"][l];
    const QuantError error = quantError(*one.layers[l].weights, *other.layers[l].weights);
    EXPECT_EQ(row["matched_by"], "name");
    EXPECT_EQ(row["max_difference"], error.maxError);
    if (l == 1)
      EXPECT_DOUBLE_EQ(row["sqnr_db"].get<double>(), error.sqnrDb);
    else
      EXPECT_TRUE(row["sqnr_db"].is_null());
  }
  EXPECT_EQ(json["layers"][1]["b"]["type"], "even grid");
  EXPECT_LE(json["layers"][1]["b"]["bits"].get<int>(), 4);
  EXPECT_EQ(json["layers"][1]["a"]["type"], "float");
  EXPECT_EQ(json["b"]["file_bytes"], readFile(b).size());
}

TEST_F(DiffCommand, theSameFileAnswersAlike) {
  const test::CommandResult result = run("diff example example --data example --images 50 --json");
  if (result.code != 0 && result.err.find("example.onnx") != std::string::npos) GTEST_SKIP() << result.err;
  ASSERT_EQ(result.code, 0) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["differing"], 0);
  EXPECT_EQ(json["answers"]["images"], 50);
  EXPECT_EQ(json["answers"]["changed"], 0);
  EXPECT_EQ(json["answers"]["mcnemar_p"], 1.0);
  EXPECT_EQ(json["a"]["accuracy"], json["b"]["accuracy"]);
}

TEST_F(DiffCommand, refusesWhatItCannotCompare) {
  const std::string a = packed("a.packed", floatPlan(3));
  EXPECT_EQ(run("diff '" + a + "' '" + (folder / "missing.onnx") + "'").code, 3);
  EXPECT_EQ(run("diff '" + a + "' '" + a + "' --images 5").code, 2);
  EXPECT_EQ(run("diff '" + a + "'").code, 2);
}

}  // namespace
}  // namespace bitprism
