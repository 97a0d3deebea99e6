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

// How layers are rounded where nobody says it (automatic_scheme.h), at every bit-width: found in the background, what
// the plan needs now first, and then only looked up. Belongs to the window's thread.
class AutomaticChoices : public QObject {
  Q_OBJECT

 public:
  using Key = std::pair<std::size_t, int>;  // layer and bits

  explicit AutomaticChoices(QObject* parent = nullptr);

  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});  // forgets all
  // The same network, and what its layers read now (empty: not known): what was chosen by other inputs is forgotten,
  // what was chosen by weights is chosen anew where it is wanted.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);
  // What was chosen elsewhere by what the layers read, for each layer at some widths.
  void take(const std::vector<std::vector<QuantScheme>>& ofLayers);

  // Sees to it that these are found as well as can be now, and after them all others at least by the weights.
  void want(std::vector<Key> now);

  QuantScheme scheme(std::size_t layer, int bits) const;  // the plainest, as long as nothing better is known
  bool known(std::size_t layer, int bits) const;          // as well as can be, as long as no more is learnt of inputs
  bool lasts(std::size_t layer, int bits) const;          // chosen with all that images tell
  bool matters(std::size_t layer, int bits) const;        // whether it may be another once it is known what layers read
  bool complete() const { return !job_.running() && !starting_.isActive(); }
  bool stopping() const { return job_.stopping(); }
  void cancel();  // until it is asked for more

 signals:
  void changed();  // many at once
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
  std::set<Key> urgent_;  // what the job looks for first
  QTimer starting_;       // a hand that drags asks often
  BackgroundJob job_;
};

}  // namespace bitprism
