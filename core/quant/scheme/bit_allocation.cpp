#include "core/quant/scheme/bit_allocation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <tuple>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

std::vector<int> binAllocation(std::span<const double> alphas, double target, BitRounding rounding) {
  std::vector<double> shares;
  for (const double alpha : alphas) shares.push_back(std::cbrt(alpha * alpha));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<int> bits(alphas.size(), 0);
  if (!(sum > 0)) return bits;
  const double bins = static_cast<double>(alphas.size()) * std::exp2(target);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const double exact = std::clamp(std::log2(bins * (shares[i] / sum)), -1.0, maximumBits + 1.0);
    const double whole = rounding == BitRounding::Up ? std::ceil(exact) : std::nearbyint(exact);
    bits[i] = std::clamp(static_cast<int>(whole), 0, maximumBits);
  }
  return bits;
}

std::vector<int> authorsAllocation(std::span<const double> alphas, double goal, BitRounding rounding) {
  std::vector<int> bits(alphas.size(), 0);
  if (alphas.empty()) return bits;
  double target = goal, lacking = 1;
  for (int round = 0; round < 10 && std::fabs(2 * lacking) > 0.01; ++round) {
    bits = binAllocation(alphas, target, rounding);
    const double mean = std::accumulate(bits.begin(), bits.end(), 0.0) / static_cast<double>(bits.size());
    lacking = (goal - mean) / 2;
    target += lacking;
  }
  return bits;
}

double allocationError(double alpha, int bits) {
  return alpha * alpha / 3 * std::ldexp(1.0, -2 * bits);
}

std::vector<int> exactAllocation(std::span<const double> alphas, int bits) {
  std::vector<int> allocation = authorsAllocation(alphas, bits);
  int over = std::accumulate(allocation.begin(), allocation.end(), 0) - bits * static_cast<int>(allocation.size());
  const int step = over > 0 ? -1 : 1;
  // For equal changes of the error, first the channel with the most bits to remove from or the fewest to add to.
  using Change = std::tuple<double, int, std::size_t>;
  std::priority_queue<Change, std::vector<Change>, std::greater<>> changes;
  const auto offer = [&](std::size_t i) {
    const int to = allocation[i] + step;
    if (to < 0 || to > maximumBits) return;
    changes.emplace(allocationError(alphas[i], to) - allocationError(alphas[i], allocation[i]), step * to, i);
  };
  for (std::size_t i = 0; i < allocation.size(); ++i) offer(i);
  for (; over != 0; over += step) {
    const std::size_t i = std::get<std::size_t>(changes.top());
    changes.pop();
    allocation[i] += step;
    offer(i);
  }
  return allocation;
}

}  // namespace bitprism
