#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/quant/choice/error_table.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

// What one scheme does to one layer: all that the views need to follow a bit-width without computing.
struct SchemeResult {
  QuantError error;
  std::int64_t bytes = 0;
  std::optional<QuantizedTensor> grid;  // withoutCodes (levels.h); absent for half floats, and once it was forgotten

  // The numbers that weights of a row (a channel, DSConv: a block) may be rounded to, rising.
  std::vector<double> levels(std::size_t row) const;
  std::size_t rows() const;
  std::size_t typicalRow() const;  // the one of the median scale
};

// Histogram and statistics of one layer's weights.
struct LayerFacts {
  std::shared_ptr<const Histogram> histogram;
  LayerStats stats;
};

// Histograms of every layer, and its errors and levels under the schemes that plans give it, computed once in the
// background, then only looked up. Belongs to the window's thread.
class ErrorCache : public QObject {
  Q_OBJECT

 public:
  explicit ErrorCache(QObject* parent = nullptr);

  // Forgets all and computes histograms.
  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});
  // The same network, and what its layers read now (empty: not known); what solvers made of anything else is forgotten.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);
  // Sees to it that what each layer has now (the first of its schemes) and what it would have at other bit-widths is
  // computed; of solvers only what layers have. Of schemes that are wanted no more levels are forgotten when they take
  // much memory.
  void want(std::vector<std::vector<QuantScheme>> ofLayers);

  const SchemeResult* find(std::size_t layer, const QuantScheme& scheme) const;  // null: not yet known
  const LayerFacts* facts(std::size_t layer) const;
  bool complete() const { return !job_.running(); }
  bool stopping() const { return job_.stopping(); }
  void cancel();  // until it is asked for more

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
