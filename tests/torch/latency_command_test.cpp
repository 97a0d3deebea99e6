#include <gtest/gtest.h>

#include "app/workflow/speed_plans.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/plan/latency_table.h"
#include "core/run/onnx_runtime.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// bitprism-cli latency, and what export and evaluate say of speed.
class LatencyCommand : public testing::Test {
 protected:
  // The runtime to name on command lines; empty: there is none here.
  static std::string runtime() {
    const auto library = findOnnxRuntime();
    return library ? " --onnxruntime '" + *library + "'" : std::string();
  }
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_.path()); }
  Json json(const std::string& arguments) {
    const test::CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json();
  }
  void expectRefusal(const std::string& arguments, int code, const std::string& sentence) {
    const test::CommandResult result = run(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_NE(result.err.find("bitprism-cli: " + sentence), std::string::npos) << result.err;
  }

  test::TemporaryFolder folder_;
};

TEST_F(LatencyCommand, saysThatThereIsNoRuntime) {
  expectRefusal("latency example --out " + (folder_ / "t.json"), 2,
                "cannot measure latency: ONNX Runtime was not found, expected --onnxruntime");
  expectRefusal("latency example --onnxruntime /nowhere --out " + (folder_ / "t.json"), 3,
                "cannot find ONNX Runtime at '/nowhere' (--onnxruntime), expected libonnxruntime.so.1 or its folder");
  expectRefusal("latency example --plan p.json --table " + (folder_ / "none.json"), 3, "cannot read 'p.json'");
  EXPECT_EQ(run("latency example --check").code, 2);
  EXPECT_EQ(run("latency example --target tensorrt").code, 2);
}

TEST_F(LatencyCommand, measuresPredictsAndChecks) {
  if (runtime().empty()) GTEST_SKIP() << "no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)";
  const std::string table = folder_ / "t.latency.json", plan = folder_ / "p.json";
  const Json measured = json("latency example --seconds 0.5 --out " + table + runtime());
  EXPECT_EQ(measured["format"], "bitprism-latency");
  EXPECT_EQ(measured["measured"]["batch"], 1);
  expectRefusal("latency example --out " + table + runtime(), 2, "'" + table + "' exists");
  json("export example --data example --images 100 --bits 8 --activation-bits 8 --format plan --out " + plan);
  const Json predicted = json("latency example --plan " + plan + " --table " + table + " --check" + runtime());
  EXPECT_GT(predicted["predicted_ns"].get<double>(), 0);
  EXPECT_GT(predicted["measured_ns"].get<double>(), 0);
  EXPECT_EQ(predicted["float_ns"], measured["float_ns"]);
  const Json evaluated = json("evaluate example --data example --images 16 --plan " + plan + " --latency " + table);
  EXPECT_EQ(evaluated["latency"]["predicted_ns"], predicted["predicted_ns"]);

  // A table of another network is refused.
  const Bytes bytes = readFile(table);
  Json other = Json::parse(std::string(bytes.begin(), bytes.end()));
  other["network"]["hash"] = "1";
  writeFile(folder_ / "other.json", other.dump());
  expectRefusal("latency example --plan " + plan + " --table " + (folder_ / "other.json"), 3, "cannot use '");
  expectRefusal("evaluate example --data example --images 16 --latency " + (folder_ / "other.json"), 3, "cannot use '");
}

// Before ranges are known, too: a limit that only integer kernels keep is no reason to refuse.
TEST_F(LatencyCommand, limitsASearchToWhatIntegersTake) {
  if (runtime().empty()) GTEST_SKIP() << "no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)";
  const std::string path = folder_ / "t.latency.json";
  json("latency example --seconds 0.5 --out " + path + runtime());
  const Network network = readNetwork("example");
  const LatencyTable table = readLatencyTable(path, network);
  const QuantPlan plan = integerSpeedPlan(network, std::vector<bool>(network.layers.size(), true));
  constexpr double millisecond = 1e6, room = 1.1;
  const Json found = json("search example --data example --images 60 --trials 1 --method random --bits 8 --session " +
                          (folder_ / "s.bprs") + " --latency-table " + path + " --at-most " +
                          std::to_string(room * table.planNanoseconds(plan) / millisecond) + "ms");
  EXPECT_EQ(found["points"].size(), 1u);
}

TEST_F(LatencyCommand, exportsSayWhatTheyAreInTheirRuntime) {
  if (runtime().empty()) GTEST_SKIP() << "no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)";
  const std::string command =
      "export example --data example --images 100 --bits 8 --activation-bits 8 --force --out " + (folder_ / "e.onnx");
  const Json said = json(command + runtime());
  EXPECT_EQ(said["runtime"]["accuracy"], said["file_accuracy"]);
  EXPECT_EQ(said["runtime"]["images"], 100);
  EXPECT_GT(said["runtime"]["speed"]["ns"].get<double>(), 0);
  EXPECT_EQ(said["runtime"]["speed"]["threads"], 1);
  EXPECT_FALSE(json(command + " --no-speed" + runtime())["runtime"].contains("speed"));
  EXPECT_FALSE(json(command + " --no-runtime" + runtime()).contains("runtime"));
  EXPECT_FALSE(json(command).contains("runtime"));  // none is there
  // Without an integer form inputs are rounded on every run, which takes longer than the float network: a warning.
  const test::CommandResult slow = run(command + " --no-integer" + runtime());
  EXPECT_EQ(slow.code, 0) << slow.err;
  EXPECT_NE(slow.err.find("The file is slower than the float network in ONNX Runtime "), std::string::npos) << slow.err;
  EXPECT_NE(slow.out.find(" a run, float "), std::string::npos) << slow.out;
}

}  // namespace
}  // namespace bitprism
