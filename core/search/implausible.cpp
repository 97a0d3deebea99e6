#include "core/search/implausible.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// The largest plausible rise of a KL with more bits: sampling noise, which is small where the KL is small.
constexpr double risesAtMost = 4;
constexpr double slack = 2e-3;  // nats
// No single layer rounded to 8 bits or more has a larger KL.
constexpr int wideBits = 8;
constexpr double harmless = 0.1;
// The KL of a plan may exceed the sum of its layers' sensitivities, but by no more than this factor.
constexpr double addsUpTo = 10;
constexpr double allowance = 0.3;  // nats
// Layers whose KL sum is below this do not harm accuracy.
constexpr double littleInAll = 0.02;
constexpr double keptAtLeast = 0.2;  // of the float accuracy above chance
constexpr std::int64_t enoughImages = 32;

double klOf(const Score& score) {
  return std::isfinite(score.kl) ? std::max(score.kl, 0.0) : 1e3;
}

bool agree(const Score& a, const Score& b) {
  const auto near = [](double x, double y) {
    return std::abs(x - y) <= 1e-6 + 1e-3 * std::max(std::abs(x), std::abs(y));
  };
  return near(klOf(a), klOf(b)) && near(a.accuracy, b.accuracy);
}

std::string placeText(const SearchSpace& space, std::size_t layer, std::size_t width) {
  return text("layer ", layer + 1, " of ", space.size(), " at ", space.layers[layer].widths[width].bits, " bits");
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> implausibleSensitivities(const SearchSpace& space,
                                                                          const std::vector<std::vector<double>>& kl) {
  std::vector<std::pair<std::size_t, std::size_t>> found, all;
  double least = harmless;
  bool wide = false;
  for (std::size_t l = 0; l < space.size(); ++l) {
    const std::vector<LayerChoice>& widths = space.layers[l].widths;
    std::vector<bool> suspect(widths.size(), false);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      all.emplace_back(l, i);
      if (widths[i].bits >= wideBits) {
        least = wide ? std::min(least, kl[l][i]) : kl[l][i];
        wide = true;
      }
      for (std::size_t j = 0; j < widths.size(); ++j)
        if (widths[i].scheme == widths[j].scheme && widths[i].bits < widths[j].bits &&
            kl[l][j] > risesAtMost * kl[l][i] + slack)
          suspect[i] = suspect[j] = true;
    }
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (suspect[i]) found.emplace_back(l, i);
  }
  return wide && least > harmless ? all : found;
}

std::string contradiction(const SearchSpace& space, const Sensitivity& sensitivity, const PlanChoice& bits,
                          const Evaluation& evaluation, double chance, double floatAccuracy) {
  if (sensitivity.kl.size() != space.size() || bits.size() != space.size() || evaluation.task.epochs > 0) return {};
  double sum = 0;
  for (std::size_t l = 0; l < space.size(); ++l) {
    const int index = space.layers[l].indexOf(bits[l]);
    if (index < 0) return {};
    sum += sensitivity.kl[l][static_cast<std::size_t>(index)];
  }
  const Score& score = evaluation.score;
  if (klOf(score) > addsUpTo * sum + allowance)
    return text("KL ", klOf(score), ", but the layers one at a time add up to only ", sum);
  if (sum < littleInAll && score.images >= enoughImages && floatAccuracy > chance &&
      score.accuracy < chance + keptAtLeast * (floatAccuracy - chance))
    return text("accuracy ", score.accuracy, ", but the layers one at a time add up to a KL of only ", sum);
  return {};
}

ConfirmedScore confirmed(const Score& first, const std::function<Score()>& again) {
  const Score second = again();
  if (agree(first, second)) return {first, false};
  const Score third = again();
  if (agree(second, third)) return {second, true};
  if (agree(first, third)) return {first, false};
  throw Error(text("three measurements gave three different results (KL ", klOf(first), ", ", klOf(second), " and ",
                   klOf(third), "): this machine or its libraries do not compute reliably"));
}

std::vector<std::string> confirmSensitivities(
    const SearchSpace& space, const std::vector<std::vector<double>>& kl, Evaluator& calibration, const Task& task,
    std::stop_token stop, const std::function<void(std::size_t layer, std::size_t width, const Score&)>& settled) {
  std::vector<std::string> notices;
  std::size_t alike = 0;
  for (const auto& [layer, width] : implausibleSensitivities(space, kl)) {
    const QuantPlan plan = space.planOfOne(layer, space.layers[layer].widths[width]);
    const double before = kl[layer][width];
    // At least twice, since the first value is suspect.
    const Score fresh = calibration.evaluateAfresh(plan, task, stop);
    if (std::abs(klOf(fresh) - before) <= 1e-6 + 1e-3 * before) {
      ++alike;
      continue;
    }
    const Score settledScore = confirmed(fresh, [&] { return calibration.evaluateAfresh(plan, task, stop); }).score;
    notices.push_back(text("the KL of ", placeText(space, layer, width), " was measured as ", before,
                           ", which contradicts the others; measured again it is ", klOf(settledScore)));
    settled(layer, width, settledScore);
  }
  if (alike > 0)
    notices.push_back(text("the KL of ", alike, alike == 1 ? " layer and width" : " layers and widths",
                           " contradicted the others and was measured again, with the same result"));
  return notices;
}

}  // namespace bitprism
