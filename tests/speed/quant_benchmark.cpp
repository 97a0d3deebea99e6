#include <benchmark/benchmark.h>

#include <cstring>
#include <span>

#include "core/base/random.h"
#include "core/quant/choice/error_table.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

// Gigabytes of float weights per second, on one thread, compared with a copy of the same weights: 25 million in 5425
// channels of 4608 (a 3 x 3 convolution of 512 channels has rows of that length). Run on a quiet machine.
namespace bitprism {
namespace {

constexpr std::int64_t channels = 5425;
constexpr std::int64_t perChannel = 4608;

const Layer& bigLayer() {
  static const Layer layer = [] {
    std::vector<float> weights(channels * perChannel);
    Random random(1);
    for (float& weight : weights) weight = static_cast<float>(0.02 * random.normal());
    Layer result;
    result.name = "big";
    result.shape = {channels, perChannel / 9, 3, 3};
    result.weights = constantArray(std::move(weights));
    return result;
  }();
  return layer;
}

std::span<const float> weights() {
  return *bigLayer().weights;
}

const std::vector<float>& roundedWeights() {
  static const std::vector<float> values = dequantize(quantize(bigLayer(), {.bits = 4, .range = RangeRule::MinMax}));
  return values;
}

void countBytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * weights().size() * sizeof(float)));
}

void copy(benchmark::State& state) {
  std::vector<float> to(weights().size());
  for ([[maybe_unused]] auto step : state) {
    std::memcpy(to.data(), weights().data(), weights().size() * sizeof(float));
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  countBytes(state);
}

void findExtent(benchmark::State& state) {
  weights();
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(extent(weights()));
  countBytes(state);
}

void describe(benchmark::State& state) {
  weights();
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(layerStats(weights()));
  countBytes(state);
}

void countBins(benchmark::State& state) {
  weights();
  for ([[maybe_unused]] auto step : state)
    benchmark::DoNotOptimize(histogram(weights(), static_cast<std::size_t>(state.range(0))));
  countBytes(state);
}

void compare(benchmark::State& state) {
  roundedWeights();
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(quantError(weights(), roundedWeights()));
  countBytes(state);
}

// bits, symmetric, least squares, dequantized too
void quantizeLayer(benchmark::State& state) {
  const QuantScheme scheme{.bits = static_cast<int>(state.range(0)),
                           .symmetric = state.range(1) != 0,
                           .range = state.range(2) != 0 ? RangeRule::LeastSquares : RangeRule::MinMax};
  bigLayer();
  for ([[maybe_unused]] auto step : state) {
    const QuantizedTensor tensor = quantize(bigLayer(), scheme);
    if (state.range(3) != 0) benchmark::DoNotOptimize(dequantize(tensor));
    benchmark::DoNotOptimize(tensor.codes.data());
  }
  countBytes(state);
}

BENCHMARK(copy)->Unit(benchmark::kMillisecond);
BENCHMARK(findExtent)->Unit(benchmark::kMillisecond);
BENCHMARK(describe)->Unit(benchmark::kMillisecond);
BENCHMARK(countBins)->Arg(256)->Arg(2048)->Unit(benchmark::kMillisecond);
BENCHMARK(compare)->Unit(benchmark::kMillisecond);
BENCHMARK(quantizeLayer)
    ->ArgNames({"bits", "symmetric", "leastSquares", "dequantize"})
    ->Args({4, 1, 0, 0})
    ->Args({4, 1, 0, 1})
    ->Args({4, 0, 0, 1})
    ->Args({1, 1, 1, 1})
    ->Args({2, 1, 1, 1})
    ->Args({4, 1, 1, 1})
    ->Args({8, 1, 1, 1})
    ->Args({4, 0, 1, 1})
    ->Args({8, 0, 1, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitprism

BENCHMARK_MAIN();
