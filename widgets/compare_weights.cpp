#include "widgets/compare_weights.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/dot_graph.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr std::size_t mostDrawnLevels = 1024;  // more cannot be distinguished in any window
constexpr double marksOfA = -0.07, marksOfB = -0.16, belowMarks = -0.22,
                 legendRoom = 1.45;  // shares of the highest bar

// An upright line for A, a ring for B: they differ without colour.
QPixmap levelMark(bool first, const QColor& colour, double ratio) {
  if (!first) return ringPixmap(4, 1.4, colour, ratio);
  QPixmap mark(static_cast<int>(3 * ratio), static_cast<int>(9 * ratio));
  mark.setDevicePixelRatio(ratio);
  mark.fill(Qt::transparent);
  QPainter painter(&mark);
  painter.fillRect(QRectF(0.5, 0, 2, 9), colour);
  return mark;
}

}  // namespace

CompareWeights::CompareWeights(QWidget* parent)
    : QWidget(parent), plot_(new QCustomPlot), logarithmic_(new QCheckBox(tr("log"))), note_(new QLabel) {
  plot_->setAccessibleName(tr("Histograms of the selected layer's quantized weights in A and in B"));
  plot_->setMinimumSize(160, 90);
  addExportMenu(*plot_, tr("compared-weights"));
  a_ = new QCPBars(plot_->xAxis, plot_->yAxis);
  b_ = plot_->addGraph();
  b_->setLineStyle(QCPGraph::lsStepCenter);
  levelsA_ = new DotGraph(*plot_);
  levelsB_ = new DotGraph(*plot_);
  for (QCPGraph* levels : {levelsA_, levelsB_}) levels->setLineStyle(QCPGraph::lsNone);
  plot_->yAxis->setTicks(false);
  plot_->yAxis->grid()->setVisible(false);
  plot_->xAxis->ticker()->setTickCount(5);
  plot_->axisRect()->setAutoMargins(QCP::msBottom);
  plot_->axisRect()->setMargins(QMargins(10, 4, 10, 0));
  plot_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);
  note_->setForegroundRole(QPalette::PlaceholderText);
  note_->setWordWrap(true);
  logarithmic_->setToolTip(tr("Counts on a logarithmic scale, which shows the tails"));
  logarithmic_->setAccessibleName(tr("Logarithmic counts"));
  auto* below = new QHBoxLayout;
  below->setContentsMargins(8, 0, 4, 2);
  below->addWidget(note_, 1);
  below->addWidget(logarithmic_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(plot_, 1);
  layout->addLayout(below);
  connect(logarithmic_, &QCheckBox::toggled, this, &CompareWeights::draw);
  retheme();
  clear();
}

void CompareWeights::show(const CompareWeightsPicture& picture) {
  picture_ = picture;
  note_->setText(picture.a.histogram ? picture.note : tr("Select a layer to compare its weights."));
  draw();
}

double CompareWeights::height(std::int64_t count) const {
  const auto number = static_cast<double>(count);
  return logarithmic_->isChecked() ? std::log10(1 + number) : number;
}

void CompareWeights::draw() {
  const bool known = picture_.a.histogram && picture_.b.histogram && !picture_.a.histogram->counts.empty();
  plot_->xAxis->setTickLabels(known);
  plot_->xAxis->setLabel(!known                  ? QString()
                         : picture_.channelUnits ? tr("weight ÷ largest of its channel")
                                                 : tr("weight"));
  plot_->legend->setVisible(known);
  for (QCPAbstractPlottable* plottable : std::initializer_list<QCPAbstractPlottable*>{a_, b_, levelsA_, levelsB_})
    plottable->setVisible(known);
  if (!known) {
    plot_->replot(QCustomPlot::rpQueuedReplot);
    return;
  }
  const Histogram &a = *picture_.a.histogram, &b = *picture_.b.histogram;
  const auto bins = static_cast<qsizetype>(a.counts.size());
  QVector<double> keys(bins), first(bins), second(bins);
  double top = 1e-9;
  for (qsizetype i = 0; i < bins; ++i) {
    const auto bin = static_cast<std::size_t>(i);
    keys[i] = a.low + (static_cast<double>(i) + 0.5) * a.binWidth();
    first[i] = height(a.counts[bin]);
    second[i] = bin < b.counts.size() ? height(b.counts[bin]) : 0;
    top = std::max({top, first[i], second[i]});
  }
  a_->setWidth(a.binWidth() * 0.92);
  a_->setData(keys, first, true);
  b_->setData(keys, second, true);
  a_->setName(tr("A: %1").arg(picture_.a.name));
  b_->setName(tr("B: %1").arg(picture_.b.name));
  nameInFiles(*a_, QStringLiteral("A"));
  nameInFiles(*b_, QStringLiteral("B"));
  drawLevels(levelsA_, picture_.a, marksOfA * top);
  drawLevels(levelsB_, picture_.b, marksOfB * top);
  levelsA_->setName(tr("levels of A"));
  levelsB_->setName(tr("levels of B"));
  nameInFiles(*levelsA_, QStringLiteral("levels of A"));
  nameInFiles(*levelsB_, QStringLiteral("levels of B"));
  plot_->xAxis->setRange(paddedRange(a.low, a.high, 0.03));
  plot_->yAxis->setRange(belowMarks * top, legendRoom * top);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void CompareWeights::drawLevels(QCPGraph* graph, const ComparedWeights& weights, double height) {
  QVector<double> keys;
  const std::size_t step = weights.levels.size() / mostDrawnLevels + 1;
  for (std::size_t i = 0; i < weights.levels.size(); i += step) keys.append(weights.levels[i]);
  graph->setData(keys, QVector<double>(keys.size(), height), true);
  if (keys.isEmpty())
    graph->removeFromLegend();
  else
    graph->addToLegend();
}

void CompareWeights::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
}

void CompareWeights::retheme() {
  const Colours colours = coloursOf(palette());
  themePlot(*plot_, colours);
  plot_->xAxis->grid()->setVisible(false);
  a_->setPen(Qt::NoPen);
  a_->setBrush(mixed(colours.background, colours.accent, colours.dark ? 0.6 : 0.5));
  a_->setAntialiasedFill(false);
  b_->setPen(QPen(colours.warm, 1.6));
  const qreal ratio = devicePixelRatioF();
  levelsA_->setScatterStyle(QCPScatterStyle(levelMark(true, colours.accent, ratio)));
  levelsB_->setScatterStyle(QCPScatterStyle(levelMark(false, colours.warm, ratio)));
  draw();
}

}  // namespace bitprism
