#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/quant/scheme/quant_scheme.h"

class QCPGraph;
class QCustomPlot;
class QCheckBox;
class QMouseEvent;
class QToolButton;

namespace bitprism {

struct LineLook;

// SQNR of one layer by bit-width under one scheme; NaN where not yet known.
struct ErrorCurve {
  QString name;
  std::vector<double> sqnrDb;            // at 1 bit, 2 bits, ...
  std::vector<std::int64_t> bytes = {};  // of the layer, likewise; empty: unknown
  std::optional<Method> method = {};     // gives the colour
  bool dashed = false;
  QString nameInFiles = {};  // empty: the name
};

// Error of the selected layer by bit-width, one curve per method, a ring at the plan's choice. Plotting against bytes
// instead of bits makes the comparison fair for methods that store more than codes.
class ErrorView : public QWidget {
  Q_OBJECT

 public:
  explicit ErrorView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<ErrorCurve>& curves, int currentCurve, int currentBits);
  void setWeights(std::int64_t weights) { weights_ = weights; }  // of the layer, for bits per weight
  void setSolvers(bool possible, bool compared, const QString& tip);

  QCustomPlot* plot() const { return plot_; }
  QCheckBox* againstBytes() const { return againstBytes_; }
  QToolButton* solvers() const { return solvers_; }
  QString tipAt(const QPoint& position) const;  // of the curve's point there; empty: none nearby
  QPoint pixelOf(std::size_t curve, int bits) const;
  std::optional<QPointF> ringed() const;  // in the axes' units

 signals:
  void bitsWished(int bits);  // by a click at a bit-width, or near a point
  void solversWished();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Point {
    std::size_t curve = 0;
    int bits = 0;
  };

  void draw();
  void wrapLegend();
  double x(std::size_t curve, int bits) const;
  std::optional<Point> pointAt(const QPoint& position, double reach) const;
  std::vector<std::size_t> chosenFew() const;
  LineLook lookOf(std::size_t curve) const;
  void mark(int curve);  // under the mouse; -1: none
  void hover(const QMouseEvent& event);
  void clicked(const QMouseEvent& event);
  QColor colourOf(std::size_t curve) const;
  QColor seenColourOf(std::size_t curve) const;  // paler where others matter more
  double widthOf(std::size_t curve) const;

  QCustomPlot* plot_;
  QCPGraph* ring_;
  QCheckBox* againstBytes_;
  QToolButton* solvers_;
  std::vector<QCPGraph*> graphs_;
  std::vector<ErrorCurve> curves_;
  std::vector<std::size_t> few_;  // of them: the plan's, and the best at its bits
  int currentCurve_ = -1;
  int currentBits_ = 0;
  int hovered_ = -1;
  std::int64_t weights_ = 0;
  double unit_ = 1;  // bytes per unit of the axis
};

}  // namespace bitprism
