#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/quant/error_table.h"
#include "core/stats/histogram.h"

class QCPBars;
class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCheckBox;
class QCustomPlot;
class QLabel;
class QSpinBox;

namespace bitprism {

// One layer's weights and what its scheme makes of them. A plain value.
struct WeightsPicture {
  std::shared_ptr<const Histogram> histogram;  // of the whole layer or of one channel
  double deviation = 0;                        // of the same numbers
  int channels = 1;
  int channel = -1;                 // -1: all of them
  std::vector<double> levels;       // the numbers that weights are rounded to; empty while unknown or float
  std::vector<double> edges;        // within the levels, where their distance changes (break-points)
  QString levelsNote;               // whose levels they are
  std::optional<QuantError> error;  // of the whole layer
  int bits = 32;
  std::int64_t bytes = 0;    // of the layer
  std::int64_t weights = 0;  // of the layer
};

// What the numbers are, for the view's words.
enum class TensorKind { Weights, Input };

// The histogram of a layer's weights, or of what it reads, with quantization levels and clipping range over it, and the
// error in figures.
class WeightsView : public QWidget {
  Q_OBJECT

 public:
  explicit WeightsView(TensorKind kind = TensorKind::Weights, QWidget* parent = nullptr);

  using QWidget::show;
  void show(const WeightsPicture& picture);
  void clear();

  QCustomPlot* plot() const { return plot_; }

 signals:
  void channelWished(int channel);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();
  void describe();
  void retheme();
  double height(double count) const;

  TensorKind kind_;
  QCustomPlot* plot_;
  QCPBars* bars_;
  QCPGraph* levels_;
  QCPItemStraightLine* clips_[2];
  QCPItemText* clipText_;
  std::vector<QCPItemStraightLine*> edges_;
  QLabel* figures_;
  QLabel* note_;
  QSpinBox* channel_;
  QCheckBox* logarithmic_;
  WeightsPicture picture_;
};

}  // namespace bitprism
