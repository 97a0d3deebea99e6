#include "app/workflow/runtime_timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <random>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr double shortestTurn = 4e6;  // of one model, in nanoseconds: a clock reading is then nothing beside it
constexpr std::uint32_t timingSeed = 1;
constexpr std::size_t keptPart = 3;  // the quickest third of the turns

double medianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<RuntimeTensor> timingInputs(const Program& program, std::int64_t batch) {
  if (const std::int64_t fixed = fixedBatch(program); fixed != 0 && fixed != batch)
    throw UsageError(text("--batch ", batch, ": the network takes batches of ", fixed, " only"));
  std::mt19937 random(timingSeed);
  std::vector<RuntimeTensor> inputs;
  for (const ProgramInput& input : program.inputs) {
    RuntimeTensor& tensor = inputs.emplace_back();
    tensor.shape = input.shape;
    for (std::int64_t& extent : tensor.shape)
      if (extent < 0) extent = batch;
    tensor.values.resize(static_cast<std::size_t>(elementCount(tensor.shape)));
    if (input.kind != InputKind::Float) continue;
    constexpr float half = 2147483648.0F;
    for (float& value : tensor.values) value = static_cast<float>(random()) / half - 1;
  }
  return inputs;
}

std::vector<double> interleavedNanoseconds(RuntimeProcess& runtime, const std::vector<int>& models,
                                           const std::vector<RuntimeTensor>& inputs, const TimingEffort& effort,
                                           std::stop_token stop, const Progress& progress) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::vector<double>> times(models.size());
  const Clock::time_point begin = Clock::now();
  int turns = 0, total = effort.leastTurns;
  for (; turns < total; ++turns) {
    for (std::size_t i = 0; i < models.size(); ++i) {
      if (stop.stop_requested()) throw Cancelled();
      times[i].push_back(runtime.nanosecondsOfRun(models[i], inputs, shortestTurn));
    }
    const double each = std::chrono::duration<double>(Clock::now() - begin).count() / (turns + 1);
    const double affordable = std::floor(effort.seconds / std::max(each, 1e-6));
    total = static_cast<int>(std::clamp<double>(affordable, effort.leastTurns, effort.mostTurns));
    report(progress, "measuring latency", turns + 1, total);
  }
  // Turns that other work on the machine held up say more about that work, which is not the same for all models.
  std::vector<double> together(times[0].size(), 0.0);
  for (const std::vector<double>& own : times)
    for (std::size_t t = 0; t < own.size(); ++t) together[t] += own[t];
  std::vector<std::size_t> quick(together.size());
  std::iota(quick.begin(), quick.end(), std::size_t{0});
  std::sort(quick.begin(), quick.end(), [&](std::size_t a, std::size_t b) { return together[a] < together[b]; });
  quick.resize(std::max<std::size_t>((quick.size() + keptPart - 1) / keptPart, std::min<std::size_t>(3, quick.size())));
  const auto ofQuick = [&](const std::vector<double>& values) {
    std::vector<double> kept;
    for (const std::size_t turn : quick) kept.push_back(values[turn]);
    return medianOf(std::move(kept));
  };
  std::vector<double> result;
  const double first = ofQuick(times[0]);
  for (const std::vector<double>& own : times) {
    std::vector<double> ratios(own.size());
    for (std::size_t t = 0; t < own.size(); ++t) ratios[t] = own[t] / times[0][t];
    result.push_back(first * ofQuick(ratios));
  }
  return result;
}

}  // namespace bitprism
