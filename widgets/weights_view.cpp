#include "widgets/weights_view.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <functional>

#include "core/quant/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr std::size_t manyLevels = 40;  // from here on they are drawn as a rug, or they would hide the histogram

}  // namespace

WeightsView::WeightsView(TensorKind kind, QWidget* parent)
    : QWidget(parent),
      kind_(kind),
      plot_(new QCustomPlot),
      figures_(new QLabel),
      note_(new QLabel),
      channel_(new QSpinBox),
      logarithmic_(new QCheckBox(tr("log"))) {
  plot_->setAccessibleName(kind == TensorKind::Weights ? tr("Histogram of the selected layer's weights")
                                                       : tr("Histogram of what the selected layer reads"));
  plot_->setMinimumSize(160, 100);
  addExportMenu(*plot_, tr("weights"));
  bars_ = new QCPBars(plot_->xAxis, plot_->yAxis);
  levels_ = plot_->addGraph();
  levels_->setLineStyle(QCPGraph::lsImpulse);
  for (auto*& line : clips_) line = new QCPItemStraightLine(plot_);
  clipText_ = new QCPItemText(plot_);
  clipText_->setPositionAlignment(Qt::AlignTop | Qt::AlignLeft);
  clipText_->position->setTypeX(QCPItemPosition::ptPlotCoords);
  clipText_->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
  plot_->yAxis->setTicks(false);
  plot_->yAxis->grid()->setVisible(false);
  plot_->xAxis->ticker()->setTickCount(6);
  plot_->axisRect()->setAutoMargins(QCP::msBottom);
  plot_->axisRect()->setMargins(QMargins(10, 4, 10, 0));

  figures_->setTextFormat(Qt::RichText);
  figures_->setAccessibleName(tr("Quantization error of the selected layer"));
  note_->setForegroundRole(QPalette::PlaceholderText);
  note_->setWordWrap(true);
  channel_->setMinimum(-1);
  channel_->setSpecialValueText(tr("all channels"));
  channel_->setPrefix(tr("channel "));
  channel_->setAccessibleName(tr("Channel shown"));
  channel_->setToolTip(tr("Which output channel's weights and levels are drawn"));
  logarithmic_->setToolTip(tr("Counts on a logarithmic scale, which shows the tails"));
  logarithmic_->setAccessibleName(tr("Logarithmic counts"));

  auto* controls = new QHBoxLayout;
  controls->setContentsMargins(8, 4, 8, 0);
  controls->addWidget(channel_);
  channel_->setVisible(kind == TensorKind::Weights);
  controls->addStretch();
  controls->addWidget(logarithmic_);
  auto* texts = new QVBoxLayout;
  texts->setContentsMargins(10, 0, 10, 4);
  texts->setSpacing(2);
  texts->addWidget(figures_);
  texts->addWidget(note_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(controls);
  layout->addWidget(plot_, 1);
  layout->addLayout(texts);

  connect(channel_, &QSpinBox::valueChanged, this, &WeightsView::channelWished);
  connect(logarithmic_, &QCheckBox::toggled, this, &WeightsView::draw);
  retheme();
  clear();
}

void WeightsView::show(const WeightsPicture& picture) {
  picture_ = picture;
  const QSignalBlocker quiet(channel_);
  channel_->setMaximum(picture.channels - 1);
  channel_->setValue(picture.channel);
  channel_->setEnabled(picture.histogram != nullptr && picture.channels > 1);
  draw();
  describe();
}

void WeightsView::clear() {
  show(WeightsPicture{});
}

void WeightsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
}

double WeightsView::height(double count) const {
  return logarithmic_->isChecked() ? std::log10(1 + count) : count;
}

void WeightsView::draw() {
  const Colours colours = coloursOf(palette());
  const bool known = picture_.histogram && !picture_.histogram->counts.empty();
  plot_->xAxis->setTickLabels(known);
  const bool lines = known && !picture_.levels.empty();
  for (auto* clip : clips_) clip->setVisible(lines);
  clipText_->setVisible(lines);
  while (edges_.size() < picture_.edges.size()) {
    edges_.push_back(new QCPItemStraightLine(plot_));
    edges_.back()->setPen(QPen(colours.accent, 1, Qt::DotLine));
  }
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    edges_[e]->setVisible(lines && e < picture_.edges.size());
    if (e >= picture_.edges.size()) continue;
    edges_[e]->point1->setCoords(picture_.edges[e], 0);
    edges_[e]->point2->setCoords(picture_.edges[e], 1);
  }
  if (!known) {
    bars_->data()->clear();
    levels_->data()->clear();
    plot_->replot(QCustomPlot::rpQueuedReplot);
    return;
  }
  const Histogram& histogram = *picture_.histogram;
  QVector<double> keys(static_cast<qsizetype>(histogram.counts.size()));
  QVector<double> values(keys.size());
  double top = 1e-9;
  for (qsizetype i = 0; i < keys.size(); ++i) {
    keys[i] = histogram.low + (static_cast<double>(i) + 0.5) * histogram.binWidth();
    values[i] = height(static_cast<double>(histogram.counts[static_cast<std::size_t>(i)]));
    top = std::max(top, values[i]);
  }
  // A spike, such as the zeros of a sparse layer, is cut off rather than leaving the rest flat on the ground.
  QVector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const double shoulder = sorted[std::min<qsizetype>(sorted.size() - 1, 1 + sorted.size() / 50)];
  if (shoulder > 0) top = std::min(top, 1.5 * shoulder);
  bars_->setWidth(histogram.binWidth() * 0.92);
  bars_->setData(keys, values, true);

  double low = histogram.low;
  double high = histogram.high;
  QVector<double> levels(picture_.levels.begin(), picture_.levels.end());
  const double levelHeight = picture_.levels.size() > manyLevels ? top * 0.03 : top * 1.04;
  levels_->setData(levels, QVector<double>(levels.size(), levelHeight), false);
  if (lines) {
    const auto [least, most] = std::minmax_element(picture_.levels.begin(), picture_.levels.end());
    // A range wider than the weights is shown to its end, unless it would squeeze the histogram.
    const double span = high - low;
    low = std::max(low - 0.3 * span, std::min(low, *least));
    high = std::min(high + 0.3 * span, std::max(high, *most));
    const double ends[2] = {*least, *most};
    for (int i = 0; i < 2; ++i) {
      clips_[i]->point1->setCoords(ends[i], 0);
      clips_[i]->point2->setCoords(ends[i], 1);
    }
    const double widest = std::max(std::abs(*least), std::abs(*most));
    clipText_->setText(picture_.deviation > 0
                           ? tr("clips at %1 σ").arg(QLocale().toString(widest / picture_.deviation, 'f', 1))
                           : tr("clips here"));
    const bool rightHasRoom = *most < low + 0.72 * (high - low);
    clipText_->position->setCoords(rightHasRoom ? *most : *least, 0.01);
    const bool leftInside = *least > low + 0.28 * (high - low);
    clipText_->setPositionAlignment(Qt::AlignTop | (rightHasRoom || !leftInside ? Qt::AlignLeft : Qt::AlignRight));
  }
  levels_->setPen(thinPen(colours.warm));
  const QCPRange range = paddedRange(low, high, 0.03);
  plot_->xAxis->setRange(range);
  plot_->yAxis->setRange(0, top * 1.1);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void WeightsView::describe() {
  if (!picture_.histogram) {
    figures_->clear();
    note_->setText(kind_ == TensorKind::Weights ? tr("Select a layer to see its weights.")
                                                : tr("Open images (Ctrl+I) to see what the layer reads."));
    return;
  }
  const auto figure = [](const QString& name, const QString& value) {
    return name + QStringLiteral(" <b>") + value + QStringLiteral("</b>");
  };
  QString text;
  if (picture_.bits == floatBits) {
    text =
        kind_ == TensorKind::Weights ? tr("stored as float, %1").arg(bytesText(picture_.bytes)) : tr("left as float");
  } else {
    text = figure(tr("MSE"), picture_.error ? smallText(picture_.error->mse) : QString(QChar(0x2026))) +
           QStringLiteral(" &nbsp; ") +
           figure(tr("SQNR"), picture_.error ? decibelText(picture_.error->sqnrDb) : QString(QChar(0x2026))) +
           QStringLiteral(" &nbsp; ");
    const double stored =
        picture_.weights > 0 ? 8.0 * static_cast<double>(picture_.bytes) / static_cast<double>(picture_.weights) : 0;
    if (kind_ == TensorKind::Weights)
      text += tr("stored <b>%1 b</b>/weight, %2").arg(QLocale().toString(stored, 'f', 2), bytesText(picture_.bytes));
  }
  figures_->setText(text);
  QString note = picture_.levelsNote;
  if (kind_ == TensorKind::Weights && picture_.error && picture_.bits != floatBits) {
    note += QStringLiteral(" ") +
            tr("Largest error %1, cosine %2.")
                .arg(smallText(picture_.error->maxError), QLocale().toString(picture_.error->cosine, 'f', 4));
  }
  note_->setText(note);
}

void WeightsView::retheme() {
  const Colours colours = coloursOf(palette());
  themePlot(*plot_, colours);
  plot_->xAxis->grid()->setVisible(false);
  bars_->setPen(Qt::NoPen);
  bars_->setBrush(mixed(colours.background, colours.accent, colours.dark ? 0.6 : 0.55));
  bars_->setAntialiasedFill(false);
  for (auto* clip : clips_) clip->setPen(QPen(colours.good, 1, Qt::DashLine));
  for (auto* edge : edges_) edge->setPen(QPen(colours.accent, 1, Qt::DotLine));
  clipText_->setColor(colours.good);
  clipText_->setPadding(QMargins(5, 0, 5, 0));
  clipText_->setBrush(colours.background);
  draw();
}

}  // namespace bitprism
