#include "app/desktop/compared_errors.h"

#include <algorithm>
#include <limits>

#include "core/quant/methods/quantizer.h"

namespace bitprism {

ComparedErrors::ComparedErrors(QObject* parent) : QObject(parent) {
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, [this] { computing_.clear(); });
  connect(&job_, &BackgroundJob::failed, this, [this] { computing_.clear(); });
}

void ComparedErrors::setNetwork(std::shared_ptr<const Network> network, const ErrorCache& errors) {
  network_ = std::move(network);
  errors_ = &errors;
}

void ComparedErrors::clear() {
  job_.cancel();
  known_.clear();
  computing_.clear();
}

std::optional<double> ComparedErrors::sqnrDb(const PlannedNetwork& planned, std::size_t layer) const {
  const QuantScheme& scheme = planned.plan.layers[layer];
  if (scheme.isFloat()) return std::numeric_limits<double>::infinity();
  if (errors_ && planned.network == network_)
    if (const SchemeResult* result = errors_->find(layer, scheme)) return result->error.sqnrDb;
  const auto found = known_.find({planned.network->hash, layer, scheme});
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void ComparedErrors::want(const std::vector<PlannedNetwork>& plans) {
  std::vector<Missing> missing;
  std::vector<Key> keys;
  for (const PlannedNetwork& planned : plans)
    for (std::size_t l = 0; l < planned.plan.layers.size(); ++l) {
      const QuantScheme& scheme = planned.plan.layers[l];
      if (sqnrDb(planned, l) || (readsInputs(scheme) && !planned.calibration.of(l))) continue;
      missing.push_back({{planned.network->hash, l, scheme}, planned.network, planned.calibration});
      keys.push_back(missing.back().key);
    }
  if (missing.empty() || (job_.running() && keys == computing_)) return;
  computing_ = std::move(keys);
  job_.start([this, missing = std::move(missing), what = tr("errors of compared plans").toStdString()](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    for (std::size_t i = 0; i < missing.size(); ++i) {
      if (stop.stop_requested()) return;
      const auto& [hash, layer, scheme] = missing[i].key;
      const double sqnrDb =
          layerError(missing[i].network->layers[layer], scheme, missing[i].calibration.of(layer)).sqnrDb;
      const bool last = i + 1 == missing.size();
      mailbox.post([this, key = missing[i].key, sqnrDb, last] {
        known_[key] = sqnrDb;
        if (last) emit changed();
      });
      report(progress, what, static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(missing.size()));
    }
  });
}

}  // namespace bitprism
