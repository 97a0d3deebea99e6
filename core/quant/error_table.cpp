#include "core/quant/error_table.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/model_size.h"
#include "core/stats/lanes.h"

namespace bitprism {

QuantError quantError(std::span<const float> original, std::span<const float> quantized) {
  if (original.size() != quantized.size())
    throw UsageError(text("error between ", original.size(), " and ", quantized.size(), " values, expected as many"));
  Double2 power = {}, otherPower = {}, product = {}, error = {}, largest = {};
  const auto add = [&](Double2 a, Double2 b) {
    const Double2 rest = a - b;
    power += a * a;
    otherPower += b * b;
    product += a * b;
    error += rest * rest;
    largest = larger(magnitude(rest), largest);
  };
  std::size_t i = 0;
  for (; i + 4 <= original.size(); i += 4) {
    const Float4 a = load4(original.data() + i);
    const Float4 b = load4(quantized.data() + i);
    add(lowDoubles(a), lowDoubles(b));
    add(highDoubles(a), highDoubles(b));
  }
  for (; i < original.size(); ++i)
    add(Double2{static_cast<double>(original[i]), 0}, Double2{static_cast<double>(quantized[i]), 0});

  QuantError result;
  if (original.empty()) {
    result.sqnrDb = std::numeric_limits<double>::infinity();
    return result;
  }
  const auto count = static_cast<double>(original.size());
  result.mse = total(error) / count;
  result.sqnrDb =
      total(error) == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(total(power) / total(error));
  const double norms = std::sqrt(total(power)) * std::sqrt(total(otherPower));
  result.cosine = norms > 0 ? std::clamp(total(product) / norms, -1.0, 1.0) : total(error) == 0 ? 1 : 0;
  result.maxError = std::max(largest[0], largest[1]);
  return result;
}

std::vector<ErrorRow> errorTable(const Network& network, const std::vector<QuantScheme>& schemes, std::stop_token stop,
                                 const Progress& progress) {
  const std::size_t total = network.layers.size() * schemes.size();
  std::vector<ErrorRow> rows(total);
  std::vector<std::exception_ptr> failures(total);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex reporting;
  std::size_t done = 0;
  auto lastReport = std::chrono::steady_clock::now() - std::chrono::seconds(1);

  const auto work = [&] {
    for (;;) {
      const std::size_t at = next++;
      if (at >= total || stop.stop_requested() || failed) return;
      const Layer& layer = network.layers[at / schemes.size()];
      const QuantScheme& scheme = schemes[at % schemes.size()];
      try {
        const Floats weights = quantizedWeights(layer, scheme);
        rows[at] = {at / schemes.size(), scheme, quantError(*layer.weights, *weights), layerBytes(layer, scheme)};
        const std::scoped_lock lock(reporting);
        ++done;
        const auto now = std::chrono::steady_clock::now();
        if (done < total && now - lastReport < std::chrono::milliseconds(10)) continue;
        lastReport = now;
        report(progress, "quantization errors", static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
      } catch (...) {
        failures[at] = std::current_exception();
        failed = true;
        return;
      }
    }
  };
  {
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(cores, total); ++i) helpers.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  if (stop.stop_requested() && done < total) throw Cancelled();
  return rows;
}

}  // namespace bitprism
