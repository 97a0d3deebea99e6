#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "widgets/bar_selection.h"
#include "widgets/bits_geometry.h"
#include "widgets/bits_hand.h"
#include "widgets/bits_painter.h"
#include "widgets/bits_profile.h"
#include "widgets/bits_text.h"
#include "widgets/curve_profile.h"
#include "widgets/layer_row.h"

namespace bitprism {

// One bar per layer over the depth of the network: height is bits, width is size, colour is sensitivity. Bars are
// selected by clicks, keys and a rubber band, dragged together, painted across, laid on a curve, stepped and locked;
// the line of the budget is dragged at its right end. Requested changes become visible through show().
class BitsView : public QWidget {
  Q_OBJECT

 public:
  explicit BitsView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<LayerRow>& rows);
  void setSelection(int current, const std::vector<int>& layers);
  int currentLayer() const { return selection_.current(); }
  std::vector<int> selectedLayers() const;  // the current one if none is
  void selectAll();
  // While painting, a plain drag sets every bar that it passes to the hand's height.
  void setPainting(bool painting);
  bool painting() const { return painting_; }
  // A curve over the selected layers if they are several, otherwise over all; absent: none. It starts as near to their
  // bits as it can be, and they follow once a hand or a key moves it.
  void setCurve(std::optional<BitCurve> curve);
  const std::optional<BitCurve>& curve() const { return curve_; }
  void setBudget(std::optional<BitsBudget> budget);
  const std::optional<BitsBudget>& budget() const { return budget_; }

  QRectF barArea(int layer) const { return geometry_.column(layer); }  // the whole column, in widget coordinates
  double yOfBits(int bits) const { return geometry_.yOfBits(bits); }
  std::vector<QPointF> curveHandles() const;  // in widget coordinates
  QPointF budgetHandle() const;               // likewise, if there is a budget
  QString table() const;                      // all rows as CSV

  QSize sizeHint() const override { return {640, 240}; }
  QSize minimumSizeHint() const override { return {160, 110}; }

 signals:
  void selectionChanged(int current, const std::vector<int>& layers);
  // Repeatedly during a drag, with all layers changed so far; the one under the hand is the last.
  void dragWished(const std::vector<LayerBits>& wished, BitsGesture gesture);
  void dragFinished();  // all requests since the press are one step to undo
  void bitsWished(const std::vector<int>& layers, int bits);
  void stepWished(const std::vector<int>& layers, int step);
  void lockWished(const std::vector<int>& layers, bool locked);
  void paintingChanged(bool painting);
  void curveChanged();
  void budgetWished(double share);  // repeatedly during a drag
  void budgetStepWished(int steps);
  void budgetFinished();
  void budgetCancelled();  // as before the drag

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void connectHand();
  void layOut();
  const LayerRow& row(int layer) const { return rows_[static_cast<std::size_t>(layer)]; }
  void choose(const BarSelection& selection);
  void wish(std::vector<LayerBits> wished, BitsGesture gesture);
  void fitCurve();
  void layOnCurve(const CurveProfile& profile);
  void nextCurve();
  int handleAt(const QPointF& position) const;  // of the curve; -1: none
  bool onBudget(const QPointF& position) const;
  bool handleKey(int key, bool extends);
  bool handleCurveKey(int key);
  void lockSelected();

  std::vector<LayerRow> rows_;
  BitsGeometry geometry_;
  BarSelection selection_;
  int hovered_ = -1;
  bool painting_ = false;
  std::optional<BitCurve> curve_;
  std::optional<CurveProfile> profile_;  // of the curve; absent while no layer can follow it
  int handle_ = 0;                       // of the profile, that keys move
  bool laying_ = false;                  // the bars are following the profile
  std::optional<BitsBudget> budget_;
  bool overBudget_ = false;
  BitsHand* hand_;
};

}  // namespace bitprism
