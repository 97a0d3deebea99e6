// Figures carry the name of their metric, and labels that a network cannot use are ignored.

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/files/npy.h"
#include "tests/support/command_line.h"
#include "tests/support/onnx_models.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;

class MeasuringCommand : public testing::Test {
 protected:
  static constexpr std::int64_t images = 40;

  void SetUp() override {
    std::filesystem::create_directory(folder_ / "set");
    const ImageSet random = test::randomImages(images, {3, 8, 8}, 5, 11);
    writeFile(folder_ / "set/x.npy", npyBytes({images, 3, 8, 8}, test::inputsOf(random, {}, images)));
    std::vector<float> labels;
    for (std::int64_t i = 0; i < images; ++i) labels.push_back(static_cast<float>(i % 5));
    writeFile(folder_ / "set/y.npy", npyBytes({images}, labels));
  }

  // A layer, then scores of every place side by side with boxes: two outputs, none of them a number a class.
  std::string detector() {
    test::ModelBuilder model({-1, 3, 8, 8});
    at::Generator generator = at::detail::createCPUGenerator(3);
    const auto normals = [&](at::IntArrayRef shape) {
      return model.constant(at::randn(shape, generator, at::TensorOptions(at::kFloat)) * 0.3);
    };
    auto& convolution = model.node("Conv", {"x", normals({9, 3, 3, 3})}, "maps");
    test::ModelBuilder::set(convolution, "pads", std::vector<std::int64_t>{1, 1, 1, 1});
    model.node("Reshape", {"maps", model.constant(std::vector<std::int64_t>{0, 9, 64})}, "places");
    auto& turned = model.node("Transpose", {"places"}, "rows");
    test::ModelBuilder::set(turned, "perm", std::vector<std::int64_t>{0, 2, 1});
    auto& parts = test::ModelBuilder::nodeIn(
        model.graph(), "Split", {"rows", model.constant(std::vector<std::int64_t>{5, 4})}, {"scores", "boxes"});
    test::ModelBuilder::set(parts, "axis", std::int64_t{2});
    writeFile(folder_ / "detector.onnx", model.bytes(std::vector<std::string>{"scores", "boxes"}));
    return folder_ / "detector.onnx";
  }

  CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_.path()); }
  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json();
  }
  void expectIn(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(MeasuringCommand, measuresALabelledDetectorByItsOutputs) {
  const std::string net = detector(), data = " --data " + (folder_ / "set") + " --scale 1";
  const CommandResult evaluated = run("evaluate " + net + data + " --bits 8");
  ASSERT_EQ(evaluated.code, 0) << evaluated.err;
  expectIn(evaluated.out, "output SQNR ");
  expectIn(evaluated.out, " dB against float on 40 images");
  expectIn(evaluated.err, "are not used: 'detector' does not give one number per class and image");
  EXPECT_EQ(evaluated.out.find("accuracy"), std::string::npos) << evaluated.out;
  // A request for accuracy is refused with the reason.
  const CommandResult asked = run("evaluate " + net + data + " --bits 8 --metric accuracy");
  EXPECT_EQ(asked.code, 3);
  expectIn(asked.err, "expected one number per class");
  // Calibration reads no label.
  const CommandResult calibrated = run("export " + net + " --bits 8 --activation-bits 8 --calibration " +
                                       (folder_ / "set") + " --scale 1 --out " + (folder_ / "c.onnx"));
  EXPECT_EQ(calibrated.code, 0) << calibrated.err;
}

TEST_F(MeasuringCommand, leavesBoxesBesideTheImagesAlone) {
  writeFile(folder_ / "set/y.npy", npyBytes({images, 3, 5}, std::vector<float>(images * 3 * 5, 0.5F)));
  const CommandResult result = run("evaluate " + detector() + " --data " + (folder_ / "set") + " --scale 1 --bits 8");
  EXPECT_EQ(result.code, 0) << result.err;
  expectIn(result.err, "holds 3 x 5 numbers per image, perhaps boxes, but no class");
  expectIn(result.out, "output SQNR ");
}

TEST_F(MeasuringCommand, namesTheMetricOfAnExport) {
  const std::string net = detector(), data = " --data " + (folder_ / "set") + " --scale 1";
  const Json report = json("export " + net + data + " --bits 3 --out " + (folder_ / "e.onnx"));
  EXPECT_EQ(report["metric"], "sqnr");
  EXPECT_EQ(report["images"], 40);
  const Json measured = json("evaluate " + net + data + " --bits 3");
  EXPECT_NEAR(report["sqnr_db"].get<double>(), measured["sqnr_db"].get<double>(), 1e-6);
  EXPECT_NEAR(report["file_sqnr_db"].get<double>(), report["sqnr_db"].get<double>(), 0.01);
  EXPECT_LT(report["sqnr_db"].get<double>(), 40);  // no file compared with itself
  EXPECT_EQ(report["file_against_plan"]["sqnr_db"], 60);
  const CommandResult told = run("export " + net + data + " --bits 3 --force --out " + (folder_ / "e.onnx"));
  expectIn(told.out, "output SQNR against float on 40 images: plan ");
  EXPECT_EQ(told.out.find("accuracy"), std::string::npos) << told.out;
}

TEST_F(MeasuringCommand, measuresByTheMetricThatIsAskedFor) {
  const std::string data = " --data example --images 64 ";
  const Json byNoise = json("compare example" + data + "--methods uniform --settings W3A32 --metric sqnr");
  EXPECT_EQ(byNoise["metric"], "sqnr");
  EXPECT_EQ(byNoise["float_sqnr_db"], 60);
  EXPECT_GT(byNoise["rows"][0]["output_sqnr_db"].get<double>(), 1);
  const Json exported = json("export example --bits 4 --metric agreement --verify example --out " + (folder_ / "a.pt") +
                             " --format torchscript");
  EXPECT_EQ(exported["metric"], "agreement");
  EXPECT_LE(exported["accuracy"].get<double>(), 1);
  EXPECT_EQ(exported["accuracy"], exported["file_accuracy"]);
  EXPECT_EQ(exported["float_accuracy"], 1);
}

TEST_F(MeasuringCommand, namesTheMetricOfASession) {
  const std::string session = folder_ / "s.bitprism";
  const Json found = json("search " + detector() + " --data " + (folder_ / "set") +
                          " --scale 1 --method sensitivity --bits 2,4 --trials 3 --session " + session);
  EXPECT_EQ(found["metric"], "sqnr");
  EXPECT_EQ(found["float_sqnr_db"], 60);
  ASSERT_FALSE(found["points"].empty());
  for (const Json& point : found["points"])
    EXPECT_NEAR(point["sqnr_db"].get<double>(), 60 * point["accuracy"].get<double>(), 1e-6);
  const CommandResult shown = run("front " + session + " --csv " + (folder_ / "f.csv"));
  ASSERT_EQ(shown.code, 0) << shown.err;
  expectIn(shown.out, "float output SQNR 60.00 dB");
  const Bytes csv = readFile(folder_ / "f.csv");
  expectIn(std::string(csv.begin(), csv.end()), ",metric,sqnr_db,report_sqnr_db\n");
  expectIn(std::string(csv.begin(), csv.end()), ",sqnr,");
  const CommandResult refused = run("front " + session + " --accuracy 1");
  EXPECT_EQ(refused.code, 2);
  expectIn(refused.err, "output SQNR 60.00 dB");
  const Json least = json("front " + session + " --accuracy 10dB");
  EXPECT_GE(least["chosen"]["sqnr_db"], 10);
  const CommandResult percent = run("front " + session + " --accuracy 50%");
  EXPECT_EQ(percent.code, 2);
  expectIn(percent.err, "output SQNR is measured in dB, not in %");
}

TEST_F(MeasuringCommand, aProgramOfTheUserMeasuresPlans) {
  const std::string judge = folder_ / "judge.sh";
  writeFile(judge, std::string("#!/bin/sh\ntest -s \"$1/output0.npy\" && test -s \"$1/images.npy\" && echo 0.25\n"));
  std::filesystem::permissions(judge, std::filesystem::perms::owner_all);
  const std::string asked = "evaluate example --data example --images 20 --bits 4 --metric-command " + judge;
  const Json result = json(asked + " --metric-name usefulness");
  EXPECT_EQ(result.value("metric", ""), "command");
  EXPECT_EQ(result.value("accuracy", 0.0), 0.25);
  writeFile(judge, std::string("#!/bin/sh\necho no boxes >&2\nexit 4\n"));
  std::filesystem::permissions(judge, std::filesystem::perms::owner_all);  // the file is a new one
  const CommandResult failed = run(asked);
  EXPECT_NE(failed.code, 0);
  expectIn(failed.err, "ended with status 4 (no boxes)");
}

TEST_F(MeasuringCommand, imagesAreMadeWhereThereAreNone) {
  const Json result = json("evaluate example --data synthetic:32 --bits 8");
  EXPECT_EQ(result.value("metric", ""), "made_agreement");
  EXPECT_EQ(result.value("images", 0), 32);
  const CommandResult shown = run("evaluate example --data synthetic:32 --bits 8");
  expectIn(shown.out, "agreement with float on made images");
  expectIn(shown.err, "no accuracy");
  expectIn(run("evaluate example --data synthetic:0 --bits 8").err, "how many images to make");
}

}  // namespace
}  // namespace bitprism
