#pragma once

#include <QWidget>
#include <vector>

#include "widgets/sensitivity_picture.h"

namespace bitprism {

struct Colours;

// Layers by bits as a heat map, in columns of rows side by side that fill the height it is given, and a legend. Where
// it is narrow, names are elided and cells lose their numbers before it scrolls. A cell is colour and number: the loss
// when that layer alone has those bits; hatched where not measured, framed where it is the layer's bits now. Arrows
// move a cursor, Enter or a click wishes for the cell's bits.
class SensitivityMap : public QWidget {
  Q_OBJECT

 public:
  explicit SensitivityMap(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const SensitivityPicture& picture);
  void setNote(const QString& note);  // what is missing, in the legend
  void setScale(HeatScale scale);
  void setOrder(HeatOrder order);
  void setCurrentLayer(int layer);
  int currentLayer() const { return current_; }
  int currentWidth() const;         // bits of the cursor's column; 0: none
  void setRoom(const QSize& room);  // the size of the visible part
  void setOffset(int offset);       // of the visible part from the left

  QRect cellArea(int layer, int bits) const;  // empty: no such cell
  QString described(int layer, int column) const;
  QString describedCursor() const { return described(current_, column_); }
  QString table() const { return heatTable(picture_, order_); }
  const HeatRange& range() const { return range_; }

  QSize sizeHint() const override { return size_; }
  int leastHeight() const;

 signals:
  void widthWished(int layer, int bits);
  void currentLayerChanged(int layer);
  void pointed(const QString& words);  // the cell under the mouse, or the cursor's
  void cellShown(const QRect& area);   // the cursor moved here

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Cell {
    int layer = -1, column = -1;
    bool operator==(const Cell&) const = default;
  };

  void layOut();
  void layOutNarrow(int columns);
  int lineHeight() const;
  int legendHeight() const;
  int place(int layer) const;  // in the order
  QRect blockArea(int block) const;
  QRect rowArea(int place) const;
  QRect cellOf(int place, int column) const;
  Cell cellAt(const QPoint& position) const;
  void moveTo(int layer, int column);
  void tellPointed();
  const SensitivityPicture::Row& row(int layer) const { return picture_.rows[static_cast<std::size_t>(layer)]; }
  void paintHeads(QPainter& painter, int block, const Colours& colours) const;
  void paintRow(QPainter& painter, int place, const Colours& colours) const;
  void paintCell(QPainter& painter, const QRect& area, const SensitivityPicture::Cell& cell,
                 const Colours& colours) const;
  void paintLegend(QPainter& painter, int left, int right, const Colours& colours) const;

  SensitivityPicture picture_;
  HeatScale scale_ = HeatScale::Logarithmic;
  HeatOrder by_ = HeatOrder::Network;
  HeatRange range_;
  std::vector<int> order_, places_;
  QString note_;
  QSize room_, size_;
  int offset_ = 0;
  int rowsEach_ = 1, blocks_ = 1, gap_ = 0, nameWidth_ = 0, cellWidth_ = 0;
  int current_ = -1, column_ = 0;
  Cell hovered_;
};

}  // namespace bitprism
