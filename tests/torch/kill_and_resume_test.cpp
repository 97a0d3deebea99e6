// Searches that are struck by signals in every phase: nothing that was measured is lost, and what goes on comes to the
// very numbers of a search that nothing disturbed.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/json.h"
#include "tests/support/command_line.h"
#include "tests/support/struck_command.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::runCommand;
using test::seen;
using test::SeenSession;
using test::StruckCommand;
using test::StruckResult;
using test::TemporaryFolder;

struct Strike {
  const char* where;
  int signal;
  std::function<bool(const SeenSession&)> when;
};

class KillAndResume : public testing::Test {
 protected:
  // All arguments but the session.
  static std::vector<std::string> words(std::vector<std::string> arguments, const std::string& session) {
    std::vector<std::string> all = {BITPRISM_CLI, "search"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (const char* word : {"--session", session.c_str(), "--json"}) all.emplace_back(word);
    return all;
  }

  static std::string line(const std::vector<std::string>& words) {
    std::string result;
    for (std::size_t i = 1; i < words.size(); ++i) result += words[i] + " ";
    return result;
  }

  Json whole(const std::vector<std::string>& arguments, const std::string& session) {
    const auto result = runCommand(line(words(arguments, session)), folder_.path());
    EXPECT_EQ(result.code, 0) << result.err;
    said_ = result.err;
    return result.code == 0 ? Json::parse(result.out) : Json::object();
  }

  static void expectKept(const SeenSession& before, const SeenSession& after, const char* where) {
    std::map<std::pair<std::size_t, std::string>, double> values;
    for (const RawSensitivity& one : after.sensitivities) values[{one.layer, one.choice}] = one.kl;
    for (const RawSensitivity& one : before.sensitivities) {
      const auto found = values.find({one.layer, one.choice});
      ASSERT_NE(found, values.end()) << where << ": a sensitivity was lost";
      EXPECT_EQ(found->second, one.kl) << where;
    }
    EXPECT_GE(after.floatScores, before.floatScores) << where;
    EXPECT_GE(after.activations, before.activations) << where;
    for (const Evaluation& one : before.evaluations) {
      const auto found = std::find_if(after.evaluations.begin(), after.evaluations.end(),
                                      [&](const Evaluation& other) { return other.trial == one.trial; });
      ASSERT_NE(found, after.evaluations.end()) << where << ": an evaluation was lost";
      EXPECT_EQ(found->score, one.score) << where;
    }
  }

  // Strikes the search again and again, each time in a later phase.
  void strikeEverywhere(const std::vector<std::string>& arguments, const std::string& session,
                        const std::vector<Strike>& strikes) {
    SeenSession last = seen(session);
    for (const Strike& strike : strikes) {
      SCOPED_TRACE(strike.where);
      StruckCommand command(words(arguments, session), folder_ / "struck.txt");
      SeenSession now;
      ASSERT_TRUE(command.reaches([&] { return strike.when(now = seen(session)); }))
          << "it ended before it was struck: " << command.wait().err;
      const StruckResult result = command.strike(strike.signal);
      if (strike.signal == SIGKILL) {
        EXPECT_TRUE(result.killed()) << "it ended before it was killed";
      } else {
        EXPECT_EQ(result.code(), 130) << result.err;
        EXPECT_NE(result.err.find("the measurements are saved in '" + session + "', and the same command continues"),
                  std::string::npos)
            << result.err;
      }
      const SeenSession after = seen(session);
      ASSERT_TRUE(after.made);
      expectKept(last, after, strike.where);
      expectKept(now, after, strike.where);
      last = after;
    }
  }

  static void expectSame(const std::string& disturbed, const std::string& undisturbed) {
    const auto byPlace = [](std::vector<RawSensitivity> all) {
      std::sort(all.begin(), all.end(), [](const RawSensitivity& a, const RawSensitivity& b) {
        return std::pair(a.layer, a.choice) < std::pair(b.layer, b.choice);
      });
      return all;
    };
    const SeenSession a = seen(disturbed), b = seen(undisturbed);
    EXPECT_EQ(byPlace(a.sensitivities), byPlace(b.sensitivities));
    const auto segments = Session::openForReading(disturbed).segments(),
               others = Session::openForReading(undisturbed).segments();
    ASSERT_EQ(segments.size(), others.size());
    for (std::size_t i = 0; i < segments.size(); ++i)
      EXPECT_EQ(segments[i].sensitivity.kl, others[i].sensitivity.kl) << "another table";
    ASSERT_EQ(a.evaluations.size(), b.evaluations.size());
    for (std::size_t i = 0; i < a.evaluations.size(); ++i) {
      EXPECT_EQ(a.evaluations[i].bits, b.evaluations[i].bits) << i;
      EXPECT_EQ(a.evaluations[i].score, b.evaluations[i].score) << i;
      EXPECT_EQ(a.evaluations[i].reportAccuracy, b.evaluations[i].reportAccuracy) << i;
    }
  }

  TemporaryFolder folder_;
  const std::string disturbed_ = folder_ / "disturbed.bitprism", undisturbed_ = folder_ / "undisturbed.bitprism";
  std::string said_;
};

std::vector<std::string> searchOf(const char* trials) {
  return {"example",  "--data", "example", "--images", "300",    "--method", "mtgp",
          "--trials", trials,   "--seed",  "5",        "--bits", "2-3"};
}

std::function<bool(const SeenSession&)> sensitivities(std::size_t count) {
  return [count](const SeenSession& state) { return state.sensitivities.size() >= count; };
}

std::function<bool(const SeenSession&)> trials(std::size_t count) {
  return [count](const SeenSession& state) { return state.evaluations.size() >= count; };
}

TEST_F(KillAndResume, losesNoSensitivityWhereverCalibrationIsStruck) {
  strikeEverywhere(
      searchOf("2"), disturbed_,
      {{"when the session is made", SIGTERM, [](const SeenSession& state) { return state.made; }},
       {"when the float network is measured", SIGKILL, [](const SeenSession& state) { return state.floatScores; }},
       {"at the beginning", SIGKILL, sensitivities(1)},
       {"in the middle", SIGINT, sensitivities(15)},
       {"at the end, before the first trial", SIGKILL, sensitivities(44)}});
  const Json resumed = whole(searchOf("2"), disturbed_);
  EXPECT_NE(said_.find("continues with what '" + disturbed_ + "' has: the float score and 44 sensitivities"),
            std::string::npos)
      << said_;
  const Json once = whole(searchOf("2"), undisturbed_);
  EXPECT_EQ(resumed["points"], once["points"]);
  expectSame(disturbed_, undisturbed_);
}

TEST_F(KillAndResume, losesNoTrialAndComesToTheSameFront) {
  strikeEverywhere(searchOf("7"), disturbed_,
                   {{"after the first trial", SIGTERM, trials(1)},
                    {"after some", SIGKILL, trials(3)},
                    {"after more", SIGINT, trials(5)}});
  const Json resumed = whole(searchOf("7"), disturbed_);
  const Json once = whole(searchOf("7"), undisturbed_);
  EXPECT_EQ(resumed["evaluations"], 7);
  EXPECT_EQ(resumed["points"], once["points"]);
  EXPECT_EQ(resumed["hypervolume"], once["hypervolume"]);
  expectSame(disturbed_, undisturbed_);
}

TEST_F(KillAndResume, goesOnInThePublishedSearchFromItsFirstPhaseOn) {
  const std::vector<std::string> arguments = {"example", "--data",  "example", "--images",          "300", "--method",
                                              "nuq",     "--tasks", "64,all",  "--trials",          "2",   "--seed",
                                              "3",       "--bits",  "2-6",     "--activation-bits", "8"};
  strikeEverywhere(arguments, disturbed_,
                   {{"before the inputs are calibrated", SIGINT, [](const SeenSession& state) { return state.made; }},
                    {"before the first trial", SIGKILL, [](const SeenSession& state) { return state.activations; }},
                    {"while it fits its first model", SIGKILL, trials(1)},
                    {"while it fits another", SIGTERM, trials(2)}});
  const Json resumed = whole(arguments, disturbed_);
  const Json once = whole(arguments, undisturbed_);
  EXPECT_EQ(resumed["points"], once["points"]);
  expectSame(disturbed_, undisturbed_);
}

TEST_F(KillAndResume, keepsTheStateOfATaskThatTrains) {
  const std::vector<std::string> arguments = {"example", "--data",   "example", "--images", "300",    "--train",
                                              "example", "--method", "random",  "--tasks",  "3000:2", "--trials",
                                              "2",       "--seed",   "3",       "--bits",   "4-5"};
  const auto states = [&] {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      if (const std::string name = entry.path().filename().string();
          name.find(".bitprism.training-") != std::string::npos && name.find(".part") == std::string::npos)
        found.push_back(name);
    return found;
  };
  StruckCommand command(words(arguments, disturbed_), folder_ / "struck.txt");
  ASSERT_TRUE(command.reaches([&] { return !states().empty(); })) << command.wait().err;
  EXPECT_TRUE(command.strike(SIGKILL).killed());
  EXPECT_EQ(states().size(), 1u);
  const Json resumed = whole(arguments, disturbed_), once = whole(arguments, undisturbed_);
  EXPECT_EQ(resumed["points"], once["points"]);
  expectSame(disturbed_, undisturbed_);
  EXPECT_TRUE(states().empty()) << "what was measured needs no state";
}

// Whether the process has a handler for the signal (proc(5), SigCgt).
bool catches(pid_t process, int number) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("SigCgt:")) return (std::stoull(line.substr(7), nullptr, 16) >> (number - 1)) & 1;
  return false;
}

TEST_F(KillAndResume, endsWith130FromItsFirstMomentsOn) {
  const std::vector<std::string> arguments = {"example", "--data", "example", "--trials", "30"};
  for (const int number : {SIGINT, SIGTERM})
    for (const int milliseconds : {0, 10, 50, 150, 400}) {
      const std::string session = folder_ / ("early" + std::to_string(number * 1000 + milliseconds));
      StruckCommand command(words(arguments, session), folder_ / "struck.txt");
      ASSERT_TRUE(command.reaches([&] { return catches(command.process(), number); }));
      std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
      const StruckResult result = command.strike(number);
      EXPECT_EQ(result.code(), 130) << number << " after " << milliseconds << ": " << result.err;
      EXPECT_NE(result.err.find("interrupted"), std::string::npos) << result.err;
    }
}

TEST_F(KillAndResume, aSecondSignalEndsItAtOnce) {
  const std::vector<std::string> arguments = {"example", "--data", "example", "--trials", "30"};
  StruckCommand command(words(arguments, disturbed_), folder_ / "struck.txt");
  ASSERT_TRUE(command.reaches([&] { return seen(disturbed_).made; }));
  kill(command.process(), SIGINT);
  const StruckResult result = command.strike(SIGTERM);
  EXPECT_EQ(result.code(), 130) << result.err;
  EXPECT_TRUE(seen(disturbed_).made);
}

}  // namespace
}  // namespace bitprism
