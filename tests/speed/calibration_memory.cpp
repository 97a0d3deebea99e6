// Peak memory of calibrating activations over random images, drawn on demand, so that nothing but
// the calibration grows with their number: calibration_memory NETWORK IMAGES. Run it with 500 and with 5000.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/base/random.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"

using namespace bitprism;

namespace {

class DrawnPixels : public PixelSource {
 public:
  DrawnPixels(std::int64_t count, ImageSize size) : count_(count), size_(size) {}
  std::int64_t count() const override { return count_; }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return "image " + std::to_string(index); }
  PixelView read(std::int64_t index, PixelBuffer& buffer) const override {
    Random random(static_cast<std::uint64_t>(index));
    buffer.bytes.resize(static_cast<std::size_t>(size_.values()));
    for (std::uint8_t& pixel : buffer.bytes) pixel = static_cast<std::uint8_t>(random.below(256));
    return {size_, buffer.bytes.data(), nullptr};
  }

 private:
  std::int64_t count_;
  ImageSize size_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: calibration_memory NETWORK IMAGES\n";
    return 2;
  }
  const auto network = std::make_shared<const Network>(readNetwork(argv[1]));
  const Shape& shape = network->program.inputs.at(0).shape;
  ImageSet images;
  images.name = "drawn";
  images.channels = shape[1];
  images.height = shape[2];
  images.width = shape[3];
  images.source = std::make_shared<DrawnPixels>(std::atoi(argv[2]), ImageSize{shape[1], shape[2], shape[3]});
  const AccuracyEvaluator evaluator(network, images, Preprocessing());
  const auto start = std::chrono::steady_clock::now();
  evaluator.calibrateActivations();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s images: %.1f s, peak memory %.1f MiB\n", argv[2],
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
              static_cast<double>(usage.ru_maxrss) / 1024);
}
