#pragma once

#include <QObject>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/error_cache.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// The errors of layers under plans that are not the current one, such as pins: looked up where the window's own cache
// has them, else computed in the background. Belongs to the window's thread.
class ComparedErrors : public QObject {
  Q_OBJECT

 public:
  explicit ComparedErrors(QObject* parent = nullptr);

  // The cache of the open network; must outlive this.
  void setNetwork(std::shared_ptr<const Network> network, const ErrorCache& errors);
  // SQNR of the layer's weights in dB; infinite for float, absent while unknown.
  std::optional<double> sqnrDb(const PlannedNetwork& planned, std::size_t layer) const;
  void want(const std::vector<PlannedNetwork>& plans);  // computes what is unknown of these
  void clear();

  BackgroundJob& job() { return job_; }

 signals:
  void changed();

 private:
  using Key = std::tuple<std::uint64_t, std::size_t, QuantScheme>;  // hash of the network, layer

  struct Missing {
    Key key;
    std::shared_ptr<const Network> network;
    Calibration calibration;
  };

  std::shared_ptr<const Network> network_;
  const ErrorCache* errors_ = nullptr;
  std::map<Key, double> known_;
  std::vector<Key> computing_;
  BackgroundJob job_;
};

}  // namespace bitprism
