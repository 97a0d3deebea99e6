#pragma once

#include <QWidget>
#include <map>
#include <optional>
#include <vector>

#include "widgets/bar_selection.h"
#include "widgets/bits_profile.h"
#include "widgets/layer_row.h"

namespace bitprism {

// What the hand does with the bits of several layers.
enum class BitsGesture { Move, Paint };

// One bar per layer over the depth of the network: height is bits, width is size, colour is sensitivity. Bars are
// selected by clicks, keys and a rubber band, dragged together, painted across, stepped and locked. Requested changes
// become visible through show().
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

  QRectF barArea(int layer) const;  // the whole column of the layer, in widget coordinates
  double yOfBits(int bits) const;
  QString table() const;  // all rows as CSV

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

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Bar {
    double left = 0, width = 0;
  };
  // What the pressed mouse does.
  struct Hand {
    enum class Work { Drag, Paint, Band };
    Work work = Work::Drag;
    QPointF press, last;
    int layer = -1;  // under the press
    bool adds = false, extends = false;
    bool moved = false;
    std::vector<LayerBits> start;      // of the layers that are dragged
    std::map<int, LayerBits> painted;  // so far, by layer
    std::vector<int> before;           // bits of all layers at the press
    BarSelection selected;             // at the press
  };

  QRectF plotArea() const;
  void layOut();
  int layerAt(const QPointF& position) const;
  int bitsAt(double y) const;
  const LayerRow& row(int layer) const { return rows_[static_cast<std::size_t>(layer)]; }
  QRectF shapeOf(int layer) const;
  void choose(const BarSelection& selection);
  void drag(const QPointF& to);
  void paintTo(const QPointF& to);
  void spanBand(const QPointF& to);
  void wish(std::vector<LayerBits> wished, BitsGesture gesture);
  void cancelHand();
  bool handleKey(int key, bool extends);
  void lockSelected();
  void paintBar(QPainter& painter, int layer) const;
  void paintCurrent(QPainter& painter, int layer) const;
  void paintCaptions(QPainter& painter) const;
  QString tipOf(int layer) const;

  std::vector<LayerRow> rows_;
  std::vector<Bar> bars_;
  BarSelection selection_;
  int hovered_ = -1;
  bool painting_ = false;
  std::optional<Hand> hand_;
};

}  // namespace bitprism
