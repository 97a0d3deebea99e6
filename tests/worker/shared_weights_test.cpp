// Workers on this machine hold the network's weights in the same memory, and need nothing else of its file.
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>

#include "core/torch/write/network_writer.h"
#include "core/torch/write/writable_formats.h"
#include "tests/support/test_paths.h"
#include "tests/worker/example_study.h"

namespace bitprism {
namespace {

// Of a process's mappings of memory files in /proc, in bytes.
struct SharedPages {
  std::int64_t size = 0, resident = 0, shared = 0, own = 0;
};

SharedPages sharedPagesOf(pid_t process) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/smaps");
  SharedPages found;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos || line.find('-') < colon) {
      inside = line.find("/memfd:bitprism") != std::string::npos;
      continue;
    }
    const std::string key = line.substr(0, colon);
    const std::int64_t bytes = std::atoll(line.c_str() + colon + 1) * 1024;
    if (!inside) continue;
    if (key == "Size") found.size += bytes;
    if (key == "Rss") found.resident += bytes;
    if (key.starts_with("Shared_")) found.shared += bytes;
    if (key.starts_with("Private_")) found.own += bytes;
  }
  return found;
}

std::int64_t weightBytes(const Network& network) {
  std::int64_t bytes = 0;
  for (const Tensor& tensor : network.program.tensors) bytes += tensor.bytes();
  return bytes;
}

// Holds each of two requests until the other has begun, so that two workers measure.
class Meeting {
 public:
  void arrive() {
    std::unique_lock lock(mutex_);
    ++present_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::minutes(2), [&] { return present_ >= 2; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int present_ = 0;
};

TEST(SharedWeights, areTheSamePagesInEveryWorker) {
  const std::unique_ptr<Study> here = test::exampleStudy(), there = test::exampleStudy();
  std::vector<std::string> notices;
  const auto workers = isolate(*there, {.workers = 2}, notices);
  const std::vector<QuantPlan> plans = test::examplePlans(*here);
  const auto measured = [&](const QuantPlan& plan, Meeting& meeting) {
    return std::async(std::launch::async, [&] {
      std::once_flag once;
      return there->planEvaluator(StudyPart::Report).evaluate(plan, Task{}, {}, [&](const ProgressStep&) {
        std::call_once(once, [&] { meeting.arrive(); });
      });
    });
  };
  Meeting first, second;
  std::future<Score> one = measured(plans[0], first), other = measured(plans[2], first);
  EXPECT_EQ(one.get(), here->reportEvaluator().evaluate(plans[0], Task{}));
  EXPECT_EQ(other.get(), here->reportEvaluator().evaluate(plans[2], Task{}));

  const std::vector<pid_t> processes = workers->processes();
  ASSERT_EQ(processes.size(), 2u);
  const std::int64_t weights = weightBytes(*there->network());
  for (const pid_t process : processes) {
    const SharedPages pages = sharedPagesOf(process);
    EXPECT_GE(pages.size, weights);
    EXPECT_EQ(pages.resident, pages.size);
    EXPECT_EQ(pages.shared, pages.size);
    EXPECT_EQ(pages.own, 0);
  }

  // So does one that takes the place of another.
  kill(processes[0], SIGKILL);
  one = measured(plans[3], second);
  other = measured(plans[4], second);
  EXPECT_EQ(one.get(), here->reportEvaluator().evaluate(plans[3], Task{}));
  EXPECT_EQ(other.get(), here->reportEvaluator().evaluate(plans[4], Task{}));
  EXPECT_NE(workers->processes(), processes);
  ASSERT_EQ(workers->processes().size(), 2u);
  for (const pid_t process : workers->processes()) EXPECT_GE(sharedPagesOf(process).size, weights);
}

// The file is gone when workers are started: the network is what this process has read and equalized.
TEST(SharedWeights, areThoseThatThisProcessHasRead) {
  test::TemporaryFolder folder;
  const std::unique_ptr<Study> example = test::exampleStudy(100);
  for (const char* format : {"onnx", "torchscript", "packed"}) {
    StudySettings settings = example->settings();
    const NetworkWriter& writer = networkWriterNamed(format);
    settings.networkPath = folder / (std::string("network") + writer.suffixes.front());
    exportNetwork(*example->network(), floatPlan(example->network()->layers.size()), writer, settings.networkPath);
    settings.equalize = true;
    const std::unique_ptr<Study> here = Study::open(settings), there = Study::open(settings);
    std::filesystem::remove(settings.networkPath);
    std::vector<std::string> notices;
    const auto workers = isolate(*there, {}, notices);
    EXPECT_EQ(workers->opened().at("notices"), Json(here->dataNotices())) << format;
    const QuantPlan plan = test::examplePlans(*here)[2];
    EXPECT_EQ(there->planEvaluator(StudyPart::Search).evaluate(plan, Task{}),
              here->searchEvaluator().evaluate(plan, Task{}))
        << format;
  }
}

TEST(SharedWeights, areRefusedWhereNoneWereGiven) {
  const std::unique_ptr<Study> study = test::exampleStudy();
  WorkerOpening opening{.settings = study->settings()};
  opening.mapped = true;
  LocalWorkers workers({.opening = toJson(opening), .arguments = {}});
  try {
    workers.opened();
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_STREQ(problem.what(), "cannot map memory: it is not sealed, expected some that never changes");
  }
  opening.mapped = false;
  LocalWorkers reading({.opening = toJson(opening), .arguments = {}});
  EXPECT_EQ(reading.opened().at("network"), fingerprintOf(*study).network);
}

}  // namespace
}  // namespace bitprism
