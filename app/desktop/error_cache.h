#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/channel_units.h"
#include "core/quant/choice/error_table.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

// The effect of one scheme on one layer: everything that views need to follow a bit-width without computing.
struct SchemeResult {
  QuantError error;
  std::int64_t bytes = 0;
  std::optional<QuantizedTensor> grid;        // withoutCodes (levels.h); absent for half floats and when dropped
  std::size_t typicalRow = 0;                 // of the grid (levels.h)
  std::shared_ptr<const ChannelUnits> units;  // null: channels have no levels of their own

  // The levels of a row (a channel; DSConv: a block), rising.
  std::vector<double> levels(std::size_t row) const;
  std::size_t rows() const;
};

// Histogram and statistics of one layer's weights.
struct LayerFacts {
  std::shared_ptr<const Histogram> histogram;
  LayerStats stats;
};

// Histograms of every layer, and its errors and levels under the schemes of plans, computed once in the background,
// then only looked up. Belongs to the window's thread.
class ErrorCache : public QObject {
  Q_OBJECT

 public:
  explicit ErrorCache(QObject* parent = nullptr);

  // Discards everything and computes histograms.
  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});
  // The same network with its layer inputs (empty: unknown); solver results for other inputs are discarded.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);
  // Computes the results of each layer's current scheme (the first of its schemes) and at other bit-widths; of solvers
  // only the current ones. Levels of schemes no longer requested are dropped when they take much memory.
  void want(std::vector<std::vector<QuantScheme>> ofLayers);

  const SchemeResult* find(std::size_t layer, const QuantScheme& scheme) const;  // null: not yet known
  const LayerFacts* facts(std::size_t layer) const;
  bool complete() const { return !job_.running(); }
  bool stopping() const { return job_.stopping(); }
  void cancel();  // until the next request

 signals:
  void changed();
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);

 private:
  using Key = std::pair<std::size_t, QuantScheme>;

  std::vector<Key> missing() const;
  void compute();
  void take(const Key& key, SchemeResult result);
  void forgetGrids();

  std::shared_ptr<const Network> network_;
  Calibration calibration_;
  std::vector<std::vector<QuantScheme>> wanted_;  // of each layer
  std::set<Key> computing_;
  std::map<Key, SchemeResult> results_;
  std::size_t gridNumbers_ = 0;
  std::vector<std::optional<LayerFacts>> facts_;
  BackgroundJob job_;
};

}  // namespace bitprism
