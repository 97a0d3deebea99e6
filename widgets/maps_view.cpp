#include "widgets/maps_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/column_layout.h"
#include "widgets/empty_hint.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"
#include "widgets/spacing.h"
#include "widgets/table_copy.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

double bitsAValue(std::uint64_t bits, const CodedSizes& sizes) {
  return sizes.raw() > 0 ? static_cast<double>(bits) * sizes.bits / static_cast<double>(sizes.raw()) : 0;
}

CodedSizes totalOf(const MapsPicture& picture) {
  CodedSizes total;
  for (const MapsPicture::Map& map : picture.maps) total += map.sizes;
  return total;
}

QTableWidgetItem* cell(const QString& text, bool number) {
  auto* item = new QTableWidgetItem(text);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  if (number) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

// A number's text, in the locale on the screen and plain on the clipboard.
template <class Text>
QTableWidgetItem* numberCell(const Text& text) {
  QTableWidgetItem* item = cell(text(), true);
  const PlainNumbers plain;
  item->setData(plainTextRole, text());
  return item;
}

QCustomPlot* plotOf(const QString& name, const QString& file) {
  auto* plot = new QCustomPlot;
  plot->setAccessibleName(name);
  addExportMenu(*plot, file);
  plot->setMinimumSize(120, 90);
  plot->axisRect()->setMinimumMargins(QMargins(6, 6, 8, 4));
  plot->yAxis->ticker()->setTickCount(4);
  return plot;
}

}  // namespace

MapsView::MapsView(QWidget* parent)
    : QWidget(parent),
      bits_(new QComboBox),
      measure_(new QPushButton(tr("▶ Measure"))),
      hint_(new QLabel),
      table_(new QTableWidget(0, 4)),
      memory_(plotOf(tr("Memory of one image's activations over depth"), tr("activation-memory"))),
      codes_(plotOf(tr("Bits per value under each code"), tr("codes"))) {
  setAccessibleName(tr("Activation maps"));
  for (const int bits : {8, 12, 16}) bits_->addItem(tr("%1-bit codes").arg(bits), bits);
  bits_->setCurrentIndex(2);
  bits_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  bits_->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
  bits_->setAccessibleName(tr("Bits of a code"));
  bits_->setToolTip(tr("Bit-width to which activations are rounded before lossless coding"));
  table_->setHorizontalHeaderLabels({tr("Map"), tr("Zeros"), tr("Bits"), tr("× fp32")});
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int column = 1; column < 4; ++column)
    table_->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->setShowGrid(false);
  table_->setTextElideMode(Qt::ElideMiddle);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->setWordWrap(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAccessibleName(tr("Maps"));
  table_->setTabKeyNavigation(false);
  copyWithKeys(*table_);
  table_->horizontalHeaderItem(2)->setToolTip(
      tr("Bits per value in the stream, each block in its best code, headers included"));
  hint_->setWordWrap(true);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  alive_ = memory_->addGraph();
  alive_->setName(tr("under the plan"));
  nameInFiles(*alive_, QStringLiteral("under the plan"));
  aliveCoded_ = memory_->addGraph();
  aliveCoded_->setName(tr("coded"));
  nameInFiles(*aliveCoded_, QStringLiteral("coded"));
  bars_ = new QCPBars(codes_->xAxis, codes_->yAxis);
  bars_->setName(tr("bits per value"));
  nameColumns(*codes_, QStringLiteral("code"), QStringLiteral("bits"));
  nameInFiles(*bars_, QStringLiteral("bits per value"));
  nameInFiles(*memory_->xAxis, QStringLiteral("operator; input to output"));
  nameInFiles(*memory_->yAxis, QStringLiteral("KiB alive"));
  nameInFiles(*codes_->yAxis, QStringLiteral("bits per value"));
  codes_->xAxis->setTickLabelRotation(-60);

  auto* controls = new WrapLayout(spacing::gap);
  measure_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  controls->addWidget(bits_);
  controls->addWidget(measure_);
  auto* left = new QVBoxLayout;
  left->setContentsMargins(0, 0, 0, 0);
  left->setSpacing(spacing::gap);
  left->addLayout(controls);
  left->addWidget(hint_);
  left->addWidget(table_, 1);
  auto* leftBox = new QWidget;
  leftBox->setLayout(left);
  hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  table_->setMinimumWidth(table_->fontMetrics().averageCharWidth() * 36);
  auto* layout = new ColumnLayout(spacing::wide, this);
  layout->setContentsMargins(spacing::inset, spacing::gap, spacing::inset, spacing::tight);
  layout->addBlock(leftBox, 0);
  layout->addBlock(memory_, 4);
  layout->addBlock(codes_, 3);

  connect(measure_, &QPushButton::clicked, this, [this] { emit measureRequested(codeBits()); });
  connect(table_, &QTableWidget::currentCellChanged, this, [this] { drawCodes(); });
  emptyMemory_ = new EmptyHint(*memory_);
  emptyCodes_ = new EmptyHint(*codes_);
  retheme();
  clear();
}

int MapsView::codeBits() const {
  return bits_->currentData().toInt();
}

void MapsView::show(const MapsPicture& picture) {
  picture_ = picture;
  fillTable();
  drawMemory();
  drawCodes();
  setRunning(running_);
}

QString MapsView::summary(const MapsPicture& picture) {
  if (picture.maps.empty()) return {};
  const CodedSizes total = totalOf(picture);
  return tr("%1 images · %2 zeros · %3 smaller than floats")
      .arg(countText(picture.images), percentText(1 - total.nonZeroShare()), ratioText(total.gainOverFloat()));
}

void MapsView::setPossible(bool possible, const QString& reason) {
  possible_ = possible;
  reason_ = reason;
  setRunning(running_);
}

void MapsView::setRunning(bool running) {
  running_ = running;
  measure_->setEnabled(possible_ && !running);
  measure_->setToolTip(possible_ ? tr("Run images through the network and code the outputs of its ReLUs") : reason_);
  const bool empty = picture_.maps.empty();
  emptyMemory_->tell(empty ? tr("The memory of one image's activations over depth will be drawn here.") : QString());
  emptyCodes_->tell(empty ? tr("Bits per value under each code will be drawn here.") : QString());
  hint_->setVisible(empty);
  hint_->setText(running     ? tr("measuring…")
                 : possible_ ? tr("The number of zeros in each map, and its size after entropy coding, are measured on "
                                  "images (▶ Measure).")
                             : reason_);
}

void MapsView::fillTable() {
  const QSignalBlocker blocker(table_);
  table_->setRowCount(0);
  const auto add = [&](const QString& name, const QString& tip, const CodedSizes& sizes) {
    const int row = table_->rowCount();
    table_->insertRow(row);
    table_->setItem(row, 0, cell(name, false));
    table_->item(row, 0)->setToolTip(tip);
    table_->setItem(row, 1, numberCell([&] { return percentText(1 - sizes.nonZeroShare()); }));
    table_->item(row, 1)->setData(fileRole, 1 - sizes.nonZeroShare());
    table_->setItem(row, 2, numberCell([&] { return QLocale().toString(bitsAValue(sizes.stream, sizes), 'f', 2); }));
    table_->item(row, 2)->setData(fileRole, bitsAValue(sizes.stream, sizes));
    table_->setItem(row, 3, numberCell([&] { return QLocale().toString(sizes.gainOverFloat(), 'f', 2); }));
    table_->item(row, 3)->setData(fileRole, sizes.gainOverFloat());
    table_->item(row, 3)->setToolTip(
        tr("%1 times smaller than raw codes").arg(QLocale().toString(sizes.gainOverRaw(), 'f', 2)));
  };
  if (picture_.maps.empty()) return;
  add(tr("all maps"), {}, totalOf(picture_));
  for (const MapsPicture::Map& map : picture_.maps) add(map.name, map.shape, map.sizes);
  table_->setCurrentCell(0, 0);
}

void MapsView::drawMemory() {
  const auto fill = [](QCPGraph* graph, const std::vector<std::int64_t>& bytes) {
    graph->data()->clear();
    for (std::size_t i = 0; i < bytes.size(); ++i)
      graph->addData(static_cast<double>(i) + 1, static_cast<double>(bytes[i]) / 1024);
  };
  fill(alive_, picture_.alive);
  fill(aliveCoded_, picture_.aliveCoded);
  const bool any = !picture_.alive.empty();
  double high = 1;
  for (const std::int64_t bytes : picture_.alive) high = std::max(high, static_cast<double>(bytes) / 1024);
  for (QCPAxis* axis : {memory_->xAxis, memory_->yAxis}) {
    axis->grid()->setVisible(any);
    axis->setTickLabels(any);
  }
  memory_->xAxis->setRange(0.5, std::max<double>(2, static_cast<double>(picture_.alive.size())) + 0.5);
  memory_->yAxis->setRange(0, high * 1.5);  // the legend stands above
  memory_->xAxis->setLabel(any ? tr("operators in order") : QString());
  memory_->yAxis->setLabel(any ? tr("KiB alive") : QString());
  memory_->legend->setVisible(any);
  memory_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignRight);
  memory_->replot(QCustomPlot::rpQueuedReplot);
}

void MapsView::drawCodes() {
  bars_->setData(QVector<double>(), QVector<double>());
  const int row = table_->currentRow();
  const bool any = row >= 0 && !picture_.maps.empty();
  if (any) {
    const CodedSizes sizes = row == 0 ? totalOf(picture_) : picture_.maps[static_cast<std::size_t>(row) - 1].sizes;
    const std::pair<QString, std::uint64_t> codes[] = {
        {tr("raw"), sizes.raw()},       {tr("Rice"), sizes.rice()},  {tr("EG"), sizes.exponentialGolomb()},
        {tr("ZVC"), sizes.zeroValue()}, {tr("SEG"), sizes.sparse()}, {tr("stream"), sizes.stream}};
    auto* names = new QCPAxisTickerText;
    double at = 0, high = 1;
    for (const auto& [name, bits] : codes) {
      const double value = bitsAValue(bits, sizes);
      bars_->addData(++at, value);
      names->addTick(at, tr("%1 %2").arg(name).arg(QLocale().toString(value, 'f', 1)));
      high = std::max(high, value);
    }
    codes_->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(names));
    codes_->xAxis->setRange(0.4, at + 0.6);
    codes_->yAxis->setRange(0, high * 1.08);
  }
  for (QCPAxis* axis : {codes_->xAxis, codes_->yAxis}) axis->setTickLabels(any);
  codes_->xAxis->grid()->setVisible(false);
  codes_->yAxis->grid()->setVisible(any);
  codes_->yAxis->setLabel(any ? tr("bits per value") : QString());
  codes_->replot(QCustomPlot::rpQueuedReplot);
}

void MapsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
}

void MapsView::retheme() {
  const Colours colours = coloursOf(palette());
  for (QCustomPlot* plot : {memory_, codes_}) themePlot(*plot, colours);
  for (QCPGraph* graph : {alive_, aliveCoded_}) graph->setLineStyle(QCPGraph::lsStepCenter);
  alive_->setPen(QPen(colours.muted, 1.6));
  QColor fill = colours.accent;
  fill.setAlphaF(0.25F);
  aliveCoded_->setPen(QPen(colours.accent, 1.8));
  aliveCoded_->setBrush(fill);
  bars_->setPen(Qt::NoPen);
  bars_->setBrush(colours.accent);
  bars_->setWidth(0.6);
  for (QCustomPlot* plot : {memory_, codes_}) plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace bitprism
