#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "core/base/json.h"
#include "core/session/session.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

extern char** environ;

namespace bitprism {
namespace {

using test::runCommand;
using test::TemporaryFolder;

std::vector<std::string> searchWords(const std::string& session) {
  return {BITPRISM_CLI, "search", "example",  "--data", "example", "--images", "600",    "--session", session,
          "--method",   "mtgp",   "--trials", "14",     "--seed",  "5",        "--bits", "2-5",       "--json"};
}

std::string line(const std::vector<std::string>& words) {
  std::string result;
  for (std::size_t i = 1; i < words.size(); ++i) result += words[i] + " ";
  return result;
}

int finishedTrials(const std::string& session) {
  if (!std::filesystem::exists(session)) return 0;
  try {
    return static_cast<int>(Session::openForReading(session).evaluations().size());
  } catch (const std::exception&) {
    return 0;  // not yet created whole
  }
}

// Starts the search and kills it as soon as it has finished `until` trials, without a chance to tidy up.
void killAfter(const std::vector<std::string>& words, const std::string& session, int until) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  ASSERT_EQ(posix_spawn(&child, arguments[0], &quiet, nullptr, arguments.data(), environ), 0);
  posix_spawn_file_actions_destroy(&quiet);
  for (int i = 0; i < 30000 && finishedTrials(session) < until; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended before it was killed";
}

TEST(KillAndResume, losesNothingAndComesToTheSameFront) {
  const TemporaryFolder folder;
  const std::string disturbed = folder / "disturbed.bitprism", undisturbed = folder / "undisturbed.bitprism";
  int before = 0;
  for (const int until : {1, 4, 6, 9, 11}) {
    killAfter(searchWords(disturbed), disturbed, until);
    const int now = finishedTrials(disturbed);
    EXPECT_GE(now, before) << "a finished evaluation was lost";
    EXPECT_GE(now, until);
    before = now;
  }
  const auto resumed = runCommand(line(searchWords(disturbed)), folder.path());
  const auto whole = runCommand(line(searchWords(undisturbed)), folder.path());
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  ASSERT_EQ(whole.code, 0) << whole.err;
  Json a = Json::parse(resumed.out), b = Json::parse(whole.out);
  EXPECT_EQ(a["evaluations"], 14);
  EXPECT_EQ(a["points"], b["points"]);
  EXPECT_EQ(a["hypervolume"], b["hypervolume"]);
}

}  // namespace
}  // namespace bitprism
