#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/stats/histogram.h"

class QCheckBox;
class QCPBars;
class QCPGraph;
class QCustomPlot;
class QLabel;

namespace bitprism {

// The quantized weights of one layer under one of two compared plans.
struct ComparedWeights {
  QString name;  // of the plan, with its bits
  std::shared_ptr<const Histogram> histogram;
  std::vector<double> levels;  // the numbers that weights are rounded to; empty: float, or too many kinds
};

// Both, on the same bins. A plain value.
struct CompareWeightsPicture {
  QString layer;
  ComparedWeights a, b;
  bool channelUnits = false;  // weights are divided by the largest of their channel
  QString note;
};

// The quantized weights of a layer under plan A as filled bars, under plan B as an outline over them; below, the levels
// of each in a row.
class CompareWeights : public QWidget {
  Q_OBJECT

 public:
  explicit CompareWeights(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const CompareWeightsPicture& picture);
  void clear() { show(CompareWeightsPicture()); }

  QCustomPlot* plot() const { return plot_; }
  QCheckBox* logarithmic() const { return logarithmic_; }
  const CompareWeightsPicture& picture() const { return picture_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();
  void drawLevels(QCPGraph* graph, const ComparedWeights& weights, double height);
  void retheme();
  double height(std::int64_t count) const;

  QCustomPlot* plot_;
  QCPBars* a_;
  QCPGraph* b_;
  QCPGraph* levelsA_;
  QCPGraph* levelsB_;
  QCheckBox* logarithmic_;
  QLabel* note_;
  CompareWeightsPicture picture_;
};

}  // namespace bitprism
