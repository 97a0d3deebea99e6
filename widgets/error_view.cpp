#include "widgets/error_view.h"

#include <QEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/quant/quant_scheme.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

QColor curveColour(std::size_t index, bool current, const Colours& colours) {
  if (current) return colours.warm;
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
    graphs_[c]->setPen(QPen(curveColour(c, current, colours), current ? 2.2 : 1.4));
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
