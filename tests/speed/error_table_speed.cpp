// The error table of 25 million weights in ResNet-50's shapes, uniform per channel, widths 2 to 8, on all cores: time a
// pass (one width over all weights), compared with one memcpy of the weights and LibTorch's
// fake_quantize_per_channel_affine over the same tensors on as many threads, in turns. error_table_speed [ROUNDS].

#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "core/base/random.h"
#include "core/quant/choice/error_table.h"

using namespace bitprism;

namespace {

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return 1e3 * std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Network bigNetwork() {
  Network network;
  Random random(1);
  const auto add = [&](std::int64_t out, std::int64_t in, std::int64_t kernel) {
    std::vector<float> weights(static_cast<std::size_t>(out * in * kernel * kernel));
    for (float& weight : weights) weight = static_cast<float>(0.02 * random.normal());
    Layer layer;
    layer.name = "layer" + std::to_string(network.layers.size());
    layer.shape = {out, in, kernel, kernel};
    layer.weights = constantArray(std::move(weights));
    network.layers.push_back(std::move(layer));
  };
  add(64, 3, 7);
  std::int64_t in = 64;
  for (const auto& [width, blocks] : {std::pair{64, 3}, {128, 4}, {256, 6}, {512, 3}}) {
    for (int b = 0; b < blocks; ++b) {
      add(width, in, 1);
      add(width, width, 3);
      add(4 * width, width, 1);
      if (b == 0) add(4 * width, in, 1);
      in = 4 * width;
    }
  }
  add(1000, 2048, 1);
  return network;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
  const Network network = bigNetwork();
  const std::int64_t weights = network.weightCount();
  std::vector<float> copy(static_cast<std::size_t>(weights));
  std::vector<QuantScheme> schemes;
  for (int bits = 2; bits <= 8; ++bits) schemes.push_back({.bits = bits});
  at::set_num_threads(static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
  std::vector<at::Tensor> tensors, scales, zeros;
  for (const Layer& layer : network.layers) {
    tensors.push_back(at::from_blob(const_cast<float*>(layer.weights->data()), layer.shape, at::kFloat));
    scales.push_back(at::full({layer.shape[0]}, 0.01F));
    zeros.push_back(at::zeros({layer.shape[0]}, at::kInt));
  }
  std::printf("%.1f M weights in %zu layers\n", static_cast<double>(weights) * 1e-6, network.layers.size());
  for (int round = 0; round < rounds; ++round) {
    const double table = milliseconds([&] { errorTable(network, {}, schemes); }) / static_cast<double>(schemes.size());
    const double memory = milliseconds([&] {
      float* to = copy.data();
      for (const Layer& layer : network.layers) {
        std::memcpy(to, layer.weights->data(), layer.weights->size() * sizeof(float));
        to += layer.weights->size();
      }
    });
    const double peer = milliseconds([&] {
      for (std::size_t l = 0; l < tensors.size(); ++l)
        at::fake_quantize_per_channel_affine(tensors[l], scales[l], zeros[l], 0, -8, 7);
    });
    std::printf("pass %.1f ms, memcpy %.1f ms (ratio %.1f), LibTorch fake quantize %.1f ms (ratio %.2f)\n", table,
                memory, table / memory, peer, table / peer);
  }
  // Every method that needs no images, at every width: what `error --methods all --bits 2-8` computes.
  double all = 0;
  for (const Method method : existingMethods) {
    if (isSolver(method)) continue;
    std::vector<QuantScheme> widths;
    for (int bits = 2; bits <= 8; ++bits) {
      widths.push_back({.method = method, .bits = bits});
      widths.back().correction = standardCorrection(widths.back());
    }
    const double time = milliseconds([&] { errorTable(network, {}, widths); });
    all += time;
    std::printf("%-8s %6.0f ms for 2 to 8 bits, %5.2f GB/s\n", methodName(method), time,
                7 * 4e-6 * static_cast<double>(weights) / time);
  }
  std::printf("all methods %.1f s\n", all / 1000);
}
