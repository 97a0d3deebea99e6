#pragma once

#include "qcustomplot.h"

namespace bitprism {

// A graph whose markers are pixmaps. QCustomPlot centres them by their device pixels, which puts them beside their
// points on screens of more than one device pixel per pixel; here they are centred as they are seen.
class DotGraph : public QCPGraph {
  Q_OBJECT

 public:
  explicit DotGraph(QCustomPlot& plot) : QCPGraph(plot.xAxis, plot.yAxis) {}

 protected:
  void drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& points,
                       const QCPScatterStyle& style) const override;
  void drawLegendIcon(QCPPainter* painter, const QRectF& area) const override;
};

}  // namespace bitprism
