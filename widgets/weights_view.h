#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/quant/choice/error_table.h"
#include "core/stats/histogram.h"

class QCPBars;
class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QVBoxLayout;
class QCheckBox;
class QCustomPlot;
class QLabel;
class QSpinBox;

namespace bitprism {

class ChannelStrip;

// A line over the histogram: an end of the range of levels, or the border between two grids.
struct LevelMark {
  double at = 0;
  QString text;  // label; may be empty
  bool breakpoint = false;
};

// The ends of the levels as marks, labelled in standard deviations.
std::vector<LevelMark> clipMarks(const std::vector<double>& levels, double deviation);

// One layer's weights and their quantization levels. A plain value.
struct WeightsPicture {
  std::shared_ptr<const Histogram> histogram;  // of the whole layer or of one channel
  double deviation = 0;                        // of the same numbers
  int channels = 1;
  int channel = -1;  // -1: all of them
  double unit = 0;   // above 0: the histogram is in units of each weight's channel, and this is the unit of the levels
  std::vector<double> levels;  // the numbers that weights are rounded to; empty while unknown or float
  std::vector<std::vector<double>> blockLevels;  // instead, for blocks with scales: of some blocks, from small to large
  std::vector<LevelMark> marks;
  std::vector<std::uint8_t> channelBits;  // empty: the same everywhere
  QString levelsNote;                     // origin of the levels
  std::optional<QuantError> error;        // of the whole layer
  bool errorDepends = false;              // on neighbouring values: not determined by a histogram, so there is no error
  int bits = 32;
  std::int64_t bytes = 0;    // of the layer
  std::int64_t weights = 0;  // of the layer
};

// The kind of tensor, for the view's texts.
enum class TensorKind { Weights, Input };

// The histogram of a layer's weights, or of its input, with quantization levels and clipping range or break-points over
// it, bits of channels below it, and the error in figures.
class WeightsView : public QWidget {
  Q_OBJECT

 public:
  explicit WeightsView(TensorKind kind = TensorKind::Weights, QWidget* parent = nullptr);

  void setForm(QWidget* form);  // shown above the plot

  using QWidget::show;
  void show(const WeightsPicture& picture);
  void clear();

  QCustomPlot* plot() const { return plot_; }
  ChannelStrip* channels() const { return strip_; }
  const WeightsPicture& picture() const { return picture_; }
  std::vector<double> drawnMarks() const;  // visible lines

 signals:
  void channelWished(int channel);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();
  void drawLevels(double top);
  QVector<double> drawn(const std::vector<double>& levels) const;
  void drawMarks(double low, double high);
  void describe();
  void retheme();
  void reserveLines();
  double height(double count) const;
  double x(double value) const { return picture_.unit > 0 ? value / picture_.unit : value; }

  TensorKind kind_;
  QCustomPlot* plot_;
  QCPBars* bars_;
  QCPGraph* levels_;
  QCPGraph* blocks_;
  std::vector<std::pair<QCPItemStraightLine*, QCPItemText*>> marks_;
  QVBoxLayout* layout_;
  QLabel* figures_;
  QLabel* note_;
  QSpinBox* channel_;
  QCheckBox* logarithmic_;
  ChannelStrip* strip_;
  WeightsPicture picture_;
};

}  // namespace bitprism
