#pragma once

#include <QFont>
#include <QString>
#include <vector>

#include "widgets/graph_camera.h"
#include "widgets/graph_figure.h"
#include "widgets/graph_picture.h"

class QPainter;

namespace bitprism {

// What is marked in a graph.
struct GraphMarks {
  int current = -1, hovered = -1;  // boxes
  int layer = -1;                  // selected in the window
  bool focused = false;
  const std::vector<int>* found = nullptr;  // boxes
};

// Draws the visible part of a graph with few details if it is small: texts below a legible size are left out, boxes
// become coloured rectangles. Remembers texts that were shortened for their boxes. Belongs to one thread.
class GraphPainter {
 public:
  void setPicture(const GraphPicture* picture);  // outlives its use here; null: nothing
  void setRows(const std::vector<LayerRow>* rows, GraphFigure figure);
  void setEveryText(bool every) { everyText_ = every; }  // even the smallest, for vector graphics

  void paint(QPainter& painter, const GraphCamera& camera, const GraphMarks& marks, const Colours& colours,
             const QFont& font);

  // The size of the legend, and the legend in an area of this size.
  QSizeF legendSize(const QFont& font, double width) const;
  void paintLegend(QPainter& painter, const QRectF& area, const Colours& colours, const QFont& font) const;

 private:
  struct Look;  // of one call of paint

  void useFont(const QFont& font, double pixels);
  void paintEdges(QPainter& painter, const Look& look) const;
  void paintMarkedEdges(QPainter& painter, const Look& look) const;
  void paintSmall(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) const;
  void paintBox(QPainter& painter, const Look& look, std::size_t box, const QRectF& area);
  void paintLayer(QPainter& painter, const Look& look, std::size_t box, const QRectF& area);
  void paintRing(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) const;
  const LayerRow* rowOf(const GraphBox& box) const;
  const QString& shortened(std::size_t box, const QFont& font, double width);

  const GraphPicture* picture_ = nullptr;
  const std::vector<LayerRow>* rows_ = nullptr;
  GraphFigure figure_ = GraphFigure::Bits;
  bool everyText_ = false;
  std::vector<QRectF> edgeAreas_;
  QFont small_, bold_;  // in the size of the last paint
  int pixels_ = 0;
  std::vector<QString> titles_;  // shortened for that size
};

}  // namespace bitprism
