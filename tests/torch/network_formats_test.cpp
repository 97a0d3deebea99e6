#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <tuple>

#include "core/base/error.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/readable_formats.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/writable_formats.h"
#include "tests/support/command_line.h"
#include "tests/support/declared_rows.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

// The tables of formats, and what is printed from them.
namespace bitprism {
namespace {

using test::TemporaryFolder;

std::span<const std::uint8_t> bytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Help as one line, however it is wrapped.
std::string helpOf(const std::string& command) {
  const TemporaryFolder folder;
  return std::regex_replace(test::runCommand(command + " --help", folder.path()).out, std::regex("\\s+"), " ");
}

TEST(NetworkFormats, haveNamesTitlesAndSuffixesOfTheirOwn) {
  std::set<std::string> names, suffixes;
  int rest = 0;
  for (const NetworkReader* reader : networkReaders()) {
    EXPECT_TRUE(names.insert(reader->format.name).second) << reader->format.name;
    EXPECT_FALSE(reader->format.title.empty()) << reader->format.name;
    EXPECT_FALSE(reader->format.suffixes.empty()) << reader->format.name;
    for (const std::string& suffix : reader->format.suffixes) EXPECT_TRUE(suffixes.insert(suffix).second) << suffix;
    EXPECT_TRUE(std::visit([](const auto& read) { return read != nullptr; }, reader->read)) << reader->format.name;
    rest += reader->recognises == nullptr;
  }
  EXPECT_EQ(rest, 1);
  EXPECT_EQ(networkSuffixes().size(), suffixes.size());
}

TEST(NetworkFormats, areAllThatHeadersDeclare) {
  EXPECT_EQ(networkReaders().size(), test::declaredRows("core/torch/read", "NetworkReader").size());
  EXPECT_EQ(networkWriters().size(), test::declaredRows("core/torch/write", "NetworkWriter").size());
}

TEST(NetworkFormats, areWrittenByNameAndBySuffix) {
  std::set<std::string> suffixes;
  for (const NetworkWriter* writer : networkWriters()) {
    EXPECT_EQ(&networkWriterNamed(writer->format.name), writer);
    EXPECT_FALSE(writer->suffixes.empty()) << writer->format.name;
    EXPECT_FALSE(writer->purpose.empty()) << writer->format.name;
    EXPECT_TRUE(writer->write) << writer->format.name;
    for (const std::string& suffix : writer->suffixes) {
      EXPECT_TRUE(suffixes.insert(suffix).second) << suffix;
      EXPECT_EQ(&networkWriterFor("a/b" + suffix), writer) << suffix;
    }
  }
  for (const auto& ask : {+[] { networkWriterNamed("none"); }, +[] { networkWriterFor("a.none"); }}) try {
      ask();
      FAIL();
    } catch (const UsageError& problem) {
      for (const NetworkWriter* writer : networkWriters())
        EXPECT_TRUE(std::string(problem.what()).find(writer->format.name) != std::string::npos ||
                    std::string(problem.what()).find(writer->format.title) != std::string::npos)
            << problem.what();
    }
}

TEST(NetworkFormats, areToldApartByContentWhateverTheName) {
  const Network network = test::smallNetwork();
  for (const NetworkWriter* writer : networkWriters()) {
    const TemporaryFolder folder;
    exportNetwork(network, floatPlan(network.layers.size()), *writer, folder / "some.file");
    const Network back = readNetwork(folder / "some.file");
    EXPECT_EQ(back.format, writer->format.name);
    EXPECT_EQ(back.layers.size(), network.layers.size());
  }
}

TEST(NetworkFormats, nameANetworkWithoutTheSuffixesOfItsFile) {
  const Network network = test::smallNetwork();
  for (const NetworkWriter* writer : networkWriters())
    for (const std::string& suffix : writer->suffixes) {
      const TemporaryFolder folder;
      const std::string path = folder / ("net." + writer->format.name + suffix);
      exportNetwork(network, floatPlan(network.layers.size()), *writer, path);
      EXPECT_EQ(readNetwork(path).name.substr(0, 3), "net") << path;
    }
}

TEST(NetworkFormats, refuseOthersByNameAndSayWhatIsExpected) {
  for (const auto& [start, name, what] :
       {std::tuple("\x89HDF....", "a.h5", "an HDF5 file"),
        std::tuple("\x80\2}.", "a.pkl", "a pickle that PyTorch did not save"), std::tuple("", "a.onnx", "is empty")})
    try {
      networkReaderFor(bytesOf(start), name);
      FAIL() << name;
    } catch (const InputError& problem) {
      const std::string message = problem.what();
      EXPECT_NE(message.find(what), std::string::npos) << message;
      EXPECT_EQ(message.find(networkFormatsText()) != std::string::npos, *start != 0) << message;
    }
}

TEST(NetworkFormats, appearInTheHelpOfEveryCommandThatOpensANetwork) {
  for (const std::string command : {"inspect", "error", "evaluate", "search", "export", "convert", "compare", "plot",
                                    "activations", "finetune", "distill", "sparsify"}) {
    const std::string help = helpOf(command);
    for (const NetworkReader* reader : networkReaders()) {
      EXPECT_NE(help.find(reader->format.title), std::string::npos) << command << " " << reader->format.title;
      for (const std::string& suffix : reader->format.suffixes)
        EXPECT_NE(help.find(suffix), std::string::npos) << command << " " << suffix;
    }
  }
}

// As the list above may lack a command.
TEST(NetworkFormats, areToldByEverySourceOfACommandThatOpensANetwork) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::directory_iterator(std::string(BITPRISM_SOURCE_DIR) + "/app/cli")) {
    std::stringstream content;
    content << std::ifstream(entry.path()).rdbuf();
    const std::string code = content.str();
    const auto holds = [&](const char* words) { return code.find(words) != std::string::npos; };
    if (entry.path().extension() != ".cpp" ||
        (!holds("networkPath = options") && !holds("readNetwork(*") && !holds("readNetwork(options")))
      continue;
    EXPECT_TRUE(holds("addNetwork(") || holds("networkHelp(")) << entry.path();
  }
}

TEST(NetworkFormats, appearInTheHelpOfEveryCommandThatWritesANetwork) {
  for (const std::string command : {"convert", "finetune", "distill", "sparsify"})
    EXPECT_NE(helpOf(command).find(writtenFormatsText()), std::string::npos) << command;
  const std::string help = helpOf("export");
  for (const std::string& name : networkWriterNames()) EXPECT_NE(help.find(name), std::string::npos) << name;
}

}  // namespace
}  // namespace bitprism
