#include "core/base/new_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <thread>

#include "core/base/file_descriptor.h"
#include "core/session/session.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

const Bytes someContent(100'000, 7);

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// A process that has ended and whose number nobody has yet.
pid_t endedProcess() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

void backdate(const std::string& path) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

TEST(NewFile, isWholeAndAlone) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(createFile(folder / "a", someContent), 0);
  EXPECT_EQ(readFile(folder / "a"), someContent);
  EXPECT_EQ(namesIn(folder.path()), std::vector<std::string>{"a"});
}

TEST(NewFile, isNotCreatedOverAnotherOrWhereNoFolderIs) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(createFile(folder / "a", someContent), 0);
  EXPECT_EQ(createFile(folder / "a", Bytes{1}), EEXIST);
  EXPECT_EQ(readFile(folder / "a"), someContent);
  ASSERT_EQ(::symlink("nowhere", (folder / "link").c_str()), 0);
  EXPECT_EQ(createFile(folder / "link", Bytes{1}), EEXIST);
  EXPECT_EQ(createFile(folder / "no/a", Bytes{1}), ENOENT);
  EXPECT_EQ(createFile(folder / "a/b", Bytes{1}), ENOTDIR);
}

TEST(NewFile, removesWhatAKilledProcessHasLeftBesideIt) {
  const test::TemporaryFolder folder;
  const std::string gone = ".part" + std::to_string(endedProcess());
  const std::string old = "a" + gone, other = "b" + gone, living = "a.part" + std::to_string(::getppid()),
                    text = "a.part7b";
  for (const std::string& name : {old, other, living, text}) {
    writeFile(folder / name, std::string_view("x"));
    backdate(folder / name);
  }
  ASSERT_EQ(createFile(folder / "a", someContent), 0);
  std::vector<std::string> left = {"a", text, living, other};
  std::sort(left.begin(), left.end());
  EXPECT_EQ(namesIn(folder.path()), left);
  // One that was just written may be of a process on another machine.
  writeFile(folder / ("c" + gone), std::string_view("x"));
  ASSERT_EQ(createFile(folder / "c", someContent), 0);
  EXPECT_TRUE(fs::exists(folder / ("c" + gone)));
}

// A process makes sessions until it is killed, many times.
TEST(NewSession, leavesNothingWhenItsProcessIsKilled) {
  const test::TemporaryFolder folder;
  {
    const FileDescriptor unnamed(::open(folder.path().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    if (!unnamed) GTEST_SKIP() << "the file system has no unnamed files";
  }
  SessionSettings settings;
  settings.search = {{"method", "random"}};
  std::mt19937 random(1);
  for (int kill = 0; kill < 40; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; ++i) Session::create(folder / (std::to_string(kill) + "-" + std::to_string(i)), settings);
    }
    // Half of them once the first session is there, however slow the machine is.
    while (kill % 2 == 1 && !fs::exists(folder / (std::to_string(kill) + "-0")))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  int sessions = 0;
  for (const std::string& name : namesIn(folder.path())) {
    EXPECT_EQ(name.find(".part"), std::string::npos) << name;
    if (name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal")) continue;  // of SQLite
    ++sessions;
    EXPECT_NO_THROW(Session::open(folder / name)) << name;  // as the next search does
  }
  EXPECT_GT(sessions, 0);
}

}  // namespace
}  // namespace bitprism
