#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

class TrainingCommand : public testing::Test {
 protected:
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_ / "."); }
  Json json(const std::string& arguments) {
    const test::CommandResult result = run("--json " + arguments);
    EXPECT_EQ(result.code, 0) << arguments << ": " << result.err;
    return result.code == 0 ? parseJson(result.out, "command") : Json::object();
  }
  void refused(const std::string& arguments, int code, const std::string& why) {
    const test::CommandResult result = run(arguments);
    EXPECT_EQ(result.code, code) << arguments << ": " << result.err;
    EXPECT_NE(result.err.find(why), std::string::npos) << arguments << ": " << result.err;
  }

  test::TemporaryFolder folder_;
};

const std::string twoBits = "--bits 2 --range mse --correction gain ";

TEST_F(TrainingCommand, givesBackMuchOfWhatTwoBitsLose) {
  const std::string file = folder_ / "student.bprm";
  const Json result =
      json("distill example --data example --images 2000 --epochs 3 --test example " + twoBits + "--out " + file);
  const Json test = result["test"];
  const double lost = test["float_accuracy"].get<double>() - test["before"].get<double>();
  EXPECT_GT(lost, 0.1);
  EXPECT_GT(test["after"].get<double>(), test["before"].get<double>() + lost / 2);
  EXPECT_EQ(result["records"].size(), 4u);
  EXPECT_EQ(result["settings"]["objective"], "distillation");
  EXPECT_FALSE(std::filesystem::exists(file + ".checkpoint"));
  // What is written is what was measured.
  EXPECT_EQ(result["file_bytes"], result["promised_bytes"]);
  EXPECT_NEAR(json("evaluate " + file + " --data example")["accuracy"].get<double>(), test["after"].get<double>(),
              5e-4);
}

TEST_F(TrainingCommand, defaultsGiveBackMostOfWhatTwoBitsLose) {
  const double plain = json("evaluate example --data example --bits 2 --method uniform")["accuracy"].get<double>();
  const std::string start = "distill example --data example --images 2000 --epochs 3 --test example --bits 2 ";
  const Json result = json(start + "--out " + (folder_ / "student.bprm"));
  const double whole = result["test"]["float_accuracy"].get<double>();
  EXPECT_GT(whole - plain, 0.5);
  EXPECT_GT(result["test"]["before"].get<double>(), plain + 0.1);
  EXPECT_GT(result["test"]["after"].get<double>(), plain + 0.75 * (whole - plain));
  refused(start + "--method auto --range mse --out " + (folder_ / "x.bprm"), 2, "leave it out, or name a method");
}

TEST_F(TrainingCommand, goesOnAfterAKillAsIfNothingHadHappened) {
  const std::string start =
      "--json finetune example --data example --images 3000 --epochs 2 --threads 1 --bits 3 --out ";
  const std::string whole = folder_ / "whole.bprm", broken = folder_ / "broken.bprm";
  ASSERT_EQ(run(start + whole).code, 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string line = std::string("exec ") + BITPRISM_CLI + " " + start + broken + " >/dev/null 2>&1";
    ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(127);
  }
  const std::string kept = broken + ".checkpoint";
  for (int wait = 0; wait < 12000 && !std::filesystem::exists(kept); ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(std::filesystem::exists(kept));
  ASSERT_FALSE(std::filesystem::exists(broken));
  const test::CommandResult again = run(start + broken);
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.err.find("continuing from"), std::string::npos) << again.err;
  EXPECT_EQ(readFile(whole), readFile(broken));
}

TEST_F(TrainingCommand, refusesACheckpointOfAnotherTraining) {
  const std::string file = folder_ / "x.bprm";
  writeFile(file + ".checkpoint", std::string("no checkpoint at all"));
  const std::string line = "finetune example --data example --images 200 --epochs 1 --bits 3 --out " + file;
  refused(line, 2, "pass --restart to start over");
  EXPECT_EQ(run(line + " --restart").code, 0);
}

TEST_F(TrainingCommand, refusesWhatMakesNoSense) {
  const std::string out = " --out " + (folder_ / "x.onnx");
  refused("finetune example --data example --bits 3 --out " + (folder_ / "x.txt"), 2, "suffix");
  refused("finetune example --data example --bits 3 --device cuda" + out, 2, "CUDA");
  refused("finetune example --data example --bits 3 --method gptq" + out, 2, "cannot be trained");
  refused("finetune example --data example --bits 3 --optimizer lion" + out, 2, "unknown optimizer 'lion'");
  refused("finetune example --data example --bits 3 --epochs -1" + out, 2, "epochs");
  refused("finetune example --data nowhere --bits 3" + out, 3, "nowhere");
  refused("finetune example --data example --bits 3 --reshape-epochs 1" + out, 2, "gdrq");
  refused("sparsify example --data example --zeros 2" + out, 2, "zeros");
}

TEST_F(TrainingCommand, searchesOverEpochsAndExportsWhatItMeasured) {
  const std::string session = folder_ / "s.bitprism", out = folder_ / "point.bprm";
  refused("search example --data example --tasks all,200:1 --session " + session, 2, "--train");
  const Json found = json(
      "search example --data example --images 700 --train example --tasks 100,400:1 --bits 2-4 --trials 3 --session " +
      session);
  ASSERT_FALSE(found["points"].empty());
  const Json point = found["points"].back();
  // On the session's images; training is repeated by the same steps.
  const Json exported = json("export example --session " + session + " --size 10MiB --format packed --out " + out);
  EXPECT_EQ(exported["file_bytes"], point["bytes"]);
  EXPECT_NEAR(exported["accuracy"].get<double>(), exported["file_accuracy"].get<double>(), 5e-4);
  // Going on changes nothing that was found.
  const Json again = json(
      "search example --data example --images 700 --train example --tasks 100,400:1 --bits 2-4 --trials 3 --session " +
      session);
  EXPECT_EQ(again["points"], found["points"]);
}

TEST_F(TrainingCommand, makesActivationsSparseAndCodesThem) {
  const std::string file = folder_ / "sparse.onnx", maps = folder_ / "maps";
  const std::string measured = " --data example --images 64 --code-bits 12";
  const Json before = json("activations example" + measured + " --write " + maps);
  const Json total = before["total"];
  EXPECT_GT(total["zeros"].get<double>(), 0.3);
  EXPECT_LT(total["bits"]["stream"].get<double>(), total["bits"]["zvc"].get<double>());
  ASSERT_FALSE(before["files"].empty());
  for (const Json& one : before["files"]) {
    const Json read = json("activations --read " + one["file"].get<std::string>());
    EXPECT_EQ(read["codes_hash"], one["codes_hash"]);
    EXPECT_EQ(read["code_bits"], 12);
  }
  refused("activations example" + measured + " --write " + maps, 2, "not empty");
  const test::CommandResult few = run("activations example --data example --images 20 --write " + (folder_ / "few"));
  EXPECT_NE(few.out.find("of the first 20 images"), std::string::npos) << few.out;
  refused("activations --read " + (folder_ / "none.bpam"), 3, "none.bpam");
  refused("activations example --data example --code-bits 17", 2, "17");
  refused("activations example", 2, "expected a network and images");

  const Json trained =
      json("sparsify example --data example --images 2000 --epochs 2 --sparsity 3 --allowed-loss 0.5 --out " + file);
  EXPECT_GT(trained["best_epoch"].get<int>(), 0);
  const Json after = json("activations " + file + measured);
  EXPECT_GT(after["total"]["zeros"].get<double>(), total["zeros"].get<double>() + 0.02);
  EXPECT_GT(after["total"]["gain_float"].get<double>(), total["gain_float"].get<double>());
}

}  // namespace
}  // namespace bitprism
