// Searches by workers, through the programs that people run: the trials and their scores are those of a search in one
// process, whoever measures them and whatever dies.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/json.h"
#include "core/session/session.h"
#include "core/work/endpoint.h"
#include "core/work/secret.h"
#include "tests/support/command_line.h"
#include "tests/support/struck_command.h"
#include "tests/support/test_paths.h"
#include "tests/worker/connected_worker.h"

namespace bitprism {
namespace {

using namespace std::chrono_literals;
using test::ConnectedWorker;
using test::runCommand;
using test::seen;
using test::SeenSession;
using test::StruckCommand;

class WorkerSearch : public testing::Test {
 protected:
  WorkerSearch() { Secret::random().write(secret_); }

  static std::vector<std::string> search(const std::string& session) {
    return {"search",       "example", "--data",    "example", "--images", "300", "--method",  "mtgp",
            "--trials",     "8",       "--seed",    "5",       "--bits",   "2-3", "--methods", "uniform",
            "--look-ahead", "4",       "--session", session,   "--json"};
  }

  static std::string line(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += word + " ";
    return all;
  }

  // A port that is free now.
  static std::string freePlace() { return Listener(Endpoint::parse("127.0.0.1:0")).endpoint().str(); }

  std::vector<std::string> remoteSearch(const std::string& session, const std::string& at) const {
    std::vector<std::string> words = {BITPRISM_CLI};
    for (const std::string& word : search(session)) words.push_back(word);
    for (const std::string& word : {std::string("--workers-at"), at, std::string("--secret-file"), secret_})
      words.push_back(word);
    return words;
  }

  const SeenSession& undisturbed() {
    if (undisturbed_.evaluations.empty()) {
      const std::string session = folder_ / "undisturbed.bitprism";
      const auto result = runCommand(line(search(session)), folder_.path());
      EXPECT_EQ(result.code, 0) << result.err;
      undisturbed_ = seen(session);
    }
    return undisturbed_;
  }

  void expectUndisturbed(const std::string& session) {
    const SeenSession one = seen(session), other = undisturbed();
    ASSERT_EQ(one.evaluations.size(), other.evaluations.size());
    for (std::size_t i = 0; i < one.evaluations.size(); ++i) {
      EXPECT_EQ(one.evaluations[i].bits, other.evaluations[i].bits) << i;
      EXPECT_EQ(one.evaluations[i].score, other.evaluations[i].score) << i;
      EXPECT_EQ(one.evaluations[i].reportAccuracy, other.evaluations[i].reportAccuracy) << i;
      EXPECT_EQ(one.evaluations[i].failure, "") << i;
    }
  }

  test::TemporaryFolder folder_;
  const std::string secret_ = folder_ / "secret";
  SeenSession undisturbed_;
};

TEST_F(WorkerSearch, isTheSameIsolated) {
  const std::string session = folder_ / "isolated.bitprism";
  const auto result = runCommand(line(search(session)) + "--isolate --workers 2", folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  expectUndisturbed(session);
}

TEST_F(WorkerSearch, isTheSameForAnyNumberOfWorkers) {
  for (const int count : {1, 2, 4}) {
    const std::string session = folder_ / ("remote" + std::to_string(count) + ".bitprism"), at = freePlace();
    StruckCommand command(remoteSearch(session, at), folder_ / "said.txt");
    std::vector<std::unique_ptr<ConnectedWorker>> workers;
    for (int i = 0; i < count; ++i) workers.push_back(std::make_unique<ConnectedWorker>(at, secret_));
    EXPECT_EQ(command.wait().code(), 0);
    for (const auto& worker : workers) EXPECT_EQ(worker->wait(), 0);
    expectUndisturbed(session);
  }
}

// Workers are killed when so many evaluations are there, and others come.
TEST_F(WorkerSearch, isTheSameWhenWorkersAreKilled) {
  const std::string session = folder_ / "killed.bitprism", at = freePlace();
  StruckCommand command(remoteSearch(session, at), folder_ / "said.txt");
  std::vector<std::unique_ptr<ConnectedWorker>> workers;
  const auto begin = [&] { workers.push_back(std::make_unique<ConnectedWorker>(at, secret_)); };
  begin();
  begin();
  const auto atSensitivity = [&](std::size_t count) {
    return command.reaches([&, count] { return seen(session).sensitivities.size() >= count; });
  };
  const auto atTrial = [&](std::size_t count) {
    return command.reaches([&, count] { return seen(session).evaluations.size() >= count; });
  };
  ASSERT_TRUE(atSensitivity(1));
  workers[0]->strike(SIGKILL);
  begin();
  for (const std::size_t trial : {1u, 3u, 5u}) {
    ASSERT_TRUE(atTrial(trial));
    workers[workers.size() - 2]->strike(SIGKILL);
    begin();
  }
  EXPECT_EQ(command.wait().code(), 0);
  expectUndisturbed(session);
}

TEST_F(WorkerSearch, goesOnWithTheSameWorkersAfterItWasKilled) {
  const std::string session = folder_ / "coordinator.bitprism", at = freePlace();
  ConnectedWorker first(at, secret_), second(at, secret_);
  for (const std::size_t trial : {2u, 4u}) {
    StruckCommand command(remoteSearch(session, at), folder_ / "said.txt");
    ASSERT_TRUE(command.reaches([&] { return seen(session).evaluations.size() >= trial; }));
    command.strike(SIGKILL);
  }
  StruckCommand command(remoteSearch(session, at), folder_ / "said.txt");
  EXPECT_EQ(command.wait().code(), 0);
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  expectUndisturbed(session);
}

TEST_F(WorkerSearch, evaluatesIsolatedWhatItEvaluatesHere) {
  const std::string words = "evaluate example --data example --images 200 --bits 3 --method uniform --json";
  const auto here = runCommand(words, folder_.path()), there = runCommand(words + " --isolate", folder_.path());
  ASSERT_EQ(there.code, 0) << there.err;
  Json one = Json::parse(here.out), other = Json::parse(there.out);
  one.erase("seconds");
  other.erase("seconds");
  EXPECT_EQ(one, other);
}

TEST_F(WorkerSearch, refusesWhatDoesNotGoTogether) {
  const auto expectRefused = [&](const std::string& words, const std::string& said) {
    const auto result = runCommand(line(search(folder_ / "refused.bitprism")) + words, folder_.path());
    EXPECT_EQ(result.code, 2) << words;
    EXPECT_NE(result.err.find(said), std::string::npos) << result.err;
  };
  expectRefused("--workers-at nowhere --secret-file " + secret_, "'nowhere' is not a place to listen");
  expectRefused("--workers-at 127.0.0.1:0", "no secret given");
  expectRefused("--isolate --workers-at 127.0.0.1:0", "excludes");
}

}  // namespace
}  // namespace bitprism
