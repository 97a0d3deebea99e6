#include "app/workflow/doctor/doctor.h"

#include <gtest/gtest.h>

#include <set>

#include "app/workflow/doctor/checks.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/doctor_cases.h"

// Every kind of finding: planted, found, named and mended; and silence on what is healthy.
namespace bitprism {
namespace {

using namespace test;

// The planted fault is found in that layer and named; the remedy keeps its promise and leaves nothing of the kind.
const Finding expectFound(const DoctorCase& known, FindingKind kind, std::size_t layer) {
  const Diagnosis diagnosis = diagnose(known);
  const Finding* found = findingOf(diagnosis, kind);
  EXPECT_TRUE(found) << "only " << kindsOf(diagnosis);
  if (!found) return {};
  EXPECT_EQ(found->layers.front(), layer);
  EXPECT_NE(found->cause.str().find(known.network->layers[layer].name), std::string::npos) << found->cause.str();
  EXPECT_EQ(found->cause.str().find('%' + std::string("1")), std::string::npos);
  EXPECT_FALSE(found->remedy.empty());
  EXPECT_FALSE(gainText(found->gain).empty());
  EXPECT_FALSE(found->gain.basis.empty());
  DoctorCase mended = known;
  if (found->remedy.network) {
    mended.network = found->remedy.network;
    mended.automatic.assign(mended.automatic.size(), false);
  }
  mended.plan = remedied(known.plan, found->remedy, known.inputs.get());
  for (const LayerChange& change : found->remedy.layers)
    if (change.scheme && !change.automatic) mended.automatic[change.layer] = false;
  const Examination before(known), after(mended);
  if (found->gain.of == Gain::Of::Output || found->gain.of == Gain::Of::Weights) {
    EXPECT_NEAR(after.own(layer).sqnrDb - before.own(layer).sqnrDb, found->gain.decibels, 1e-6);
  }
  if (found->gain.of == Gain::Of::Nothing) {
    EXPECT_EQ(modelSize(*known.network, known.plan).total() - modelSize(*mended.network, mended.plan).total(),
              found->gain.bytes);
  }
  const Diagnosis then = diagnose(mended);
  const Finding* still = findingOf(then, kind);
  EXPECT_FALSE(still && still->layers.front() == layer) << still->cause.str();
  return *found;
}

void expectNone(const DoctorCase& known, FindingKind kind) {
  const Diagnosis diagnosis = diagnose(known);
  const Finding* found = findingOf(diagnosis, kind);
  EXPECT_FALSE(found) << found->cause.str();
}

// Rounded at random places of a layer's weights.
Plant withTail(const std::string& name, double magnitude) {
  return [=](Program& program) {
    std::vector<float> values = tensorValues(program, name);
    Random random(9);
    for (int i = 0; i < 3; ++i)
      values[random.below(values.size())] = static_cast<float>(i % 2 ? magnitude : -magnitude);
    setTensor(program, name, values);
  };
}

// A channel of the body multiplied by a factor.
Plant withOutputFactor(std::size_t channel, float factor) {
  return [=](Program& program) {
    std::vector<float> values = tensorValues(program, "body.weight");
    for (std::size_t i = 0; i < 144; ++i) values[channel * 144 + i] *= factor;
    setTensor(program, "body.weight", values);
  };
}

Plant withInputFactor(std::size_t channel, float factor) {
  return [=](Program& program) {
    std::vector<float> values = tensorValues(program, "body.weight");
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i / 9 % 16 == channel) values[i] *= factor;
    setTensor(program, "body.weight", values);
  };
}

TEST(Doctor, isSilentOnAWellMadePlan) {
  for (const int bits : {8, 6, 16, 32}) {
    const Diagnosis diagnosis = diagnose(doctorCase({}, BitAllocation(4, bits)));
    EXPECT_TRUE(diagnosis.findings.empty()) << bits << ": " << kindsOf(diagnosis);
    EXPECT_FALSE(diagnosis.checked.empty());
  }
}

TEST(Doctor, isSilentOnGoodInputRanges) {
  DoctorCase known = doctorCase();
  for (std::size_t l = 0; l < 4; ++l) known.plan.activations.push_back(known.inputs->scheme(l, 8, {}));
  known.halves = {known.inputs, known.inputs};
  const Diagnosis diagnosis = diagnose(known);
  EXPECT_TRUE(diagnosis.findings.empty()) << kindsOf(diagnosis);
}

TEST(Doctor, findsAnOutputChannelThatSpoilsTheScale) {
  DoctorCase known = doctorCase(withOutputFactor(7, 10));
  setScheme(known, Body, {.bits = 4, .granularity = Granularity::Tensor});
  const Finding finding = expectFound(known, FindingKind::OutlierChannel, Body);
  EXPECT_NE(finding.cause.str().find("output channel 7"), std::string::npos) << finding.cause.str();
  EXPECT_GE(finding.gain.decibels, 3);
  DoctorCase healthy = doctorCase();
  setScheme(healthy, Body, {.bits = 4, .granularity = Granularity::Tensor});
  expectNone(healthy, FindingKind::OutlierChannel);
}

TEST(Doctor, findsAnInputChannelThatSpoilsTheScales) {
  DoctorCase known = doctorCase(withInputFactor(5, 12));
  setScheme(known, Body, {.bits = 4});
  const Finding finding = expectFound(known, FindingKind::OutlierChannel, Body);
  EXPECT_NE(finding.cause.str().find("input channel 5"), std::string::npos) << finding.cause.str();
  DoctorCase healthy = doctorCase();
  setScheme(healthy, Body, {.bits = 4});
  expectNone(healthy, FindingKind::OutlierChannel);
}

TEST(Doctor, findsChannelsOfZeros) {
  const Plant plant = [](Program& program) {
    std::vector<float> values = tensorValues(program, "body.weight");
    std::fill(values.begin(), values.begin() + 12 * 144, 0.0F);
    setTensor(program, "body.weight", values);
  };
  const Finding finding = expectFound(doctorCase(plant), FindingKind::DeadChannels, Body);
  EXPECT_NE(finding.cause.str().find("12 of 32"), std::string::npos) << finding.cause.str();
  EXPECT_GT(finding.gain.bytes, 500);
  expectNone(doctorCase(), FindingKind::DeadChannels);
}

TEST(Doctor, findsChannelsThatAreSilentOnAllImages) {
  const Plant plant = [](Program& program) {
    std::vector<float> bias = tensorValues(program, "body.bias");
    std::fill(bias.begin(), bias.begin() + 12, -1000.0F);
    setTensor(program, "body.bias", bias);
  };
  const DoctorCase known = doctorCase(plant);
  const Finding finding = expectFound(known, FindingKind::DeadChannels, Body);
  EXPECT_NE(finding.cause.str().find("zero on all 64"), std::string::npos) << finding.cause.str();
  ASSERT_TRUE(finding.remedy.network);
  const ImageSet images = doctorImages();
  EXPECT_EQ(logits(*known.network, floatPlan(4), images, Preprocessing(), 64),
            logits(*finding.remedy.network, floatPlan(4), images, Preprocessing(), 64));
}

TEST(Doctor, findsARangeFarBeyondTheWeights) {
  DoctorCase known = doctorCase(withTail("body.weight", 1.6));
  setScheme(known, Body, {.bits = 4, .granularity = Granularity::Tensor});
  const Finding finding = expectFound(known, FindingKind::LongTail, Body);
  EXPECT_GE(finding.gain.decibels, 2);
  DoctorCase healthy = doctorCase();
  setScheme(healthy, Body, {.bits = 4, .granularity = Granularity::Tensor});
  expectNone(healthy, FindingKind::LongTail);
}

TEST(Doctor, findsARangeThatDoesNotFitTheInput) {
  DoctorCase known = doctorCase();
  for (std::size_t l = 0; l < 4; ++l) known.plan.activations.push_back(known.inputs->scheme(l, 8, {}));
  const double largest = known.inputs->layers()[Body].histogram.maximum();
  for (const double factor : {60.0, 0.2}) {
    known.plan.activations[Body] = activationScheme(8, 0, factor * largest, false, ActivationRange::MinMax);
    const Finding finding = expectFound(known, FindingKind::InputRange, Body);
    EXPECT_NE(finding.cause.str().find(factor > 1 ? "levels are used" : "cut off"), std::string::npos)
        << finding.cause.str();
    const QuantPlan mended = remedied(known.plan, finding.remedy, known.inputs.get());
    const InputStatistics& seen = known.inputs->layers()[Body];
    EXPECT_NEAR(10 * std::log10(*meanSquaredError(seen, known.plan.activations[Body]) /
                                *meanSquaredError(seen, mended.activations[Body])),
                finding.gain.decibels, 0.01);
  }
}

TEST(Doctor, findsANarrowFirstOrLastLayer) {
  for (const std::size_t layer : {std::size_t{Stem}, std::size_t{Head}}) {
    BitAllocation bits{8, 8, 8, 8};
    bits[layer] = 2;
    const Finding finding = expectFound(doctorCase({}, bits), FindingKind::NarrowLayer, layer);
    ASSERT_EQ(finding.remedy.layers.size(), 1u);
    EXPECT_GT(finding.remedy.layers[0].scheme->bits, 2);
    EXPECT_TRUE(finding.remedy.layers[0].automatic);
    EXPECT_LT(finding.gain.bytes, 0);
  }
  // A chosen method stays.
  DoctorCase chosen = doctorCase({}, {8, 8, 8, 2});
  setScheme(chosen, Head, {.method = Method::Kmeans, .bits = 2});
  const std::vector<Finding> wider = widthFindings(Examination(chosen));
  ASSERT_FALSE(wider.empty());
  EXPECT_EQ(wider.back().layers.front(), std::size_t{Head});
  EXPECT_EQ(wider.back().remedy.layers.front().scheme->method, Method::Kmeans);
}

TEST(Doctor, findsADepthwiseLayerWithOneScale) {
  const Plant plant = [](Program& program) {
    std::vector<float> values = tensorValues(program, "depthwise.weight");
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= i / 9 % 4 == 0 ? 3.0F : 1.0F;
    setTensor(program, "depthwise.weight", values);
  };
  DoctorCase known = doctorCase(plant);
  setScheme(known, Depthwise, {.bits = 4, .granularity = Granularity::Tensor});
  const Finding finding = expectFound(known, FindingKind::DepthwisePerTensor, Depthwise);
  ASSERT_EQ(finding.remedy.layers.size(), 1u);
  EXPECT_EQ(finding.remedy.layers[0].scheme->granularity, Granularity::Channel);
  setScheme(known, Depthwise, {.bits = 4});
  expectNone(known, FindingKind::DepthwisePerTensor);
  setScheme(known, Body, {.bits = 4, .granularity = Granularity::Tensor});  // an ordinary layer
  expectNone(known, FindingKind::DepthwisePerTensor);
}

TEST(Doctor, findsABetterMethod) {
  DoctorCase known = doctorCase();
  setScheme(known, Body, {.bits = 3});
  const Finding finding = expectFound(known, FindingKind::BetterMethod, Body);
  EXPECT_GE(finding.gain.decibels, 2);
  setScheme(known, Body, {.bits = 8});  // whatever is better, it does not matter
  expectNone(known, FindingKind::BetterMethod);
  DoctorCase locked = known;
  setScheme(locked, Body, {.bits = 3});
  locked.locked = {false, true, false, false};
  expectNone(locked, FindingKind::BetterMethod);
}

TEST(Doctor, groupsWhatManyLayersShare) {
  DoctorCase known = doctorCase();
  for (std::size_t l = 0; l < 4; ++l) setScheme(known, l, {.bits = 3, .granularity = Granularity::Tensor});
  const Diagnosis diagnosis = diagnose(known);
  std::set<std::size_t> changed;
  for (const Finding& finding : diagnosis.findings)
    for (const LayerChange& change : finding.remedy.layers)
      EXPECT_TRUE(!change.scheme || changed.insert(change.layer).second) << "a layer is changed twice";
  EXPECT_LE(diagnosis.findings.size(), 4u);
  EXPECT_GE(changed.size(), 3u);
}

TEST(Doctor, findsALargeLayerThatCouldBeNarrower) {
  const Finding finding = expectFound(doctorCase({}, {3, 8, 3, 3}), FindingKind::WideLayer, Body);
  ASSERT_EQ(finding.remedy.layers.size(), 1u);
  EXPECT_LT(finding.remedy.layers[0].scheme->bits, 8);
  EXPECT_GT(finding.gain.bytes, 100);
  expectNone(doctorCase({}, {8, 8, 8, 8}), FindingKind::WideLayer);
  expectNone(doctorCase({}, {4, 4, 4, 4}), FindingKind::WideLayer);
}

// Statistics of layers' inputs, all drawn alike.
std::shared_ptr<const ActivationCalibration> inputsOf(double deviation, std::uint64_t seed, std::size_t count = 4000) {
  std::vector<InputStatistics> layers(4);
  for (InputStatistics& layer : layers) layer.histogram.add(normals(count, seed, deviation));
  return std::make_shared<const ActivationCalibration>(std::move(layers));
}

TEST(Doctor, findsThatCalibrationDependsOnItsImages) {
  DoctorCase known = doctorCase();
  known.inputs = inputsOf(2, 5);
  for (std::size_t l = 0; l < 4; ++l)
    known.plan.activations.push_back(known.inputs->scheme(l, 4, {.range = ActivationRange::LeastSquares}));
  known.halves = {inputsOf(1, 3), inputsOf(3, 4)};
  const Diagnosis diagnosis = diagnose(known);
  const Finding* finding = findingOf(diagnosis, FindingKind::FewImages);
  ASSERT_TRUE(finding) << kindsOf(diagnosis);
  EXPECT_NE(finding->cause.str().find("one half of the 64 calibration images"), std::string::npos);
  EXPECT_GT(finding->gain.decibels, 0.5);
  EXPECT_FALSE(finding->remedy.empty());
  known.halves = {inputsOf(2, 3), inputsOf(2, 4)};
  expectNone(known, FindingKind::FewImages);
}

TEST(Doctor, passesOnThatImagesArePreparedWrongly) {
  PreprocessingAdvice advice{.images = 256, .accuracy = 0.12, .finding = "the float network is right on few images"};
  Preprocessing wanted;
  wanted.mean = {0.5, 0.5, 0.5};
  advice.trials.push_back({"-1..1", wanted, 0.85});
  DoctorCase known = doctorCase();
  known.preprocessing = advice;
  EXPECT_EQ(diagnose(known).findings.front().kind, FindingKind::Labels);
  advice.better = true;
  known.preprocessing = advice;
  const Finding finding = diagnose(known).findings.front();
  EXPECT_EQ(finding.kind, FindingKind::Preprocessing);
  EXPECT_EQ(finding.severity, Severity::Fault);
  EXPECT_EQ(finding.remedy.preprocessing, wanted);
  EXPECT_NEAR(*finding.gain.accuracy, 0.73, 1e-9);
  EXPECT_NE(finding.cause.str().find("12 % of 256"), std::string::npos) << finding.cause.str();
}

TEST(Doctor, usesMeasuredSensitivitiesAndAccuracies) {
  DoctorCase known = doctorCase({}, {8, 8, 8, 2});
  known.sensitivities.resize(4);
  for (std::size_t l = 0; l < 4; ++l)
    for (int bits = 2; bits <= 8; ++bits) known.sensitivities[l][bits] = 0.5 * std::pow(0.25, bits - 2);
  known.chance = 0.1;
  known.floatScore = Score{.accuracy = 0.9};
  known.planScore = Score{.accuracy = 0.7};
  const Finding finding = expectFound(known, FindingKind::NarrowLayer, Head);
  ASSERT_TRUE(finding.gain.accuracy.has_value());
  EXPECT_GT(*finding.gain.accuracy, 0.05);
  EXPECT_LE(*finding.gain.accuracy, 0.2);
  EXPECT_NE(finding.gain.basis.str().find("measured sensitivities"), std::string::npos);
  // Where the plan costs nothing, nothing can be gained.
  known.planScore = known.floatScore;
  const Diagnosis diagnosis = diagnose(known);
  for (const Finding& one : diagnosis.findings) EXPECT_FALSE(one.gain.accuracy);
  // What measurements call harmless is no fault.
  known.sensitivities[Head][2] = 0;
  expectNone(known, FindingKind::NarrowLayer);
}

TEST(Doctor, worksWithoutImages) {
  DoctorCase known = doctorCase(withOutputFactor(7, 10));
  known.calibration = {};
  known.inputs.reset();
  setScheme(known, Body, {.bits = 4, .granularity = Granularity::Tensor});
  const Finding finding = expectFound(known, FindingKind::OutlierChannel, Body);
  EXPECT_EQ(finding.gain.of, Gain::Of::Weights);
  EXPECT_FALSE(diagnose(known).unchecked.empty());
}

TEST(Doctor, stopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(diagnose(doctorCase(), source.get_token()), Cancelled);
}

TEST(Finding, wordsAreFilledInOnce) {
  const Wording wording{"%1 of %2, %3", {"100 %2", "b"}};
  EXPECT_EQ(wording.str(), "100 %2 of b, %3");
}

TEST(Finding, kindsHaveNamesOfTheirOwn) {
  std::set<std::string> names, titles;
  for (int k = 0; k < findingKinds; ++k) {
    names.insert(findingName(static_cast<FindingKind>(k)));
    titles.insert(findingTitle(static_cast<FindingKind>(k)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(findingKinds));
  EXPECT_EQ(titles.size(), static_cast<std::size_t>(findingKinds));
}

}  // namespace
}  // namespace bitprism
