#include "widgets/error_view.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "widgets/dot_graph.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr double hoverReach = 18;     // pixels
constexpr int leastAxes = 100;        // least height of the curves in pixels with a complete legend
constexpr std::size_t fewCurves = 3;  // in a short legend, besides the plan's
constexpr double dimmedShare = 0.4;   // of the colour of a curve that does not matter at these bits
constexpr double highestDb = 70;      // a codebook with an entry for nearly every weight would flatten all other curves

}  // namespace

ErrorView::ErrorView(QWidget* parent)
    : QWidget(parent),
      plot_(new QCustomPlot),
      ring_(nullptr),
      againstBytes_(new QCheckBox(tr("against bytes"))),
      solvers_(new QToolButton) {
  plot_->setAccessibleName(tr("Quantization error of the selected layer by bit-width"));
  plot_->setMinimumSize(140, 60);
  addExportMenu(*plot_, tr("error"));
  nameColumns(*plot_, QStringLiteral("bits"), QStringLiteral("sqnr_db"));
  ring_ = new DotGraph(*plot_);
  ring_->setLineStyle(QCPGraph::lsNone);
  ring_->removeFromLegend();
  ring_->setLayer("axes");  // above the curves
  markHelper(*ring_);
  plot_->yAxis->ticker()->setTickCount(5);
  plot_->axisRect()->setMinimumMargins(QMargins(6, 6, 12, 4));
  // The legend is outside the plot: with this many curves it would hide some.
  plot_->axisRect()->insetLayout()->take(plot_->legend);
  plot_->plotLayout()->addElement(1, 0, plot_->legend);
  plot_->plotLayout()->setRowStretchFactor(1, 0.001);
  plot_->legend->setFillOrder(QCPLegend::foColumnsFirst);
  plot_->legend->setMargins(QMargins(6, 0, 6, 2));
  againstBytes_->setToolTip(
      tr("Draw the curves over the bytes of the layer: PWLQ stores one more bit per weight for its region, DSConv a "
         "scale for "
         "every block, so equal bits are not equal bytes"));
  againstBytes_->setAccessibleName(tr("Curves against bytes instead of bits"));
  solvers_->setText(tr("Compare solvers"));
  solvers_->setAccessibleName(tr("Compare solvers"));
  solvers_->setAutoRaise(true);

  auto* controls = new QHBoxLayout;
  controls->setContentsMargins(6, 2, 8, 0);
  controls->addWidget(solvers_);
  controls->addStretch();
  controls->addWidget(againstBytes_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 2, 2, 2);
  layout->setSpacing(0);
  layout->addLayout(controls);
  layout->addWidget(plot_, 1);
  plot_->setMouseTracking(true);
  plot_->installEventFilter(this);
  connect(plot_, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) { clicked(*event); });
  connect(plot_, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { hover(*event); });
  connect(againstBytes_, &QCheckBox::toggled, this, &ErrorView::draw);
  connect(solvers_, &QToolButton::clicked, this, &ErrorView::solversWished);
  setSolvers(false, false, {});
  draw();
}

void ErrorView::show(const std::vector<ErrorCurve>& curves, int currentCurve, int currentBits) {
  curves_ = curves;
  currentCurve_ = currentCurve;
  currentBits_ = currentBits;
  draw();
}

void ErrorView::setSolvers(bool possible, bool compared, const QString& tip) {
  solvers_->setEnabled(possible && !compared);
  solvers_->setText(compared ? tr("Solvers compared") : tr("Compare solvers"));
  solvers_->setToolTip(tip);
}

void ErrorView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) draw();
}

void ErrorView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  wrapLegend();
}

QColor ErrorView::colourOf(std::size_t curve) const {
  const Colours colours = coloursOf(palette());
  if (curves_[curve].method) return methodColour(*curves_[curve].method, colours);
  if (static_cast<int>(curve) == currentCurve_) return colours.warm;
  const std::array<QColor, 5> others = {colours.grey, colours.good, colours.ochre, colours.accent,
                                        bitsColour(2, colours)};
  return others[curve % others.size()];
}

// Of many curves those that matter here stand out, and the one under the mouse.
QColor ErrorView::seenColourOf(std::size_t curve) const {
  const Colours colours = coloursOf(palette());
  const bool matters = curves_.size() <= fewCurves + 1 || static_cast<int>(curve) == hovered_ ||
                       std::find(few_.begin(), few_.end(), curve) != few_.end();
  return matters || colours.strong ? colourOf(curve) : mixed(colours.background, colourOf(curve), dimmedShare);
}

// A method has the same look in every layer.
LineLook ErrorView::lookOf(std::size_t curve) const {
  return lineLook(curves_[curve].method ? static_cast<std::size_t>(*curves_[curve].method) : curve);
}

double ErrorView::widthOf(std::size_t curve) const {
  if (static_cast<int>(curve) == hovered_) return 2.6;
  return static_cast<int>(curve) == currentCurve_ ? 2.2 : 1.3;
}

double ErrorView::x(std::size_t curve, int bits) const {
  if (!againstBytes_->isChecked()) return bits;
  return static_cast<double>(curves_[curve].bytes[static_cast<std::size_t>(bits) - 1]) / unit_;
}

void ErrorView::draw() {
  const Colours colours = coloursOf(palette());
  while (graphs_.size() < curves_.size()) graphs_.push_back(new DotGraph(*plot_));
  while (graphs_.size() > curves_.size()) {
    plot_->removeGraph(graphs_.back());
    graphs_.pop_back();
  }
  const bool sized = std::all_of(curves_.begin(), curves_.end(),
                                 [](const ErrorCurve& curve) { return curve.bytes.size() == curve.sqnrDb.size(); });
  againstBytes_->setEnabled(sized && !curves_.empty());
  if (!sized && againstBytes_->isChecked()) {
    const QSignalBlocker quiet(againstBytes_);
    againstBytes_->setChecked(false);
  }
  const bool bytes = againstBytes_->isChecked();
  std::int64_t largest = 1;
  for (const ErrorCurve& curve : curves_)
    for (const std::int64_t size : curve.bytes) largest = std::max(largest, size);
  const SizeUnit unit = sizeUnitFor(largest);
  unit_ = unit.bytes;

  few_ = chosenFew();
  ring_->data()->clear();
  double low = 0;
  double high = 10;
  double widest = 0;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const bool current = static_cast<int>(c) == currentCurve_;
    QVector<double> keys;
    QVector<double> sqnr;
    for (std::size_t i = 0; i < curves_[c].sqnrDb.size(); ++i) {
      const double value = curves_[c].sqnrDb[i];
      const int bits = static_cast<int>(i) + 1;
      if (!std::isfinite(value)) continue;
      keys.append(x(c, bits));
      sqnr.append(value);
      low = std::min(low, value);
      high = std::max(high, value);
      widest = std::max(widest, keys.back());
      if (current && bits == currentBits_) ring_->addData(keys.back(), value);
    }
    graphs_[c]->setData(keys, sqnr, true);
    graphs_[c]->setName(curves_[c].name);
    nameInFiles(*graphs_[c], curves_[c].nameInFiles);
    const LineLook look = lookOf(c);
    const QColor colour = seenColourOf(c);
    graphs_[c]->setPen(QPen(colour, widthOf(c), curves_[c].dashed ? Qt::DashDotLine : look.dash));
    graphs_[c]->setScatterStyle(QCPScatterStyle(shapePixmap(look.shape, 5, colour, devicePixelRatioF())));
    graphs_[c]->setAntialiased(true);
  }
  plot_->legend->setVisible(curves_.size() > 1);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setTickLabels(!curves_.empty());
    axis->grid()->setVisible(!curves_.empty());
  }
  if (bytes) {
    plot_->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    plot_->xAxis->setRange(0, widest * 1.04);
  } else {
    auto* steps = new QCPAxisTickerFixed;
    steps->setTickStep(1);
    plot_->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(steps));
    plot_->xAxis->setRange(minimumBits - 0.2, maximumBits + 0.2);
  }
  plot_->xAxis->setLabel(curves_.empty() ? QString() : bytes ? unit.name : tr("bits"));
  nameInFiles(*plot_->xAxis, bytes ? unit.name : QStringLiteral("bits"));
  plot_->yAxis->setRange(paddedRange(low, std::min(high, highestDb), 0.06));
  themePlot(*plot_, colours);
  plot_->setNotAntialiasedElements(QCP::aeAll & ~QCP::AntialiasedElements(QCP::aePlottables));
  const QColor ring = currentCurve_ >= 0 && currentCurve_ < static_cast<int>(curves_.size())
                          ? colourOf(static_cast<std::size_t>(currentCurve_))
                          : colours.warm;
  ring_->setScatterStyle(QCPScatterStyle(ringPixmap(9, 2, ring, devicePixelRatioF())));
  wrapLegend();
}

// The curves in a short legend: the plan's, and the best at its bits.
std::vector<std::size_t> ErrorView::chosenFew() const {
  const auto at = static_cast<std::size_t>(std::max(currentBits_, 1)) - 1;
  const auto value = [&](std::size_t c) {
    const bool known = at < curves_[c].sqnrDb.size() && std::isfinite(curves_[c].sqnrDb[at]);
    return known ? curves_[c].sqnrDb[at] : -1e9;
  };
  std::vector<std::size_t> order;
  for (std::size_t c = 0; c < curves_.size(); ++c)
    if (static_cast<int>(c) != currentCurve_) order.push_back(c);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return value(a) > value(b); });
  order.resize(std::min(order.size(), fewCurves));
  if (currentCurve_ >= 0) order.push_back(static_cast<std::size_t>(currentCurve_));
  return order;
}

void ErrorView::wrapLegend() {
  const QFontMetrics metrics(plot_->legend->font());
  const auto columnsOf = [&](const std::vector<std::size_t>& named) {
    int widest = 1;
    for (const std::size_t c : named) widest = std::max(widest, metrics.horizontalAdvance(curves_[c].name) + 34);
    return std::max(1, (plot_->width() - 24) / widest);
  };
  std::vector<std::size_t> named(curves_.size());
  std::iota(named.begin(), named.end(), std::size_t{0});
  int columns = columnsOf(named);
  const int rows = (static_cast<int>(named.size()) + columns - 1) / columns;
  const int axisTexts = 3 * metrics.height();
  if (plot_->height() - rows * (metrics.height() + 2) - axisTexts < leastAxes) {
    named = few_;
    columns = columnsOf(named);
  }
  bool changed = plot_->legend->wrap() != columns;
  for (std::size_t c = 0; c < graphs_.size() && c < curves_.size(); ++c) {
    const bool wanted = std::find(named.begin(), named.end(), c) != named.end();
    if (wanted == (plot_->legend->itemWithPlottable(graphs_[c]) != nullptr)) continue;
    changed = true;
    if (wanted)
      graphs_[c]->addToLegend();
    else
      graphs_[c]->removeFromLegend();
  }
  if (changed) {
    plot_->legend->simplify();
    plot_->legend->setWrap(columns);
    plot_->legend->setFillOrder(QCPLegend::foColumnsFirst, true);
  }
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

QPoint ErrorView::pixelOf(std::size_t curve, int bits) const {
  const double value = curves_[curve].sqnrDb[static_cast<std::size_t>(bits) - 1];
  return QPointF(plot_->xAxis->coordToPixel(x(curve, bits)), plot_->yAxis->coordToPixel(value)).toPoint();
}

std::optional<QPointF> ErrorView::ringed() const {
  if (ring_->data()->isEmpty()) return {};
  return QPointF(ring_->data()->constBegin()->key, ring_->data()->constBegin()->value);
}

std::optional<ErrorView::Point> ErrorView::pointAt(const QPoint& position, double reach) const {
  std::optional<Point> nearest;
  double least = reach * reach;
  for (std::size_t c = 0; c < curves_.size(); ++c)
    for (int bits = 1; bits <= static_cast<int>(curves_[c].sqnrDb.size()); ++bits) {
      if (!std::isfinite(curves_[c].sqnrDb[static_cast<std::size_t>(bits) - 1])) continue;
      const QPoint away = pixelOf(c, bits) - position;
      const double distance = away.x() * away.x() + away.y() * away.y();
      if (distance >= least) continue;
      least = distance;
      nearest = Point{c, bits};
    }
  return nearest;
}

QString ErrorView::tipAt(const QPoint& position) const {
  const std::optional<Point> point = pointAt(position, hoverReach);
  if (!point) return {};
  const ErrorCurve& curve = curves_[point->curve];
  const auto at = static_cast<std::size_t>(point->bits) - 1;
  QString tip = tr("%1 at %2: SQNR %3").arg(curve.name, bitsCountText(point->bits), decibelText(curve.sqnrDb[at]));
  if (at >= curve.bytes.size()) return tip;
  tip += QStringLiteral("\n") + bytesText(curve.bytes[at]);
  if (weights_ > 0)
    tip += tr(", %1 bits per weight including everything stored")
               .arg(QLocale().toString(8.0 * static_cast<double>(curve.bytes[at]) / static_cast<double>(weights_), 'f',
                                       2));
  return tip;
}

void ErrorView::mark(int curve) {
  if (curve == hovered_) return;
  hovered_ = curve;
  for (std::size_t c = 0; c < graphs_.size() && c < curves_.size(); ++c) {
    QPen pen = graphs_[c]->pen();
    pen.setWidthF(widthOf(c));
    pen.setColor(seenColourOf(c));
    graphs_[c]->setPen(pen);
  }
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void ErrorView::hover(const QMouseEvent& event) {
  const std::optional<Point> point = pointAt(event.pos(), hoverReach);
  mark(point ? static_cast<int>(point->curve) : -1);
  if (point)
    QToolTip::showText(event.globalPosition().toPoint(), tipAt(event.pos()), plot_);
  else
    QToolTip::hideText();
}

bool ErrorView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == plot_ && event->type() == QEvent::Leave) mark(-1);
  return QWidget::eventFilter(watched, event);
}

void ErrorView::clicked(const QMouseEvent& event) {
  if (event.button() != Qt::LeftButton || curves_.empty()) return;
  if (againstBytes_->isChecked()) {
    if (const auto point = pointAt(event.pos(), 4 * hoverReach)) emit bitsWished(point->bits);
    return;
  }
  emit bitsWished(
      std::clamp(static_cast<int>(std::lround(plot_->xAxis->pixelToCoord(event.pos().x()))), minimumBits, maximumBits));
}

}  // namespace bitprism
