#include "core/run/separate_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// What the process of these tests does, by the request's first word.
void serve(const std::string& request, const ProcessChannel& channel) {
  if (request == "turn round") {
    const std::string said = channel.receiveText();
    channel.sendText({said.rbegin(), said.rend()});
  } else if (request == "never end") {
    for (volatile bool on = true; on;) {
    }
  } else if (request == "sleep") {
    pause();
  } else if (request == "crash") {
    ::raise(SIGKILL);
  } else if (request == "say nothing") {
    // and leave
  } else if (request == "grow") {
    std::vector<std::vector<char>> held;
    try {
      for (;;) held.emplace_back(std::size_t{1} << 22, 'x');
    } catch (const std::bad_alloc&) {
      const std::size_t mebibytes = held.size() * 4;
      held.clear();
      channel.sendNumber(mebibytes);
    }
  } else if (request == "where") {
    channel.sendNumber(static_cast<std::uint64_t>(getpid()));
  } else {  // a file to write
    std::ofstream(request) << "written" << std::flush;
    std::error_code failure;
    std::filesystem::create_directory(request + ".folder", failure);
    channel.sendNumber(1);
  }
}

const ProcessLimits brief{.seconds = 0.2, .bytes = std::int64_t{256} << 20};
const ProcessLimits patient{.seconds = 600, .bytes = std::int64_t{256} << 20};

void hearNumber(const ProcessChannel& channel) {
  channel.receiveNumber();
}

TEST(SeparateProcess, talksBothWays) {
  const SeparateProcess process(serve);
  for (const std::string& said : {std::string("abc"), std::string(), std::string(1'000'000, 'x') + "y"}) {
    std::string heard;
    const ProcessEnding ending = process.run("turn round", patient, {}, [&](const ProcessChannel& channel) {
      channel.sendText(said);
      heard = channel.receiveText();
    });
    EXPECT_EQ(ending.kind, ProcessEnding::Kind::Done);
    EXPECT_EQ(heard, std::string(said.rbegin(), said.rend()));
    EXPECT_GT(ending.peakBytes, 0);
  }
}

TEST(SeparateProcess, servesEveryRequestInAProcessOfItsOwn) {
  const SeparateProcess process(serve);
  std::uint64_t first = 0, second = 0;
  process.run("where", patient, {}, [&](const ProcessChannel& channel) { first = channel.receiveNumber(); });
  process.run("where", patient, {}, [&](const ProcessChannel& channel) { second = channel.receiveNumber(); });
  EXPECT_NE(first, second);
  EXPECT_NE(first, static_cast<std::uint64_t>(getpid()));
  EXPECT_NE(kill(static_cast<pid_t>(first), 0), 0);
}

TEST(SeparateProcess, endsWorkThatNeverDoes) {
  const SeparateProcess process(serve);
  EXPECT_EQ(process.run("never end", brief, {}, hearNumber).kind, ProcessEnding::Kind::TooLong);
  EXPECT_EQ(process.run("sleep", brief, {}, hearNumber).kind, ProcessEnding::Kind::TooLong);
  EXPECT_EQ(process.run("where", brief, {}, hearNumber).kind, ProcessEnding::Kind::Done);
}

TEST(SeparateProcess, stopsWhenAsked) {
  const SeparateProcess process(serve);
  for (const char* request : {"never end", "sleep"}) {
    std::stop_source source;
    std::jthread impatient([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      source.request_stop();
    });
    EXPECT_EQ(process.run(request, patient, source.get_token(), hearNumber).kind, ProcessEnding::Kind::Stopped);
    EXPECT_EQ(process.run(request, patient, source.get_token(), hearNumber).kind, ProcessEnding::Kind::Stopped);
  }
  EXPECT_EQ(process.run("where", patient, {}, hearNumber).kind, ProcessEnding::Kind::Done);
}

TEST(SeparateProcess, saysWhatKilledIt) {
  const SeparateProcess process(serve);
  const ProcessEnding ending = process.run("crash", patient, {}, hearNumber);
  EXPECT_EQ(ending.kind, ProcessEnding::Kind::Killed);
  EXPECT_EQ(ending.signal, SIGKILL);
  EXPECT_EQ(process.run("say nothing", patient, {}, hearNumber).kind, ProcessEnding::Kind::Killed);
  EXPECT_EQ(process.run("where", patient, {}, hearNumber).kind, ProcessEnding::Kind::Done);
}

#if !defined(__SANITIZE_ADDRESS__)
TEST(SeparateProcess, keepsItsMemoryWithinTheLimit) {
  const SeparateProcess process(serve);
  std::uint64_t mebibytes = 0;
  const ProcessEnding ending =
      process.run("grow", patient, {}, [&](const ProcessChannel& channel) { mebibytes = channel.receiveNumber(); });
  EXPECT_EQ(ending.kind, ProcessEnding::Kind::Done);
  EXPECT_GE(mebibytes, 128u);
  EXPECT_LE(ending.peakBytes, std::int64_t{2} << 30);
}
#endif

TEST(SeparateProcess, writesNothing) {
  const test::TemporaryFolder folder;
  const SeparateProcess process(serve);
  std::ofstream(folder / "old") << "as it was" << std::flush;
  for (const char* name : {"new", "old"})
    EXPECT_EQ(process.run(folder / name, patient, {}, hearNumber).kind, ProcessEnding::Kind::Done);
  std::error_code absent;
  EXPECT_EQ(std::filesystem::exists(folder / "new") ? std::filesystem::file_size(folder / "new", absent) : 0, 0u);
  std::string content;
  std::getline(std::ifstream(folder / "old") >> std::ws, content);
  EXPECT_TRUE(content == "as it was" || content.empty()) << content;  // without Landlock it may be emptied
}

TEST(SeparateProcess, passesOnWhatTheTalkThrows) {
  const SeparateProcess process(serve);
  EXPECT_THROW(process.run("never end", patient, {}, [](const ProcessChannel&) { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_EQ(process.run("where", patient, {}, hearNumber).kind, ProcessEnding::Kind::Done);
}

}  // namespace
}  // namespace bitprism
