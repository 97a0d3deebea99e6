// Workers as jobs of Slurm, whose programs are scripts here that keep a list of tasks in a folder.
#include "app/workflow/slurm_workers.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// An environment variable, as before afterwards.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    had_ = std::getenv(name) != nullptr;
    if (value)
      setenv(name, value, 1);
    else
      unsetenv(name);
  }
  ~Variable() {
    if (had_)
      setenv(name_, before_.c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::string before_;
  bool had_ = false;
};

// tasks/JOB_TASK holds the name of the job.
constexpr const char* sbatchScript = R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
[ -e refusal ] && { cat refusal; exit 1; }
echo "$@" >>submitted
job=$(($(cat number 2>/dev/null || echo 0) + 1))
echo $job >number
for word in "$@"; do
  case $word in
    --array=1-*) last=${word#--array=1-} ;;
    --job-name=*) name=${word#--job-name=} ;;
  esac
done
for task in $(seq "$last"); do echo "$name" >tasks/${job}_$task; done
echo $job
)sh";
constexpr const char* squeueScript = R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo >>asked
for word in "$@"; do case $word in --name=*) name=${word#--name=} ;; esac; done
grep -lx "$name" tasks/* 2>/dev/null | sed 's/.*/R/'
for one in ending/*; do [ -e "$one" ] && echo CG; done
exit 0
)sh";
constexpr const char* scancelScript = R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
for word in "$@"; do case $word in --name=*) name=${word#--name=} ;; esac; done
grep -lx "$name" tasks/* 2>/dev/null | xargs -r rm
exit 0
)sh";

class SlurmWorkersTest : public testing::Test {
 protected:
  SlurmWorkersTest() {
    fs::create_directories(folder_ / "bin/tasks");
    fs::create_directories(folder_ / "bin/ending");
    script("sbatch", sbatchScript);
    script("squeue", squeueScript);
    script("scancel", scancelScript);
    settings_.workers = 3;
    settings_.present = [this] { return present_.load(); };
    settings_.joined = [this] { return joined_.load(); };
    settings_.notice = [this](const std::string& sentence) {
      const std::lock_guard lock(mutex_);
      said_.push_back(sentence);
    };
    settings_.pause = settings_.rest = 20ms;
  }

  void script(const std::string& name, const char* content) {
    const std::string path = folder_ / ("bin/" + name);
    std::ofstream(path) << content;
    chmod(path.c_str(), 0755);
  }

  int tasks() const {
    return static_cast<int>(std::distance(fs::directory_iterator(folder_ / "bin/tasks"), fs::directory_iterator()));
  }

  void endTask(const std::string& task) { fs::remove(folder_ / ("bin/tasks/" + task)); }

  std::string content(const std::string& name) const {
    std::ifstream in(folder_ / ("bin/" + name));
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::vector<std::string> said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

  // Waits as long as it takes, since the machine may be busy.
  template <class State>
  static void await(const State& state) {
    while (!state()) std::this_thread::sleep_for(5ms);
  }

  test::TemporaryFolder folder_;
  const std::string session_ = folder_ / "s.bitprism";
  const Variable path_{"PATH", (folder_ / "bin:" + std::getenv("PATH")).c_str()};
  const Variable outside_{"SLURM_JOB_ID", nullptr};
  const Endpoint here_ = Endpoint::parse("127.0.0.1:4000");
  std::atomic<int> present_ = 0;
  std::atomic<std::int64_t> joined_ = 0;
  std::mutex mutex_;
  std::vector<std::string> said_;
  SlurmSettings settings_;
};

TEST_F(SlurmWorkersTest, submitsOneArrayJobAndCancelsItAtTheEnd) {
  settings_.options = {"-p", "gpu"};
  {
    const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
    EXPECT_EQ(workers.sentence(), "submitted job 1 of 3 workers to Slurm");
    EXPECT_EQ(tasks(), 3);
    EXPECT_TRUE(fs::exists(session_ + ".secret"));
    EXPECT_NE(content("submitted").find("-p gpu --array=1-3"), std::string::npos);
    EXPECT_NE(content("submitted").find("'--connect' '127.0.0.1:4000' '--secret-file' '" + session_ + ".secret'"),
              std::string::npos);
  }
  EXPECT_EQ(tasks(), 0);
  EXPECT_FALSE(fs::exists(session_ + ".secret"));
  EXPECT_FALSE(fs::exists(session_ + ".workers"));
}

TEST_F(SlurmWorkersTest, replacesJobsThatHaveEnded) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  joined_ = 3;
  present_ = 2;
  endTask("1_2");
  await([&] { return tasks() == 3; });
  EXPECT_TRUE(fs::exists(folder_ / "bin/tasks/2_1"));
  await([&] { return !said().empty(); });
  EXPECT_EQ(said().front(), "submitted job 2 of 1 worker to Slurm, in place of those that have ended");
}

TEST_F(SlurmWorkersTest, replacesNoneThatWasSentHome) {
  SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  joined_ = 3;
  present_ = 1;
  workers.wantFewer();
  endTask("1_1");
  const auto asked = content("asked").size();
  await([&] { return content("asked").size() > asked + 3; });
  EXPECT_EQ(tasks(), 2);
  endTask("1_2");  // another one, which nobody has sent home
  await([&] { return tasks() == 2; });
  EXPECT_EQ(content("number"), "2\n");
}

TEST_F(SlurmWorkersTest, asksNothingWhileAllAreHere) {
  present_ = 3;
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  const std::string asked = content("asked");
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(content("asked"), asked);
}

TEST_F(SlurmWorkersTest, doesNotCountJobsThatAreEnding) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  joined_ = 3;
  std::ofstream(folder_ / "bin/ending/1_1") << "";
  endTask("1_1");
  await([&] { return tasks() == 3; });
}

TEST_F(SlurmWorkersTest, givesUpWhenJobsEndBeforeAWorkerComes) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  await([&] {
    for (const auto& task : fs::directory_iterator(folder_ / "bin/tasks")) fs::remove(task);
    return !said().empty() && said().back().find("no more are submitted") != std::string::npos;
  });
  EXPECT_EQ(content("number"), "3\n");
}

TEST_F(SlurmWorkersTest, saysOnceWhatSlurmRefuses) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  joined_ = 3;
  std::ofstream(folder_ / "bin/refusal") << "the queue is closed";
  endTask("1_1");
  await([&] { return !said().empty(); });
  const auto count = content("asked").size();
  await([&] { return content("asked").size() > count + 3; });
  ASSERT_EQ(said().size(), 1u);
  EXPECT_EQ(said().front(), "'sbatch' failed: the queue is closed");
  fs::remove(folder_ / "bin/refusal");
  await([&] { return tasks() == 3; });
}

// What a search leaves that is killed at once after it has submitted its jobs.
class KilledSearch : public SlurmWorkersTest {
 protected:
  KilledSearch() {
    const ClusterFiles files(session_, "");
    files.keep(here_);
    SlurmJobs(files.jobName()).submit(3, {}, {"worker"});
  }
};

TEST_F(KilledSearch, isGoneOnWithByItsWorkers) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  EXPECT_EQ(workers.sentence(), "3 workers of before are still there");
  EXPECT_EQ(content("number"), "1\n");
}

TEST_F(KilledSearch, getsNewWorkersForThoseThatHaveEnded) {
  endTask("1_1");
  endTask("1_3");
  const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
  EXPECT_EQ(workers.sentence(), "1 worker of before is still there; submitted job 2 of 2 workers to Slurm");
  EXPECT_EQ(tasks(), 3);
}

TEST_F(KilledSearch, getsOtherWorkersWhereItListensElsewhere) {
  const SlurmWorkers workers(ClusterFiles(session_, ""), Endpoint::parse("127.0.0.1:4001"), settings_);
  EXPECT_EQ(workers.sentence(), "submitted job 2 of 3 workers to Slurm");
  EXPECT_EQ(tasks(), 3);
  EXPECT_FALSE(fs::exists(folder_ / "bin/tasks/1_1"));
}

TEST_F(KilledSearch, refusesAStateFileWithAStrangeName) {
  std::ofstream(session_ + ".workers") << R"({"endpoint": "127.0.0.1:4000", "jobs": "--all"})";
  EXPECT_THROW(ClusterFiles(session_, ""), InputError);
}

TEST_F(SlurmWorkersTest, refusesWhatSlurmRefuses) {
  std::ofstream(folder_ / "bin/refusal") << "invalid partition";
  try {
    const SlurmWorkers workers(ClusterFiles(session_, ""), here_, settings_);
    FAIL() << "it started";
  } catch (const Error& problem) {
    EXPECT_STREQ(problem.what(), "'sbatch' failed: invalid partition");
  }
}

}  // namespace
}  // namespace bitprism
