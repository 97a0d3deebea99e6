// The legend of a graph: part of GraphPainter, in a file of its own.
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "widgets/graph_painter.h"

namespace bitprism {
namespace {

constexpr double legendMargin = 6, legendGap = 5, legendScale = 70;
constexpr int scaleSteps = 35;

// Where the parts of a legend are, in rows of at most this width.
struct LegendPlaces {
  std::vector<QRectF> parts;
  QSizeF size;
};

LegendPlaces legendPlaces(const std::vector<double>& widths, double height, double most) {
  LegendPlaces places;
  double x = legendMargin, y = legendMargin, right = 0;
  for (const double width : widths) {
    if (x > legendMargin && x + width + legendMargin > most + 0.5) {
      x = legendMargin;
      y += height + legendGap;
    }
    places.parts.emplace_back(x, y, width, height);
    x += width + legendGap;
    right = std::max(right, x - legendGap);
  }
  places.size = {right + legendMargin, y + height + legendMargin};
  return places;
}

std::vector<double> legendWidths(const FigureLegend& legend, const QFontMetricsF& metrics) {
  std::vector<double> widths = {metrics.horizontalAdvance(legend.caption)};
  for (const int bits : legend.bits)
    widths.push_back(std::max(metrics.height() * 1.3, metrics.horizontalAdvance(bitsMark(bits)) + 8));
  if (!legend.low.isEmpty()) {
    widths.push_back(metrics.horizontalAdvance(legend.low));
    widths.push_back(legendScale);
    widths.push_back(metrics.horizontalAdvance(legend.high));
  }
  return widths;
}

}  // namespace

QSizeF GraphPainter::legendSize(const QFont& font, double width) const {
  if (!rows_ || rows_->empty()) return {};
  const QFontMetricsF metrics(font);
  return legendPlaces(legendWidths(figureLegend(*rows_, figure_), metrics), metrics.height() + 2, width).size;
}

void GraphPainter::paintLegend(QPainter& painter, const QRectF& area, const Colours& colours, const QFont& font) const {
  if (!rows_ || rows_->empty()) return;
  const FigureLegend legend = figureLegend(*rows_, figure_);
  const QFontMetricsF metrics(font);
  const LegendPlaces places = legendPlaces(legendWidths(legend, metrics), metrics.height() + 2, area.width());
  painter.fillRect(area, colours.background);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colours.border, 1));
  painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
  painter.setFont(font);
  std::size_t part = 0;
  const auto next = [&] { return places.parts[part++].translated(area.topLeft()); };
  const auto write = [&](const QString& text, const QColor& colour) {
    painter.setPen(colour);
    painter.drawText(next(), Qt::AlignCenter | Qt::TextDontClip, text);
  };
  write(legend.caption, colours.muted);
  for (const int bits : legend.bits) {
    const QColor fill = bitsColour(bits, colours);
    painter.fillRect(places.parts[part].translated(area.topLeft()), fill);
    write(bitsMark(bits), readableOn(fill));
  }
  if (legend.low.isEmpty()) return;
  write(legend.low, colours.text);
  const QRectF scale = next().adjusted(0, 3, 0, -3);
  for (int i = 0; i < scaleSteps; ++i) {
    const double step = scale.width() / scaleSteps;
    painter.fillRect(QRectF(scale.left() + i * step, scale.top(), step + 0.5, scale.height()),
                     scaleColour((i + 0.5) / scaleSteps, colours));
  }
  write(legend.high, colours.text);
}

}  // namespace bitprism
