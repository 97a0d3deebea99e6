#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/session.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

SessionSettings settings() {
  SessionSettings settings;
  settings.networkPath = "/nets/a.onnx";
  settings.networkName = "a.onnx";
  settings.dataPath = "example";
  settings.dataName = "example";
  settings.preprocessing = Json::object();
  settings.search = {{"method", "random"}};
  settings.places = {{"network", "a.onnx"}};
  return settings;
}

Evaluation evaluation(int trial) {
  Evaluation evaluation;
  evaluation.trial = trial;
  evaluation.bits = {4, 3};
  evaluation.bytes = 1000 + trial;
  evaluation.score.accuracy = 0.5;
  return evaluation;
}

std::vector<std::string> filesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(SessionFiles, aReaderLeavesNothingBeside) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.bitprism";
  Session::create(path, settings()).addEvaluation(evaluation(0));
  ASSERT_EQ(filesIn(folder.path()), std::vector<std::string>{"s.bitprism"});
  EXPECT_EQ(Session::openForReading(path).evaluations().size(), 1U);
  EXPECT_EQ(filesIn(folder.path()), std::vector<std::string>{"s.bitprism"});
}

TEST(SessionFiles, aReaderLeavesTheLogOfAWriterAlone) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.bitprism";
  Session session = Session::create(path, settings());
  session.addEvaluation(evaluation(0));
  EXPECT_TRUE(Session::openForReading(path).leftInUse());
  EXPECT_TRUE(fs::exists(path + "-wal"));
  session.addEvaluation(evaluation(1));
  EXPECT_EQ(Session::openForReading(path).evaluations().size(), 2U);
}

TEST(SessionFiles, aReaderLeavesTheLogOfAKilledSearch) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.bitprism", killed = folder / "killed.bitprism";
  {
    Session session = Session::create(path, settings());
    session.addEvaluation(evaluation(0));
    fs::copy_file(path, killed);  // as a kill leaves it
    fs::copy_file(path + "-wal", killed + "-wal");
  }
  EXPECT_FALSE(Session::openForReading(path).leftInUse());
  for (int time = 0; time < 2; ++time) {
    const Session session = Session::openForReading(killed);
    EXPECT_TRUE(session.leftInUse());
    EXPECT_TRUE(session.notices().empty()) << session.notices().front();
  }
  EXPECT_TRUE(fs::exists(killed + "-wal"));
}

TEST(SessionFiles, aCopyIsWholeClosedAndReplacesAFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.bitprism", copy = folder / "copy.bitprism";
  writeFile(copy, std::string_view("something else"));
  writeFile(copy + "-wal", std::string_view("of something else"));
  Session session = Session::create(path, settings());
  session.addEvaluation(evaluation(0));
  session.setValue("trials", 60);
  Session::openForReading(path).saveCopy(copy, Json{{"network", "../a.onnx"}});  // while the writer has it
  session.addEvaluation(evaluation(1));
  {
    const Session read = Session::openForReading(copy);
    EXPECT_FALSE(read.leftInUse());
    EXPECT_EQ(read.evaluations().size(), 1U);
    EXPECT_EQ(read.value("trials"), Json(60));
    EXPECT_EQ(read.settings().places, (Json{{"network", "../a.onnx"}}));
    EXPECT_TRUE(read.notices().empty());
  }
  EXPECT_FALSE(fs::exists(copy + "-wal"));
  Session(Session::open(copy)).addEvaluation(evaluation(1));  // a search goes on in it
  EXPECT_THROW(session.saveCopy(path, {}), Error);            // in use
  EXPECT_THROW(session.saveCopy(folder / "none/copy.bitprism", {}), Error);
}

}  // namespace
}  // namespace bitprism
