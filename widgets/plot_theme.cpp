#include "widgets/plot_theme.h"

#include <QLocale>
#include <QPainter>
#include <cmath>

namespace bitprism {
namespace {

class PercentTicker : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar, int) override {
    const double rounded = std::round(tick * 10) / 10;
    return locale.toString(rounded, 'f', rounded == std::floor(rounded) ? 0 : 1) + QStringLiteral(" %");
  }
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

QPixmap squarePixmap(double side, const QColor& fill, const QColor& edge, double devicePixelRatio) {
  return marker(side + 2, devicePixelRatio, [&](QPainter& painter) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRect(QRectF(1, 1, side - 1, side - 1));
  });
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
