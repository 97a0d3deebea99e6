#include "core/torch/measure/made_images.h"

#include <gtest/gtest.h>

#include "app/workflow/study.h"
#include "core/base/error.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// The small network with a batch norm after its first convolution, whose statistics no usual image gives.
Network normedNetwork() {
  Program program = test::smallProgram();
  const auto constant = [&](const char* name, float first, float step) {
    std::vector<float> values;
    for (int c = 0; c < 6; ++c) values.push_back(first + step * static_cast<float>(c));
    return TensorIndex{test::addTensor(program, name, {6}, values)};
  };
  const Operand gamma = constant("gamma", 1, 0.1F), beta = constant("beta", 0, 0.1F), mean = constant("mean", -1, 0.4F),
                variance = constant("variance", 0.5F, 0.2F);
  const int normed = program.slotCount++;
  const int convolved = program.instructions[0].outputs[0];
  program.instructions[1].inputs[0] = Slot{normed};
  program.instructions.insert(
      program.instructions.begin() + 1,
      {"aten::batch_norm", "", {Slot{convolved}, gamma, beta, mean, variance, false, 0.1, 1e-5, false}, {normed}, ""});
  return makeNetwork(program, "normed", "onnx");
}

std::vector<float> numbersIn(const ImageSet& images) {
  std::vector<float> all;
  PixelBuffer buffer;
  for (std::int64_t i = 0; i < images.count(); ++i) {
    const PixelView view = images.read(i, buffer);
    all.insert(all.end(), view.floats, view.floats + view.size.values());
  }
  return all;
}

TEST(MadeImages, comeCloseToTheStatisticsOfBatchNorms) {
  const MadeImages made = makeImages(normedNetwork(), {.count = 40, .threads = 2});
  EXPECT_EQ(made.norms, 1U);
  EXPECT_EQ(made.images.count(), 40);
  EXPECT_TRUE(made.images.made);
  EXPECT_FALSE(made.images.labelled());
  EXPECT_LT(made.distanceAfter, 0.1 * made.distanceBefore);
  EXPECT_EQ(made.preprocessing.scale, 1);  // the numbers are the network's input
}

TEST(MadeImages, areTheSameForAnyNumberOfThreads) {
  const Network network = normedNetwork();
  const auto make = [&](std::uint64_t seed, unsigned threads) {
    return numbersIn(makeImages(network, {.count = 70, .seed = seed, .threads = threads}).images);
  };
  const std::vector<float> one = make(5, 1);
  EXPECT_EQ(one, make(5, 3));
  EXPECT_NE(one, make(6, 1));
}

TEST(MadeImages, stayWithinWhatPixelsCanBe) {
  Preprocessing how{1.0 / 255, {.5, .4, .3}, {.2, .25, .3}};
  how.channels = ChannelOrder::Bgr;
  how.resize = {12, 0};
  how.crop = {8, 8};
  const MadeImages made = makeImages(normedNetwork(), {.count = 32, .preprocessing = how});
  for (const float value : numbersIn(made.images)) {
    EXPECT_GE(value, -1e-3);
    EXPECT_LE(value, 255 + 1e-3);
  }
  EXPECT_EQ(made.preprocessing.mean, how.mean);
  EXPECT_EQ(made.preprocessing.channels, how.channels);
  EXPECT_EQ(made.preprocessing.resize.height, 0);  // they have the network's size
  EXPECT_EQ(made.preprocessing.crop.height, 0);
}

TEST(MadeImages, areNoiseWithoutBatchNorms) {
  const MadeImages made = makeImages(test::smallNetwork(), {.count = 8});
  EXPECT_EQ(made.norms, 0U);
  EXPECT_FALSE(made.images.floats());
  EXPECT_NE(made.notice.find("pink noise"), std::string::npos);
}

TEST(MadeImages, areMeasuredUnderANameOfTheirOwn) {
  const auto network = std::make_shared<const Network>(normedNetwork());
  const MadeImages made = makeImages(*network, {.count = 32});
  AccuracyEvaluator evaluator(network, made.images, made.preprocessing, 1);
  EXPECT_EQ(evaluator.metric(), Metric::MadeAgreement);
  const Score score = evaluator.evaluate(uniformPlan(network->layers.size(), {.bits = 8}), Task{});
  EXPECT_EQ(score.metric, Metric::MadeAgreement);
  EXPECT_EQ(score.accuracy, score.agreement);
  EXPECT_GT(score.accuracy, 0.5);
  AccuracyEvaluator asked(network, made.images, made.preprocessing, 1, Metric::Sqnr);
  EXPECT_EQ(asked.metric(), Metric::MadeSqnr);
  EXPECT_THROW(AccuracyEvaluator(network, made.images, made.preprocessing, 1, Metric::Accuracy), InputError);
}

TEST(MadeImages, canBeStopped) {
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW(makeImages(normedNetwork(), {.count = 32}, stopped.get_token()), Cancelled);
}

TEST(MadeImages, makeAStudyWithoutAnyImages) {
  StudySettings settings;
  settings.networkPath = "example";
  settings.dataPath = "synthetic:40";
  const auto study = Study::open(settings);
  EXPECT_EQ(study->images().count(), 40);
  EXPECT_TRUE(study->images().made);
  EXPECT_TRUE(study->canCalibrate());
  EXPECT_EQ(study->evaluator().metric(), Metric::MadeAgreement);
  EXPECT_EQ(study->evaluator().evaluate(floatPlan(study->network()->layers.size()), Task{}).accuracy, 1);
  bool told = false;
  for (const std::string& notice : study->dataNotices()) told |= notice.find("no accuracy") != std::string::npos;
  EXPECT_TRUE(told);
  settings.dataPath = "synthetic:many";
  EXPECT_THROW(Study::open(settings), UsageError);
}

}  // namespace
}  // namespace bitprism
