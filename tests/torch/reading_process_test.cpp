#include "core/torch/read/reading_process.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "tests/support/torchscript_archive.h"

namespace bitprism {
namespace {

TEST(ReadingProcess, givesTheSameNetworkAsThisProcess) {
  const auto process = startReadingProcess();
  if (!process) GTEST_SKIP() << "no process to read in";
  const test::TemporaryFolder folder;
  writeFile(folder / "net.pt", test::netArchive({}));
  exportNetwork(test::smallNetwork(), floatPlan(3), onnxWriter, folder / "small.onnx");
  for (const std::string& file : {folder / "net.pt", folder / "small.onnx", resourceFolder() + "/example/example.pt",
                                  resourceFolder() + "/example/example.onnx"}) {
    const Network here = readNetwork(file);
    const Network apart = readNetwork(file, {.process = process.get()});
    EXPECT_EQ(apart.hash, here.hash) << file;
    EXPECT_EQ(apart.notices, here.notices) << file;
    EXPECT_EQ(apart.format, here.format) << file;
    EXPECT_EQ(apart.parameters, here.parameters) << file;
    ASSERT_EQ(apart.layers.size(), here.layers.size()) << file;
    for (std::size_t l = 0; l < here.layers.size(); ++l) EXPECT_EQ(apart.layers[l].name, here.layers[l].name) << file;
    for (std::size_t i = 0; i < here.program.instructions.size(); ++i)
      EXPECT_EQ(apart.program.instructions[i], here.program.instructions[i]) << file;
  }
}

TEST(ReadingProcess, refusesInTheSameSentence) {
  const auto process = startReadingProcess();
  if (!process) GTEST_SKIP() << "no process to read in";
  const test::TemporaryFolder folder;
  writeFile(folder / "net.pt", test::netArchive({.code = test::netCode("    torch.manual_seed(1)\n")}));
  writeFile(folder / "zeros.onnx", Bytes(1000, 0));
  for (const std::string& file : {folder / "net.pt", folder / "zeros.onnx", folder / "absent.onnx", folder.path()}) {
    std::string here, apart;
    try {
      readNetwork(file);
    } catch (const InputError& problem) {
      here = problem.what();
    }
    try {
      readNetwork(file, {.process = process.get()});
    } catch (const InputError& problem) {
      apart = problem.what();
    }
    EXPECT_NE(here, "") << file;
    EXPECT_EQ(apart, here) << file;
  }
}

TEST(ReadingProcess, saysWhatItIsAboutToRunAndTakesNoForAnAnswer) {
  const auto process = startReadingProcess();
  const test::TemporaryFolder folder;
  const Bytes archive = test::netArchive({});
  writeFile(folder / "net.pt", archive);
  for (const SeparateProcess* where :
       {static_cast<const SeparateProcess*>(nullptr), static_cast<const SeparateProcess*>(process.get())}) {
    std::vector<ProgramFile> told;
    ReadOptions options{.process = where};
    options.beforeRunning = [&](const ProgramFile& file) { told.push_back(file); };
    readNetwork(folder / "net.pt", options);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].sha256, sha256(archive));
    EXPECT_EQ(told[0].path, folder / "net.pt");
    readNetwork(resourceFolder() + "/example/example.onnx", options);
    EXPECT_EQ(told.size(), 1u);
    options.beforeRunning = [](const ProgramFile&) { throw UsageError("no"); };
    EXPECT_THROW(readNetwork(folder / "net.pt", options), UsageError);
  }
}

TEST(ReadingProcess, isSaidOnceOnTheCommandLine) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "net.pt";
  writeFile(file, test::netArchive({}));
  const auto notices = [&](const std::string& arguments) {
    const test::CommandResult result = test::runCommand(arguments, folder.path());
    EXPECT_EQ(result.code, 0) << result.err;
    return result.err;
  };
  EXPECT_EQ(notices("inspect --trust '" + file + "'"), "");
  std::filesystem::remove_all(folder / "config");
  const std::string first = notices("inspect '" + file + "'");
  EXPECT_NE(first.find("'" + file + "' is a program"), std::string::npos) << first;
  EXPECT_NE(first.find(sha256(test::netArchive({}))), std::string::npos) << first;
  EXPECT_EQ(notices("inspect '" + file + "'"), "");
  std::filesystem::copy_file(file, folder / "same.pt");
  EXPECT_EQ(notices("inspect '" + (folder / "same.pt") + "'"), "");
  // What the program wrote itself, and what it comes with.
  notices("convert '" + file + "' '" + (folder / "own.pt") + "'");
  EXPECT_EQ(notices("inspect '" + (folder / "own.pt") + "'"), "");
  EXPECT_EQ(notices("inspect '" + resourceFolder() + "/example/example.pt'"), "");
  writeFile(file, test::netArchive({.code = test::netCode("    x = torch.relu(x)\n")}));
  EXPECT_NE(notices("inspect '" + file + "'").find("is a program"), std::string::npos);
}

}  // namespace
}  // namespace bitprism
