#include "app/workflow/session_summary.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/workflow/kept_path.h"
#include "app/workflow/preprocessing_advice.h"
#include "app/workflow/session_copy.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

SessionSettings settings(const std::string& network) {
  SearchRequest request;
  request.search.method = "random";
  request.search.tasks = {{64, 0}, {0, 0}};
  SessionSettings settings;
  settings.networkPath = network;
  settings.networkName = "net.onnx";
  settings.dataPath = settings.dataName = "example";
  settings.preprocessing = toJson(Preprocessing());
  settings.search = identityOf(request, {}, 0);
  return settings;
}

Evaluation evaluation(int trial, int task, double accuracy, std::int64_t bytes) {
  Evaluation evaluation;
  evaluation.trial = trial;
  evaluation.bits = {4};
  evaluation.taskIndex = task;
  evaluation.bytes = bytes;
  evaluation.score.accuracy = accuracy;
  return evaluation;
}

TEST(SessionSummary, countsTheEvaluationsThatWereAskedFor) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.bitprism";
  {
    Session session = Session::create(path, settings("example"));
    session.addEvaluation(evaluation(0, 0, 0.9, 10));  // a cheap task
    session.addEvaluation(evaluation(1, 1, 0.5, 100));
    session.addEvaluation(evaluation(2, 1, 0.4, 200));  // dominated
    session.addEvaluation(evaluation(3, 1, 0.7, 300));
    session.setValue("trials", 60);
    EXPECT_EQ(summaryOf(path).state, SessionSummary::State::InUse);
    fs::copy_file(path, folder / "killed.bitprism");
    fs::copy_file(path + "-wal", folder / "killed.bitprism-wal");
  }
  const SessionSummary summary = summaryOf(path);
  EXPECT_EQ(summary.state, SessionSummary::State::Stopped);
  EXPECT_EQ(summary.done, 3);
  EXPECT_EQ(summary.trials, 60);
  EXPECT_EQ(summary.points.size(), 3U);
  ASSERT_EQ(summary.front.size(), 2U);
  EXPECT_EQ(summary.front[1].cost, 300);
  EXPECT_TRUE(summary.found);
  EXPECT_EQ(summaryOf(folder / "killed.bitprism").state, SessionSummary::State::Killed);
  Session::open(path).setValue("trials", 3);
  EXPECT_EQ(summaryOf(path).state, SessionSummary::State::Complete);
  writeFile(folder / "none.bitprism", std::string_view("not a session"));
  EXPECT_THROW(summaryOf(folder / "none.bitprism"), InputError);
}

TEST(SessionCopy, findsItsNetworkFromWhereItLies) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder / "work/sub");
  const std::string network = folder / "work/net.onnx", path = folder / "work/s.bitprism";
  writeFile(network, std::string_view("a network"));
  { Session::create(path, settings(network)); }
  copySession(path, folder / "work/sub/copy.bitprism");
  fs::rename(folder / "work", folder / "moved");
  const std::string copy = folder / "moved/sub/copy.bitprism";
  EXPECT_EQ(summaryOf(copy).networkPath, fs::canonical(folder / "moved/net.onnx").string());
  EXPECT_TRUE(summaryOf(copy).found);
  fs::remove(folder / "moved/net.onnx");
  EXPECT_FALSE(summaryOf(copy).found);
}

TEST(PreprocessingAdvice, needsNoFloatAccuracy) {
  StudySettings wrong;
  wrong.networkPath = wrong.dataPath = "example";
  wrong.images = 100;
  wrong.preprocessing = Preprocessing{.scale = 1, .mean = {0}, .deviation = {1}};
  const auto advice = advisePreprocessing(*Study::open(wrong), {});
  ASSERT_TRUE(advice);
  EXPECT_TRUE(advice->better);
  EXPECT_NE(advice->finding.find("of 100 images"), std::string::npos) << advice->finding;
  StudySettings right = wrong;
  right.preprocessing.reset();
  EXPECT_FALSE(advisePreprocessing(*Study::open(right), {}));
}

}  // namespace
}  // namespace bitprism
