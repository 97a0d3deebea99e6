#include "core/work/remote_workers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "core/work/handshake.h"
#include "tests/support/test_paths.h"
#include "tests/worker/connected_worker.h"
#include "tests/worker/example_study.h"

namespace bitprism {
namespace {

using namespace std::chrono_literals;
using test::ConnectedWorker;
using test::examplePlans;
using test::exampleStudy;

class RemoteWorkersTest : public testing::Test {
 protected:
  RemoteWorkersTest() {
    secret_.write(secretFile_);
    ListeningSettings settings;
    settings.at = Endpoint::parse("127.0.0.1:0");
    settings.notice = [this](const std::string& sentence) {
      const std::lock_guard lock(mutex_);
      notices_.push_back(sentence);
    };
    workers_ = listenForWorkers(*there_, secret_, settings);
  }

  std::unique_ptr<ConnectedWorker> worker() const {
    return std::make_unique<ConnectedWorker>(workers_->endpoint().str(), secretFile_);
  }

  bool noticed(const std::string& words) {
    const std::lock_guard lock(mutex_);
    return std::any_of(notices_.begin(), notices_.end(),
                       [&](const std::string& notice) { return notice.find(words) != std::string::npos; });
  }

  void awaitWorkers(std::size_t count) const {
    while (workers_->workers().size() != count) std::this_thread::sleep_for(5ms);
  }

  // Each plan on another thread, as a search asks.
  std::vector<std::future<Score>> askAll(const std::vector<QuantPlan>& plans) {
    std::vector<std::future<Score>> scores;
    for (const QuantPlan& plan : plans)
      scores.push_back(std::async(std::launch::async, [this, plan] {
        return there_->planEvaluator(StudyPart::Search).evaluate(plan, Task{});
      }));
    return scores;
  }

  void expectScoresOfThisProcess(std::vector<std::future<Score>>& scores, const std::vector<QuantPlan>& plans) {
    for (std::size_t i = 0; i < plans.size(); ++i)
      EXPECT_EQ(scores[i].get(), here_->searchEvaluator().evaluate(plans[i], Task{})) << i;
  }

  test::TemporaryFolder folder_;
  const Secret secret_ = Secret::random();
  const std::string secretFile_ = folder_ / "secret";
  std::mutex mutex_;
  std::vector<std::string> notices_;
  std::unique_ptr<Study> here_ = exampleStudy(), there_ = exampleStudy();
  std::shared_ptr<RemoteWorkers> workers_;
};

std::vector<QuantPlan> cheapPlans(const Study& study) {
  std::vector<QuantPlan> plans = examplePlans(study);
  plans.pop_back();
  return plans;
}

TEST_F(RemoteWorkersTest, scoresAreThoseOfThisProcessForAnyNumberOfWorkers) {
  const std::vector<QuantPlan> plans = cheapPlans(*here_);
  std::vector<std::unique_ptr<ConnectedWorker>> there;
  for (const std::size_t count : {1u, 2u, 4u}) {
    while (there.size() < count) there.push_back(worker());
    awaitWorkers(count);
    std::vector<std::future<Score>> scores = askAll(plans);
    expectScoresOfThisProcess(scores, plans);
  }
  EXPECT_EQ(workers_->counts().givenAgain, 0);
}

TEST_F(RemoteWorkersTest, whatIsAskedBeforeAnyWorkerComesWaitsForIt) {
  const std::vector<QuantPlan> plans = cheapPlans(*here_);
  std::vector<std::future<Score>> scores = askAll(plans);
  const auto one = worker();
  expectScoresOfThisProcess(scores, plans);
}

// The first worker is killed once it has work, the second when the first is gone and so on; the last one remains.
TEST_F(RemoteWorkersTest, nothingIsLostWithWorkersThatAreKilled) {
  const std::vector<QuantPlan> plans = cheapPlans(*here_);
  std::vector<std::future<Score>> scores = askAll(plans);
  for (int i = 0; i < 3; ++i) {
    const auto victim = worker();
    awaitWorkers(1);
    victim->strike(SIGKILL);
    awaitWorkers(0);
  }
  const auto last = worker();
  expectScoresOfThisProcess(scores, plans);
}

TEST_F(RemoteWorkersTest, aWorkerThatIsToldToEndLeavesAndItsWorkGoesToAnother) {
  const std::vector<QuantPlan> plans = cheapPlans(*here_);
  const auto first = worker();
  awaitWorkers(1);
  std::vector<std::future<Score>> scores = askAll(plans);
  first->strike(SIGTERM);
  const auto second = worker();
  expectScoresOfThisProcess(scores, plans);
  EXPECT_EQ(first->wait(), 0);
}

TEST_F(RemoteWorkersTest, workersGoHomeWhenTheWorkIsDone) {
  const auto one = worker();
  awaitWorkers(1);
  there_.reset();
  workers_.reset();
  EXPECT_EQ(one->wait(), 0);
}

TEST_F(RemoteWorkersTest, strangersAreTurnedAway) {
  const std::string other = folder_ / "other";
  Secret::random().write(other);
  ConnectedWorker stranger(workers_->endpoint().str(), other);
  EXPECT_EQ(stranger.wait(), 1);
  {
    // Somebody who says nothing sensible.
    const FileDescriptor rude = connectTo(workers_->endpoint(), 10s);
    ASSERT_GT(write(rude.get(), "HELLO?\n", 7), 0);
  }
  const auto known = worker();
  awaitWorkers(1);
  EXPECT_EQ(there_->planEvaluator(StudyPart::Search).evaluate(cheapPlans(*here_)[1], Task{}),
            here_->searchEvaluator().evaluate(cheapPlans(*here_)[1], Task{}));
}

TEST_F(RemoteWorkersTest, aCancelledRequestIsForgotten) {
  std::stop_source stop;
  auto waiting = std::async(std::launch::async, [&] {
    return there_->planEvaluator(StudyPart::Search).evaluate(cheapPlans(*here_)[1], Task{}, stop.get_token());
  });
  stop.request_stop();
  EXPECT_THROW(waiting.get(), Cancelled);
  EXPECT_EQ(workers_->counts().waiting, 0);
}

// A worker that knows the secret and answers what nobody computed.
TEST_F(RemoteWorkersTest, aResultWithAnotherChecksumIsNotTaken) {
  auto asked = std::async(std::launch::async, [&] {
    return there_->planEvaluator(StudyPart::Search).evaluate(cheapPlans(*here_)[1], Task{});
  });
  {
    MessageChannel channel(connectTo(workers_->endpoint(), 10s), MessageLimits::ofStrangers());
    shakeHands(channel, WorkRole::Worker, secret_);
    const Message open = channel.receive(60s).value();
    channel.send({MessageType::Opened, {{"id", open.header["id"]}}, {}});
    const Message request = channel.receive(60s).value();
    const EvaluationRequest wanted = evaluationRequestFromJson(request.header, "a test");
    Json result = resultToJson(wanted, {Score{.accuracy = 0.25}}, 1);
    result["scores"][0]["accuracy"] = 0.75;
    result["id"] = request.header["id"];
    channel.send({MessageType::Result, result, {}});
    EXPECT_THROW(for (;;) channel.receive(60s), ConnectionLost);
  }
  EXPECT_TRUE(noticed("checksum does not fit"));
  const auto honest = worker();
  EXPECT_EQ(asked.get(), here_->searchEvaluator().evaluate(cheapPlans(*here_)[1], Task{}));
}

// A worker that takes work and keeps it.
TEST_F(RemoteWorkersTest, aWorkerThatIsSentHomeLeavesItsWorkToAnother) {
  const QuantPlan plan = cheapPlans(*here_)[1];
  auto asked = std::async(std::launch::async, [&] {
    return there_->planEvaluator(StudyPart::Search).evaluate(plan, Task{128, 0});
  });
  MessageChannel channel(connectTo(workers_->endpoint(), 10s), MessageLimits::ofStrangers());
  shakeHands(channel, WorkRole::Worker, secret_);
  const Message open = channel.receive(60s).value();
  channel.send({MessageType::Opened, {{"id", open.header["id"]}}, {}});
  EXPECT_EQ(channel.receive(60s).value().type, MessageType::Evaluate);
  const std::vector<WorkerActivity> activities = workers_->activities();
  ASSERT_EQ(activities.size(), 1u);
  EXPECT_EQ(activities[0].machine, machineName());
  EXPECT_EQ(activities[0].process, getpid());
  ASSERT_EQ(activities[0].doing.size(), 1u);
  EXPECT_EQ(activities[0].doing[0].part, "search");
  EXPECT_EQ(activities[0].doing[0].task, (Task{128, 0}));
  EXPECT_TRUE(workers_->sendHome(activities[0].id));
  EXPECT_FALSE(workers_->sendHome(activities[0].id));
  EXPECT_TRUE(workers_->activities().empty());
  EXPECT_EQ(channel.receive(60s).value().type, MessageType::Leave);
  channel.breakOff();
  const auto other = worker();
  EXPECT_EQ(asked.get(), here_->searchEvaluator().evaluate(plan, Task{128, 0}));
  EXPECT_EQ(workers_->counts().givenAgain, 1);
  while (!noticed("was sent home")) std::this_thread::sleep_for(5ms);
  EXPECT_FALSE(noticed("is lost"));
}

}  // namespace
}  // namespace bitprism
