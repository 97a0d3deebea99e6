#pragma once

#include <QWidget>
#include <vector>

class QCPGraph;
class QCustomPlot;

namespace bitprism {

// SQNR of one layer's weights by bit-width under one scheme; NaN where it is not known yet.
struct ErrorCurve {
  QString name;
  std::vector<double> sqnrDb;      // at 1 bit, 2 bits, ...
  std::vector<double> bytes = {};  // stored at each width, for the tip
  int hue = -1;                    // of its own, 0 to 359, the same wherever it is drawn; -1: by its place
};

// Error by bit-width of the selected layer, a curve per scheme, a ring at what the plan has.
class ErrorView : public QWidget {
  Q_OBJECT

 public:
  explicit ErrorView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<ErrorCurve>& curves, int currentCurve, int currentBits);

  QCustomPlot* plot() const { return plot_; }

 signals:
  void bitsWished(int bits);  // by a click above a bit-width

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();
  QString tipAt(const QPointF& point) const;

  QCustomPlot* plot_;
  QCPGraph* ring_;
  std::vector<QCPGraph*> graphs_;
  std::vector<ErrorCurve> curves_;
  int currentCurve_ = -1;
  int currentBits_ = 0;
};

}  // namespace bitprism
