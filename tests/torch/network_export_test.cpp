#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "core/base/error.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/operator_cases.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> filesOf(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string exportSentence(const Network& network, const NetworkWriter& format, const std::string& path,
                           const ExportOptions& options = {}) {
  try {
    exportNetwork(network, floatPlan(network.layers.size()), format, path, options);
  } catch (const Error& problem) {
    return problem.what();
  }
  return "it was written";
}

// The largest file of this process, for as long as this lives: a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(NetworkExport, leavesNothingBehindOnAFullDisk) {
  const Network network = test::smallNetwork();
  for (const NetworkWriter* format : networkWriters()) {
    const test::TemporaryFolder folder;
    {
      const FullDisk full(512);
      EXPECT_EQ(exportSentence(network, *format, folder / "out"),
                "cannot write '" + (folder / "out") + "': File too large");
    }
    EXPECT_EQ(filesOf(folder.path()), std::vector<std::string>{});
  }
  const test::TemporaryFolder folder;
  {
    const FullDisk full(512);
    EXPECT_EQ(exportSentence(network, onnxWriter, folder / "out.onnx", {.externalData = true}),
              "cannot write '" + (folder / "out.onnx.data") + "': File too large");
  }
  EXPECT_EQ(filesOf(folder.path()), std::vector<std::string>{});
}

TEST(NetworkExport, saysWhyAPlaceCannotBeWritten) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  writeFile(folder / "file", "x");
  fs::create_directory(folder / "folder");
  for (const NetworkWriter* format : networkWriters()) {
    EXPECT_EQ(exportSentence(network, *format, folder / "file/out"),
              "cannot write '" + (folder / "file/out") + "': Not a directory");
    EXPECT_EQ(exportSentence(network, *format, folder / "absent/out"),
              "cannot write '" + (folder / "absent/out") + "': No such file or directory");
    EXPECT_EQ(exportSentence(network, *format, folder / "folder", {.force = true}),
              "cannot write '" + (folder / "folder") + "': Is a directory");
    EXPECT_EQ(exportSentence(network, *format, folder / "file"),
              "'" + (folder / "file") + "' exists; overwriting must be asked for");
  }
  EXPECT_EQ(filesOf(folder.path()), (std::vector<std::string>{"file", "folder"}));
}

TEST(NetworkExport, keepsWhatStoodThereWhenTheNewFileDoesNotFit) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  writeFile(folder / "out.onnx", "before");
  {
    const FullDisk full(512);
    EXPECT_NE(exportSentence(network, onnxWriter, folder / "out.onnx", {.force = true}), "it was written");
  }
  const Bytes bytes = readFile(folder / "out.onnx");
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), "before");
}

TEST(NetworkExport, putsLargeTensorsOutsideTheModelWhenAsked) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  const ExportReport report =
      exportNetwork(network, floatPlan(3), onnxWriter, folder / "out.onnx", {.externalData = true});
  EXPECT_EQ(filesOf(folder.path()), (std::vector<std::string>{"out.onnx", "out.onnx.data"}));
  EXPECT_EQ(report.dataFile, folder / "out.onnx.data");
  EXPECT_EQ(report.fileBytes,
            static_cast<std::int64_t>(fs::file_size(folder / "out.onnx") + fs::file_size(folder / "out.onnx.data")));
  const Network back = readNetwork(folder / "out.onnx");
  ASSERT_EQ(back.layers.size(), 3u);
  for (std::size_t l = 0; l < 3; ++l) EXPECT_EQ(*back.layers[l].weights, *network.layers[l].weights);
  EXPECT_EQ(back.hash, network.hash);

  // Both files are one export: neither is overwritten unasked, both are when asked.
  fs::remove(folder / "out.onnx");
  EXPECT_EQ(exportSentence(network, onnxWriter, folder / "out.onnx", {.externalData = true}),
            "'" + (folder / "out.onnx.data") + "' exists; overwriting must be asked for");
  exportNetwork(network, withBits({}, {8, floatBits, 8}), onnxWriter, folder / "out.onnx",
                {.force = true, .externalData = true});
  EXPECT_EQ(filesOf(folder.path()), (std::vector<std::string>{"out.onnx", "out.onnx.data"}));
  EXPECT_EQ(readNetwork(folder / "out.onnx").layers.size(), 3u);
}

TEST(NetworkExport, putsThemOutsideUnaskedWhenTheModelWouldBeTooLarge) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  const std::size_t whole = onnxBytes(network, floatPlan(3)).size();
  exportNetwork(network, floatPlan(3), onnxWriter, folder / "fits.onnx", {.largestModel = whole + 1000});
  EXPECT_EQ(filesOf(folder.path()), (std::vector<std::string>{"fits.onnx"}));
  exportNetwork(network, floatPlan(3), onnxWriter, folder / "large.onnx", {.largestModel = whole - 1});
  EXPECT_EQ(filesOf(folder.path()), (std::vector<std::string>{"fits.onnx", "large.onnx", "large.onnx.data"}));
  EXPECT_EQ(readNetwork(folder / "large.onnx").hash, network.hash);
}

TEST(NetworkExport, refusesDamagedExternalData) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  exportNetwork(network, floatPlan(3), onnxWriter, folder / "out.onnx", {.externalData = true});
  fs::resize_file(folder / "out.onnx.data", fs::file_size(folder / "out.onnx.data") - 400);
  EXPECT_THROW(readNetwork(folder / "out.onnx"), InputError);
  fs::remove(folder / "out.onnx.data");
  EXPECT_THROW(readNetwork(folder / "out.onnx"), InputError);
}

TEST(NetworkExport, convertsBetweenAllFormats) {
  const Network network = readNetwork("example");
  const test::TemporaryFolder folder;
  const QuantPlan plan = floatPlan(network.layers.size());
  for (const char* first : {"a.onnx", "a.pt", "a.ts", "a.bprm"}) {
    exportNetwork(network, plan, networkWriterFor(first), folder / first);
    const Network one = readNetwork(folder / first);
    for (const char* second : {"b.onnx", "b.PT", "b.bprm"}) {
      exportNetwork(one, plan, networkWriterFor(second), folder / second, {.force = true});
      const Network two = readNetwork(folder / second);
      ASSERT_EQ(two.layers.size(), network.layers.size());
      for (std::size_t l = 0; l < two.layers.size(); ++l) {
        EXPECT_EQ(two.layers[l].name, network.layers[l].name);
        EXPECT_EQ(*two.layers[l].weights, *network.layers[l].weights);
      }
    }
  }
  EXPECT_THROW(networkWriterFor("a.h5"), UsageError);
  EXPECT_THROW(networkWriterFor("onnx"), UsageError);
}

}  // namespace
}  // namespace bitprism
