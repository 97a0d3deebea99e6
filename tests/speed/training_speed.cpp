// Images per second of a training, float and under plans, compared with a PyTorch script that trains the same network
// with the same batch and threads, in turns. training_speed NETWORK.pt [BATCH [THREADS [STEPS [ROUNDS]]]], by default
// 64, 2, 30, 3; PYTHON names the interpreter that has torch, else python3. Prints a line a round and the ratio of the
// medians.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/base/text.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/train/trainer.h"
#include "tests/support/random_images.h"

using namespace bitprism;

namespace {

// Nothing without PyTorch.
double peer(const std::string& network, const Shape& shape, int batch, int threads, int steps) {
  std::string dimensions;
  for (const std::int64_t extent : shape) dimensions += (dimensions.empty() ? "" : ",") + std::to_string(extent);
  const char* python = std::getenv("PYTHON");
  const std::string command =
      text(python ? python : "python3", " '", BITPRISM_SOURCE_DIR, "/tests/speed/training_speed.py' '", network, "' ",
           dimensions, " ", batch, " ", threads, " ", steps);
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return 0;
  std::array<char, 256> buffer{};
  double speed = 0;
  if (std::fgets(buffer.data(), buffer.size(), pipe)) speed = std::atof(buffer.data());
  return pclose(pipe) == 0 ? speed : 0;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: training_speed NETWORK.pt [BATCH [THREADS [STEPS [ROUNDS]]]]\n";
    return 2;
  }
  const int batch = argc > 2 ? std::atoi(argv[2]) : 64, threads = argc > 3 ? std::atoi(argv[3]) : 2,
            steps = argc > 4 ? std::atoi(argv[4]) : 30, rounds = argc > 5 ? std::atoi(argv[5]) : 3;
  const auto network = std::make_shared<const Network>(readNetwork(argv[1]));
  const Shape& input = network->program.inputs.at(0).shape;
  const Shape shape(input.begin() + 1, input.end());
  const ImageSet images = test::randomImages(batch * steps, shape, 10, 1);
  TrainingSettings settings;
  settings.epochs = 1;
  settings.batch = batch;
  settings.threads = static_cast<unsigned>(threads);
  settings.optimizer = TrainingOptimizer::Sgd;
  settings.learningRate = 1e-6;
  const auto speed = [&](const QuantPlan& plan, BatchNormTraining batchNorm) {
    settings.batchNorm = batchNorm;
    return Trainer(network, plan, images, {}, Preprocessing(), settings).run().imagesPerSecond;
  };
  const std::size_t layers = network->layers.size();
  std::vector<double> theirs, folded, frozen, rounded, pwlq, dsconv;
  for (int round = 0; round < rounds; ++round) {
    theirs.push_back(peer(argv[1], shape, batch, threads, steps));
    folded.push_back(speed(floatPlan(layers), BatchNormTraining::Folded));
    frozen.push_back(network->unfolded ? speed(floatPlan(layers), BatchNormTraining::Frozen) : 0);
    rounded.push_back(
        speed(uniformPlan(layers, {.bits = 3, .range = RangeRule::LeastSquares}), BatchNormTraining::Folded));
    pwlq.push_back(speed(uniformPlan(layers, {.method = Method::Pwlq, .bits = 3}), BatchNormTraining::Folded));
    dsconv.push_back(speed(uniformPlan(layers, {.method = Method::Dsconv, .bits = 3}), BatchNormTraining::Folded));
    std::cout << "images/s: PyTorch " << theirs.back() << ", float folded " << folded.back() << ", float apart "
              << frozen.back() << ", uniform 3 bits " << rounded.back() << ", pwlq " << pwlq.back() << ", dsconv "
              << dsconv.back() << std::endl;
  }
  if (median(theirs) > 0)
    std::cout << "ratio to PyTorch: float folded " << median(folded) / median(theirs) << ", float apart "
              << median(frozen) / median(theirs) << ", uniform 3 bits " << median(rounded) / median(theirs) << '\n';
  else
    std::cout << "there is no PyTorch for Python here, so there is nothing to compare with\n";
  return 0;
}
