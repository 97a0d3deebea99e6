// Sessions that are moved, gone on with from elsewhere, or taken away, and files on disks that are full.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "tests/support/command_line.h"
#include "tests/support/struck_command.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

class SessionPlaces : public testing::Test {
 protected:
  // In a folder, after some lines of shell.
  test::CommandResult runIn(const std::string& folder, const std::string& arguments, const std::string& before = "") {
    const std::string script = folder_ / "run.sh";
    writeFile(script, "cd '" + folder + "' && " + before + " exec " + BITPRISM_CLI + " " + arguments + "\n");
    test::CommandResult result;
    const std::string errors = folder_ / "errors.txt", output = folder_ / "output.txt";
    const int status = std::system(("sh '" + script + "' >'" + output + "' 2>'" + errors + "'").c_str());
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    const auto all = [](const std::string& path) {
      const Bytes bytes = readFile(path);
      return std::string(bytes.begin(), bytes.end());
    };
    result.out = all(output);
    result.err = all(errors);
    return result;
  }

  // The example's network as a file, and labelled noise as images of CIFAR's form.
  void makeFiles(const std::string& folder) {
    fs::create_directories(folder);
    ASSERT_EQ(runIn(folder, "convert example net.onnx").code, 0);
    Random random(1);
    Bytes bytes;
    for (int image = 0; image < 200; ++image) {
      bytes.push_back(static_cast<std::uint8_t>(image % 10));
      for (int i = 0; i < 3072; ++i) bytes.push_back(static_cast<std::uint8_t>(random.below(256)));
    }
    writeFile(folder + "/noise.bin", bytes);
  }

  static std::size_t filesIn(const std::string& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

  test::TemporaryFolder folder_;
};

TEST_F(SessionPlaces, areFoundFromAnotherFolderAndAfterAMove) {
  const std::string a = folder_ / "a", b = folder_ / "b", c = folder_ / "c";
  makeFiles(a);
  fs::create_directory(b);
  const auto made = runIn(a,
                          "search net.onnx --data noise.bin --calibration noise.bin --method random --trials 1 "
                          "--session s.bitprism");
  ASSERT_EQ(made.code, 0) << made.err;
  const auto elsewhere = runIn(b, "search --session ../a/s.bitprism --trials 2");
  EXPECT_EQ(elsewhere.code, 0) << elsewhere.err;
  // The same files, named as they are seen from here.
  const auto named = runIn(
      b,
      "search ../a/net.onnx --data ../a/noise.bin --calibration ../a/noise.bin --session ../a/s.bitprism --trials 3");
  EXPECT_EQ(named.code, 0) << named.err;
  fs::rename(a, c);
  const auto moved = runIn(b, "search --session ../c/s.bitprism --trials 4");
  EXPECT_EQ(moved.code, 0) << moved.err;
  EXPECT_EQ(Session::openForReading(c + "/s.bitprism").evaluations().size(), 4u);

  fs::rename(c + "/net.onnx", c + "/other.onnx");
  const auto lost = runIn(b, "search --session ../c/s.bitprism --trials 5");
  EXPECT_EQ(lost.code, 3) << lost.err;
  EXPECT_NE(lost.err.find("/a/net.onnx' nor '"), std::string::npos) << lost.err;
  EXPECT_NE(lost.err.find("/c/net.onnx'"), std::string::npos) << lost.err;
  EXPECT_EQ(runIn(c, "search other.onnx --session s.bitprism --trials 5").code, 0) << "it was named";
}

TEST_F(SessionPlaces, aSessionThatIsDeletedInMidSearchEndsItAndIsKept) {
  const std::string session = folder_ / "s.bitprism";
  const std::string rescued = folder_ / "s-rescued.bitprism";
  test::StruckCommand command({BITPRISM_CLI, "search", "example", "--data", "example", "--images", "300", "--bits",
                               "2-4", "--trials", "30", "--session", session},
                              folder_ / "struck.txt");
  ASSERT_TRUE(command.reaches([&] { return test::seen(session).sensitivities.size() > 5; })) << command.wait().err;
  fs::remove(session);
  const test::StruckResult result = command.wait();
  EXPECT_EQ(result.code(), 1) << result.err;
  EXPECT_NE(result.err.find("'" + session + "' was deleted or moved while it was in use; all measurements are in '" +
                            rescued + "'"),
            std::string::npos)
      << result.err;
  EXPECT_GT(test::seen(rescued).sensitivities.size(), 5u);
  EXPECT_EQ(runIn(folder_.path(), "search --session s-rescued.bitprism --trials 1").code, 0);
}

TEST_F(SessionPlaces, aCopyWithoutItsLogSaysSo) {
  const std::string session = folder_ / "s.bitprism", copy = folder_ / "copy.bitprism";
  test::StruckCommand command({BITPRISM_CLI, "search", "example", "--data", "example", "--images", "300", "--bits",
                               "2-4", "--method", "random", "--trials", "40", "--session", session},
                              folder_ / "struck.txt");
  ASSERT_TRUE(command.reaches([&] { return test::seen(session).evaluations.size() >= 3; })) << command.wait().err;
  fs::copy(session, copy);
  command.strike(SIGKILL);
  const auto front = runIn(folder_.path(), "front copy.bitprism --json");
  EXPECT_EQ(front.code, 0) << front.err;
  EXPECT_NE(front.err.find("was copied while it was in use, without the '-wal' file"), std::string::npos) << front.err;
  EXPECT_GE(Json::parse(front.out)["evaluations"], 2);  // the third may have been in the log alone as yet
}

TEST_F(SessionPlaces, aFullDiskLeavesNoHalfTable) {
  for (const char* command :
       {"error example --csv table.csv", "compare example --data example --images 64 --csv table.csv",
        "error example --csv table.csv --force"}) {
    const std::string place = folder_ / "place";
    fs::create_directory(place);
    const bool force = std::string(command).ends_with("--force");
    if (force) writeFile(place + "/table.csv", std::string_view("old"));
    const auto result = runIn(place, command, "ulimit -f 1;");
    EXPECT_EQ(result.code, 1) << command << ": " << result.err;
    EXPECT_NE(result.err.find("cannot write 'table.csv'"), std::string::npos) << result.err;
    EXPECT_EQ(filesIn(place), force ? 1u : 0u) << command;
    if (force) {
      EXPECT_EQ(readFile(place + "/table.csv").size(), 3u);
    }
    fs::remove_all(place);
  }
  const auto device = runIn(folder_.path(), "error example --bits 2 --csv /dev/full --force");
  EXPECT_EQ(device.code, 1) << device.err;
  EXPECT_NE(device.err.find("cannot write '/dev/full': No space left on device"), std::string::npos) << device.err;
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace bitprism
