#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/json.h"
#include "core/session/session.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;

// Sessions on the command line: what they answer, how they go on, what can be forked from them.
class SessionCommand : public testing::Test {
 protected:
  // @ stands for the folder.
  static CommandResult runIn(const test::TemporaryFolder& folder, std::string arguments) {
    for (std::size_t at; (at = arguments.find('@')) != std::string::npos;)
      arguments.replace(at, 1, folder.path() + "/");
    return runCommand(arguments, folder.path());
  }
  CommandResult run(const std::string& arguments) { return runIn(folder_, arguments); }

  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << arguments << "\n" << result.err;
    return Json::parse(result.out);
  }

  void expectRefusal(const std::string& arguments, int code, const std::string& part) {
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.code, code) << arguments << "\n" << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos)
        << arguments << "\nsays: " << result.err << "\nexpected: " << part;
    EXPECT_TRUE(result.out.empty()) << result.out;
  }

  // Made once for all tests: the search takes longest.
  static void SetUpTestSuite() {
    made_ = std::make_unique<test::TemporaryFolder>();
    const CommandResult result = runIn(*made_,
                                       "search example --data example --images 600 --bits 2-5 --methods uniform "
                                       "--method mtgp --trials 10 --session @s.bitprism --json");
    ASSERT_EQ(result.code, 0) << result.err;
    EXPECT_NE(result.err.find("10 evaluations of about"), std::string::npos) << "told no estimate: " << result.err;
    EXPECT_NE(result.err.find("88 sensitivities"), std::string::npos) << result.err;
  }
  static void TearDownTestSuite() { made_.reset(); }
  void SetUp() override { std::filesystem::copy(*made_ / "s.bitprism", session_); }

  static std::unique_ptr<test::TemporaryFolder> made_;
  test::TemporaryFolder folder_;
  const std::string session_ = folder_ / "s.bitprism";
};

std::unique_ptr<test::TemporaryFolder> SessionCommand::made_;

TEST_F(SessionCommand, answersABudgetByWhatIsKnownAndWhatIsPredicted) {
  const Json front = json("front @s.bitprism");
  const Json& reach = front["reachable"];
  const auto least = reach["least_bytes"].get<std::int64_t>(), most = reach["most_bytes"].get<std::int64_t>();
  EXPECT_LT(least, most);
  EXPECT_LE(reach["measured_accuracy"][0], reach["measured_accuracy"][1]);
  EXPECT_LE(reach["predicted_accuracy"][0], reach["predicted_accuracy"][1]);
  EXPECT_FALSE(front.contains("chosen"));
  for (const Json& point : front["points"]) EXPECT_FALSE(point["why"].get<std::string>().empty());

  const std::int64_t budget = (least + most) / 2;
  const Json answer = json("front @s.bitprism --size " + std::to_string(budget));
  EXPECT_LE(answer["chosen"]["bytes"], budget);
  const Json& predicted = answer["predicted"];
  EXPECT_LE(predicted["bytes"], budget);
  EXPECT_GT(predicted["deviation"], 0);
  for (const Json& point : front["points"]) EXPECT_NE(point["bits"], predicted["bits"]) << "it was tried";

  // What is predicted can be looked at.
  ASSERT_EQ(run("front @s.bitprism --size " + std::to_string(budget) + " --predicted --plan @p.json").code, 0);
  const Json measured = json("evaluate example --data example --images 600 --plan @p.json");
  EXPECT_EQ(measured["bytes"], predicted["bytes"]);
  EXPECT_NEAR(measured["accuracy"].get<double>(), predicted["accuracy"].get<double>(), 0.1);

  const double wanted = predicted["accuracy"].get<double>() - 0.02;
  const Json smallest = json("front @s.bitprism --accuracy " + std::to_string(wanted));
  EXPECT_GE(smallest["predicted"]["accuracy"].get<double>(), wanted - 1e-9);
  EXPECT_LE(smallest["predicted"]["bytes"], predicted["bytes"]);
}

TEST_F(SessionCommand, refusesWhatCannotBeReachedBeforeAnyWork) {
  expectRefusal("front @s.bitprism --size 1KiB", 2, "no plan is as small as 1.0 KiB: sizes from");
  expectRefusal("front @s.bitprism --accuracy 0.999", 2, "no plan reaches accuracy 99.90 %: the best measured plan");
  expectRefusal("export nowhere.onnx --session @s.bitprism --size 1KiB --format packed --out @a.bprm", 2,
                "no plan is as small");
  expectRefusal("search example --data example --images 600 --session @n.bitprism --size 1KiB", 2,
                "no plan is as small");
  expectRefusal("search example --data example --images 600 --session @n.bitprism --accuracy 1", 2,
                "the float network itself has");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "n.bitprism"));
}

TEST_F(SessionCommand, goesOnWithTheSettingsOfTheSession) {
  const Json extended = json("search --session @s.bitprism --trials 13");
  EXPECT_EQ(extended["evaluations"], 13);
  EXPECT_EQ(json("search --session @s.bitprism")["evaluations"], 13) << "it forgot how long it was to be";
  // As if it had been asked for at once.
  EXPECT_EQ(json("search example --data example --images 600 --bits 2-5 --methods uniform --trials 13 --session "
                 "@whole.bitprism")["points"],
            extended["points"]);
  expectRefusal("search --session @s.bitprism --bits 2-8", 2, "fork it to continue with other settings");
  expectRefusal("search --session @s.bitprism --lock stem.conv=5", 2, "locks, bounds and ties");
  expectRefusal("search --session @none.bitprism", 2, "no network given");
  expectRefusal("search example --session @none.bitprism", 2, "name them with --data");
}

TEST_F(SessionCommand, aForkBeginsWithTheEvaluationsOfItsOrigin) {
  const Json before = json("front @s.bitprism");
  const Json fork =
      json("search --session @s.bitprism --fork @f.bitprism --lock stem.conv=5 --bits 3-6 --seed 9 --trials 14");
  EXPECT_EQ(fork["evaluations"], 14);
  EXPECT_EQ(json("front @s.bitprism"), before) << "the origin was changed";
  const Session session = Session::openForReading(folder_ / "f.bitprism");
  ASSERT_EQ(session.segments().size(), 1u);
  EXPECT_EQ(session.segments()[0].firstTrial, 10);
  for (const Evaluation& e : session.evaluations())
    if (e.trial >= 10) {
      EXPECT_EQ(e.bits[0], 5);
      for (const LayerChoice& choice : e.bits) EXPECT_GE(choice.bits, 3);
    }
  // It goes on as itself.
  const CommandResult more = run("search --session @f.bitprism --trials 15 --json");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_NE(more.err.find("one evaluation of about"), std::string::npos) << more.err;
  EXPECT_EQ(Json::parse(more.out)["evaluations"], 15);

  expectRefusal("search --session @s.bitprism --fork @f.bitprism", 2, "the file already exists");
  expectRefusal("search --session @none.bitprism --fork @g.bitprism", 2, "there is no such file");
  expectRefusal("search --session @s.bitprism --fork @g.bitprism --per tensor", 2, "the scheme of the weights differs");
  expectRefusal("search --session @s.bitprism --fork @g.bitprism --images 400", 2, "the number of images differs");
  expectRefusal("search --session @s.bitprism --fork @g.bitprism --activation-bits 8", 2, "inputs differs");
  expectRefusal("search --session @s.bitprism --fork @g.bitprism --metric agreement", 2,
                "it measured the accuracy, the new search the agreement");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "g.bitprism"));
}

TEST_F(SessionCommand, aForkMayAddMethodsAndTasks) {
  const Json fork =
      json("search --session @s.bitprism --fork @f.bitprism --methods uniform,pwlq --tasks 64,all --trials 12");
  EXPECT_GE(fork["evaluations"], 12);
  expectRefusal("search --session @f.bitprism --fork @g.bitprism --methods uniform,omse", 2, "among other methods");
  const CommandResult fewer =
      run("search --session @f.bitprism --fork @g.bitprism --tasks 128 --trials 1 --method random");
  EXPECT_EQ(fewer.code, 0) << fewer.err;
  EXPECT_NE(fewer.err.find("starts with 0 of the"), std::string::npos) << fewer.err;
}

TEST_F(SessionCommand, comparesFronts) {
  ASSERT_EQ(run("search --session @s.bitprism --fork @f.bitprism --trials 12").code, 0);
  const Json both = json("front @s.bitprism @f.bitprism --csv @both.csv");
  ASSERT_EQ(both["sessions"].size(), 2u);
  EXPECT_EQ(both["sessions"][1]["session"], folder_ / "f.bitprism");
  EXPECT_EQ(both["sessions"][0]["points"], json("front @s.bitprism")["points"]);
  std::ifstream csv(folder_ / "both.csv");
  std::string header, line;
  std::getline(csv, header);
  EXPECT_EQ(header, "session,accuracy,report_accuracy,bytes,trial,task,bits,metric,sqnr_db,report_sqnr_db");
  std::size_t lines = 0;
  while (std::getline(csv, line)) ++lines;
  EXPECT_EQ(lines, both["sessions"][0]["points"].size() + both["sessions"][1]["points"].size());
  expectRefusal("front @s.bitprism @f.bitprism --size 100KiB", 2, "need exactly one session");
}

}  // namespace
}  // namespace bitprism
