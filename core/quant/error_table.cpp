#include "core/quant/error_table.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/quant/model_size.h"

namespace bitprism {

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
        rows[at] = {at / schemes.size(), scheme, layerError(layer, scheme), layerBytes(layer, scheme)};
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
