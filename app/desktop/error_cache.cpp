#include "app/desktop/error_cache.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/quant/levels.h"
#include "core/quant/model_size.h"
#include "core/quant/quantizer.h"

namespace bitprism {
namespace {

constexpr std::size_t histogramBins = 160;

QuantScheme withoutBits(QuantScheme scheme) {
  scheme.bits = 0;
  return scheme;
}

// Solvers need images, and not every method has codes of every width.
bool possible(const QuantScheme& scheme) {
  if (isSolver(scheme.method)) return false;
  try {
    checkScheme(scheme);
  } catch (const UsageError&) {
    return false;
  }
  return true;
}

SchemeResult resultOf(const Layer& layer, const QuantScheme& scheme) {
  SchemeResult result;
  result.bytes = layerBytes(layer, scheme);
  if (scheme.isHalf()) {
    result.error = quantError(*layer.weights, *quantizedWeights(layer, scheme));
    return result;
  }
  result.grid = quantize(layer, scheme);
  result.error = quantError(*layer.weights, dequantize(result.grid));
  result.grid.codes = {};
  result.grid.regions = {};
  result.grid.more.codes = {};
  return result;
}

LayerFacts factsOf(const Layer& layer) {
  return {std::make_shared<const Histogram>(histogram(*layer.weights, histogramBins)), layerStats(*layer.weights)};
}

}  // namespace

std::vector<double> SchemeResult::levels(std::size_t row) const {
  return quantizationLevels(grid, row);
}

std::size_t SchemeResult::typicalRow() const {
  return bitprism::typicalRow(grid);
}

ErrorCache::ErrorCache(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::progressed, this, &ErrorCache::progressed);
  connect(&job_, &BackgroundJob::failed, this, &ErrorCache::failed);
  connect(&job_, &BackgroundJob::finished, this, &ErrorCache::changed);
}

void ErrorCache::setNetwork(std::shared_ptr<const Network> network) {
  job_.cancel();
  network_ = std::move(network);
  results_.clear();
  wanted_.clear();
  single_.clear();
  facts_.assign(network_ ? network_->layers.size() : 0, {});
}

void ErrorCache::want(const std::vector<QuantScheme>& schemes) {
  bool more = false;
  for (const QuantScheme& scheme : schemes) {
    const QuantScheme family = withoutBits(scheme);
    if (std::find(wanted_.begin(), wanted_.end(), family) != wanted_.end()) continue;
    wanted_.push_back(family);
    more = true;
  }
  if (more && network_) compute();
}

void ErrorCache::wantOf(const std::vector<Wish>& wishes) {
  std::vector<Wish> fresh;
  for (const auto& [layer, scheme] : wishes) {
    const Wish wish{layer, withoutBits(scheme)};
    if (std::find(wanted_.begin(), wanted_.end(), wish.second) == wanted_.end() &&
        std::find(single_.begin(), single_.end(), wish) == single_.end() &&
        std::find(fresh.begin(), fresh.end(), wish) == fresh.end())
      fresh.push_back(wish);
  }
  if (fresh.empty() || !network_) return;
  single_.insert(single_.begin(), fresh.begin(), fresh.end());
  compute();
}

const SchemeResult* ErrorCache::find(std::size_t layer, const QuantScheme& scheme) const {
  const auto found = results_.find({layer, scheme});
  return found == results_.end() ? nullptr : &found->second;
}

const LayerFacts* ErrorCache::facts(std::size_t layer) const {
  return layer < facts_.size() && facts_[layer] ? &*facts_[layer] : nullptr;
}

void ErrorCache::compute() {
  std::vector<std::size_t> withoutFacts;
  std::vector<Key> missing;
  for (std::size_t layer = 0; layer < network_->layers.size(); ++layer) {
    if (!facts_[layer]) withoutFacts.push_back(layer);
  }
  const auto add = [&](std::size_t layer, QuantScheme scheme) {
    for (const int bits : existingBits) {
      scheme.bits = bits;
      if (bits != floatBits && !find(layer, scheme) && possible(scheme)) missing.emplace_back(layer, scheme);
    }
  };
  for (const auto& [layer, family] : single_) add(layer, family);
  for (const QuantScheme& family : wanted_)
    for (std::size_t layer = 0; layer < network_->layers.size(); ++layer) add(layer, family);
  job_.start([this, network = network_, withoutFacts, missing, what = tr("quantization errors").toStdString()](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    // Deliveries run only while this job is current, so the network is still the same then.
    for (const std::size_t layer : withoutFacts) {
      if (stop.stop_requested()) return;
      mailbox.post([this, layer, facts = factsOf(network->layers[layer])] {
        facts_[layer] = facts;
        if (layer == 0) emit changed();
      });
    }
    const auto total = static_cast<std::int64_t>(missing.size());
    for (std::int64_t i = 0; i < total; ++i) {
      if (stop.stop_requested()) return;
      const Key& key = missing[static_cast<std::size_t>(i)];
      auto result = std::make_shared<SchemeResult>(resultOf(network->layers[key.first], key.second));
      const bool lastOfLayer = i + 1 == total || missing[static_cast<std::size_t>(i) + 1].first != key.first;
      mailbox.post([this, key, result, lastOfLayer] {
        results_[key] = std::move(*result);
        if (lastOfLayer) emit changed();
      });
      report(progress, what, i + 1, total);
    }
  });
}

}  // namespace bitprism
