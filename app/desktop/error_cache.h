#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/quant/error_table.h"
#include "core/quant/levels.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

// What one scheme does to one layer: all that the views need to follow a bit-width without computing.
struct SchemeResult {
  QuantError error;
  std::int64_t bytes = 0;
  QuantizedTensor grid;  // without its codes: what levels are made of

  // The numbers that weights of a row (an output channel, or 0 for the whole tensor) may be rounded to, rising.
  std::vector<double> levels(std::size_t row) const;
  std::size_t rows() const { return levelRows(grid); }
  std::size_t typicalRow() const;  // the one of the median scale
};

// Histogram and statistics of one layer's weights.
struct LayerFacts {
  std::shared_ptr<const Histogram> histogram;
  LayerStats stats;
};

// Errors, levels and histograms of every layer, computed once in the background, then only looked up. Belongs to the
// window's thread.
class ErrorCache : public QObject {
  Q_OBJECT

 public:
  explicit ErrorCache(QObject* parent = nullptr);

  // Forgets all and computes histograms and the given scheme at every bit-width.
  void setNetwork(std::shared_ptr<const Network> network);
  // Sees to it that these schemes (at every bit-width) are computed for all layers.
  void want(const std::vector<QuantScheme>& schemes);
  // The same for single layers, which come first.
  using Wish = std::pair<std::size_t, QuantScheme>;
  void wantOf(const std::vector<Wish>& wishes);

  const SchemeResult* find(std::size_t layer, const QuantScheme& scheme) const;  // null: not yet known
  const LayerFacts* facts(std::size_t layer) const;
  bool complete() const { return !job_.running(); }

 signals:
  void changed();
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);

 private:
  using Key = std::pair<std::size_t, QuantScheme>;

  void compute();

  std::shared_ptr<const Network> network_;
  std::vector<QuantScheme> wanted_;  // their bits are 0
  std::vector<Wish> single_;         // likewise, the latest first
  std::map<Key, SchemeResult> results_;
  std::vector<std::optional<LayerFacts>> facts_;
  BackgroundJob job_;
};

}  // namespace bitprism
