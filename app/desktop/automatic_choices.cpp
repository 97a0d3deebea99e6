#include "app/desktop/automatic_choices.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr std::int64_t weightsAtOnce = 2'000'000;  // of a batch: about a second's work
constexpr int askingMilliseconds = 60;
// The order of widths that nobody has requested: users drag to few bits.
constexpr std::array likelyBits = {4, 3, 2, 5, 6, 8, 7, 1};

}  // namespace

AutomaticChoices::AutomaticChoices(QObject* parent) : QObject(parent) {
  starting_.setSingleShot(true);
  starting_.setInterval(askingMilliseconds);
  connect(&starting_, &QTimer::timeout, this, &AutomaticChoices::start);
  connect(&job_, &BackgroundJob::progressed, this, &AutomaticChoices::progressed);
  connect(&job_, &BackgroundJob::failed, this, &AutomaticChoices::failed);
  connect(&job_, &BackgroundJob::finished, this, &AutomaticChoices::changed);
}

void AutomaticChoices::setNetwork(std::shared_ptr<const Network> network, Calibration calibration) {
  starting_.stop();
  job_.cancel();
  network_ = std::move(network);
  calibration_ = std::move(calibration);
  choices_.clear();
  now_.clear();
  urgent_.clear();
}

void AutomaticChoices::setCalibration(std::shared_ptr<const Network> network, Calibration calibration) {
  starting_.stop();
  job_.cancel();
  std::erase_if(choices_, [&](const auto& choice) {
    const InputMoments* before = calibration_.of(choice.first.first);
    // Without one they were made elsewhere, with known inputs.
    const bool others = before && before != calibration.of(choice.first.first);
    return choice.second.byOutputs && (calibration.empty() || others);
  });
  network_ = std::move(network);
  calibration_ = std::move(calibration);
}

void AutomaticChoices::take(const std::vector<std::vector<QuantScheme>>& ofLayers) {
  for (std::size_t l = 0; l < ofLayers.size(); ++l)
    for (const QuantScheme& scheme : ofLayers[l])
      if (scheme.hasCodes()) choices_[{l, scheme.bits}] = {scheme, true, false};
}

void AutomaticChoices::want(std::vector<Key> now) {
  std::erase_if(now, [](const Key& key) { return key.second > maximumBits; });
  now_ = std::move(now);
  if (!network_) return;
  const auto underWay = [&](const Key& key) { return known(key.first, key.second) || urgent_.count(key) > 0; };
  if (job_.running()) {
    if (!std::all_of(now_.begin(), now_.end(), underWay)) starting_.start();
  } else if (!starting_.isActive() && !missing().empty()) {
    start();
  }
}

QuantScheme AutomaticChoices::scheme(std::size_t layer, int bits) const {
  const auto found = choices_.find({layer, bits});
  return found == choices_.end() ? QuantScheme{.bits = bits} : found->second.scheme;
}

bool AutomaticChoices::known(std::size_t layer, int bits) const {
  if (bits > maximumBits) return true;
  const auto found = choices_.find({layer, bits});
  return found != choices_.end() && (found->second.byOutputs || !calibration_.of(layer));
}

bool AutomaticChoices::lasts(std::size_t layer, int bits) const {
  if (bits > maximumBits) return true;
  const auto found = choices_.find({layer, bits});
  return found != choices_.end() && (found->second.byOutputs || (!calibration_.empty() && !calibration_.of(layer)));
}

bool AutomaticChoices::matters(std::size_t layer, int bits) const {
  const auto found = choices_.find({layer, bits});
  return found != choices_.end() && found->second.matters && !found->second.byOutputs && calibration_.empty();
}

std::vector<AutomaticChoices::Key> AutomaticChoices::missing() const {
  std::vector<Key> keys;
  for (const Key& key : now_)
    if (!known(key.first, key.second)) keys.push_back(key);
  const std::set<Key> first(keys.begin(), keys.end());
  for (const int bits : likelyBits)
    for (std::size_t l = 0; l < network_->layers.size(); ++l)
      if (const Key key{l, bits}; choices_.count(key) == 0 && first.count(key) == 0) keys.push_back(key);
  return keys;
}

void AutomaticChoices::cancel() {
  starting_.stop();
  job_.cancel();
}

void AutomaticChoices::start() {
  const std::vector<Key> keys = missing();
  urgent_.clear();
  for (const Key& key : now_)
    if (!known(key.first, key.second)) urgent_.insert(key);
  if (keys.empty()) return;
  job_.start([this, network = network_, calibration = calibration_, keys, urgent = urgent_.size(),
              what = tr("choosing methods").toStdString()](std::stop_token stop, const Progress& progress,
                                                           Mailbox& mailbox) {
    std::size_t at = 0;
    while (at < keys.size()) {
      // Choices needed now are announced immediately.
      const std::size_t end = at < urgent ? urgent : keys.size();
      std::vector<std::vector<int>> widths(network->layers.size());
      std::int64_t weights = 0;
      for (; at < end && weights < weightsAtOnce; ++at) {
        widths[keys[at].first].push_back(keys[at].second);
        weights += network->layers[keys[at].first].weightCount();
      }
      const auto schemes = automaticSchemes(*network, calibration, widths, SchemeUse::Measured, stop);
      std::map<Key, Choice> found;
      for (std::size_t l = 0; l < schemes.size(); ++l) {
        const bool byOutputs = calibration.of(l) != nullptr;
        for (const QuantScheme& scheme : schemes[l])
          found[{l, scheme.bits}] = {scheme, byOutputs, !byOutputs && choiceMatters(network->layers[l], scheme.bits)};
      }
      if (stop.stop_requested()) throw Cancelled();
      mailbox.post([this, found] {
        // Choices taken from elsewhere meanwhile are better informed.
        for (const auto& [key, choice] : found)
          if (choice.byOutputs || !lasts(key.first, key.second)) choices_[key] = choice;
        emit changed();
      });
      report(progress, what, static_cast<std::int64_t>(at), static_cast<std::int64_t>(keys.size()));
    }
  });
}

}  // namespace bitprism
