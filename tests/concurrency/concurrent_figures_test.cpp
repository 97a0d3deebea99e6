// Figures are the same for any number of threads and any other load on the machine. Each
// test measures one kind of figure by one thread, then again and again by 1, 2 and 4, with other load and without, and
// compares value by value. CMake runs these tests with every BLAS that is installed.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <thread>

#include "core/base/text.h"
#include "core/quant/choice/error_table.h"
#include "core/search/sensitivity.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/train/trainer.h"
#include "tests/support/busy_machine.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

using Figures = std::vector<double>;
using Extents = std::vector<std::int64_t>;

// Of every number of threads, with load and without; the fault that this looks for is one of products.
constexpr int repetitions = 40, fewRepetitions = 12;
const Preprocessing plain = {.scale = 1 / 255.0, .mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}};

int add(Program& program, const char* op, const char* overload, std::vector<Operand> inputs) {
  const int output = program.slotCount++;
  program.instructions.push_back({op, overload, std::move(inputs), {output}, ""});
  return output;
}

// Images of 3 x 4 x 5 as rows of 60 -> two linear layers 60 x 60 with relu -> the 12 x 12 products of 12 vectors of 5
// (batched) -> linear to 10: small products of matrices throughout.
std::shared_ptr<const Network> products() {
  Program program;
  program.inputs.push_back({"input", {-1, 3, 4, 5}});
  program.slotCount = 1;
  int slot = add(program, "aten::reshape", "", {Slot{0}, Extents{-1, 60}});
  for (const char* name : {"first", "second"}) {
    const int weight = test::addTensor(program, text(name, ".weight"), {60, 60}, test::normals(3600, 5 + name[0])),
              bias = test::addTensor(program, text(name, ".bias"), {60}, test::normals(60, 7 + name[0]));
    slot = add(program, "aten::linear", "", {Slot{slot}, TensorIndex{weight}, TensorIndex{bias}});
    slot = add(program, "aten::relu", "", {Slot{slot}});
  }
  const int rows = add(program, "aten::reshape", "", {Slot{slot}, Extents{-1, 12, 5}}),
            columns = add(program, "aten::transpose", "int", {Slot{rows}, std::int64_t{1}, std::int64_t{2}});
  slot = add(program, "aten::matmul", "", {Slot{rows}, Slot{columns}});
  slot = add(program, "aten::reshape", "", {Slot{slot}, Extents{-1, 144}});
  const int head = test::addTensor(program, "head.weight", {10, 144}, test::normals(1440, 3, 0.05));
  slot = add(program, "aten::linear", "", {Slot{slot}, TensorIndex{head}, None{}});
  program.outputs = {slot};
  program.outputNames = {"scores"};
  return std::make_shared<const Network>(makeNetwork(std::move(program), "products", "onnx"));
}

std::shared_ptr<const Network> convolutions() {
  return std::make_shared<const Network>(test::smallNetwork(4));
}

ImageSet imagesOf(const Network& network, std::int64_t count) {
  const Shape& input = network.program.inputs[0].shape;
  return test::randomImages(count, {input[1], input[2], input[3]}, network.name == "small" ? 4 : 10, 11);
}

int repetitionsOf(const Network& network) {
  return network.name == "products" ? repetitions : fewRepetitions;
}

void append(Figures& figures, const Score& score) {
  figures.insert(figures.end(), {score.accuracy, score.loss, score.kl, score.agreement, score.top5, score.sqnrDb});
}

// By how much two runs may differ: not at all.
void expectAlike(const std::string& what, int repeated, const std::function<Figures(unsigned threads)>& measure) {
  const Figures right = measure(1);
  ASSERT_FALSE(right.empty());
  int wrongRuns = 0, runs = 0;
  std::string first;
  for (const bool loaded : {false, true})
    for (const unsigned threads : {1U, 2U, 4U}) {
      const test::BusyMachine others(loaded ? 2 : 0);
      for (int i = 0; i < repeated; ++i, ++runs) {
        const Figures figures = measure(threads);
        ASSERT_EQ(figures.size(), right.size());
        if (figures == right) continue;
        ++wrongRuns;
        for (std::size_t k = 0; k < right.size() && first.empty(); ++k)
          if (figures[k] != right[k])
            first = text("value ", k, " is ", figures[k], " instead of ", right[k], " (", threads, " threads",
                         loaded ? ", other load" : "", ", repetition ", i, ")");
      }
    }
  EXPECT_EQ(wrongRuns, 0) << what << ": " << wrongRuns << " of " << runs << " runs give other figures; " << first;
}

TEST(ConcurrentFigures, evaluations) {
  for (const auto& network : {products(), convolutions()}) {
    const ImageSet images = imagesOf(*network, 128);
    expectAlike(text("evaluations of ", network->name), repetitionsOf(*network), [&](unsigned threads) {
      AccuracyEvaluator evaluator(network, images, plain, threads);  // afresh, with its float reference
      Figures figures;
      for (int bits = 2; bits <= 8; ++bits)
        append(figures, evaluator.evaluate(uniformPlan(network->layers.size(), {.bits = bits}), Task{}));
      return figures;
    });
  }
}

TEST(ConcurrentFigures, evaluationsSideBySide) {
  const auto network = products();
  const ImageSet images = imagesOf(*network, 256);
  expectAlike("evaluations side by side", repetitions, [&](unsigned callers) {
    AccuracyEvaluator evaluator(network, images, plain, 1);
    constexpr int plans = 8;
    std::vector<Score> scores(plans);
    std::atomic<int> next = 0;
    std::latch begin(static_cast<std::ptrdiff_t>(callers));
    const auto call = [&] {
      begin.arrive_and_wait();
      for (int i = next++; i < plans; i = next++)
        scores[static_cast<std::size_t>(i)] =
            evaluator.evaluate(uniformPlan(network->layers.size(), {.bits = 2 + i % 7}), Task{.images = 256 - i});
    };
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < callers; ++i) others.emplace_back(call);
      call();
    }
    Figures figures;
    for (const Score& score : scores) append(figures, score);
    return figures;
  });
}

TEST(ConcurrentFigures, sensitivities) {
  for (const auto& network : {products(), convolutions()}) {
    const ImageSet images = imagesOf(*network, 128);
    const SearchSpace space = searchSpace(*network, {}, widthsBetween(2, 8));
    expectAlike(text("sensitivities of ", network->name), repetitionsOf(*network), [&](unsigned threads) {
      AccuracyEvaluator evaluator(network, images, plain, threads);
      Figures figures;
      for (const std::vector<double>& row : measureSensitivity(space, evaluator, Task{}).kl)
        figures.insert(figures.end(), row.begin(), row.end());
      return figures;
    });
  }
}

TEST(ConcurrentFigures, calibration) {
  const auto network = products();
  const ImageSet images = imagesOf(*network, 256);
  expectAlike("calibrated activations", repetitions, [&](unsigned threads) {
    const ActivationCalibration calibration = AccuracyEvaluator(network, images, plain, threads).calibrateActivations();
    Figures figures;
    for (std::size_t l = 0; l < network->layers.size(); ++l) {
      const InputStatistics& seen = calibration.layers()[l];
      for (const auto& [low, high] : seen.batchExtremes) figures.insert(figures.end(), {low, high});
      for (const auto& [low, high] : seen.batchTails) figures.insert(figures.end(), {low, high});
      for (const ChannelStatistics& channel : seen.channels)
        figures.insert(figures.end(), {channel.sums.positive, channel.sums.negative, channel.sums.squares});
      figures.push_back(calibration.scheme(l, 4, {}).scale);
    }
    return figures;
  });
}

TEST(ConcurrentFigures, inputMoments) {
  for (const auto& network : {products(), convolutions()}) {
    const ImageSet images = imagesOf(*network, 256);
    expectAlike(text("input moments of ", network->name), repetitionsOf(*network), [&](unsigned threads) {
      Figures figures;
      const Calibration calibration = AccuracyEvaluator(network, images, plain, threads).calibrateInputs();
      for (const auto& moments : calibration.layers) {
        figures.insert(figures.end(), moments->first.begin(), moments->first.end());
        figures.insert(figures.end(), moments->second.begin(), moments->second.end());
      }
      return figures;
    });
  }
}

TEST(ConcurrentFigures, errorTablesWithData) {
  const auto network = products();
  const ImageSet images = imagesOf(*network, 256);
  expectAlike("error tables", repetitions, [&](unsigned threads) {
    const Calibration calibration = AccuracyEvaluator(network, images, plain, threads).calibrateInputs();
    Figures figures;
    for (const ErrorRow& row : errorTable(*network, calibration, {{.bits = 2}, {.bits = 4}}))
      figures.insert(figures.end(), {row.error.mse, row.outputSqnrDb.value()});
    return figures;
  });
}

TEST(ConcurrentFigures, trainingSteps) {
  for (const auto& network : {products(), convolutions()}) {
    const ImageSet images = imagesOf(*network, 96);
    for (const TrainingObjective objective : {TrainingObjective::Labels, TrainingObjective::Distillation}) {
      TrainingSettings settings;
      settings.objective = objective;
      settings.batch = 96;
      settings.epochs = 1;
      expectAlike(text("a training step of ", network->name), repetitionsOf(*network), [&](unsigned threads) {
        settings.threads = threads;
        const QuantPlan plan = uniformPlan(network->layers.size(), {.bits = 3});
        const TrainingResult result = Trainer(network, plan, images, {}, plain, settings).run();
        Figures figures = {result.records.back().loss};
        for (const Tensor& tensor : result.network->program.tensors)
          if (tensor.isFloat()) figures.insert(figures.end(), tensor.floats().begin(), tensor.floats().end());
        return figures;
      });
    }
  }
}

}  // namespace
}  // namespace bitprism
