#include "core/quant/choice/error_table.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

// Makes rows; the output power of a layer's float weights is computed once.
class RowMaker {
 public:
  RowMaker(const Network& network, const Calibration& calibration, const std::vector<QuantScheme>& schemes)
      : network_(network), calibration_(calibration), schemes_(schemes), powers_(network.layers.size()) {}

  ErrorRow row(std::size_t at, const std::stop_token& stop) {
    const std::size_t index = at / schemes_.size();
    const Layer& layer = network_.layers[index];
    const QuantScheme& scheme = schemes_[at % schemes_.size()];
    const InputMoments* inputs = calibration_.of(index);
    ErrorRow row{index, scheme, {}, layerBytes(layer, scheme), {}};
    if (!inputs) {
      row.error = layerError(layer, scheme);
      return row;
    }
    checkScheme(scheme);
    const Floats rounded = quantizedWeights(layer, scheme, inputs, stop);
    row.error = quantError(*layer.weights, *rounded);
    Power& power = powers_[index];
    std::call_once(power.once, [&] { power.value = outputPower(layer, inputs, *layer.weights, stop); });
    row.outputSqnrDb = outputSqnrDb(layer, inputs, *rounded, power.value, stop);
    return row;
  }

 private:
  struct Power {
    std::once_flag once;
    double value = 0;
  };

  const Network& network_;
  const Calibration& calibration_;
  const std::vector<QuantScheme>& schemes_;
  std::vector<Power> powers_;
};

}  // namespace

void forEachError(const Network& network, const Calibration& calibration, const std::vector<QuantScheme>& schemes,
                  const std::function<void(const ErrorRow&)>& visit, std::stop_token stop, const Progress& progress) {
  const std::size_t total = network.layers.size() * schemes.size();
  RowMaker maker(network, calibration, schemes);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex mutex;  // guards all below
  std::map<std::size_t, std::exception_ptr> failures;
  std::map<std::size_t, ErrorRow> waiting;  // until the rows before them are visited
  std::size_t done = 0, visited = 0;
  auto lastReport = std::chrono::steady_clock::now() - std::chrono::seconds(1);

  const auto finish = [&](std::size_t at, const ErrorRow& row) {
    const std::scoped_lock lock(mutex);
    waiting.emplace(at, row);
    for (auto first = waiting.begin(); first != waiting.end() && first->first == visited;
         first = waiting.erase(first), ++visited)
      visit(first->second);
    ++done;
    const auto now = std::chrono::steady_clock::now();
    if (done < total && now - lastReport < std::chrono::milliseconds(10)) return;
    lastReport = now;
    report(progress, "quantization errors", static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  };
  const auto work = [&] {
    for (;;) {
      const std::size_t at = next++;
      if (at >= total || stop.stop_requested() || failed) return;
      try {
        finish(at, maker.row(at, stop));
      } catch (const Cancelled&) {
        return;
      } catch (...) {
        const std::scoped_lock lock(mutex);
        failures.emplace(at, std::current_exception());
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
  if (!failures.empty()) std::rethrow_exception(failures.begin()->second);
  if (stop.stop_requested() && done < total) throw Cancelled();
}

std::vector<ErrorRow> errorTable(const Network& network, const Calibration& calibration,
                                 const std::vector<QuantScheme>& schemes, std::stop_token stop,
                                 const Progress& progress) {
  std::vector<ErrorRow> rows;
  forEachError(
      network, calibration, schemes, [&](const ErrorRow& row) { rows.push_back(row); }, stop, progress);
  return rows;
}

}  // namespace bitprism
