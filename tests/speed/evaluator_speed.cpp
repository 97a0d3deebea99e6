// Images per second of the accuracy evaluator under weight-only plans, compared with ONNX Runtime running the same
// network in fp32 at its best batch, in turns. evaluator_speed NETWORK.onnx [IMAGES [THREADS [ROUNDS]]], by default
// 2048 images, 1 thread, 3 rounds; BITPRISM_JUDGE names the folder with onnxruntime-node. Prints a line a round and the
// ratio of the medians.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/random_images.h"

using namespace bitprism;

namespace {

// The best batch and its images per second; nothing without ONNX Runtime.
std::pair<int, double> peer(const std::string& network, const Shape& shape, int images, int threads) {
  std::string dimensions;
  for (const std::int64_t extent : shape) dimensions += (dimensions.empty() ? "" : ",") + std::to_string(extent);
  const std::string command = text("node '", BITPRISM_SOURCE_DIR, "/tests/speed/onnx_runtime_speed.mjs' '", network,
                                   "' ", threads, " ", images, " 1,4,8,16,32,64,256 ", dimensions);
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return {};
  std::array<char, 512> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe)) output += buffer.data();
  if (pclose(pipe) != 0 || output.empty()) return {};
  std::pair<int, double> best{};
  const Json speeds = Json::parse(output);
  for (const auto& [batch, speed] : speeds.items())
    if (speed.get<double>() > best.second) best = {std::stoi(batch), speed.get<double>()};
  return best;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: evaluator_speed NETWORK.onnx [IMAGES [THREADS [ROUNDS]]]\n";
    return 2;
  }
  const int images = argc > 2 ? std::atoi(argv[2]) : 2048, threads = argc > 3 ? std::atoi(argv[3]) : 1,
            rounds = argc > 4 ? std::atoi(argv[4]) : 3;
  const auto network = std::make_shared<const Network>(readNetwork(argv[1]));
  const Shape& input = network->program.inputs.at(0).shape;
  const Shape shape(input.begin() + 1, input.end());
  const std::int64_t classes = argc > 5 ? std::atoi(argv[5]) : (shape[1] > 64 ? 1000 : 10);
  AccuracyEvaluator evaluator(network, test::randomImages(images, shape, classes, 1), Preprocessing(),
                              static_cast<unsigned>(threads));
  evaluator.evaluate(floatPlan(network->layers.size()), Task{});

  std::vector<double> ours, theirs;
  for (int round = 0; round < rounds; ++round) {
    QuantScheme scheme;
    scheme.bits = 8 - round % 7;
    const QuantPlan plan = uniformPlan(network->layers.size(), scheme);
    evaluator.evaluate(plan, Task{32, 0});  // the weights of this plan are made once a search, not once an image
    const auto start = std::chrono::steady_clock::now();
    evaluator.evaluate(plan, Task{});
    ours.push_back(images / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    const auto [batch, speed] = peer(argv[1], shape, images, threads);
    std::printf("%d threads: evaluator %.0f images/s", threads, ours.back());
    if (speed > 0) {
      theirs.push_back(speed);
      std::printf(", ONNX Runtime fp32 %.0f images/s (batch %d), ratio %.2f", speed, batch, ours.back() / speed);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  if (!theirs.empty()) std::printf("ratio of medians %.2f\n", median(ours) / median(theirs));
}
