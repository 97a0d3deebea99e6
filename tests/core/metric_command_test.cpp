#include "core/eval/metric_command.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/error.h"
#include "core/files/npy.h"

namespace bitprism {
namespace {

// The folder is the script's first argument.
MetricCommand judgeScript(const std::string& script) {
  return {.program = "sh", .arguments = {"-c", script, "judge"}};
}

JudgedOutputs judgedOutputs() {
  return {.outputs = {{{2, 3}, {1, 2, 3, 4, 5, 6}}, {{2}, {7, 8}}}, .images = {4, 9}, .labels = {1, 0}};
}

std::string judgeRefusal(const MetricCommand& command) {
  try {
    measuredByCommand(command, judgedOutputs());
  } catch (const Error& problem) {
    return problem.what();
  }
  return {};
}

TEST(MetricCommand, readsTheNumber) {
  EXPECT_EQ(measuredByCommand(judgeScript("echo 0.625"), judgedOutputs()), 0.625);
  EXPECT_EQ(measuredByCommand(judgeScript("printf '\\n  1e-1 \\n'; echo noise >&2"), judgedOutputs()), 0.1);
  EXPECT_EQ(measuredByCommand(judgeScript("echo 1"), judgedOutputs()), 1);
}

TEST(MetricCommand, handsOverOutputsImagesAndLabels) {
  const std::string kept = ::testing::TempDir() + "judged";
  std::filesystem::remove_all(kept);
  measuredByCommand(judgeScript("cp -r \"$1\" '" + kept + "'; echo 0"), judgedOutputs());
  const auto read = [&](const std::string& name) {
    const Bytes bytes = readFile(kept + "/" + name);
    return readNpy(bytes, name);
  };
  EXPECT_EQ(read("output0.npy").shape, (Shape{2, 3}));
  EXPECT_EQ(read("output0.npy").values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read("output1.npy").values, (std::vector<double>{7, 8}));
  EXPECT_EQ(read("images.npy").values, (std::vector<double>{4, 9}));
  EXPECT_EQ(read("images.npy").type, "<i4");
  EXPECT_EQ(read("labels.npy").values, (std::vector<double>{1, 0}));
  std::filesystem::remove_all(kept);
}

TEST(MetricCommand, removesTheFolder) {
  const std::string note = ::testing::TempDir() + "folder-name";
  measuredByCommand(judgeScript("echo \"$1\" > '" + note + "'; echo 0"), judgedOutputs());
  std::string folder;
  std::getline(std::ifstream(note) >> std::ws, folder);
  EXPECT_FALSE(folder.empty());
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(MetricCommand, givesArgumentsToNoShell) {
  const MetricCommand command{.program = "sh",
                              .arguments = {"-c", "test \"$1\" = '$(exit) ; *' && echo 0.5", "judge", "$(exit) ; *"}};
  EXPECT_EQ(measuredByCommand(command, judgedOutputs()), 0.5);
  EXPECT_NE(judgeRefusal({.program = "echo 0.5"}).find("cannot start 'echo 0.5'"), std::string::npos);
}

TEST(MetricCommand, saysWhatWentWrong) {
  const std::pair<MetricCommand, const char*> cases[] = {
      {{.program = "/nowhere/judge"}, "cannot start '/nowhere/judge'"},
      {judgeScript("true"), "printed nothing"},
      {judgeScript("echo accuracy 0.5"), "printed 'accuracy 0.5'"},
      {judgeScript("echo 0.5; echo 0.6"), "expected one number"},
      {judgeScript("echo 37.2"), "printed 37.2, expected a number from 0 to 1"},
      {judgeScript("echo -0.5"), "expected a number from 0 to 1"},
      {judgeScript("echo nan"), "expected a number from 0 to 1"},
      {judgeScript("echo first >&2; echo no labels >&2; exit 3"), "ended with status 3 (no labels)"},
      {judgeScript("kill -9 $$"), "ended by signal 9"},
      {{.program = "sh", .arguments = {"-c", "sleep 60 & sleep 60"}, .seconds = 0.2}, "within 0.2 seconds"}};
  for (const auto& [command, expected] : cases)
    EXPECT_NE(judgeRefusal(command).find(expected), std::string::npos)
        << judgeRefusal(command) << "; expected: " << expected;
}

TEST(MetricCommand, doesNotWaitForWhatTheProgramLeavesRunning) {
  EXPECT_EQ(measuredByCommand({.program = "sh", .arguments = {"-c", "sleep 600 & echo 0.5"}, .seconds = 300},
                              judgedOutputs()),
            0.5);
}

TEST(MetricCommand, endsTheProgramWhenStopped) {
  std::stop_source source;
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source.request_stop();
  });
  EXPECT_THROW(measuredByCommand(judgeScript("sleep 600"), judgedOutputs(), source.get_token()), Cancelled);
}

TEST(MetricCommand, survivesProgramsThatPrintMuch) {
  EXPECT_NE(judgeRefusal(judgeScript("yes | head -c 3000000; yes no | head -c 3000000 >&2")).find("printed"),
            std::string::npos);
}

}  // namespace
}  // namespace bitprism
