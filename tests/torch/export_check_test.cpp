#include "app/workflow/export_check.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

class ExportChecked : public testing::Test {
 protected:
  AccuracyEvaluator evaluator(std::optional<Metric> metric, bool labels = true) const {
    ImageSet images = test::randomImages(20, {3, 8, 8}, 4, 3);
    if (!labels) images.labels.clear();
    return AccuracyEvaluator(network_, images, {}, 1, metric);
  }

  // The network that a file holds whose weights someone changed: the scales of the first quantized tensor.
  std::shared_ptr<const Network> spoilt(const std::string& path, float factor) const {
    const Bytes bytes = readFile(path);
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    for (auto& tensor : *model.mutable_graph()->mutable_initializer()) {
      if (!tensor.name().ends_with("_scale")) continue;
      std::string raw = tensor.raw_data();
      for (std::size_t i = 0; i + sizeof(float) <= raw.size(); i += sizeof(float)) {
        float scale = 0;
        std::memcpy(&scale, raw.data() + i, sizeof scale);
        scale *= factor;
        std::memcpy(raw.data() + i, &scale, sizeof scale);
      }
      tensor.set_raw_data(raw);
      break;
    }
    const std::string whole = model.SerializeAsString();
    writeFile(path, {reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size()});
    return std::make_shared<const Network>(readNetwork(path));
  }

  QuantPlan plan() const { return uniformPlan(network_->layers.size(), {.bits = 4}); }

  std::shared_ptr<const Network> network_ = std::make_shared<const Network>(test::smallNetwork());
  test::TemporaryFolder folder_;
};

TEST_F(ExportChecked, measuresFileAndPlanAgainstFloatAndTheFileAgainstThePlan) {
  for (const std::optional<Metric> metric :
       {std::optional<Metric>(Metric::Accuracy), std::optional<Metric>(Metric::Agreement), std::optional(Metric::Sqnr)})
    for (const NetworkWriter* format : networkWriters()) {
      AccuracyEvaluator judge = evaluator(metric);
      std::optional<ExportCheck> check;
      exportNetwork(*network_, plan(), *format, folder_ / "out",
                    {.force = true, .check = [&](const std::string&, const std::shared_ptr<const Network>& written) {
                       check = checkExport(judge, {network_, plan()}, written);
                     }});
      ASSERT_TRUE(check);
      EXPECT_EQ(check->plan.metric, *metric);
      EXPECT_EQ(check->plan, judge.evaluate(plan(), Task{}));
      // 4 bits cost something: the file is not compared with itself.
      EXPECT_LT(check->plan.sqnrDb, 40);
      EXPECT_NEAR(check->file.sqnrDb, check->plan.sqnrDb, 1e-3);
      EXPECT_EQ(check->file.accuracy, check->plan.accuracy);
      EXPECT_EQ(check->between.sqnrDb, sqnrCeilingDb);
    }
}

TEST_F(ExportChecked, refusesAFileThatGivesSomethingElse) {
  for (const std::optional<Metric> metric : {std::optional<Metric>(Metric::Agreement), std::optional(Metric::Sqnr)}) {
    AccuracyEvaluator judge = evaluator(metric, false);
    writeFile(folder_ / "kept.onnx", "what was there before");
    std::string refusal;
    try {
      exportNetwork(*network_, plan(), onnxWriter, folder_ / "kept.onnx",
                    {.force = true, .check = [&](const std::string& path, const std::shared_ptr<const Network>&) {
                       checkExport(judge, {network_, plan()}, spoilt(path, 1.02F));
                     }});
    } catch (const Error& problem) {
      refusal = problem.what();
    }
    EXPECT_NE(refusal.find("was not written: on 20 images the file differs from its plan: output SQNR "),
              std::string::npos)
        << refusal;
    const Bytes kept = readFile(folder_ / "kept.onnx");
    EXPECT_EQ(std::string(kept.begin(), kept.end()), "what was there before");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
  }
}

TEST_F(ExportChecked, refusesAnotherNetworkAltogether) {
  AccuracyEvaluator judge = evaluator({}, false);
  const auto other = std::make_shared<const Network>(test::smallNetwork(77));
  EXPECT_THROW(checkExport(judge, {network_, plan()}, other), Error);
  EXPECT_NO_THROW(checkExport(judge, {network_, floatPlan(3)}, network_));
}

TEST_F(ExportChecked, allowsFilesWithQuantizedInputsAFewLevels) {
  QuantPlan quantized = plan();
  for (std::size_t l = 0; l < 3; ++l)
    quantized.activations.push_back(activationScheme(8, l == 0 ? 0 : 0, 1, false, ActivationRange::MinMax));
  EXPECT_LT(leastFileSqnrDb(quantized), leastFileSqnrDb(plan()));
}

TEST_F(ExportChecked, saysWhichFiguresTheseAre) {
  ExportCheck check;
  check.unchanged.accuracy = 0.9667;
  check.plan = {.accuracy = 0.95, .images = 300, .metric = Metric::Accuracy};
  check.file = check.plan;
  check.between = {.agreement = 1, .metric = Metric::Sqnr, .sqnrDb = 60};
  EXPECT_EQ(sentence(check),
            "accuracy on 300 images: float 96.67 %, plan 95.00 %, written file 95.00 %; the file against the plan: "
            "agreement 100.00 %, output SQNR at least 60 dB");
  EXPECT_FALSE(toJson(check).contains("sqnr_db"));
  check.plan = check.file = {.accuracy = 0.5, .images = 300, .metric = Metric::Sqnr, .sqnrDb = 30};
  check.unchanged = {.accuracy = 1, .metric = Metric::Sqnr, .sqnrDb = 60};
  check.between.sqnrDb = 57.5;
  EXPECT_EQ(sentence(check),
            "output SQNR against float on 300 images: plan 30.00 dB, written file 30.00 dB; the file against the "
            "plan: output SQNR 57.50 dB");
  const Json json = toJson(check);
  EXPECT_EQ(json["metric"], "sqnr");
  EXPECT_EQ(json["accuracy"], 0.5);
  EXPECT_EQ(json["sqnr_db"], 30);
  EXPECT_EQ(json["file_sqnr_db"], 30);
  EXPECT_EQ(json["file_against_plan"]["sqnr_db"], 57.5);
}

}  // namespace
}  // namespace bitprism
