#include "app/desktop/method_curves.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

namespace bitprism {

MethodCurves::MethodCurves(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::failed, this, &MethodCurves::failed);
  connect(&job_, &BackgroundJob::progressed, this, &MethodCurves::progressed);
  connect(&job_, &BackgroundJob::finished, this, &MethodCurves::changed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &MethodCurves::ended);
  connect(&job_, &BackgroundJob::failed, this, &MethodCurves::ended);
}

void MethodCurves::setNetwork(std::shared_ptr<const Network> network, Calibration calibration) {
  job_.cancel();
  network_ = std::move(network);
  calibration_ = std::move(calibration);
  scores_.clear();
  wanted_.clear();
}

void MethodCurves::setCalibration(std::shared_ptr<const Network> network, Calibration calibration) {
  job_.cancel();
  wanted_.clear();
  std::erase_if(scores_, [&](const auto& score) {
    return calibration.of(score.first.first) != calibration_.of(score.first.first);
  });
  network_ = std::move(network);
  calibration_ = std::move(calibration);
}

const MethodScore* MethodCurves::find(std::size_t layer, const QuantScheme& scheme) const {
  const auto found = scores_.find({layer, scheme});
  return found == scores_.end() ? nullptr : &found->second;
}

std::vector<MethodScore> MethodCurves::scores(std::size_t layer, const QuantScheme& own, bool solvers) const {
  std::vector<MethodScore> result;
  for (const QuantScheme& scheme : competitors(own, solvers))
    if (const MethodScore* score = find(layer, scheme)) result.push_back(*score);
  return result;
}

bool MethodCurves::known(std::size_t layer, const QuantScheme& own, bool solvers) const {
  const std::vector<QuantScheme> schemes = competitors(own, solvers);
  return std::all_of(schemes.begin(), schemes.end(), [&](const auto& scheme) { return find(layer, scheme); });
}

void MethodCurves::want(std::size_t layer, const QuantScheme& own, bool solvers) {
  if (!network_) return;
  std::vector<int> widths;
  for (int bits = minimumBits; bits <= maximumBits; ++bits) widths.push_back(bits);
  // From the layer's own bits outwards.
  std::stable_sort(widths.begin(), widths.end(),
                   [&](int a, int b) { return std::abs(a - own.bits) < std::abs(b - own.bits); });
  std::vector<Key> missing;
  for (const int bits : widths) {
    QuantScheme at = own;
    at.bits = bits;
    for (const QuantScheme& scheme : competitors(at, solvers)) {
      const bool possible = !readsInputs(scheme) || calibration_.of(layer);
      if (possible && !find(layer, scheme)) missing.emplace_back(layer, scheme);
    }
  }
  // Solvers take as long as all other methods together.
  std::stable_partition(missing.begin(), missing.end(), [](const Key& key) { return !isSolver(key.second.method); });
  const auto underWay = [&](const Key& key) { return std::find(wanted_.begin(), wanted_.end(), key) != wanted_.end(); };
  if (job_.running() && !missing.empty() && std::all_of(missing.begin(), missing.end(), underWay)) return;
  if (missing.empty()) {
    job_.cancel();
    return;
  }
  wanted_ = missing;
  const bool slow = isSolver(missing.back().second.method);
  job_.start(
      [this, network = network_, calibration = calibration_, missing, slow,
       what = tr("comparing solvers").toStdString()](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
        std::atomic<std::size_t> next = 0;
        std::atomic<std::int64_t> done = 0;
        std::mutex failing;
        std::exception_ptr failure;
        const auto work = [&] {
          for (std::size_t at = next++; at < missing.size() && !stop.stop_requested(); at = next++) {
            try {
              const Key& key = missing[at];
              const MethodScore score =
                  methodScore(network->layers[key.first], key.second, calibration.of(key.first), stop);
              mailbox.post([this, key, score] {
                scores_[key] = score;
                emit changed();
              });
              if (slow) report(progress, what, ++done, static_cast<std::int64_t>(missing.size()));
            } catch (...) {
              const std::lock_guard lock(failing);
              if (!failure) failure = std::current_exception();
              next = missing.size();
            }
          }
        };
        {
          std::vector<std::jthread> helpers;  // as low in priority as this thread
          for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i) helpers.emplace_back(work);
          work();
        }
        if (failure) std::rethrow_exception(failure);
      });
}

}  // namespace bitprism
