#include "widgets/error_view.h"

#include <QEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/quant/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

QColor curveColour(std::size_t index, int hue, bool current, const Colours& colours) {
  if (current) return colours.warm;
  if (hue >= 0) return QColor::fromHsv(hue, colours.dark ? 120 : 190, colours.dark ? 225 : 165);
  const std::array<QColor, 5> others = {colours.grey, colours.good, colours.ochre, colours.accent,
                                        bitsColour(2, colours)};
  return others[index % others.size()];
}

}  // namespace

ErrorView::ErrorView(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot), ring_(nullptr) {
  plot_->setAccessibleName(tr("Quantization error of the selected layer by bit-width"));
  plot_->setMinimumSize(160, 90);
  addExportMenu(*plot_, tr("error"));
  ring_ = plot_->addGraph();
  ring_->setLineStyle(QCPGraph::lsNone);
  ring_->removeFromLegend();
  ring_->setLayer("axes");  // above the curves
  plot_->xAxis->setRange(0.8, maximumBits + 0.2);
  auto* bits = new QCPAxisTickerFixed;
  bits->setTickStep(1);
  plot_->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(bits));
  plot_->yAxis->ticker()->setTickCount(5);
  plot_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
  plot_->legend->setFillOrder(QCPLayoutGrid::foRowsFirst);
  plot_->legend->setWrap(5);
  plot_->setMouseTracking(true);
  connect(plot_, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
    QToolTip::showText(event->globalPosition().toPoint(), tipAt(event->position()), plot_);
  });
  plot_->axisRect()->setMinimumMargins(QMargins(6, 6, 12, 4));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 2, 2, 2);
  layout->addWidget(plot_);
  connect(plot_, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || curves_.empty()) return;
    emit bitsWished(std::clamp(static_cast<int>(std::lround(plot_->xAxis->pixelToCoord(event->pos().x()))), minimumBits,
                               maximumBits));
  });
  draw();
}

void ErrorView::show(const std::vector<ErrorCurve>& curves, int currentCurve, int currentBits) {
  curves_ = curves;
  currentCurve_ = currentCurve;
  currentBits_ = currentBits;
  draw();
}

void ErrorView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) draw();
}

// Names the curve that is nearest to the point, within a few pixels.
QString ErrorView::tipAt(const QPointF& point) const {
  constexpr double reach = 12;
  double nearest = reach;
  QString text;
  for (const ErrorCurve& curve : curves_)
    for (std::size_t i = 0; i < curve.sqnrDb.size(); ++i) {
      if (!std::isfinite(curve.sqnrDb[i])) continue;
      const QPointF at(plot_->xAxis->coordToPixel(static_cast<double>(i) + 1),
                       plot_->yAxis->coordToPixel(curve.sqnrDb[i]));
      const double distance = std::hypot(at.x() - point.x(), at.y() - point.y());
      if (distance >= nearest) continue;
      nearest = distance;
      text = tr("%1 at %2 bits: %3").arg(curve.name).arg(i + 1).arg(decibelText(curve.sqnrDb[i]));
      if (i < curve.bytes.size()) text += tr(", %1").arg(bytesText(static_cast<std::int64_t>(curve.bytes[i])));
    }
  return text;
}

void ErrorView::draw() {
  const Colours colours = coloursOf(palette());
  while (graphs_.size() < curves_.size()) graphs_.push_back(plot_->addGraph());
  while (graphs_.size() > curves_.size()) {
    plot_->removeGraph(graphs_.back());
    graphs_.pop_back();
  }
  ring_->data()->clear();
  double low = 0;
  double high = 10;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const bool current = static_cast<int>(c) == currentCurve_;
    QVector<double> bits;
    QVector<double> sqnr;
    for (std::size_t i = 0; i < curves_[c].sqnrDb.size(); ++i) {
      const double value = curves_[c].sqnrDb[i];
      if (!std::isfinite(value)) continue;
      bits.append(static_cast<double>(i) + 1);
      sqnr.append(value);
      low = std::min(low, value);
      high = std::max(high, value);
      if (current && static_cast<int>(i) + 1 == currentBits_) ring_->addData(static_cast<double>(i) + 1, value);
    }
    graphs_[c]->setData(bits, sqnr, true);
    graphs_[c]->setName(curves_[c].name);
    graphs_[c]->setPen(QPen(curveColour(c, curves_[c].hue, current, colours), current ? 2.2 : 1.4));
    graphs_[c]->setAntialiased(true);
  }
  plot_->legend->setVisible(curves_.size() > 1);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setTickLabels(!curves_.empty());
    axis->grid()->setVisible(!curves_.empty());
  }
  plot_->yAxis->setRange(paddedRange(low, high, 0.06));
  themePlot(*plot_, colours);
  plot_->setNotAntialiasedElements(QCP::aeAll & ~QCP::AntialiasedElements(QCP::aePlottables));
  ring_->setScatterStyle(QCPScatterStyle(ringPixmap(9, 2, colours.warm, devicePixelRatioF())));
}

}  // namespace bitprism
