// Trains the network of the bundled example and writes it with its description.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "app/example/example_images.h"
#include "app/example/example_training.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/plan/quant_plan.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"

namespace {

using namespace bitprism;

Json description(const ExampleTraining& training, const ExampleResult& result) {
  const Preprocessing preprocessing = examplePreprocessing();
  Json json;
  json["networks"] = {"example.pt", "example.onnx"};
  json["preprocessing"] = {{"scale", preprocessing.scale},
                           {"mean", preprocessing.mean},
                           {"std", preprocessing.deviation},
                           {"channels", "rgb"}};
  json["classes"] = exampleClassNames();
  json["evaluation_images"] = exampleEvaluationCount;
  json["calibration_images"] = exampleCalibrationCount;
  json["float_accuracy"] = result.accuracy.floating;
  json["uniform_accuracy"] = {
      {"8", result.accuracy.eightBits}, {"4", result.accuracy.fourBits}, {"3", result.accuracy.threeBits}};
  json["layers"] = result.layers;
  json["weights"] = result.weights;
  json["training"] = {{"widths", training.widths},     {"blocks", training.blocks},
                      {"epochs", training.epochs},     {"images_per_epoch", training.imagesPerEpoch},
                      {"batch", training.batch},       {"learning_rate", training.learningRate},
                      {"momentum", training.momentum}, {"weight_decay", training.weightDecay},
                      {"sparsity", training.sparsity}, {"seed", training.seed}};
  return json;
}

void print(const ExampleResult& result) {
  std::cout << result.layers << " layers, " << result.weights << " weights\n"
            << std::fixed << std::setprecision(2) << "float  " << 100 * result.accuracy.floating << " %\n"
            << "8 bits " << 100 * result.accuracy.eightBits << " %\n"
            << "4 bits " << 100 * result.accuracy.fourBits << " %\n"
            << "3 bits " << 100 * result.accuracy.threeBits << " %\n";
}

// The same network in the other format, batch norm folded as in every export.
void writeOnnx(const std::string& from, const std::string& to) {
  const ImageSet images = drawExampleImages(ExamplePart::Calibration, 1);
  const Network network = readNetwork(from, {.inputShape = {images.channels, images.height, images.width}});
  writeFile(to, onnxBytes(network, floatPlan(network.layers.size())));
}

// A line about every ten seconds.
Progress progressLines() {
  using Clock = std::chrono::steady_clock;
  return [start = Clock::now(), last = Clock::time_point()](const ProgressStep& step) mutable {
    const Clock::time_point now = Clock::now();
    if (now - last < std::chrono::seconds(10)) return;
    last = now;
    const double seconds = std::chrono::duration<double>(now - start).count();
    const double left = seconds / static_cast<double>(step.done) * static_cast<double>(step.total - step.done);
    std::cerr << step.done << "/" << step.total << " " << step.what << ", " << static_cast<int>(left) << " s left"
              << std::endl;
  };
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Trains the network of the bundled example");
  ExampleTraining training;
  std::string out;
  bool onlyMeasure = false;
  app.add_option("--out", out, "folder for example.pt, example.onnx and example.json")->required();
  app.add_option("--epochs", training.epochs)->capture_default_str();
  app.add_option("--images", training.imagesPerEpoch, "new images per epoch")->capture_default_str();
  app.add_option("--batch", training.batch)->capture_default_str();
  app.add_option("--rate", training.learningRate, "peak learning rate")->capture_default_str();
  app.add_option("--decay", training.weightDecay, "weight decay")->capture_default_str();
  app.add_option("--sparsity", training.sparsity, "strength of the penalty on |w|")->capture_default_str();
  app.add_option("--widths", training.widths, "channels of the three stages")->delimiter(',')->capture_default_str();
  app.add_option("--blocks", training.blocks, "residual blocks per stage")->capture_default_str();
  app.add_option("--seed", training.seed)->capture_default_str();
  app.add_option("--threads", training.threads)->capture_default_str();
  app.add_flag("--measure", onlyMeasure, "do not train: measure example.pt and write example.onnx again");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const std::string path = out + "/example.pt";
    if (onlyMeasure) {
      writeOnnx(path, out + "/example.onnx");
      print(measureExample(path));
      return 0;
    }
    std::filesystem::create_directories(out);
    const ExampleResult result = trainExample(training, path, progressLines());
    writeOnnx(path, out + "/example.onnx");
    writeFile(out + "/example.json", description(training, result).dump(2) + "\n");
    print(result);
    return 0;
  } catch (const UsageError& error) {
    std::cerr << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
