// A session whose file is taken away while it is in use.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/session.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

SessionSettings rescuedSettings() {
  SessionSettings settings;
  settings.networkName = "a.onnx";
  settings.search = {{"method", "mtgp"}};
  return settings;
}

Evaluation rescuedEvaluation(int trial) {
  Evaluation evaluation;
  evaluation.trial = trial;
  evaluation.bits = {2, 3, trial};
  evaluation.bytes = 100 + trial;
  evaluation.score = {.accuracy = 0.25, .kl = 0.5, .images = 16};
  return evaluation;
}

std::string problemOf(Session& session, int trial) {
  try {
    session.addEvaluation(rescuedEvaluation(trial));
  } catch (const Error& problem) {
    EXPECT_EQ(std::string(problem.what()).find('\n'), std::string::npos) << problem.what();
    return problem.what();
  }
  ADD_FAILURE() << "it was not noticed";
  return {};
}

void expectTrials(const std::string& path, int count) {
  Session session = Session::open(path);
  EXPECT_TRUE(session.notices().empty());
  ASSERT_EQ(session.evaluations().size(), static_cast<std::size_t>(count));
  EXPECT_EQ(session.evaluations().back().bits, rescuedEvaluation(count - 1).bits);
  EXPECT_EQ(session.rawSensitivities().size(), 1u);
  EXPECT_FALSE(session.measuredByOlder());
  session.addEvaluation(rescuedEvaluation(99));  // the search can go on
}

Session begun(const std::string& path) {
  Session session = Session::create(path, rescuedSettings());
  session.addSensitivities({{0, "two bits", 0.5, 64}});
  for (int trial = 0; trial < 3; ++trial) session.addEvaluation(rescuedEvaluation(trial));
  return session;
}

TEST(SessionRescue, keepsAllOfADeletedFileUnderANewName) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  {
    Session session = begun(path);
    std::filesystem::remove(path);
    const std::string problem = problemOf(session, 3);
    EXPECT_NE(problem.find("'" + path + "' was deleted or moved"), std::string::npos) << problem;
    EXPECT_NE(problem.find("'" + folder / "a-rescued.bitprism'"), std::string::npos) << problem;
    problemOf(session, 4);  // and again, without another copy
  }
  expectTrials(folder / "a-rescued.bitprism", 4);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(folder / "a-rescued2.bitprism"));
  // Its log must not be taken for that of a file that has its name later.
  EXPECT_TRUE(Session::create(path, rescuedSettings()).evaluations().empty());
}

TEST(SessionRescue, leavesTheFileThatTookItsPlaceAlone) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism", other = folder / "b.bitprism";
  writeFile(folder / "a-rescued.bitprism", std::string_view("mine"));
  { begun(other).addEvaluation(rescuedEvaluation(3)); }
  const Bytes whole = readFile(other);
  {
    Session session = begun(path);
    std::filesystem::rename(other, path);
    const std::string problem = problemOf(session, 3);
    EXPECT_NE(problem.find("was replaced by another file"), std::string::npos) << problem;
    EXPECT_NE(problem.find("a-rescued2.bitprism'"), std::string::npos) << problem;
  }
  EXPECT_EQ(readFile(path), whole);
  EXPECT_EQ(readFile(folder / "a-rescued.bitprism").size(), 4u);
  expectTrials(folder / "a-rescued2.bitprism", 4);
}

TEST(SessionRescue, saysWhenNothingCanBeKept) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "gone");
  Session session = begun(folder / "gone/a.bitprism");
  std::filesystem::remove_all(folder / "gone");
  const std::string problem = problemOf(session, 3);
  EXPECT_NE(problem.find("could not be saved in"), std::string::npos) << problem;
}

TEST(SessionRescue, aLinkToTheSameFileIsNoLoss) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session session = begun(path);
  std::filesystem::rename(path, folder / "b.bitprism");
  std::filesystem::create_symlink(folder / "b.bitprism", path);
  EXPECT_NO_THROW(session.addEvaluation(rescuedEvaluation(3)));
}

}  // namespace
}  // namespace bitprism
