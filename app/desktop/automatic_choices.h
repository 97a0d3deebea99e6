#pragma once

#include <QObject>
#include <QTimer>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/network/network.h"
#include "core/quant/choice/automatic_scheme.h"

namespace bitprism {

// The schemes of layers without a chosen method (automatic_scheme.h), at every bit-width: computed in the background,
// those of the current plan first, then only looked up. Belongs to the window's thread.
class AutomaticChoices : public QObject {
  Q_OBJECT

 public:
  using Key = std::pair<std::size_t, int>;  // layer and bits

  explicit AutomaticChoices(QObject* parent = nullptr);

  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});  // forgets all
  // The same network with its layer inputs (empty: unknown): choices made by other inputs are discarded, choices made
  // by weights are made again where requested.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);
  // Choices by layer inputs that were made elsewhere, for each layer at some widths.
  void take(const std::vector<std::vector<QuantScheme>>& ofLayers);

  // Computes these as well as currently possible, then all others at least by the weights.
  void want(std::vector<Key> now);

  QuantScheme scheme(std::size_t layer, int bits) const;  // the simplest until a better one is known
  bool known(std::size_t layer, int bits) const;          // as well as possible with the known inputs
  bool lasts(std::size_t layer, int bits) const;          // chosen by layer inputs, if it needs them
  bool matters(std::size_t layer, int bits) const;        // whether layer inputs may change it
  bool complete() const { return !job_.running() && !starting_.isActive(); }
  bool stopping() const { return job_.stopping(); }
  void cancel();  // until the next request

 signals:
  void changed();  // for many choices at once
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);

 private:
  struct Choice {
    QuantScheme scheme;
    bool byOutputs = false;
    bool matters = false;
  };

  std::vector<Key> missing() const;
  void start();

  std::shared_ptr<const Network> network_;
  Calibration calibration_;
  std::map<Key, Choice> choices_;
  std::vector<Key> now_;
  std::set<Key> urgent_;  // computed first
  QTimer starting_;       // dragging causes many requests
  BackgroundJob job_;
};

}  // namespace bitprism
