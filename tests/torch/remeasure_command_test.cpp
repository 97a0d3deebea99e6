// Sessions that an older version measured, on the command line.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/json.h"
#include "tests/support/command_line.h"
#include "tests/support/struck_command.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;

class RemeasureCommand : public testing::Test {
 protected:
  static CommandResult run(const std::string& arguments) { return runCommand(arguments, made_->path()); }

  // Made once for all tests.
  static void SetUpTestSuite() {
    made_ = std::make_unique<test::TemporaryFolder>();
    const CommandResult result =
        run("search example --data example --images 300 --bits 2-4 --method mtgp --trials 5 --activation-bits 8 "
            "--session " +
            (*made_ / "right.bitprism"));
    ASSERT_EQ(result.code, 0) << result.err;
  }
  static void TearDownTestSuite() { made_.reset(); }

  // The same session as an older version would have left it, with some wrong numbers.
  void SetUp() override {
    std::filesystem::remove(session_);
    std::filesystem::copy(right_, session_);
    {
      Session session = Session::open(session_);
      std::vector<SearchSegment> segments = session.segments();
      segments.at(0).sensitivity.kl.at(10).at(0) += 0.25;
      session.setSegments(segments);
      for (const std::size_t trial : {1, 3}) {
        Evaluation wrong = session.evaluations().at(trial);
        wrong.score.accuracy = 0.125;
        session.addEvaluation(wrong);
      }
      Json scores = session.value("float").value();
      scores["accuracy"] = 0.5;
      session.setValue("float", scores);
      session.removeValue("float_scores");
    }
    SQLite::Database database(session_, SQLite::OPEN_READWRITE);
    database.exec("DROP TABLE sensitivities");
    database.exec("DELETE FROM documents WHERE name = 'measuring'");
    database.exec("PRAGMA user_version=2");
  }

  void expectRight() const {
    const Session session = Session::openForReading(session_), right = Session::openForReading(right_);
    EXPECT_FALSE(session.measuredByOlder());
    EXPECT_TRUE(session.notices().empty());
    EXPECT_EQ(session.segments().at(0).sensitivity.kl, right.segments().at(0).sensitivity.kl);
    EXPECT_EQ(session.value("float"), right.value("float"));
    EXPECT_EQ(session.value("activations"), right.value("activations"));
    EXPECT_EQ(session.rawSensitivities().size(), right.rawSensitivities().size());
    const auto found = session.evaluations(), expected = right.evaluations();
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].score, expected[i].score) << i;
      EXPECT_EQ(found[i].bits, expected[i].bits) << i;
      EXPECT_EQ(found[i].reportAccuracy, expected[i].reportAccuracy) << i;
      EXPECT_EQ(found[i].why, expected[i].why) << i;
    }
  }

  static std::unique_ptr<test::TemporaryFolder> made_;
  const std::string right_ = *made_ / "right.bitprism", session_ = *made_ / "old.bitprism";
};

std::unique_ptr<test::TemporaryFolder> RemeasureCommand::made_;

TEST_F(RemeasureCommand, saysOnceThatAnOlderVersionMeasured) {
  const std::string sentence = "was measured by an older version";
  EXPECT_EQ(run("front " + right_).err.find(sentence), std::string::npos);
  const CommandResult first = run("front " + session_ + " --json");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_NE(first.err.find(sentence), std::string::npos) << first.err;
  EXPECT_NE(first.err.find("'search --session " + session_ + " --remeasure' measures everything again"),
            std::string::npos)
      << first.err;
  const CommandResult second = run("front " + session_ + " --json");
  EXPECT_EQ(second.err.find(sentence), std::string::npos) << second.err;
  EXPECT_EQ(first.out, second.out);
  // It goes on as it is, and stays what it is.
  const CommandResult more = run("search --session " + session_ + " --trials 6");
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(Session::openForReading(session_).evaluations().size(), 6u);
  EXPECT_TRUE(Session::openForReading(session_).measuredByOlder());
}

TEST_F(RemeasureCommand, putsRightNumbersInThePlaceOfWrongOnes) {
  const CommandResult result = run("search --session " + session_ + " --remeasure --json");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.err.find("measured again: 5 evaluations, of which 2 differ from before"), std::string::npos)
      << result.err;
  EXPECT_EQ(Json::parse(result.out)["points"], Json::parse(run("front " + right_ + " --json").out)["points"]);
  expectRight();
}

TEST_F(RemeasureCommand, goesOnAfterAKill) {
  std::size_t sensitivities = 0;
  for (const int trials : {-1, 0, 2}) {
    std::vector<std::string> words = {BITPRISM_CLI, "search", "--session", session_};
    if (trials < 0) words.emplace_back("--remeasure");
    test::StruckCommand command(words, *made_ / "struck.txt");
    ASSERT_TRUE(command.reaches([&] {
      const test::SeenSession now = test::seen(session_);
      return trials < 0 ? now.sensitivities.size() > 10 : now.sensitivities.size() == 66 && now.remeasured >= trials;
    })) << command.wait().err;
    EXPECT_TRUE(command.strike(SIGKILL).killed());
    EXPECT_TRUE(Session::openForReading(session_).measuredByOlder());
    EXPECT_EQ(Session::openForReading(session_).notices().size(), 1u);
    EXPECT_GE(test::seen(session_).sensitivities.size(), sensitivities);
    EXPECT_GE(test::seen(session_).remeasured, std::max(trials, 0));
    sensitivities = test::seen(session_).sensitivities.size();
  }
  const CommandResult result = run("search --session " + session_);
  ASSERT_EQ(result.code, 0) << result.err;
  expectRight();
}

TEST_F(RemeasureCommand, refusesWhatIsNotThere) {
  EXPECT_EQ(run("search example --data example --session " + (*made_ / "none.bitprism") + " --remeasure").code, 2);
  EXPECT_EQ(run("search --session " + session_ + " --remeasure --fork " + (*made_ / "f.bitprism")).code, 2);
}

}  // namespace
}  // namespace bitprism
