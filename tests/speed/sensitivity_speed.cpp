// Seconds that the sensitivities of a network take: every layer alone at every width from 2 to 8, on so many random
// images, sharing what precedes the changed layer; compared with a plain loop over a part of the same plans, in the
// same run. sensitivity_speed NETWORK [IMAGES [CLASSES]], by default 512 images and 10 classes; all cores.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/search/sensitivity.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/random_images.h"

using namespace bitprism;

namespace {

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: sensitivity_speed NETWORK [IMAGES [CLASSES]]\n";
    return 2;
  }
  const int images = argc > 2 ? std::atoi(argv[2]) : 512, classes = argc > 3 ? std::atoi(argv[3]) : 10;
  const auto network = std::make_shared<const Network>(readNetwork(argv[1]));
  const Shape& input = network->program.inputs.at(0).shape;
  const ImageSet set = test::randomImages(images, Shape(input.begin() + 1, input.end()), classes, 1);
  AccuracyEvaluator shared(network, set, Preprocessing()), plain(network, set, Preprocessing());
  const SearchSpace space = searchSpace(*network, {}, widthsBetween(2, 8));
  plain.evaluate(floatPlan(network->layers.size()), Task{});

  const double together = seconds([&] { measureSensitivity(space, shared, Task{}); });
  // One width of every layer, so that early and late layers count alike.
  const double loop = 7 * seconds([&] {
                        for (std::size_t l = 0; l < space.size(); ++l) plain.evaluate(space.planOfOne(l, 4), Task{});
                      });
  std::printf("%zu layers x 7 widths x %d images: %.2f s; a plain loop %.2f s (from one width); ratio %.2f\n",
              space.size(), images, together, loop, loop / together);
}
