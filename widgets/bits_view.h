#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "widgets/layer_row.h"

namespace bitprism {

// One bar per layer over the depth of the network: height is bits, width is size, colour is sensitivity. Dragged with
// the mouse, stepped with the arrow keys, locked with L. Requested changes become visible through show().
class BitsView : public QWidget {
  Q_OBJECT

 public:
  explicit BitsView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<LayerRow>& rows);
  void setCurrentLayer(int layer);
  int currentLayer() const { return current_; }

  QRectF barArea(int layer) const;  // the whole column of the layer, in widget coordinates
  double yOfBits(int bits) const;
  QString table() const;  // all rows as CSV

  QSize sizeHint() const override { return {640, 240}; }
  QSize minimumSizeHint() const override { return {160, 110}; }

 signals:
  void currentLayerChanged(int layer);
  void bitsWished(int layer, int bits);  // repeatedly during a drag
  void dragFinished();                   // all requests since the press are one step to undo
  void lockWished(int layer, bool locked);

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

  QRectF plotArea() const;
  void layOut();
  int layerAt(const QPointF& position) const;
  int bitsAt(double y) const;
  void wish(int layer, int bits);
  void paintBar(QPainter& painter, int layer) const;

  std::vector<LayerRow> rows_;
  std::vector<Bar> bars_;
  int current_ = -1;
  int hovered_ = -1;
  std::optional<int> dragged_;
};

}  // namespace bitprism
