#include "app/desktop/error_cache.h"

#include <algorithm>

#include "core/quant/choice/competing_methods.h"
#include "core/quant/codes/levels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

constexpr std::size_t histogramBins = 160;
constexpr std::size_t mostGridNumbers = std::size_t{1} << 24;  // 64 MiB

std::size_t numbersOf(const SchemeResult& result) {
  if (!result.grid) return 0;
  const QuantizedTensor& grid = *result.grid;
  return grid.scales.size() + grid.offsets.size() + grid.gains.size() + grid.edges.size() + grid.codebook.size() +
         grid.more.scales.size() + (grid.zeroPoints.size() + grid.channelBits.size()) / 4;
}

SchemeResult resultOf(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                      const std::stop_token& stop) {
  SchemeResult result;
  result.bytes = layerBytes(layer, scheme);
  if (scheme.isHalf()) {
    result.error = quantError(*layer.weights, *quantizedWeights(layer, scheme));
    return result;
  }
  QuantizedTensor tensor = quantize(layer, scheme, inputs, stop);
  result.error = quantError(*layer.weights, dequantize(tensor));
  result.grid = withoutCodes(std::move(tensor));
  result.typicalRow = typicalRow(*result.grid);
  result.units = inChannelUnits(layer, *result.grid);
  return result;
}

LayerFacts factsOf(const Layer& layer) {
  return {std::make_shared<const Histogram>(histogram(*layer.weights, histogramBins)), layerStats(*layer.weights)};
}

}  // namespace

std::vector<double> SchemeResult::levels(std::size_t row) const {
  return grid ? quantizationLevels(*grid, row) : std::vector<double>();
}

std::size_t SchemeResult::rows() const {
  return grid ? levelRows(*grid) : 0;
}

ErrorCache::ErrorCache(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::progressed, this, &ErrorCache::progressed);
  connect(&job_, &BackgroundJob::failed, this, &ErrorCache::failed);
  connect(&job_, &BackgroundJob::finished, this, &ErrorCache::changed);
}

void ErrorCache::setNetwork(std::shared_ptr<const Network> network, Calibration calibration) {
  job_.cancel();
  network_ = std::move(network);
  calibration_ = std::move(calibration);
  results_.clear();
  computing_.clear();
  wanted_.clear();
  gridNumbers_ = 0;
  facts_.assign(network_ ? network_->layers.size() : 0, {});
}

void ErrorCache::setCalibration(std::shared_ptr<const Network> network, Calibration calibration) {
  std::erase_if(results_, [&](const auto& result) {
    const std::size_t layer = result.first.first;
    const bool outdated = readsInputs(result.first.second) && calibration.of(layer) != calibration_.of(layer);
    if (outdated) gridNumbers_ -= numbersOf(result.second);
    return outdated;
  });
  network_ = std::move(network);
  calibration_ = std::move(calibration);
}

void ErrorCache::want(std::vector<std::vector<QuantScheme>> ofLayers) {
  if (!network_) return;
  wanted_ = std::move(ofLayers);
  forgetGrids();
  const std::vector<Key> keys = missing();
  const auto underWay = [&](const Key& key) { return computing_.count(key) > 0; };
  if (job_.running() && std::all_of(keys.begin(), keys.end(), underWay)) return;
  const auto unknown = [](const std::optional<LayerFacts>& facts) { return !facts; };
  if (keys.empty() && std::none_of(facts_.begin(), facts_.end(), unknown)) return;
  compute();
}

const SchemeResult* ErrorCache::find(std::size_t layer, const QuantScheme& scheme) const {
  const auto found = results_.find({layer, scheme});
  return found == results_.end() ? nullptr : &found->second;
}

const LayerFacts* ErrorCache::facts(std::size_t layer) const {
  return layer < facts_.size() && facts_[layer] ? &*facts_[layer] : nullptr;
}

// The plan's current schemes come first, then the other widths. Solvers are slow and need the layer's input.
std::vector<ErrorCache::Key> ErrorCache::missing() const {
  std::vector<Key> now, others;
  for (std::size_t layer = 0; layer < wanted_.size(); ++layer)
    for (std::size_t i = 0; i < wanted_[layer].size(); ++i) {
      const QuantScheme& scheme = wanted_[layer][i];
      if (scheme.isFloat() || !allowsBits(scheme, scheme.bits)) continue;
      if ((isSolver(scheme.method) && i > 0) || (readsInputs(scheme) && !calibration_.of(layer))) continue;
      const SchemeResult* result = find(layer, scheme);
      if (!result || (scheme.hasCodes() && !result->grid)) (i == 0 ? now : others).emplace_back(layer, scheme);
    }
  now.insert(now.end(), others.begin(), others.end());
  return now;
}

void ErrorCache::take(const Key& key, SchemeResult result) {
  SchemeResult& place = results_[key];
  gridNumbers_ -= numbersOf(place);
  gridNumbers_ += numbersOf(result);
  place = std::move(result);
}

void ErrorCache::forgetGrids() {
  if (gridNumbers_ <= mostGridNumbers) return;
  for (auto& [key, result] : results_) {
    const std::vector<QuantScheme>& kept = wanted_[key.first];
    if (std::find(kept.begin(), kept.end(), key.second) != kept.end()) continue;
    gridNumbers_ -= numbersOf(result);
    result.grid.reset();
  }
}

void ErrorCache::cancel() {
  job_.cancel();
  computing_.clear();
}

void ErrorCache::compute() {
  std::vector<std::size_t> withoutFacts;
  for (std::size_t layer = 0; layer < facts_.size(); ++layer)
    if (!facts_[layer]) withoutFacts.push_back(layer);
  const std::vector<Key> keys = missing();
  computing_ = {keys.begin(), keys.end()};
  job_.start([this, network = network_, calibration = calibration_, withoutFacts, keys,
              what = tr("quantization errors").toStdString()](std::stop_token stop, const Progress& progress,
                                                              Mailbox& mailbox) {
    // Deliveries run only while this job is current, so the network is still the same then.
    for (const std::size_t layer : withoutFacts) {
      if (stop.stop_requested()) return;
      mailbox.post([this, layer, facts = factsOf(network->layers[layer])] {
        facts_[layer] = facts;
        if (layer == 0) emit changed();
      });
    }
    const auto total = static_cast<std::int64_t>(keys.size());
    for (std::int64_t i = 0; i < total; ++i) {
      if (stop.stop_requested()) return;
      const Key& key = keys[static_cast<std::size_t>(i)];
      auto result = std::make_shared<SchemeResult>(
          resultOf(network->layers[key.first], key.second, calibration.of(key.first), stop));
      const bool lastOfLayer = i + 1 == total || keys[static_cast<std::size_t>(i) + 1].first != key.first;
      mailbox.post([this, key, result, lastOfLayer] {
        take(key, std::move(*result));
        if (lastOfLayer) emit changed();
      });
      report(progress, what, i + 1, total);
    }
  });
}

}  // namespace bitprism
