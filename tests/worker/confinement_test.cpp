#include "core/run/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <functional>
#include <new>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// Runs this in a confined process of its own; how that ended: its exit code, or 1000 and the signal.
int endOf(const Confinement& confinement, const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      confine(confinement);
    } catch (const Error&) {
      _exit(99);
    }
    _exit(work());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool opens(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
  return file >= 0;
}

class ConfinementTest : public testing::Test {
 protected:
  ConfinementTest() {
    for (const char* name : {"given", "other", "scratch"}) std::filesystem::create_directory(folder_ / name);
    std::ofstream(folder_ / "given/file") << "given";
    std::ofstream(folder_ / "other/file") << "other";
  }

  Confinement usual() const { return {.readable = {folder_ / "given"}, .scratch = folder_ / "scratch"}; }

  test::TemporaryFolder folder_;
};

TEST_F(ConfinementTest, readsWhatItWasGivenAndWritesInItsScratchFolderAlone) {
  if (confinementSupport().landlock == 0) GTEST_SKIP() << "the kernel has no Landlock";
  EXPECT_EQ(endOf(usual(),
                  [&] {
                    if (!opens(folder_ / "given/file", O_RDONLY)) return 1;
                    if (!opens(folder_ / "scratch/new", O_WRONLY | O_CREAT)) return 2;
                    if (!opens("/dev/null", O_WRONLY) || !opens("/dev/urandom", O_RDONLY)) return 3;
                    if (!opens("/proc/self/status", O_RDONLY)) return 4;
                    if (opens(folder_ / "other/file", O_RDONLY)) return 5;
                    if (opens(folder_ / "given/file", O_WRONLY) || opens(folder_ / "given/new", O_WRONLY | O_CREAT))
                      return 6;
                    if (unlink((folder_ / "given/file").c_str()) == 0) return 7;
                    if (rename((folder_ / "scratch/new").c_str(), (folder_ / "other/new").c_str()) == 0) return 8;
                    if (mkdir((folder_ / "other/folder").c_str(), 0700) == 0) return 9;
                    if (symlink("x", (folder_ / "other/link").c_str()) == 0) return 10;
                    if (opens("/proc/1/environ", O_RDONLY)) return 11;
                    if (truncate((folder_ / "other/file").c_str(), 0) == 0) return 12;
                    return 0;
                  }),
            0);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "other/file"), 5u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "other/new"));
}

TEST_F(ConfinementTest, writesNowhereWithoutAScratchFolder) {
  Confinement confinement = usual();
  confinement.scratch.clear();
  confinement.readsAnything = true;
  EXPECT_EQ(endOf(confinement,
                  [&] {
                    if (!opens(folder_ / "other/file", O_RDONLY)) return 1;
                    const int file = open((folder_ / "scratch/new").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
                    return file >= 0 && write(file, "x", 1) == 1 ? 2 : 0;
                  }),
            0);
}

TEST_F(ConfinementTest, doesNotReachTheNetworkOrOtherProcesses) {
  if (!confinementSupport().seccomp) GTEST_SKIP() << "this build has no libseccomp, or the kernel no seccomp";
  const pid_t parent = getpid();
  EXPECT_EQ(endOf(usual(),
                  [&] {
                    for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
                      if (socket(family, SOCK_STREAM, 0) >= 0 || socket(family, SOCK_DGRAM, 0) >= 0) return 1;
                    if (fork() >= 0) return 2;
                    char* arguments[] = {const_cast<char*>("/bin/true"), nullptr};
                    execv(arguments[0], arguments);
                    if (kill(parent, 0) == 0) return 3;
                    if (chmod((folder_ / "given/file").c_str(), 0777) == 0) return 4;
                    int ends[2];
                    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 5;
                    return 0;
                  }),
            0);
  struct stat facts {};
  ASSERT_EQ(stat((folder_ / "given/file").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & S_IXOTH, 0u);
}

TEST_F(ConfinementTest, mayStillUseThreads) {
  EXPECT_EQ(endOf(usual(),
                  [] {
                    int sum = 0;
                    {
                      std::vector<std::jthread> threads;
                      std::mutex mutex;
                      for (int i = 1; i <= 4; ++i)
                        threads.emplace_back([&, i] {
                          const std::lock_guard lock(mutex);
                          sum += i;
                        });
                    }
                    return sum;
                  }),
            10);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which reserve what they like

TEST_F(ConfinementTest, getsNoMoreMemoryThanItMayHave) {
  Confinement confinement = usual();
  confinement.memoryBytes = 256 << 20;
  EXPECT_EQ(endOf(confinement,
                  [] {
                    std::vector<std::vector<char>> held;
                    try {
                      for (int i = 0; i < 1024; ++i) held.emplace_back(std::size_t{16} << 20, 'x');
                    } catch (const std::bad_alloc&) {
                      return held.size() >= 14 ? 7 : 1;  // most of it could be had
                    }
                    return 2;
                  }),
            7);
}

#endif

TEST_F(ConfinementTest, endsWhenItsProcessorTimeIsOver) {
  Confinement confinement = usual();
  confinement.processorSeconds = 0.1;
  EXPECT_EQ(endOf(confinement,
                  [] {
                    for (volatile bool on = true; on;) {
                    }
                    return 0;
                  }),
            1000 + SIGXCPU);
}

TEST(ConfinementSupportTest, saysWhatIsLacking) {
  EXPECT_TRUE((ConfinementSupport{7, true}).lack().empty());
  EXPECT_NE((ConfinementSupport{7, false}).lack().find("network"), std::string::npos);
  EXPECT_NE((ConfinementSupport{0, true}).lack().find("Landlock"), std::string::npos);
  EXPECT_NE((ConfinementSupport{0, false}).lack().find("Landlock"), std::string::npos);
}

}  // namespace
}  // namespace bitprism
