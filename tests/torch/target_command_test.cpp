#include <gtest/gtest.h>

#include <fstream>

#include "core/base/json.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;

class TargetCommand : public testing::Test {
 protected:
  // @ stands for the folder.
  CommandResult run(std::string arguments) {
    for (std::size_t at; (at = arguments.find('@')) != std::string::npos;)
      arguments.replace(at, 1, folder_.path() + "/");
    return runCommand(arguments, folder_.path());
  }
  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << arguments << "\n" << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json::object();
  }

  test::TemporaryFolder folder_;
};

// One sentence with the option, the target and what it accepts, before anything is measured.
TEST_F(TargetCommand, refusesWhatTheTargetDoesNotTake) {
  const std::string images = " example --data example --images 60 ";
  struct Case {
    const char* arguments;
    const char* part;
  };
  const Case cases[] = {
      {"--bits 8 --target tensort", "unknown target 'tensort', expected any, ort"},
      {"--bits 5 --activation-bits 8 --target tensorrt", "--bits 5 for --target tensorrt"},
      {"--bits 8 --target tensorrt", "tensorrt accepts 4, 16 or 32"},
      {"--bits 8 --activation-bits 4 --target tensorrt", "--activation-bits 4 for --target tensorrt"},
      {"--bits 8 --activation-bits 8 --activation-method pwlq --target openvino", "one uniform grid a tensor"},
      {"--bits 8 --activation-bits 8 --activation-per channel --target qnn", "--activation-per channel"},
      {"--bits 8 --activation-bits 8 --method pwlq --target ort", "method pwlq for --target ort"},
      {"--bits 8 --activation-bits 8 --affine --target ort", "--affine for --target ort"},
      {"--bits 8 --activation-bits 8 --method uniform --per channel --target esp-dl", "--per channel for --target"},
      {"--bits 8 --activation-bits 8 --range mse --target tflm", "--range mse for --target tflm"},
      {"--bits 8 --activation-bits 8 --integer --target ort-float", "--integer for --target ort-float"},
      {"--bits 8 --activation-bits 8 --no-integer --target ort", "--no-integer for --target ort"},
      {"--bits 4 --method uniform --target qonnx --correction mean", "--correction mean for --target qonnx"}};
  for (const Case& each : cases) {
    const CommandResult result = run("evaluate" + images + each.arguments);
    EXPECT_EQ(result.code, 2) << each.arguments << "\n" << result.out;
    EXPECT_NE(result.err.find(each.part), std::string::npos) << each.arguments << "\n" << result.err;
  }
  const CommandResult format = run("export example --bits 8 --target ort --format packed --out @a.bprm");
  EXPECT_NE(format.err.find("expected onnx"), std::string::npos) << format.err;
  const CommandResult widths =
      run("search" + images + "--bits 4-8 --activation-bits 8 --target tflm --session @s.bitprism");
  EXPECT_NE(widths.err.find("--bits 4 for --target tflm"), std::string::npos) << widths.err;
}

// What nobody chose is chosen so that the target takes it.
TEST_F(TargetCommand, exportsForEveryTargetThatComputesInIntegers) {
  for (const std::string target : {"ort", "tensorrt", "openvino", "qnn", "tflm", "esp-dl", "qonnx"}) {
    const Json exported =
        json("export example --data example --images 60 --bits 8 --activation-bits 8 --force --target " + target +
             " --out @a.onnx");
    EXPECT_EQ(exported["verified"], true) << target;
    EXPECT_EQ(exported["target"]["name"], target);
    ASSERT_FALSE(exported["target"]["layers"].empty()) << target;
    for (const Json& layer : exported["target"]["layers"]) EXPECT_EQ(layer["integers"], true) << target << layer;
  }
}

TEST_F(TargetCommand, refusesPlanFilesThatBreakARule) {
  json("export example --bits 5 --format plan --out @p.json");
  const CommandResult result = run("export example --plan @p.json --target tensorrt --out @a.onnx");
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_NE(result.err.find("--target tensorrt: layer '"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("has weights of 5 bits"), std::string::npos) << result.err;
}

// Plans of a search have their integer form, and a point of its front is exported as it was measured.
TEST_F(TargetCommand, searchesWithTheIntegerForm) {
  const Json front = json(
      "search example --data example --images 200 --bits 4,8 --activation-bits 8 --target ort --method random --trials "
      "4 "
      "--session @s.bitprism");
  ASSERT_FALSE(front["points"].empty());
  const Json point = front["points"].back();
  const std::string size = std::to_string(point["bytes"].get<std::int64_t>());
  json("export example --session @s.bitprism --size " + size + " --format plan --out @p.json");
  std::ifstream stream(folder_ / "p.json");
  const Json plan = Json::parse(stream);
  EXPECT_EQ(plan["target"], "ort");
  ASSERT_TRUE(plan.contains("integer"));
  EXPECT_FALSE(plan["integer"]["tensors"].empty());
  const Json exported = json("export example --session @s.bitprism --size " + size + " --out @a.onnx");
  EXPECT_EQ(exported["verified"], true);
  EXPECT_EQ(exported["target"]["name"], "ort");
  // The same choices without a target are other plans.
  const CommandResult other =
      run("search example --data example --images 200 --bits 4,8 --activation-bits 8 --target openvino --method random "
          "--trials 4 --session @s.bitprism");
  EXPECT_NE(other.code, 0);
  EXPECT_NE(other.err.find("target"), std::string::npos) << other.err;
}

}  // namespace
}  // namespace bitprism
