#include "tests/support/command_line.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/files/npy.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;
using test::TemporaryFolder;

Json json(const CommandResult& result) {
  EXPECT_EQ(result.code, 0) << result.err;
  return Json::parse(result.out);
}

// The example's residual network is the subject; few images keep this quick.
class CommandLine : public testing::Test {
 protected:
  CommandResult run(const std::string& arguments) { return runCommand(arguments, folder_.path()); }

  // The last line of stderr: the one sentence.
  static std::string sentence(const CommandResult& result) {
    std::string line, last;
    for (std::stringstream lines(result.err); std::getline(lines, line);)
      if (!line.empty()) last = line;
    return last;
  }

  void expectRefusal(const std::string& arguments, int code, const std::string& part) {
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.code, code) << arguments << "\n" << result.err;
    EXPECT_NE(sentence(result).find(part), std::string::npos)
        << arguments << "\nsays: " << sentence(result) << "\nexpected: " << part;
    EXPECT_TRUE(result.out.empty()) << result.out;
  }

  std::string file(const std::string& name, const Bytes& bytes) {
    writeFile(folder_ / name, bytes);
    return folder_ / name;
  }

  // A small network on 32 x 32 images with `classes` classes.
  static Network tinyNetwork(bool notANumber) {
    Program program = test::smallProgram();
    program.inputs[0].shape = {-1, 3, 32, 32};
    Network network = makeNetwork(program, "tiny", "onnx");
    if (notANumber) {
      std::vector<float> values = network.layers[1].weights->copy();
      values[3] = std::numeric_limits<float>::quiet_NaN();
      network.program.tensors[static_cast<std::size_t>(network.layers[1].tensor)].values = constantArray(values);
      network.layers[1].weights = constantArray(values);
    }
    return network;
  }

  TemporaryFolder folder_;
};

TEST_F(CommandLine, inspectsTheExample) {
  const Json document = json(run("inspect example --json"));
  EXPECT_EQ(document["format"], "onnx");
  ASSERT_GT(document["layers"].size(), 10u);
  for (const char* key : {"name", "kind", "shape", "weights"}) EXPECT_TRUE(document["layers"][0].contains(key)) << key;
}

TEST_F(CommandLine, tabulatesErrors) {
  const Json document = json(run("error example --bits 2,4,8 --methods all --json"));
  const Json& rows = document["rows"];
  ASSERT_GT(rows.size(), 30u);
  for (const char* key :
       {"layer", "method", "bits", "mse", "sqnr_db", "cosine", "max_error", "output_sqnr_db", "bytes"})
    EXPECT_TRUE(rows[0].contains(key)) << key;
  for (std::size_t i = 0; i + 2 < rows.size(); i += 3) {
    EXPECT_EQ(rows[i]["method"], rows[i + 2]["method"]);
    EXPECT_GT(rows[i]["mse"], rows[i + 1]["mse"]);
    // A codebook of as many levels as there are weights is exact.
    EXPECT_TRUE(rows[i + 1]["mse"] > rows[i + 2]["mse"] || rows[i + 2]["mse"] == 0) << rows[i + 2];
  }
}

TEST_F(CommandLine, quantizesATensor) {
  const std::vector<float> values = test::normals(60, 4);
  file("in.npy", npyBytes({3, 20}, values));
  const Json document = json(
      run("tensor " + (folder_ / "in.npy") + " --method uniform --bits 4 --out " + (folder_ / "out.npy") + " --json"));
  for (const char* key : {"method", "bits", "mse", "sqnr_db", "bytes", "parameters"})
    EXPECT_TRUE(document.contains(key)) << key;
  const NumpyArray out = readNpy(readFile(folder_ / "out.npy"), "out.npy");
  EXPECT_EQ(out.shape, (Shape{3, 20}));
  double mse = 0;
  for (std::size_t i = 0; i < values.size(); ++i) mse += (out.values[i] - values[i]) * (out.values[i] - values[i]) / 60;
  EXPECT_NEAR(mse, document["mse"].get<double>(), 1e-9);
}

TEST_F(CommandLine, aRowOfNumbersIsOneChannel) {
  const std::vector<float> values = test::normals(2048, 4);
  const std::string row = file("row.npy", npyBytes({2048}, values)),
                    table = file("table.npy", npyBytes({32, 64}, values));
  const auto bytes = [&](const std::string& arguments) {
    return json(run("tensor " + arguments + " --bits 2 --json"))["bytes"].get<int>();
  };
  for (const char* method : {"uniform", "aciq", "pwlq", "dsconv", "gdrq", "omse", "kl", "kmeans"}) {
    const std::string by = std::string(" --method ") + method;
    EXPECT_LT(bytes(row + by), 2048 * 4 / 5) << method;
    if (std::string(method) == "dsconv") continue;  // has a scale a block
    EXPECT_EQ(bytes(row + by + " --per tensor"), bytes(table + by + " --per tensor")) << method;
  }
  for (const char* correction : {"none", "mean", "mean-std", "gain"}) {
    const std::string how = std::string(" --bits 2 --per tensor --json --correction ") + correction;
    const Json document = json(run("tensor " + table + how));
    EXPECT_EQ(document["channels"], 1);
    for (const char* key : {"scales", "offsets", "gains"}) {
      if (!document["parameters"].contains(key)) continue;
      EXPECT_EQ(document["parameters"][key].size(), 1U) << correction << key;
    }
  }
  EXPECT_EQ(json(run("tensor " + table + " --bits 2 --json"))["channels"], 32);
  EXPECT_EQ(json(run("tensor " + row + " --bits 2 --per channel --json"))["channels"], 2048);
  EXPECT_EQ(
      json(run("tensor " + file("one.npy", npyBytes({}, std::vector<float>{3})) + " --bits 8 --json"))["channels"], 1);
  EXPECT_EQ(json(run("tensor " + file("flat.npy", npyBytes({1, 2048}, values)) + " --bits 2 --json"))["bytes"],
            bytes(row));
  json(
      run("tensor " + row + " --bits 2 --json --out " + (folder_ / "out.npy") + " --codes " + (folder_ / "codes.npy")));
  EXPECT_EQ(readNpy(readFile(folder_ / "out.npy"), "out.npy").shape, Shape{2048});
  EXPECT_EQ(readNpy(readFile(folder_ / "codes.npy"), "codes.npy").shape, Shape{2048});
}

TEST_F(CommandLine, numbersThatAreNotFiniteAreBadInput) {
  const std::string network = file("tiny.onnx", onnxBytes(tinyNetwork(false), floatPlan(3)));
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> values = test::normals(4 * 3 * 32 * 32, 5);
    values[4000] = bad;
    const std::string images = file("images.npy", npyBytes({4, 3, 32, 32}, values));
    expectRefusal("tensor " + images + " --bits 4", 3, "1 of its 12288 numbers are not finite");
    expectRefusal("evaluate " + network + " --data " + images, 3, "holds a number that is not finite");
    expectRefusal("evaluate " + network + " --bits 4 --data " + images, 3, "holds a number that is not finite");
  }
}

TEST_F(CommandLine, evaluatesFloatAndPlans) {
  const Json same = json(run("evaluate example --data example --images 320 --json"));
  EXPECT_EQ(same["accuracy"], same["float_accuracy"]);
  EXPECT_EQ(same["agreement"], 1.0);
  EXPECT_GT(same["accuracy"], 0.85);
  const Json four = json(run("evaluate example --data example --images 320 --bits 4 --json"));
  for (const char* key :
       {"accuracy", "loss", "agreement", "images", "bytes", "float_accuracy", "float_bytes", "seconds"})
    EXPECT_TRUE(four.contains(key)) << key;
  EXPECT_LT(four["bytes"].get<double>(), 0.25 * four["float_bytes"].get<double>());
  EXPECT_LT(four["agreement"], 1.0);
}

TEST_F(CommandLine, searchesContinuesAndExportsWhatWasPromised) {
  const std::string session = folder_ / "s.bitprism";
  const std::string search = "search example --data example --images 400 --session " + session +
                             " --method sensitivity --seed 3 --bits 3-5 --json --trials ";
  const Json first = json(run(search + "4"));
  EXPECT_EQ(first["evaluations"], 4);
  for (const char* key : {"float_accuracy", "points", "evaluations", "hypervolume", "seconds"})
    EXPECT_TRUE(first.contains(key)) << key;
  const Json& points = first["points"];
  ASSERT_GT(points.size(), 1u);
  for (const char* key : {"accuracy", "report_accuracy", "bytes", "bits", "task", "trial"})
    EXPECT_TRUE(points[0].contains(key)) << key;
  EXPECT_EQ(json(run(search + "4")), first) << "a finished search is not measured again";
  expectRefusal("search example --data example --images 400 --session " + session +
                    " --method sensitivity --seed 4 --bits 3-5 --trials 4",
                2, "seed 3, now 4");

  const std::int64_t bytes = points[0]["bytes"];
  const std::string packed = folder_ / "a.bprm";
  const Json report = json(run("export example --session " + session + " --size " + std::to_string(bytes) +
                               " --format packed --out " + packed + " --json"));
  EXPECT_EQ(report["file_bytes"], bytes);
  EXPECT_EQ(std::filesystem::file_size(packed), static_cast<std::uintmax_t>(bytes));
  EXPECT_EQ(report["verified"], true);
  expectRefusal("export example --session " + session + " --size 1KiB --format packed --out " + (folder_ / "b.bprm"), 2,
                "no plan is as small as 1.0 KiB: sizes from");
  expectRefusal("export example --bits 4 --format packed --out " + packed, 2, "pass --force to overwrite it");

  const Json chosen = json(run("front " + session + " --size " + std::to_string(bytes) + " --csv " +
                               (folder_ / "front.csv") + " --plan " + (folder_ / "p.json") + " --json"));
  EXPECT_EQ(chosen["chosen"]["bytes"], bytes);
  const Json plan =
      json(run("evaluate example --data example --images 320 --plan " + (folder_ / "p.json") + " --json"));
  EXPECT_EQ(plan["bytes"], bytes);
}

TEST_F(CommandLine, refusesBadNetworksInASentence) {
  const Bytes whole = readFile(resourceFolder() + "/example/example.onnx");
  const Bytes script = readFile(resourceFolder() + "/example/example.pt");
  expectRefusal("inspect " + file("truncated.onnx",
                                  Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2))),
                3, "truncated.onnx': not a complete ONNX model");
  expectRefusal(
      "inspect " +
          file("truncated.pt", Bytes(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(script.size() / 2))),
      3, "truncated.pt'");
  // A flipped bit of a number cannot be detected; one of the structure is refused. Nothing crashes.
  int refused = 0;
  for (std::size_t byte = 0; byte < 24; ++byte) {
    Bytes flipped = whole;
    flipped[byte * byte] ^= 0x40;
    const CommandResult result = run("inspect " + file("flipped.onnx", flipped));
    EXPECT_TRUE(result.code == 0 || result.code == 3) << "byte " << byte * byte << ": " << result.code << result.err;
    if (result.code != 3) continue;
    EXPECT_NE(sentence(result).find("flipped.onnx'"), std::string::npos) << sentence(result);
    ++refused;
  }
  EXPECT_GT(refused, 5);
  const std::string prose = "This is no network at all, but a sentence.";
  expectRefusal("inspect " + file("prose.onnx", Bytes(prose.begin(), prose.end())), 3,
                "prose.onnx': not a complete ONNX model");
  expectRefusal("inspect " + file("empty.pt", {}), 3, "the file is empty");
  expectRefusal("inspect " + (folder_ / "absent.onnx"), 3, "No such file");
  expectRefusal("inspect " + folder_.path(), 3, "it is a folder");

  const Network tiny = tinyNetwork(false);
  const std::string tinyPath = file("tiny.onnx", onnxBytes(tiny, floatPlan(tiny.layers.size())));
  expectRefusal("evaluate " + tinyPath + " --data example --images 64", 3, "distinguishes 4 classes, 'example' has 10");
  const Network bad = tinyNetwork(true);
  expectRefusal("inspect " + file("nan.onnx", onnxBytes(bad, floatPlan(bad.layers.size()))), 3,
                "layer 'second' has 1 of 270 weights that are not finite");
}

TEST_F(CommandLine, refusesFlippedPackedFiles) {
  const std::string packed = folder_ / "a.bprm";
  ASSERT_EQ(run("export example --bits 4 --format packed --out " + packed).code, 0);
  Bytes bytes = readFile(packed);
  bytes[bytes.size() / 2] ^= 4;
  expectRefusal("inspect " + file("flipped.bprm", bytes), 3, "flipped.bprm'");
}

TEST_F(CommandLine, refusesSessionsItCannotWriteOrRead) {
  const std::string plain = file("plain", {1, 2, 3});
  expectRefusal(
      "search example --data example --images 64 --method random --trials 1 --session " + plain + "/s.bitprism", 1,
      plain + "/s.bitprism");
  expectRefusal("front " + plain, 3, plain);
  expectRefusal("front " + (folder_ / "absent.bitprism"), 3, "absent.bitprism");
}

TEST_F(CommandLine, refusesWrongUsage) {
  expectRefusal("error example --bits 9", 2, "9");
  expectRefusal("error example --methods magic", 2, "magic");
  expectRefusal("search example --data example --method magic --session " + (folder_ / "x.bitprism"), 2, "magic");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x.bitprism")) << "refused only after a session was made";
  expectRefusal("evaluate example --data " + (folder_ / "nowhere"), 3, "there is no such file or folder");
  EXPECT_EQ(run("frobnicate").code, 2);
  EXPECT_EQ(run("--help").code, 0);
}

}  // namespace
}  // namespace bitprism
