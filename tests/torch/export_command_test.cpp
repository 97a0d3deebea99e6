#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;

class ExportCommand : public testing::Test {
 protected:
  CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_.path()); }
  std::string content(const std::string& name) {
    const Bytes bytes = readFile(folder_ / name);
    return {bytes.begin(), bytes.end()};
  }
  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json();
  }
  void expectRefusal(const std::string& arguments, int code, const std::string& sentence) {
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_NE(result.err.find("bitprism-cli: " + sentence), std::string::npos) << result.err;
  }
  std::size_t files() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_.path()), std::filesystem::directory_iterator()));
  }

  test::TemporaryFolder folder_;
};

TEST_F(ExportCommand, convertsWithoutQuantizing) {
  const Network network = readNetwork("example");
  for (const char* name : {"e.onnx", "e.pt", "e.bprm"}) {
    const Json report = json("convert example " + (folder_ / name));
    EXPECT_EQ(report["verified"], true);
    const Network back = readNetwork(folder_ / name, {.inputShape = {3, 32, 32}});
    ASSERT_EQ(back.layers.size(), network.layers.size());
    for (std::size_t l = 0; l < back.layers.size(); ++l) EXPECT_EQ(*back.layers[l].weights, *network.layers[l].weights);
  }
  expectRefusal("convert example " + (folder_ / "e.onnx"), 2,
                "'" + (folder_ / "e.onnx") + "' exists; pass --force to overwrite it");
  EXPECT_EQ(run("convert example " + (folder_ / "e.onnx") + " --force").code, 0);
  expectRefusal("convert example " + (folder_ / "e.h5"), 2, "the suffix of '");
  const Json outside = json("convert example " + (folder_ / "o.onnx") + " --external-data");
  EXPECT_EQ(outside["data_file"], folder_ / "o.onnx.data");
}

TEST_F(ExportCommand, writesTorchScript) {
  const Json report =
      json("export example --bits 4 --format torchscript --out " + (folder_ / "e.pt") + " --verify example");
  EXPECT_EQ(report["accuracy"], report["file_accuracy"]);
  EXPECT_LT(report["max_logit_difference"].get<double>(), 1e-5);
}

TEST_F(ExportCommand, describesAPlanWhole) {
  json("export example --bits 4 --method uniform --activation-bits 8 --data example --format plan --out " +
       (folder_ / "p.json"));
  const Json plan = Json::parse(content("p.json"));
  EXPECT_EQ(plan["format"], "bitprism-plan");
  EXPECT_EQ(plan["tool"]["name"], "BitPrism");
  EXPECT_EQ(plan["network"]["name"], "example");
  EXPECT_TRUE(plan["preprocessing"].contains("mean"));
  EXPECT_EQ(plan["calibration"]["activations"]["bits"], 8);
  EXPECT_GT(plan["calibration"]["images"].get<int>(), 0);
  EXPECT_EQ(plan["measured"]["metric"], "accuracy");

  const Json measured = json("evaluate example --data example --plan " + (folder_ / "p.json"));
  EXPECT_EQ(measured["accuracy"], plan["measured"]["value"]);
  EXPECT_EQ(measured["bytes"], plan["bytes"]);
  // Written again from itself it says the same.
  json("export example --plan " + (folder_ / "p.json") + " --format plan --out " + (folder_ / "q.json"));
  EXPECT_EQ(Json::parse(content("q.json")), plan);
}

TEST_F(ExportCommand, readsTheImagesThatAPlanFileWasMadeWith) {
  for (const std::string images : {"--calibration", "--data"}) {
    const std::string plan = folder_ / ("plan" + images + ".json"), file = folder_ / ("n" + images + ".onnx");
    json("export example --bits 2 --correction input-gain --format plan " + images + " example --out " + plan);
    const CommandResult again = run("export example --plan " + plan + " --out " + file);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_NE(again.err.find("using the images that the plan was calibrated on: example"), std::string::npos)
        << again.err;
  }
}

TEST_F(ExportCommand, takesPreprocessingFromThePlanAndSaysSo) {
  json("export example --bits 8 --data example --format plan --out " + (folder_ / "p.json"));
  Json plan = Json::parse(content("p.json"));
  plan["preprocessing"]["scale"] = 0.5;
  writeFile(folder_ / "p.json", plan.dump());
  const std::string command = "evaluate example --data example --images 64 --plan " + (folder_ / "p.json");
  const CommandResult result = run(command);
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.err.find("specifies the preprocessing: --scale 0.5"), std::string::npos) << result.err;
  EXPECT_EQ(run(command + " --scale 0.1").err.find("specifies the preprocessing"), std::string::npos);
}

TEST_F(ExportCommand, readsOlderPlansAndRefusesUnknownOptionsOfLayers) {
  json("export example --bits 8 --format plan --out " + (folder_ / "p.json"));
  Json plan = Json::parse(content("p.json"));
  for (const char* key : {"tool", "bytes", "preprocessing", "calibration", "measured"}) plan.erase(key);
  plan["comment"] = "anything";
  writeFile(folder_ / "old.json", plan.dump());
  EXPECT_EQ(run("evaluate example --data example --images 16 --plan " + (folder_ / "old.json")).code, 0);
  plan["layers"][0]["bitz"] = 3;
  writeFile(folder_ / "bad.json", plan.dump());
  expectRefusal("evaluate example --data example --images 16 --plan " + (folder_ / "bad.json"), 3, "cannot read '");
  plan["layers"][0].erase("bitz");
  plan["preprocessing"] = {{"scael", 1}};
  writeFile(folder_ / "bad.json", plan.dump());
  expectRefusal("evaluate example --data example --images 16 --plan " + (folder_ / "bad.json"), 3, "cannot read '");
}

TEST_F(ExportCommand, plotsTables) {
  ASSERT_EQ(run("search example --data example --images 200 --method sensitivity --trials 6 --session " +
                (folder_ / "s.bitprism"))
                .code,
            0);
  const Network network = readNetwork("example");
  const std::string layer = network.layers[2].name;
  const auto plot = [&](const std::string& kind, const std::string& arguments) {
    const CommandResult result = run("plot " + kind + " " + arguments + " --force --out " + (folder_ / "t.csv"));
    EXPECT_EQ(result.code, 0) << result.err;
    return content("t.csv");
  };
  EXPECT_TRUE(plot("front", folder_ / "s.bitprism").starts_with("accuracy,report_accuracy,bytes"));
  const std::string volumes = plot("hypervolume", folder_ / "s.bitprism");
  EXPECT_EQ(std::count(volumes.begin(), volumes.end(), '\n'), 7);
  const std::string weights = plot("weights", "example --bits 3 --layer " + layer);
  EXPECT_NE(weights.find("\nlevel,"), std::string::npos);
  std::int64_t total = 0;
  std::stringstream lines(weights);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("weights,")) total += std::stoll(line.substr(line.rfind(',') + 1));
  EXPECT_EQ(total, network.layers[2].weightCount());
  EXPECT_TRUE(plot("error", "example --layer " + layer).starts_with("series,bits,sqnr_db\nas in the plan,1,"));
  const std::string bits = plot("bits", "example --bits 5");
  EXPECT_EQ(static_cast<std::size_t>(std::count(bits.begin(), bits.end(), '\n')), network.layers.size() + 1);
  EXPECT_NE(plot("activations", "example --data example --activation-bits 4 --layer " + layer).find("\ninput,"),
            std::string::npos);
  expectRefusal("plot weights example --out " + (folder_ / "x.csv"), 2, "no layer given");
  expectRefusal("plot weights example --layer nowhere --out " + (folder_ / "x.csv"), 2, "unknown layer 'nowhere'");
  expectRefusal("plot bits example --out " + (folder_ / "x.txt"), 2, "the suffix of '");
}

TEST_F(ExportCommand, saysInOneSentenceThatAPlaceCannotBeWritten) {
  writeFile(folder_ / "file", "x");
  const std::size_t before = files() + 1;  // stderr.txt of the runs
  const std::string below = folder_ / "file/out";
  for (const std::string& command :
       {"export example --bits 8 --format onnx --out " + below + ".onnx",
        "export example --bits 8 --format torchscript --out " + below + ".pt",
        "export example --bits 8 --format packed --out " + below + ".bprm",
        "export example --bits 8 --format plan --out " + below + ".json", "convert example " + below + ".onnx",
        "plot bits example --out " + below + ".csv", "error example --bits 4 --csv " + below + ".csv"})
    expectRefusal(command, 1, "cannot write '" + below);
  EXPECT_EQ(files(), before);
}

}  // namespace
}  // namespace bitprism
