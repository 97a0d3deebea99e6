#include "widgets/weights_view.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <functional>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/channel_strip.h"
#include "widgets/dot_graph.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"
#include "widgets/spacing.h"

namespace bitprism {
namespace {

constexpr std::size_t manyLevels = 40;    // from here on drawn as a rug, because lines would hide the histogram
constexpr std::size_t mostLevels = 1024;  // more cannot be distinguished in any window
constexpr double textRow = 0.085;         // of the plot's height: labels stand below one another

}  // namespace

std::vector<LevelMark> clipMarks(const std::vector<double>& levels, double deviation) {
  if (levels.empty()) return {};
  const auto [least, most] = std::minmax_element(levels.begin(), levels.end());
  const double widest = std::max(std::abs(*least), std::abs(*most));
  const QString text = deviation > 0
                           ? WeightsView::tr("clips at %1 σ").arg(QLocale().toString(widest / deviation, 'f', 1))
                           : WeightsView::tr("clips here");
  return {{*least, {}}, {*most, text}};
}

WeightsView::WeightsView(TensorKind kind, QWidget* parent)
    : QWidget(parent),
      kind_(kind),
      plot_(new QCustomPlot),
      figures_(new QLabel),
      note_(new QLabel),
      channel_(new QSpinBox),
      logarithmic_(new QCheckBox(tr("log"))),
      strip_(new ChannelStrip) {
  plot_->setAccessibleName(kind == TensorKind::Weights ? tr("Histogram of the selected layer's weights")
                                                       : tr("Histogram of the selected layer's input"));
  plot_->setMinimumSize(160, 90);
  addExportMenu(*plot_, tr("weights"));
  nameColumns(*plot_, QStringLiteral("value"), QStringLiteral("count"));
  bars_ = new QCPBars(plot_->xAxis, plot_->yAxis);
  levels_ = new DotGraph(*plot_);
  levels_->setLineStyle(QCPGraph::lsImpulse);
  blocks_ = new DotGraph(*plot_);
  blocks_->setLineStyle(QCPGraph::lsNone);
  levels_->setName(tr("levels"));
  blocks_->setName(tr("levels of blocks"));
  nameInFiles(*levels_, QStringLiteral("levels"));
  nameInFiles(*blocks_, QStringLiteral("levels of blocks"));
  plot_->yAxis->setTicks(false);
  plot_->yAxis->grid()->setVisible(false);
  plot_->xAxis->ticker()->setTickCount(6);
  plot_->axisRect()->setAutoMargins(QCP::msBottom);
  plot_->axisRect()->setMargins(QMargins(10, 4, 10, 0));

  figures_->setTextFormat(Qt::RichText);
  figures_->setWordWrap(true);
  figures_->setAccessibleName(tr("Quantization error of the selected layer"));
  note_->setForegroundRole(QPalette::PlaceholderText);
  note_->setWordWrap(true);
  channel_->setMinimum(-1);
  channel_->setSpecialValueText(tr("all channels"));
  channel_->setPrefix(tr("channel "));
  channel_->setAccessibleName(tr("Channel shown"));
  channel_->setToolTip(tr("Output channel whose weights and levels are drawn"));
  logarithmic_->setToolTip(tr("Counts on a logarithmic scale, which shows the tails"));
  logarithmic_->setAccessibleName(tr("Logarithmic counts"));

  auto* controls = new QHBoxLayout;
  controls->setContentsMargins(spacing::inset, spacing::tight, spacing::inset, 0);
  controls->addWidget(channel_);
  channel_->setVisible(kind == TensorKind::Weights);
  controls->addStretch();
  controls->addWidget(logarithmic_);
  auto* texts = new QVBoxLayout;
  texts->setContentsMargins(spacing::inset, 0, spacing::inset, spacing::tight);
  texts->setSpacing(spacing::hair);
  texts->addWidget(figures_);
  texts->addWidget(note_);
  layout_ = new QVBoxLayout(this);
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(spacing::hair);
  layout_->addLayout(controls);
  layout_->addWidget(plot_, 1);
  layout_->addWidget(strip_);
  layout_->addLayout(texts);

  connect(channel_, &QSpinBox::valueChanged, this, &WeightsView::channelWished);
  connect(strip_, &ChannelStrip::channelWished, this, &WeightsView::channelWished);
  connect(logarithmic_, &QCheckBox::toggled, this, &WeightsView::draw);
  for (QLabel* label : {figures_, note_}) label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  reserveLines();
  retheme();
  clear();
}

void WeightsView::setForm(QWidget* form) {
  layout_->insertWidget(0, form);
}

void WeightsView::show(const WeightsPicture& picture) {
  picture_ = picture;
  const QSignalBlocker quiet(channel_);
  channel_->setMaximum(picture.channels - 1);
  channel_->setValue(picture.channel);
  channel_->setEnabled(picture.histogram != nullptr && picture.channels > 1);
  strip_->show(picture.channelBits, picture.channel);
  draw();
  describe();
}

void WeightsView::clear() {
  show(WeightsPicture{});
}

void WeightsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
  if (event->type() == QEvent::FontChange) reserveLines();
}

// Of layers that have more to say, so that the plot keeps its height from layer to layer.
void WeightsView::reserveLines() {
  constexpr int linesOfFigures = 2, linesOfNote = 3;
  figures_->setMinimumHeight(linesOfFigures * figures_->fontMetrics().lineSpacing());
  note_->setMinimumHeight(linesOfNote * note_->fontMetrics().lineSpacing());
}

double WeightsView::height(double count) const {
  return logarithmic_->isChecked() ? std::log10(1 + count) : count;
}

// As many as can be distinguished, in the axis' units.
QVector<double> WeightsView::drawn(const std::vector<double>& levels) const {
  const std::size_t step = levels.size() / mostLevels + 1;
  QVector<double> kept;
  for (std::size_t i = 0; i < levels.size(); i += step) kept.append(x(levels[i]));
  return kept;
}

void WeightsView::draw() {
  const bool known = picture_.histogram && !picture_.histogram->counts.empty();
  plot_->xAxis->setTickLabels(known);
  plot_->xAxis->setLabel(!known                         ? QString()
                         : picture_.unit > 0            ? tr("weight ÷ largest level of its channel")
                         : kind_ == TensorKind::Weights ? tr("weight")
                                                        : tr("input"));
  nameInFiles(*plot_->xAxis, picture_.unit > 0              ? QStringLiteral("weight ÷ largest level of its channel")
                             : kind_ == TensorKind::Weights ? QStringLiteral("weight")
                                                            : QStringLiteral("input"));
  if (!known) {
    bars_->data()->clear();
    levels_->data()->clear();
    blocks_->data()->clear();
    drawMarks(0, 1);
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
  // A spike, such as the zeros of a sparse layer, is cut off instead of flattening the rest.
  QVector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const double shoulder = sorted[std::min<qsizetype>(sorted.size() - 1, 1 + sorted.size() / 50)];
  if (shoulder > 0) top = std::min(top, 1.5 * shoulder);
  bars_->setWidth(histogram.binWidth() * 0.92);
  bars_->setName(logarithmic_->isChecked() ? tr("log10(1 + count)") : tr("count"));
  nameInFiles(*bars_, logarithmic_->isChecked() ? QStringLiteral("log10(1 + count)") : QStringLiteral("count"));
  bars_->setData(keys, values, true);

  double low = histogram.low;
  double high = histogram.high;
  const double span = high - low;
  // A range wider than the weights is shown in full, unless it would squeeze the histogram.
  const auto reach = [&](double value) {
    low = std::max(histogram.low - 0.3 * span, std::min(low, value));
    high = std::min(histogram.high + 0.3 * span, std::max(high, value));
  };
  for (const auto* levels : {&picture_.levels, picture_.blockLevels.empty() ? nullptr : &picture_.blockLevels.back()})
    if (levels && !levels->empty()) {
      reach(x(levels->front()));
      reach(x(levels->back()));
    }
  for (const LevelMark& mark : picture_.marks) reach(x(mark.at));
  drawLevels(top);
  drawMarks(low, high);
  plot_->xAxis->setRange(paddedRange(low, high, 0.03));
  plot_->yAxis->setRange(0, top * 1.1);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

// Levels of one grid are lines; those of several blocks are rows of marks, one above the other.
void WeightsView::drawLevels(double top) {
  const QVector<double> levels = picture_.blockLevels.empty() ? drawn(picture_.levels) : QVector<double>();
  const double height = picture_.levels.size() > manyLevels ? top * 0.03 : top * 1.04;
  levels_->setData(levels, QVector<double>(levels.size(), height), true);
  QVector<double> keys;
  QVector<double> rows;
  const auto count = static_cast<double>(picture_.blockLevels.size());
  for (std::size_t row = 0; row < picture_.blockLevels.size(); ++row)
    for (const double level : drawn(picture_.blockLevels[row])) {
      keys.append(level);
      rows.append(top * (0.1 + 0.9 * static_cast<double>(row) / std::max(1.0, count - 1)));
    }
  blocks_->setData(keys, rows, false);
}

void WeightsView::drawMarks(double low, double high) {
  const Colours colours = coloursOf(palette());
  while (marks_.size() < picture_.marks.size()) {
    auto* text = new QCPItemText(plot_);
    text->position->setTypeX(QCPItemPosition::ptPlotCoords);
    text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    text->setPadding(QMargins(5, 0, 5, 0));
    marks_.emplace_back(new QCPItemStraightLine(plot_), text);
  }
  double textTop = 0.01;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    const auto& [line, text] = marks_[i];
    const bool used = i < picture_.marks.size();
    line->setVisible(used);
    text->setVisible(used && !picture_.marks[i].text.isEmpty());
    if (!used) continue;
    const LevelMark& mark = picture_.marks[i];
    const QColor colour = mark.breakpoint ? colours.accent : colours.good;
    line->setPen(QPen(colour, mark.breakpoint ? 1.6 : 1, Qt::DashLine));
    line->point1->setCoords(x(mark.at), 0);
    line->point2->setCoords(x(mark.at), 1);
    if (mark.text.isEmpty()) continue;
    text->setText(mark.text);
    text->setColor(colour);
    text->setBrush(colours.background);
    // Where there is room, otherwise anywhere in the plot.
    const double place = (x(mark.at) - low) / (high - low);
    text->setPositionAlignment(Qt::AlignTop | (place < 0.6 ? Qt::AlignLeft : Qt::AlignRight));
    text->position->setCoords(std::clamp(x(mark.at), low, high), textTop);
    textTop += textRow;
  }
}

std::vector<double> WeightsView::drawnMarks() const {
  std::vector<double> places;
  for (const auto& [line, text] : marks_)
    if (line->visible()) places.push_back(line->point1->coords().x());
  return places;
}

void WeightsView::describe() {
  if (!picture_.histogram) {
    figures_->clear();
    note_->setText(kind_ == TensorKind::Weights ? tr("Select a layer to see its weights.")
                                                : tr("Open images (Ctrl+I) to see the layer's input."));
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
    if (!picture_.errorDepends)
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
  levels_->setPen(thinPen(colours.warm));
  const qreal ratio = devicePixelRatioF();
  QPixmap tick(static_cast<int>(3 * ratio), static_cast<int>(13 * ratio));
  tick.setDevicePixelRatio(ratio);
  tick.fill(Qt::transparent);
  QPainter painter(&tick);
  painter.fillRect(QRectF(1, 0, 1.5, 13), colours.warm);
  painter.end();
  blocks_->setScatterStyle(QCPScatterStyle(tick));
  draw();
}

}  // namespace bitprism
