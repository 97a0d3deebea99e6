#include "widgets/plot_theme.h"

#include <QLocale>
#include <QPainter>
#include <array>
#include <cmath>

namespace bitprism {
namespace {

constexpr int mostDecimals = 6;

// Digits after the point that distinguish multiples of a step.
int decimalsOf(double step) {
  for (int decimals = 0; decimals < mostDecimals; ++decimals) {
    const double scaled = step * std::pow(10, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled && std::round(scaled) >= 1) return decimals;
  }
  return mostDecimals;
}

class PercentTicker : public QCPAxisTicker {
 protected:
  double getTickStep(const QCPRange& range) override {
    const double step = QCPAxisTicker::getTickStep(range);
    decimals_ = decimalsOf(step);
    return step;
  }

  QString getTickLabel(double tick, const QLocale& locale, QChar, int) override {
    return locale.toString(tick, 'f', decimals_) + QStringLiteral(" %");
  }

 private:
  int decimals_ = 0;
};

template <class Draw>
QPixmap marker(double side, double devicePixelRatio, const Draw& draw) {
  const int pixels = static_cast<int>(std::ceil(side * devicePixelRatio));
  QPixmap pixmap(pixels, pixels);
  pixmap.setDevicePixelRatio(devicePixelRatio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  draw(painter);
  return pixmap;
}

}  // namespace

QPen thinPen(const QColor& colour, Qt::PenStyle style) {
  QPen pen(colour, 0, style);
  pen.setCosmetic(true);
  return pen;
}

void themePlot(QCustomPlot& plot, const Colours& colours) {
  plot.setNotAntialiasedElements(QCP::aeAll);
  plot.setPlottingHint(QCP::phFastPolylines);
  plot.setPlottingHint(QCP::phImmediateRefresh, false);
  plot.setBackground(QBrush(colours.background));
  QFont font = plot.font();
  font.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.9));
  for (QCPAxisRect* rect : plot.axisRects()) {
    rect->setBackground(QBrush(colours.background));
    for (QCPAxis* axis : rect->axes()) {
      axis->setBasePen(Qt::NoPen);
      axis->setTickPen(Qt::NoPen);
      axis->setSubTickPen(Qt::NoPen);
      axis->setTickLength(0);
      axis->setSubTicks(false);
      axis->setTickLabelColor(colours.muted);
      axis->setTickLabelFont(font);
      axis->setTickLabelPadding(5);
      axis->setLabelColor(colours.muted);
      axis->setLabelFont(font);
      axis->setLabelPadding(2);
      axis->grid()->setPen(thinPen(colours.grid));
      axis->grid()->setZeroLinePen(thinPen(colours.grid));
    }
  }
  if (plot.legend) {
    plot.legend->setBrush(QBrush(colours.background));
    plot.legend->setBorderPen(Qt::NoPen);
    plot.legend->setTextColor(colours.text);
    plot.legend->setFont(font);
    plot.legend->setRowSpacing(0);
    plot.legend->setIconSize(14, 10);
  }
  plot.replot(QCustomPlot::rpQueuedReplot);
}

QPixmap discPixmap(double diameter, const QColor& fill, const QColor& edge, double devicePixelRatio) {
  return marker(diameter + 2, devicePixelRatio, [&](QPainter& painter) {
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawEllipse(QRectF(1, 1, diameter, diameter));
  });
}

QPixmap ringPixmap(double diameter, double width, const QColor& colour, double devicePixelRatio) {
  return marker(diameter + width + 2, devicePixelRatio, [&](QPainter& painter) {
    painter.setPen(QPen(colour, width));
    const double inset = 1 + width / 2;
    painter.drawEllipse(QRectF(inset, inset, diameter, diameter));
  });
}

QPixmap targetPixmap(double diameter, double width, const QColor& colour, double devicePixelRatio) {
  return marker(diameter + width + 2, devicePixelRatio, [&](QPainter& painter) {
    constexpr int arcs = 4, turn = 360 * 16;  // in sixteenths of a degree
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
    const double inset = 1 + width / 2;
    for (int arc = 0; arc < arcs; ++arc)
      painter.drawArc(QRectF(inset, inset, diameter, diameter), arc * turn / arcs + turn / 32, turn / arcs - turn / 16);
    const double middle = inset + diameter / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QPointF(middle, middle), width, width);
  });
}

QPixmap squarePixmap(double side, const QColor& fill, const QColor& edge, double devicePixelRatio) {
  return marker(side + 2, devicePixelRatio, [&](QPainter& painter) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRect(QRectF(1, 1, side - 1, side - 1));
  });
}

QPixmap shapePixmap(MarkerShape shape, double side, const QColor& fill, double devicePixelRatio) {
  return marker(side + 2, devicePixelRatio, [&](QPainter& painter) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    const double half = side / 2, middle = 1 + half;
    switch (shape) {
      case MarkerShape::Disc:
        painter.drawEllipse(QRectF(1, 1, side, side));
        break;
      case MarkerShape::Square:
        painter.drawRect(QRectF(1.5, 1.5, side - 1, side - 1));
        break;
      case MarkerShape::Diamond:
        painter.drawPolygon(QPolygonF({{middle, 0}, {middle + half + 1, middle}, {middle, side + 2}, {0, middle}}));
        break;
      case MarkerShape::Triangle:
        painter.drawPolygon(QPolygonF({{middle, 0.5}, {side + 2, side + 1}, {0, side + 1}}));
        break;
      case MarkerShape::Cross:
        painter.setPen(QPen(fill, 1.6));
        painter.drawLine(QPointF(1, 1), QPointF(side + 1, side + 1));
        painter.drawLine(QPointF(1, side + 1), QPointF(side + 1, 1));
        break;
    }
  });
}

LineLook lineLook(std::size_t index) {
  constexpr std::array shapes = {MarkerShape::Disc, MarkerShape::Square, MarkerShape::Triangle, MarkerShape::Diamond,
                                 MarkerShape::Cross};
  constexpr std::array dashes = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};
  return {shapes[index % shapes.size()], dashes[index / shapes.size() % dashes.size()]};
}

QSharedPointer<QCPAxisTicker> percentTicker() {
  return QSharedPointer<QCPAxisTicker>(new PercentTicker);
}

QCPRange paddedRange(double low, double high, double share) {
  if (!(high > low)) {
    const double around = low == 0 ? 1 : std::abs(low) * 0.1;
    return {low - around, high + around};
  }
  const double margin = (high - low) * share;
  return {low - margin, high + margin};
}

}  // namespace bitprism
