#include "core/work/local_workers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <future>

#include "core/work/worker_process.h"
#include "tests/worker/example_study.h"

namespace bitprism {
namespace {

using test::examplePlans;
using test::exampleStudy;

class LocalWorkersTest : public testing::Test {
 protected:
  std::shared_ptr<LocalWorkers> isolated(Study& study, int workers = 1) {
    std::vector<std::string> notices;
    return isolate(study, {.workers = workers}, notices);
  }

  std::unique_ptr<Study> here_ = exampleStudy(), there_ = exampleStudy();
};

TEST_F(LocalWorkersTest, scoresAreThoseOfThisProcessBitForBit) {
  const auto workers = isolated(*there_);
  const std::vector<QuantPlan> plans = examplePlans(*here_);
  here_->calibrateInputsFor(plans.back().layers);
  for (const StudyPart part : {StudyPart::All, StudyPart::Search, StudyPart::Report, StudyPart::Calibration})
    for (const QuantPlan& plan : plans)
      EXPECT_EQ(there_->planEvaluator(part).evaluate(plan, Task{}), here_->planEvaluator(part).evaluate(plan, Task{}))
          << studyPartName(part);
  EXPECT_EQ(there_->planEvaluator(StudyPart::Search).evaluate(plans[1], Task{40}),
            here_->searchEvaluator().evaluate(plans[1], Task{40}));
  EXPECT_EQ(there_->planEvaluator(StudyPart::Search).evaluateAfresh(plans[1], Task{}),
            here_->searchEvaluator().evaluateAfresh(plans[1], Task{}));
  EXPECT_EQ(workers->restarts(), 0);
}

TEST_F(LocalWorkersTest, severalPlansAreMeasuredAtOnceAndToldOnceEach) {
  const auto workers = isolated(*there_, 2);
  std::vector<QuantPlan> plans = examplePlans(*here_);
  plans.pop_back();
  std::vector<int> told(plans.size());
  const std::vector<Score> scores =
      there_->planEvaluator(StudyPart::Search).evaluateEach(plans, Task{}, {}, {}, [&](std::size_t plan, const Score&) {
        ++told[plan];
      });
  EXPECT_EQ(scores, here_->searchEvaluator().evaluateEach(plans, Task{}));
  EXPECT_EQ(told, std::vector<int>(plans.size(), 1));
}

TEST_F(LocalWorkersTest, manyThreadsShareTheWorkers) {
  const auto workers = isolated(*there_, 2);
  const std::vector<QuantPlan> plans = examplePlans(*here_);
  std::vector<std::future<Score>> scores;
  for (std::size_t i = 0; i < 8; ++i)
    scores.push_back(std::async(std::launch::async, [&, i] {
      return there_->planEvaluator(StudyPart::Report).evaluate(plans[i % 5], Task{});
    }));
  for (std::size_t i = 0; i < scores.size(); ++i)
    EXPECT_EQ(scores[i].get(), here_->reportEvaluator().evaluate(plans[i % 5], Task{}));
}

TEST_F(LocalWorkersTest, aWorkerThatWasKilledIsStartedAnew) {
  const auto workers = isolated(*there_);
  const QuantPlan plan = examplePlans(*here_)[2];
  const std::vector<pid_t> processes = workers->processes();
  ASSERT_EQ(processes.size(), 1u);
  kill(processes[0], SIGKILL);
  EXPECT_EQ(there_->planEvaluator(StudyPart::All).evaluate(plan, Task{}), here_->evaluator().evaluate(plan, Task{}));
  EXPECT_NE(workers->processes(), processes);
}

TEST_F(LocalWorkersTest, errorsOfTheWorkerAreThoseOfThisProcess) {
  const auto workers = isolated(*there_);
  QuantPlan other = examplePlans(*here_)[2];
  other.layers.pop_back();
  EvaluationRequest request{
      .part = "all", .plans = {planToJson(examplePlans(*here_)[2], *here_->network())}, .task = {}};
  request.plans[0]["layers"].erase(0);
  EXPECT_THROW(workers->measure(request), InputError);
  request.plans[0] = planToJson(examplePlans(*here_)[2], *here_->network());
  request.part = "none";
  EXPECT_THROW(workers->measure(request), UsageError);
  EXPECT_EQ(workers->restarts(), 0);
}

TEST_F(LocalWorkersTest, aCancelledEvaluationEndsAtOnceAndTheNextOneIsMeasured) {
  const auto workers = isolated(*there_);
  Evaluator& evaluator = there_->planEvaluator(StudyPart::All);
  const QuantPlan plan = examplePlans(*here_)[1];
  std::stop_source stop;
  // Cancelled as soon as the worker has begun.
  EXPECT_THROW(evaluator.evaluate(plan, Task{}, stop.get_token(), [&](const ProgressStep&) { stop.request_stop(); }),
               Cancelled);
  EXPECT_THROW(evaluator.evaluate(plan, Task{}, stop.get_token()), Cancelled);
  EXPECT_EQ(evaluator.evaluate(plan, Task{}), here_->evaluator().evaluate(plan, Task{}));
}

TEST_F(LocalWorkersTest, aWorkerThatGrowsTooLargeTwiceIsGivenUp) {
  WorkerOpening opening{.settings = there_->settings()};
  LocalWorkers workers({.opening = toJson(opening), .arguments = {}, .memoryBytes = 1 << 20});
  try {
    workers.opened();
    FAIL();
  } catch (const Error& problem) {
    EXPECT_STREQ(problem.what(),
                 "cannot open the network in a worker: the worker took more than 1 MiB of memory, which is the limit, "
                 "twice");
  }
  // The files are at fault, so they are not tried again.
  EXPECT_EQ(workers.restarts(), 2);
  EXPECT_THROW(workers.opened(), Error);
  EXPECT_EQ(workers.restarts(), 2);
}

TEST_F(LocalWorkersTest, aWorkerThatGivesNoSignOfLifeIsGivenUp) {
  WorkerOpening opening{.settings = there_->settings()};
  LocalWorkers workers(
      {.opening = toJson(opening), .arguments = {}, .patience = {.silence = std::chrono::milliseconds(1500)}});
  workers.opened();
  const pid_t process = workers.processes().at(0);
  kill(process, SIGSTOP);
  const EvaluationRequest request{
      .part = "all", .plans = {planToJson(examplePlans(*here_)[2], *here_->network())}, .task = {}};
  EXPECT_EQ(workers.measure(request).at(0), here_->evaluator().evaluate(examplePlans(*here_)[2], Task{}));
  EXPECT_EQ(workers.restarts(), 1);
}

TEST_F(LocalWorkersTest, aWorkerThatCannotOpenTheFilesSaysSo) {
  WorkerOpening opening{.settings = there_->settings()};
  opening.settings.networkPath = "/there/is/no/such/network.onnx";
  LocalWorkers missing({.opening = toJson(opening), .arguments = {}});
  EXPECT_THROW(missing.opened(), InputError);
  opening.settings.networkPath = "example";
  opening.expected = fingerprintOf(*here_);
  opening.expected->images[0] ^= 1;
  LocalWorkers others({.opening = toJson(opening), .arguments = {}});
  try {
    others.opened();
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("its content here is not that of the search"), std::string::npos);
  }
}

TEST_F(LocalWorkersTest, endsItsProcesses) {
  pid_t process = -1;
  {
    std::vector<std::string> notices;
    const std::unique_ptr<Study> study = exampleStudy();
    const auto workers = isolate(*study, {}, notices);
    process = workers->processes().at(0);
    EXPECT_EQ(kill(process, 0), 0);
  }
  EXPECT_NE(kill(process, 0), 0);
}

TEST(WorkerProcessTest, saysWhichSignalEndedIt) {
  WorkerProcess process;
  kill(process.id(), SIGSEGV);
  EXPECT_EQ(process.end(true), "was ended by SIGSEGV (Segmentation fault)");
  EXPECT_EQ(process.end(true), "had ended before");
}

TEST(WorkerOpeningTest, comesBack) {
  const std::unique_ptr<Study> study = exampleStudy();
  WorkerOpening opening{
      .settings = study->settings(), .training = TrainingSettings(), .expected = fingerprintOf(*study)};
  opening.settings.metric = Metric::Top5;
  opening.settings.head = BoxHead::Yolo8;
  opening.settings.seed = ~std::uint64_t{0};
  opening.settings.preprocessing = study->preprocessing();
  opening.settings.reading.inputShape = {3, 32, 32};
  opening.mapped = opening.confined = true;
  opening.memoryBytes = std::int64_t{1} << 40;
  const Json json = toJson(opening);
  EXPECT_EQ(toJson(workerOpeningFromJson(parseJson(json.dump(), "a test"), "a test")), json);
  for (const auto& [key, value] : json.items()) {
    Json broken = json;
    broken[key] = Json::object({{"x", 1}});
    if (key == "equalize" || key == "mapped" || key == "confined") continue;
    EXPECT_THROW(workerOpeningFromJson(broken, "a test"), InputError) << key;
  }
  opening.settings.metric = Metric::Command;
  EXPECT_THROW(toJson(opening), UsageError);
}

}  // namespace
}  // namespace bitprism
