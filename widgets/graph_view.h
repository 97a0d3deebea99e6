#pragma once

#include <QVariantAnimation>
#include <QWidget>
#include <functional>
#include <vector>

#include "widgets/graph_camera.h"
#include "widgets/graph_painter.h"
#include "widgets/graph_picture.h"
#include "widgets/graph_walk.h"
#include "widgets/plot_export.h"

namespace bitprism {

// A network as a graph: dragged with the mouse, zoomed with the wheel around the pointer, walked along its edges with
// the arrow keys. Layers are coloured by a figure that also stands in them. Paints only what is visible.
class GraphView : public QWidget {
  Q_OBJECT

 public:
  explicit GraphView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(GraphPicture picture);
  void clear(const QString& why);  // shown instead of a graph
  void setRows(const std::vector<LayerRow>& rows);
  void setFigure(GraphFigure figure);
  GraphFigure figure() const { return figure_; }
  // The text shown at a box under the mouse, rich text.
  void setTips(std::function<QString(int box)> tips) { tips_ = std::move(tips); }

  const GraphPicture& picture() const { return picture_; }
  int current() const { return marks_.current; }  // box; -1: none
  void setCurrent(int box);
  void setLayer(int layer);  // makes it current, and brings it into sight if it is not
  int boxOfLayer(int layer) const;

  int find(const QString& words);  // returns the number of boxes found, which are marked
  const std::vector<int>& found() const { return found_; }
  bool goToFound(bool backward = false);  // the next of them after the current box

  void zoomBy(double factor);
  void fit();         // all of it
  void actualSize();  // texts in the font of the window
  const GraphCamera& camera() const { return camera_; }
  void setCamera(const GraphCamera& camera);
  QRectF boxArea(int box) const;  // in the widget
  bool moving() const { return moving_.state() == QAbstractAnimation::Running; }

  QString table() const;  // all boxes as CSV
  QByteArray pictureOfAll(PictureFormat format) const;

  QSize sizeHint() const override { return {420, 420}; }
  QSize minimumSizeHint() const override { return {120, 90}; }

 signals:
  void layerWished(int layer);  // a box of it became current, by the user
  void currentChanged(int box);
  void zoomChanged(double zoom);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int boxAt(const QPointF& position) const;
  void choose(int box);  // by the user
  void bringIntoSight(int box);
  void moveTo(const QPointF& centre, double zoom);
  void moved();
  void placeFirst();
  void fitCamera();
  void hover(int box);
  QRectF legendArea() const;
  QRectF drawingArea() const;

  GraphPicture picture_;
  GraphWalk walk_;
  GraphPainter painter_;
  GraphCamera camera_;
  std::vector<LayerRow> rows_;
  GraphFigure figure_ = GraphFigure::Bits;
  GraphMarks marks_;
  std::vector<int> found_;
  std::function<QString(int)> tips_;
  QString why_;
  bool untouched_ = true;  // nobody has moved it: it is placed anew in another size
  bool pressed_ = false, dragging_ = false;
  QPointF pressedAt_, lastAt_;
  QVariantAnimation moving_;
};

}  // namespace bitprism
