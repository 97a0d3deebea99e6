#include "core/torch/train/trainer.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numeric>
#include <set>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/straight_through.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/train/augmentation.h"
#include "core/train/gradient_descent.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

using test::randomImages;

const Preprocessing plain = {.scale = 1 / 255.0, .mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}};

std::shared_ptr<const Network> small(std::uint64_t seed = 1) {
  return std::make_shared<const Network>(test::smallNetwork(seed));
}

// conv without bias, batch norm, relu, mean, linear.
std::shared_ptr<const Network> normalized() {
  Program program = test::smallProgram(3);
  const auto channels = [&](const char* name, double centre, std::uint64_t seed) {
    std::vector<float> values = test::normals(5, seed, 0.2);
    for (float& value : values) value = static_cast<float>(std::abs(value + centre));
    return Operand(TensorIndex{test::addTensor(program, name, {5}, values)});
  };
  const Operand gamma = channels("norm.weight", 1, 11), beta = channels("norm.bias", 0, 12),
                mean = channels("norm.running_mean", 0, 13), variance = channels("norm.running_var", 1, 14);
  const int normed = program.slotCount++;
  // After the second convolution, whose relu reads it from now on.
  const int read = program.instructions[2].outputs[0];
  program.instructions[3].inputs[0] = Slot{normed};
  program.instructions.insert(
      program.instructions.begin() + 3,
      {"aten::batch_norm", "", {Slot{read}, gamma, beta, mean, variance, false, 0.1, 1e-5, false}, {normed}, "norm"});
  return std::make_shared<const Network>(makeNetwork(std::move(program), "normalized", "torchscript"));
}

TrainingSettings quick(int epochs = 1) {
  TrainingSettings settings;
  settings.epochs = epochs;
  settings.batch = 16;
  settings.threads = 1;
  return settings;
}

TrainingResult trained(const std::shared_ptr<const Network>& network, const QuantPlan& plan, const ImageSet& images,
                       const TrainingSettings& settings, const ImageSet& heldOut = {}) {
  return Trainer(network, plan, images, heldOut, plain, settings).run();
}

bool sameWeights(const Network& a, const Network& b) {
  for (std::size_t t = 0; t < a.program.tensors.size(); ++t)
    if (a.program.tensors[t].isFloat() && a.program.tensors[t].floats() != b.program.tensors[t].floats()) return false;
  return a.program.tensors.size() == b.program.tensors.size();
}

// --- gradients straight through
// ---------------------------------------------------------------------------------------

std::vector<float> passed(const std::vector<float>& values, const ActivationScheme& scheme, std::int64_t channels = 1) {
  const at::Tensor x = torch::tensor(values).reshape({1, channels, -1, 1}).clone().set_requires_grad(true);
  const at::Tensor y = straightThrough(x, scheme, 1);
  const at::Tensor weights = torch::arange(1, static_cast<int>(values.size()) + 1).to(at::kFloat).reshape(y.sizes());
  (y * weights).sum().backward();
  const at::Tensor gradient = x.grad().contiguous();
  return {gradient.data_ptr<float>(), gradient.data_ptr<float>() + gradient.numel()};
}

TEST(StraightThrough, passesWithinTheRangeEndsIncluded) {
  const ActivationScheme scheme = activationScheme(2, 0, 3, false, ActivationRange::MinMax);  // levels 0 1 2 3
  EXPECT_EQ(passed({-0.1f, 0, 0.4f, 2.6f, 3, 3.1f}, scheme), (std::vector<float>{0, 2, 3, 4, 5, 0}));
}

TEST(StraightThrough, passesWithinTheGridOfEachChannel) {
  ActivationScheme scheme = activationScheme(2, 0, 3, false, ActivationRange::MinMax);
  scheme.channels = {channelGrid(2, 0, 3, false), channelGrid(2, -2, 1, false), constantGrid(0.5)};
  const std::vector<float> values = {2.5f, 3.5f, -1.5f, 1.5f, 0.5f, 0.1f};
  EXPECT_EQ(passed(values, scheme, 3), (std::vector<float>{1, 0, 3, 0, 0, 0}));
}

TEST(StraightThrough, passesUpToTheLimitOfThePieces) {
  const ActivationScheme positive = piecewiseScheme(4, 1, 3, false, ActivationRange::MinMax);
  EXPECT_EQ(passed({-0.5f, 0, 0.5f, 2, 3, 4}, positive), (std::vector<float>{0, 2, 3, 4, 5, 0}));
  const ActivationScheme either = piecewiseScheme(4, 1, 3, true, ActivationRange::MinMax);
  EXPECT_EQ(passed({-3.5f, -3, 0.5f, 2, 3, 4}, either), (std::vector<float>{0, 2, 3, 4, 5, 0}));
}

TEST(StraightThrough, passesEverywhereInBlocks) {
  EXPECT_EQ(passed({-9, 0, 0.1f, 70}, blockScheme(3, true, 2, 7)), (std::vector<float>{1, 2, 3, 4}));
}

TEST(StraightThrough, givesTheValuesThatAreMeasured) {
  const ActivationScheme scheme = activationScheme(3, -1, 2, false, ActivationRange::MinMax);
  const at::Tensor x = torch::linspace(-2, 3, 41), y = straightThrough(x, scheme, 1);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const double code =
        std::clamp(static_cast<double>(std::nearbyint(x[i].item<float>() / scheme.scale)) + scheme.zeroPoint, 0.0, 7.0);
    EXPECT_FLOAT_EQ(y[i].item<float>(), static_cast<float>((code - scheme.zeroPoint) * scheme.scale));
  }
  const at::Tensor clipped = clippedStraightThrough(x, scheme);
  EXPECT_TRUE(clipped.equal(x.clamp(scheme.low(), scheme.high())));
}

// One step of plain descent on one image of a linear network: the float weights move by minus rate times the gradient
// at the rounded ones, which for cross-entropy is (softmax(Q(w) x) - e_label) x^T.
TEST(Trainer, movesFloatWeightsByTheGradientAtRoundedOnesForEveryMethod) {
  const std::int64_t classes = 6, features = 12;
  Program program;
  program.inputs.push_back({"input", {-1, features}});
  program.slotCount = 2;
  const int weight = test::addTensor(program, "head.weight", {classes, features}, test::normals(72, 5, 0.5));
  const int bias = test::addTensor(program, "head.bias", {classes}, test::normals(6, 6, 0.5));
  program.instructions.push_back({"aten::linear", "", {Slot{0}, TensorIndex{weight}, TensorIndex{bias}}, {1}, ""});
  program.outputs = {1};
  program.outputNames = {"output"};
  const auto network = std::make_shared<const Network>(makeNetwork(program, "linear", "onnx"));
  const ImageSet images = randomImages(1, {3, 2, 2}, classes, 4);
  const std::vector<float> input = test::inputsOf(images, plain, 1);
  for (const Method method : existingMethods) {
    if (isSolver(method)) continue;
    for (const int bits : {2, 4}) {
      SCOPED_TRACE(std::string(methodName(method)) + " " + std::to_string(bits));
      QuantScheme scheme = canonical({.method = method, .bits = bits, .options = DsconvOptions{.block = 4}});
      scheme.correction = standardCorrection(scheme);
      TrainingSettings settings = quick();
      settings.optimizer = TrainingOptimizer::Sgd;
      settings.momentum = 0;
      settings.learningRate = 0.125;
      settings.schedule = LearningSchedule::Constant;
      const TrainingResult result = trained(network, uniformPlan(1, scheme), images, settings);

      const std::vector<float> rounded = quantizedWeights(network->layers[0], scheme)->copy();
      const ConstantArray<float>& start = *network->layers[0].weights;
      const ConstantArray<float>& offset = program.tensors[static_cast<std::size_t>(bias)].floats();
      std::vector<double> scores(static_cast<std::size_t>(classes));
      double sum = 0;
      for (std::size_t c = 0; c < scores.size(); ++c) {
        double z = offset[c];
        for (std::size_t f = 0; f < input.size(); ++f)
          z += static_cast<double>(rounded[c * input.size() + f]) * input[f];
        sum += scores[c] = std::exp(z);
      }
      for (std::size_t c = 0; c < scores.size(); ++c) {
        const double slope = scores[c] / sum - (images.labels[0] == static_cast<std::int32_t>(c));
        EXPECT_NEAR(result.network->program.tensors[static_cast<std::size_t>(bias)].floats()[c],
                    offset[c] - 0.125 * slope, 1e-6);
        for (std::size_t f = 0; f < input.size(); ++f) {
          const std::size_t i = c * input.size() + f;
          EXPECT_NEAR((*result.network->layers[0].weights)[i], start[i] - 0.125 * slope * input[f], 1e-6);
        }
      }
    }
  }
}

// Of the whole network, float: the step against finite differences of the mean cross-entropy.
TEST(Trainer, descendsTheLossOfTheWholeNetwork) {
  const auto network = small();
  const ImageSet images = randomImages(40, {3, 8, 8}, 4, 2);
  TrainingSettings settings = quick();
  settings.batch = 40;  // two pieces
  settings.optimizer = TrainingOptimizer::Sgd;
  settings.momentum = 0;
  settings.learningRate = 1;
  settings.schedule = LearningSchedule::Constant;
  const TrainingResult result = trained(network, floatPlan(3), images, settings);
  const auto lossAt = [&](std::size_t tensor, std::size_t i, double by) {
    std::vector<Floats> values(network->program.tensors.size());
    std::vector<float> moved = network->program.tensors[tensor].floats().copy();
    moved[i] += static_cast<float>(by);
    values[tensor] = constantArray(moved);
    const auto other = std::make_shared<const Network>(withTensors(*network, values));
    return AccuracyEvaluator(other, images, plain, 1).evaluate(floatPlan(3), Task{}).loss;
  };
  for (std::size_t tensor = 0; tensor < network->program.tensors.size(); ++tensor)
    for (const std::size_t i : {std::size_t{0}, std::size_t{3}}) {
      const double expected = (lossAt(tensor, i, 2e-3) - lossAt(tensor, i, -2e-3)) / 4e-3;
      const double step =
          network->program.tensors[tensor].floats()[i] - result.network->program.tensors[tensor].floats()[i];
      EXPECT_NEAR(step, expected, 2e-4 + 0.02 * std::abs(expected))
          << network->program.tensors[tensor].name << " " << i;
    }
}

TEST(GradientDescent, stepsAsLibTorchDoes) {
  for (const TrainingOptimizer kind : {TrainingOptimizer::Sgd, TrainingOptimizer::Adam}) {
    TrainingSettings settings;
    settings.optimizer = kind;
    settings.weightDecay = 0.01;
    settings.momentum = 0.9;
    std::vector<std::vector<float>> values = {test::normals(7, 1)};
    GradientDescent ours(settings, {7}, {true});
    at::Tensor theirs = torch::tensor(values[0]).set_requires_grad(true);
    std::unique_ptr<torch::optim::Optimizer> optimizer;
    if (kind == TrainingOptimizer::Sgd)
      optimizer = std::make_unique<torch::optim::SGD>(
          std::vector{theirs}, torch::optim::SGDOptions(0.05).momentum(0.9).nesterov(true).weight_decay(0.01));
    else
      optimizer =
          std::make_unique<torch::optim::Adam>(std::vector{theirs}, torch::optim::AdamOptions(0.05).weight_decay(0.01));
    for (int step = 0; step < 20; ++step) {
      const std::vector<float> gradient = test::normals(7, 100 + static_cast<std::uint64_t>(step), 1);
      ours.step(values, {gradient}, 0.05);
      theirs.mutable_grad() = torch::tensor(gradient);
      optimizer->step();
      for (std::int64_t i = 0; i < 7; ++i)
        ASSERT_NEAR(values[0][static_cast<std::size_t>(i)], theirs[i].item<float>(), 1e-5) << optimizerName(kind);
    }
  }
}

// --- the same again
// ---------------------------------------------------------------------------------------------------

QuantPlan roundedPlan(const Network& network) {
  QuantPlan plan = uniformPlan(network.layers.size(), {.bits = 3, .range = RangeRule::LeastSquares});
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    plan.activations.push_back(activationScheme(4, l == 0 ? -2 : 0, 2, false, ActivationRange::MinMax));
  return plan;
}

TEST(Trainer, doesNotDependOnThreads) {
  for (const BatchNormTraining mode : {BatchNormTraining::Folded, BatchNormTraining::Trained}) {
    const auto network = normalized();
    const ImageSet images = randomImages(150, {3, 8, 8}, 4, 2);
    TrainingSettings settings = quick(2);
    settings.batch = 100;
    settings.flip = true;
    settings.padding = 1;
    settings.batchNorm = mode;
    const TrainingResult one = trained(network, roundedPlan(*network), images, settings);
    settings.threads = 3;
    const TrainingResult three = trained(network, roundedPlan(*network), images, settings);
    EXPECT_TRUE(sameWeights(*one.network, *three.network)) << batchNormName(mode);
    EXPECT_EQ(one.records.back().loss, three.records.back().loss);
    EXPECT_TRUE(sameWeights(*network, *normalized()));  // what was given is as it was
    settings.seed = 2;
    EXPECT_FALSE(sameWeights(*one.network, *trained(network, roundedPlan(*network), images, settings).network));
  }
}

TEST(Trainer, goesOnFromACheckpointAsIfNothingHadHappened) {
  const auto network = normalized();
  const ImageSet images = randomImages(90, {3, 8, 8}, 4, 2), heldOut = randomImages(30, {3, 8, 8}, 4, 3);
  for (const TrainingOptimizer optimizer : {TrainingOptimizer::Adam, TrainingOptimizer::Sgd}) {
    TrainingSettings settings = quick(3);
    settings.optimizer = optimizer;
    settings.flip = true;
    settings.batchNorm = BatchNormTraining::Trained;
    QuantPlan plan = roundedPlan(*network);
    plan.activations[1].range = ActivationRange::Gdrq;  // its threshold runs
    const auto make = [&] { return Trainer(network, plan, images, heldOut, plain, settings); };
    const TrainingResult whole = make().run();
    for (const std::int64_t stopAfter : {1, 6, 8, 13}) {
      std::stop_source stop;
      Bytes kept;
      TrainingWatch watch;
      watch.step = [&](const TrainingStep& step) {
        if (step.step == stopAfter) stop.request_stop();
      };
      watch.checkpoint = [&](const Bytes& bytes) { kept = bytes; };
      Trainer interrupted = make();
      EXPECT_THROW(interrupted.run(stop.get_token(), watch), Cancelled);
      Trainer again = make();
      again.resume(kept, "checkpoint");
      const TrainingResult result = again.run();
      EXPECT_TRUE(sameWeights(*whole.network, *result.network)) << stopAfter;
      EXPECT_EQ(whole.plan, result.plan);
      EXPECT_EQ(whole.bestEpoch, result.bestEpoch);
      ASSERT_EQ(whole.records.size(), result.records.size());
      for (std::size_t r = 0; r < whole.records.size(); ++r) {
        EXPECT_EQ(whole.records[r].score, result.records[r].score);
        EXPECT_EQ(whole.records[r].loss, result.records[r].loss);
      }
    }
  }
}

TEST(Trainer, refusesDamagedAndForeignCheckpoints) {
  const auto network = small();
  const ImageSet images = randomImages(40, {3, 8, 8}, 4, 2);
  Bytes kept;
  TrainingWatch watch;
  watch.checkpoint = [&](const Bytes& bytes) { kept = bytes; };
  Trainer(network, roundedPlan(*network), images, images, plain, quick()).run({}, watch);
  ASSERT_GT(kept.size(), 1000u);
  for (std::size_t size = 0; size < kept.size(); size += 41) {
    Trainer trainer(network, roundedPlan(*network), images, images, plain, quick());
    EXPECT_THROW(trainer.resume(std::span(kept).first(size), "checkpoint"), Error) << size;
  }
  Bytes longer = kept;
  longer.push_back(0);
  EXPECT_THROW(Trainer(network, roundedPlan(*network), images, images, plain, quick()).resume(longer, "c"), InputError);
  TrainingSettings other = quick();
  other.learningRate = 0.5;
  EXPECT_THROW(Trainer(network, roundedPlan(*network), images, images, plain, other).resume(kept, "c"), UsageError);
  EXPECT_THROW(Trainer(small(2), roundedPlan(*network), images, images, plain, quick()).resume(kept, "c"), UsageError);
}

// --- what comes out
// ---------------------------------------------------------------------------------------------------

TEST(Trainer, measuresWhatItReturns) {
  const auto network = normalized();
  const ImageSet images = randomImages(120, {3, 8, 8}, 4, 2), heldOut = randomImages(60, {3, 8, 8}, 4, 3);
  for (const BatchNormTraining mode :
       {BatchNormTraining::Folded, BatchNormTraining::Frozen, BatchNormTraining::Trained}) {
    TrainingSettings settings = quick(4);
    settings.batchNorm = mode;
    settings.learningRate = 0.01;
    const TrainingResult result = trained(network, roundedPlan(*network), images, settings, heldOut);
    ASSERT_EQ(result.records.size(), 5u);
    EXPECT_LT(result.records.back().loss, result.records[1].loss);
    const Score best = result.records[static_cast<std::size_t>(result.bestEpoch)].score;
    for (const TrainingRecord& record : result.records) EXPECT_LE(record.score.accuracy, best.accuracy);
    AccuracyEvaluator own(result.network, heldOut, plain, 1);
    const Score again = own.evaluate(result.plan, Task{});
    EXPECT_EQ(again.accuracy, best.accuracy) << batchNormName(mode);
    EXPECT_NEAR(again.loss, best.loss, 1e-6);
    AccuracyEvaluator first(network, heldOut, plain, 1);
    EXPECT_EQ(first.evaluate({result.network, result.plan}, Task{}), best);
    EXPECT_EQ(first.evaluate(roundedPlan(*network), Task{}), result.records[0].score);
    EXPECT_EQ(result.network->layers.size(), network->layers.size());
    for (std::size_t l = 0; l < network->layers.size(); ++l)
      EXPECT_EQ(result.network->layers[l].name, network->layers[l].name);
  }
}

TEST(Trainer, roundsFoldedWeightsWhereBatchNormStandsApart) {
  // A step of no size: what is run apart must be what is measured folded, to float accuracy.
  const auto network = normalized();
  const ImageSet images = randomImages(64, {3, 8, 8}, 4, 2);
  QuantPlan plan = uniformPlan(3, {.bits = 2, .range = RangeRule::LeastSquares});
  std::vector<double> losses;
  for (const BatchNormTraining mode : {BatchNormTraining::Folded, BatchNormTraining::Frozen}) {
    TrainingSettings settings = quick(1);
    settings.batch = 64;
    settings.batchNorm = mode;
    losses.push_back(trained(network, plan, images, settings).records[1].loss);
  }
  EXPECT_NEAR(losses[0], losses[1], 1e-5);
  EXPECT_NEAR(losses[0], AccuracyEvaluator(network, images, plain, 1).evaluate(plan, Task{}).loss, 1e-5);
}

TEST(Trainer, followsTheStatisticsOfBatches) {
  const auto network = normalized();
  const ImageSet images = randomImages(32, {3, 8, 8}, 4, 2);
  TrainingSettings settings = quick(1);
  settings.batch = 32;
  settings.batchNorm = BatchNormTraining::Trained;
  settings.learningRate = 1e-12;
  const TrainingResult result = trained(network, floatPlan(3), images, settings);
  ASSERT_TRUE(result.network->unfolded);
  const auto named = [](const Program& program, const std::string& name) {
    for (const Tensor& tensor : program.tensors)
      if (tensor.name == name) return tensor.floats().copy();
    throw Error("no tensor " + name);
  };
  // Of the batch by LibTorch: the network up to the batch norm.
  const Program& program = *network->unfolded;
  const auto tensor = [&](const std::string& name, at::IntArrayRef shape) {
    return torch::tensor(named(program, name)).reshape(shape);
  };
  const at::Tensor x = torch::tensor(test::inputsOf(images, plain, 32)).reshape({32, 3, 8, 8});
  const at::Tensor hidden = at::conv2d(x, tensor("first.weight", {6, 3, 3, 3}), tensor("first.bias", {6}), 1, 1).relu();
  const at::Tensor y = at::conv2d(hidden, tensor("second.weight", {5, 6, 3, 3}), {}, 2, 1);
  const at::Tensor mean = y.mean(at::IntArrayRef{0, 2, 3}), variance = y.var(at::IntArrayRef{0, 2, 3}, true);
  for (std::size_t c = 0; c < 5; ++c) {
    EXPECT_NEAR(named(*result.network->unfolded, "norm.running_mean")[c],
                0.9 * named(program, "norm.running_mean")[c] + 0.1 * mean[static_cast<std::int64_t>(c)].item<double>(),
                1e-5);
    EXPECT_NEAR(
        named(*result.network->unfolded, "norm.running_var")[c],
        0.9 * named(program, "norm.running_var")[c] + 0.1 * variance[static_cast<std::int64_t>(c)].item<double>(),
        1e-5);
  }
}

TEST(Trainer, distillsWithoutLookingAtLabels) {
  const auto network = small();
  ImageSet labelled = randomImages(200, {3, 8, 8}, 4, 2), heldOut = randomImages(50, {3, 8, 8}, 4, 3);
  TrainingSettings settings = quick(6);
  settings.objective = TrainingObjective::Distillation;
  settings.learningRate = 0.003;
  settings.featureWeight = 0.1;
  const QuantPlan plan = uniformPlan(3, {.bits = 2, .range = RangeRule::LeastSquares});
  const TrainingResult first = trained(network, plan, labelled, settings, heldOut);
  ImageSet unlabelled = labelled;
  unlabelled.labels.clear();
  for (std::int32_t& label : heldOut.labels) label = 0;
  const TrainingResult second = trained(network, plan, unlabelled, settings, heldOut);
  EXPECT_TRUE(sameWeights(*first.network, *second.network));
  EXPECT_EQ(first.bestEpoch, second.bestEpoch);
  EXPECT_GT(first.bestEpoch, 0);
  const Score start = first.records[0].score, best = first.records[static_cast<std::size_t>(first.bestEpoch)].score;
  EXPECT_EQ(start.metric, Metric::Agreement);
  EXPECT_LT(best.kl, start.kl / 2);
  EXPECT_GE(best.agreement, start.agreement);
}

TEST(Trainer, flattensTheHistogramForGdrq) {
  const auto network = std::make_shared<const Network>(readNetwork("example"));
  const ImageSet images = drawExampleImages(ExamplePart::Train, 512);
  QuantScheme scheme = canonical({.method = Method::Gdrq, .bits = 3});
  TrainingSettings settings = quick(2);
  settings.batch = 64;
  settings.threads = 0;
  settings.reshapeEpochs = 1;
  settings.learningRate = 1e-3;
  std::vector<double> before, after;
  const auto flatness = [&](const Network& one) {  // 0.5: flat
    std::vector<double> result;
    for (const Layer& layer : one.layers) {
      if (layer.weightCount() < 3000) continue;
      const Floats clipped = scaleClipped(layer, scheme);
      double sum = 0, largest = 0;
      for (const float w : *clipped) {
        sum += std::abs(static_cast<double>(w));
        largest = std::max(largest, std::abs(static_cast<double>(w)));
      }
      result.push_back(sum / static_cast<double>(clipped->size()) / largest);
    }
    return std::accumulate(result.begin(), result.end(), 0.0) / static_cast<double>(result.size());
  };
  Trainer trainer(network, uniformPlan(network->layers.size(), scheme), images, {}, examplePreprocessing(), settings);
  const TrainingResult result = trainer.run();
  EXPECT_EQ(result.bestEpoch, 2);
  EXPECT_EQ(gdrqOptions(result.plan.layers[0]).threshold, trainingFactor);
  EXPECT_GT(flatness(*result.network), flatness(*network));
}

TEST(Trainer, movesRunningThresholds) {
  const auto network = small();
  const ImageSet images = randomImages(64, {3, 8, 8}, 4, 2);
  QuantPlan plan = floatPlan(3);
  plan.activations.assign(3, ActivationScheme());
  plan.activations[1] = activationScheme(4, 0, 1, false, ActivationRange::Gdrq);
  TrainingSettings settings = quick(3);
  settings.learningRate = 0.02;
  const TrainingResult result = trained(network, plan, images, settings);
  EXPECT_NE(result.plan.activations[1].scale, plan.activations[1].scale);
  EXPECT_NEAR(result.plan.activations[1].scale, plan.activations[1].scale, 0.3 * plan.activations[1].scale);
  EXPECT_EQ(result.plan.activations[0], plan.activations[0]);
}

TEST(Trainer, makesActivationsSparse) {
  const auto network = small();
  const ImageSet images = randomImages(128, {3, 8, 8}, 4, 2);
  TrainingSettings settings = quick(5);
  settings.learningRate = 0.01;
  settings.sparsity = 10;
  const TrainingResult result = trained(network, floatPlan(3), images, settings);
  EXPECT_GT(result.records.back().sparsity, result.records[1].sparsity + 0.1);
}

TEST(Trainer, refusesWhatCannotBeTrained) {
  const auto network = small();
  const ImageSet images = randomImages(20, {3, 8, 8}, 4, 2);
  const auto refused = [&](const QuantPlan& plan, ImageSet set, const TrainingSettings& settings,
                           const std::string& why) {
    try {
      Trainer(network, plan, std::move(set), {}, plain, settings);
      ADD_FAILURE() << "accepted, expected: " << why;
    } catch (const UsageError& problem) {
      EXPECT_NE(std::string(problem.what()).find(why), std::string::npos) << problem.what();
    }
  };
  refused(uniformPlan(3, {.method = Method::Gptq, .bits = 4}), images, quick(),
          "gptq cannot be trained, because it depends on fixed layer inputs");
  refused(uniformPlan(3, {.bits = 4, .correction = Correction::InputGain}), images, quick(),
          "correction input-gain cannot be trained");
  refused(floatPlan(2), images, quick(), "2 layers");
  ImageSet unlabelled = images;
  unlabelled.labels.clear();
  refused(floatPlan(3), unlabelled, quick(), "no labels");
  TrainingSettings settings = quick();
  settings.batchNorm = BatchNormTraining::Trained;
  refused(floatPlan(3), images, settings, "no batch norm");
  settings = quick();
  settings.reshapeEpochs = 1;
  refused(floatPlan(3), images, settings, "gdrq");
  settings = quick();
  settings.learningRate = -1;
  refused(floatPlan(3), images, settings, "learning rate");
  settings = quick();
  settings.device = Device::Cuda;
  if (!torch::cuda::is_available()) refused(floatPlan(3), images, settings, "needs a LibTorch with CUDA");
}

TEST(Trainer, saysWhenTheLossIsLost) {
  const auto network = small();
  TrainingSettings settings = quick(50);
  settings.optimizer = TrainingOptimizer::Sgd;
  settings.learningRate = 1e20;
  EXPECT_THROW(trained(network, floatPlan(3), randomImages(64, {3, 8, 8}, 4, 2), settings), Error);
}

TEST(Augmentation, movesAndMirrorsWholeImages) {
  Random random(1);
  const at::Tensor images = torch::arange(1, 1 + 40 * 2 * 4 * 4).to(at::kFloat).reshape({40, 2, 4, 4});
  EXPECT_TRUE(augmented(images, false, 0, random).equal(images));
  const at::Tensor moved = augmented(images, true, 1, random);
  std::set<std::string> seen;
  for (std::int64_t i = 0; i < 40; ++i) {
    bool found = false;
    for (int mirror = 0; mirror < 2; ++mirror)
      for (int down = -1; down <= 1; ++down)
        for (int right = -1; right <= 1; ++right) {
          const at::Tensor source = mirror ? images[i].flip(2) : images[i];
          const at::Tensor padded = at::constant_pad_nd(source, {1, 1, 1, 1}, 0);
          if (!padded.narrow(1, 1 - down, 4).narrow(2, 1 - right, 4).equal(moved[i])) continue;
          found = true;
          seen.insert(std::to_string(mirror) + std::to_string(down) + std::to_string(right));
        }
    EXPECT_TRUE(found) << i;
  }
  EXPECT_GT(seen.size(), 8u);
}

}  // namespace
}  // namespace bitprism
