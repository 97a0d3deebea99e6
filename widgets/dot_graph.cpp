#include "widgets/dot_graph.h"

namespace bitprism {
namespace {

void drawCentred(QCPPainter& painter, const QPixmap& pixmap, const QPointF& point) {
  const QSizeF size = pixmap.deviceIndependentSize();
  painter.drawPixmap(point - QPointF(size.width() / 2, size.height() / 2), pixmap);
}

}  // namespace

void DotGraph::drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& points,
                               const QCPScatterStyle& style) const {
  if (style.shape() != QCPScatterStyle::ssPixmap) return QCPGraph::drawScatterPlot(painter, points, style);
  for (const QPointF& point : points) drawCentred(*painter, style.pixmap(), point);
}

void DotGraph::drawLegendIcon(QCPPainter* painter, const QRectF& area) const {
  if (scatterStyle().shape() != QCPScatterStyle::ssPixmap) return QCPGraph::drawLegendIcon(painter, area);
  if (lineStyle() != lsNone && pen().style() != Qt::NoPen) {
    painter->setPen(pen());
    painter->drawLine(QLineF(area.left(), area.center().y(), area.right(), area.center().y()));
  }
  drawCentred(*painter, scatterStyle().pixmap(), area.center());
}

}  // namespace bitprism
