#include "widgets/sensitivity_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/elided_path.h"
#include "widgets/heat_colour.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int blockGap = 18, namePadding = 8;
constexpr int shortestName = 19, longestName = 40;  // letters
constexpr int narrowGap = 8, narrowName = 5;        // where all layers fit only so
constexpr int legendSteps = 5;
constexpr int fewestRows = 3;

}  // namespace

SensitivityMap::SensitivityMap(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Sensitivity of layers by bits"));
  setAccessibleDescription(tr("Arrows move from cell to cell, Enter sets the bits of the layer."));
  addExportMenu(*this, tr("sensitivity"), [this] { return table(); });
}

void SensitivityMap::show(const SensitivityPicture& picture) {
  if (picture == picture_) return;
  const bool other = picture.rows.size() != picture_.rows.size() || picture.widths != picture_.widths;
  picture_ = picture;
  range_ = HeatRange(picture_, scale_);
  if (other) {
    hovered_ = {};
    current_ = picture_.rows.empty() ? -1 : std::clamp(current_, 0, static_cast<int>(picture_.rows.size()) - 1);
    column_ = std::clamp(column_, 0, std::max(0, static_cast<int>(picture_.widths.size()) - 1));
  }
  layOut();
  tellPointed();
}

void SensitivityMap::setNote(const QString& note) {
  if (note == note_) return;
  note_ = note;
  update();
}

void SensitivityMap::setScale(HeatScale scale) {
  scale_ = scale;
  range_ = HeatRange(picture_, scale_);
  update();
}

void SensitivityMap::setOrder(HeatOrder order) {
  by_ = order;
  layOut();
  if (current_ >= 0) emit cellShown(cellOf(place(current_), column_));
}

void SensitivityMap::setCurrentLayer(int layer) {
  if (layer == current_ || layer < 0 || layer >= static_cast<int>(picture_.rows.size())) return;
  current_ = layer;
  update();
  tellPointed();
  emit cellShown(cellOf(place(layer), column_));
}

int SensitivityMap::currentWidth() const {
  return current_ < 0 || picture_.widths.empty() ? 0 : picture_.widths[static_cast<std::size_t>(column_)];
}

void SensitivityMap::setRoom(const QSize& room) {
  if (room == room_) return;
  room_ = room;
  layOut();
}

void SensitivityMap::setOffset(int offset) {
  offset_ = offset;
  update();  // the legend stays in sight
}

int SensitivityMap::lineHeight() const {
  return fontMetrics().height() + 5;
}

int SensitivityMap::legendHeight() const {
  return fontMetrics().height() + 12;
}

int SensitivityMap::leastHeight() const {
  return lineHeight() * (fewestRows + 1) + legendHeight();
}

// As many rows as the height has room for, then the next block. Spare width goes to the names, then to the cells.
void SensitivityMap::layOut() {
  order_ = heatOrder(picture_, by_);
  places_.resize(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) places_[static_cast<std::size_t>(order_[i])] = static_cast<int>(i);
  const int count = static_cast<int>(order_.size()), columns = std::max(1, static_cast<int>(picture_.widths.size()));
  rowsEach_ = std::max(fewestRows, (room_.height() - legendHeight()) / lineHeight() - 1);
  blocks_ = std::max(1, (count + rowsEach_ - 1) / rowsEach_);
  const QFontMetrics metrics = fontMetrics();
  const int letter = metrics.averageCharWidth();
  int wanted = letter * shortestName;
  for (const SensitivityPicture::Row& row : picture_.rows)
    wanted = std::max(wanted, metrics.horizontalAdvance(row.name) + namePadding + letter);
  wanted = std::min(wanted, letter * longestName);
  const int number = metrics.horizontalAdvance(QStringLiteral("0.0000")) + 8;
  nameWidth_ = letter * shortestName + namePadding;
  cellWidth_ = metrics.horizontalAdvance(QStringLiteral("000")) + 6;
  const int spare = room_.width() / blocks_ - blockGap - nameWidth_ - columns * cellWidth_;
  gap_ = blockGap;
  if (spare < 0) {
    layOutNarrow(columns);
  } else {
    const int toName = std::clamp(spare, 0, std::max(0, wanted - nameWidth_));
    nameWidth_ += toName;
    cellWidth_ += std::clamp((spare - toName) / columns, 0, std::max(0, number * 3 / 2 - cellWidth_));
  }
  size_ = {std::max(room_.width(), blocks_ * (nameWidth_ + columns * cellWidth_ + gap_)),
           std::max(room_.height(), leastHeight())};
  resize(size_);
  update();
}

// Shorter names, and cells without numbers, if that avoids scrolling; else everything stays readable and scrolls.
void SensitivityMap::layOutNarrow(int columns) {
  const QFontMetrics metrics = fontMetrics();
  const int letter = metrics.averageCharWidth(), name = letter * narrowName + namePadding;
  int cell = metrics.horizontalAdvance(QChar('8')) + 4;
  for (const int bits : picture_.widths)
    if (bits != floatBits) cell = std::max(cell, metrics.horizontalAdvance(QString::number(bits)) + 4);
  const int spare = room_.width() / blocks_ - narrowGap - name - columns * cell;
  if (spare < 0) return;
  const int toName = std::min(spare, letter * (shortestName - narrowName));  // which tells layers apart
  const int toCells = std::clamp((spare - toName) / columns, 0, std::max(0, cellWidth_ - cell));
  gap_ = narrowGap;
  cellWidth_ = cell + toCells;
  nameWidth_ = name + spare - toCells * columns;
}

int SensitivityMap::place(int layer) const {
  return layer < 0 ? -1 : places_[static_cast<std::size_t>(layer)];
}

QRect SensitivityMap::blockArea(int block) const {
  const int width = nameWidth_ + static_cast<int>(picture_.widths.size()) * cellWidth_;
  return {block * (width + gap_) + gap_ / 2, 0, width, lineHeight() * (rowsEach_ + 1)};
}

QRect SensitivityMap::rowArea(int place) const {
  const QRect block = blockArea(place / rowsEach_);
  return {block.left(), lineHeight() * (1 + place % rowsEach_), block.width(), lineHeight()};
}

QRect SensitivityMap::cellOf(int place, int column) const {
  const QRect row = rowArea(place);
  return {row.left() + nameWidth_ + column * cellWidth_, row.top(), cellWidth_ - 2, row.height() - 2};
}

QRect SensitivityMap::cellArea(int layer, int bits) const {
  const auto column = std::find(picture_.widths.begin(), picture_.widths.end(), bits);
  if (column == picture_.widths.end() || layer < 0 || layer >= static_cast<int>(places_.size())) return {};
  return cellOf(place(layer), static_cast<int>(column - picture_.widths.begin()));
}

SensitivityMap::Cell SensitivityMap::cellAt(const QPoint& position) const {
  if (picture_.rows.empty()) return {};
  const int step = blockArea(1).left() - blockArea(0).left();
  const int block = position.x() / std::max(1, step);
  const int line = position.y() / lineHeight() - 1;
  const int place = block * rowsEach_ + line;
  if (block >= blocks_ || line < 0 || line >= rowsEach_ || place >= static_cast<int>(order_.size())) return {};
  const int right = position.x() - blockArea(block).left() - nameWidth_;
  const int column = right < 0 ? -1 : right / cellWidth_;
  return {order_[static_cast<std::size_t>(place)], column < static_cast<int>(picture_.widths.size()) ? column : -1};
}

QString SensitivityMap::described(int layer, int column) const {
  if (layer < 0 || layer >= static_cast<int>(picture_.rows.size())) return {};
  const SensitivityPicture::Row& row = this->row(layer);
  if (column < 0 || column >= static_cast<int>(row.cells.size()))
    return tr("%1: now %2, %3").arg(row.name, bitsCountText(row.bits), bytesText(row.bytes));
  const SensitivityPicture::Cell& cell = row.cells[static_cast<std::size_t>(column)];
  const int bits = picture_.widths[static_cast<std::size_t>(column)];
  const std::int64_t saved = row.bytes - cell.bytes;
  return tr("%1 at %2: %3, %4%5")
      .arg(row.name, bitsCountText(bits),
           cell.loss ? tr("loss %1 nats").arg(smallText(*cell.loss)) : tr("not measured"),
           bits == row.bits ? tr("its bits now")
           : saved < 0      ? tr("%1 more than now").arg(bytesText(-saved))
                            : tr("saves %1").arg(bytesText(saved)),
           row.locked ? tr(", locked") : QString());
}

void SensitivityMap::paintEvent(QPaintEvent* event) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  const QRect dirty = event->rect();
  painter.fillRect(dirty, colours.background);
  for (int block = 0; block < blocks_ && !order_.empty(); ++block) {
    if (!blockArea(block).adjusted(-blockGap, 0, blockGap, 0).intersects(dirty)) continue;
    paintHeads(painter, block, colours);
    const int last = std::min(static_cast<int>(order_.size()), (block + 1) * rowsEach_);
    for (int place = block * rowsEach_; place < last; ++place) paintRow(painter, place, colours);
  }
  // A picture of all of it has the legend at its left, the window where it is seen.
  const bool whole = dirty == rect();
  paintLegend(painter, whole ? 0 : offset_, whole ? width() : offset_ + room_.width(), colours);
}

void SensitivityMap::paintHeads(QPainter& painter, int block, const Colours& colours) const {
  const QRect area = blockArea(block);
  painter.setPen(colours.muted);
  painter.drawText(QRect(area.left(), 0, nameWidth_ - namePadding, lineHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                   tr("Layer"));
  for (std::size_t i = 0; i < picture_.widths.size(); ++i)
    painter.drawText(
        QRect(area.left() + nameWidth_ + static_cast<int>(i) * cellWidth_, 0, cellWidth_ - 2, lineHeight()),
        Qt::AlignCenter, picture_.widths[i] == floatBits ? QStringLiteral("f") : QString::number(picture_.widths[i]));
}

void SensitivityMap::paintRow(QPainter& painter, int place, const Colours& colours) const {
  const int layer = order_[static_cast<std::size_t>(place)];
  const SensitivityPicture::Row& row = this->row(layer);
  const QRect area = rowArea(place);
  if (layer == current_)
    painter.fillRect(QRect(area.left() - 4, area.top() - 1, nameWidth_, area.height()), colours.soft);
  painter.setPen(layer == current_ ? colours.text : colours.muted);
  const QString name = row.locked ? tr("%1 (L)").arg(row.name) : row.name;
  const QRect label(area.left(), area.top(), nameWidth_ - namePadding, area.height() - 2);
  painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, elidedPath(fontMetrics(), name, label.width()));
  for (std::size_t i = 0; i < row.cells.size(); ++i)
    paintCell(painter, cellOf(place, static_cast<int>(i)), row.cells[i], colours);
  painter.setBrush(Qt::NoBrush);
  if (const QRect now = cellArea(layer, row.bits); !now.isEmpty()) {
    painter.setPen(QPen(colours.background, 1));
    painter.drawRect(now.adjusted(2, 2, -3, -3));
    painter.setPen(QPen(colours.text, 2));
    painter.drawRect(now.adjusted(1, 1, -1, -1));
  }
  for (const Cell& marked : {Cell{current_, column_}, hovered_}) {
    if (marked.layer != layer || marked.column < 0 || (marked.layer == current_ && !hasFocus() && marked != hovered_))
      continue;
    painter.setPen(QPen(colours.accent, 2, marked == hovered_ ? Qt::DotLine : Qt::SolidLine));
    painter.drawRect(cellOf(place, marked.column).adjusted(-1, -1, 1, 1));
  }
}

void SensitivityMap::paintCell(QPainter& painter, const QRect& area, const SensitivityPicture::Cell& cell,
                               const Colours& colours) const {
  if (!cell.loss) {
    painter.fillRect(area, QBrush(mixed(colours.background, colours.text, 0.28), Qt::BDiagPattern));
    return;
  }
  const QColor fill = heatColour(range_.share(*cell.loss), colours);
  painter.fillRect(area, fill);
  const QString number = *cell.loss > 0 ? smallText(*cell.loss) : QStringLiteral("0");
  if (fontMetrics().horizontalAdvance(number) > area.width() - 6) return;
  painter.setPen(readableOn(fill));
  painter.drawText(area, Qt::AlignCenter, number);
}

// Colours with their values, then what is framed and hatched, as far as there is room.
void SensitivityMap::paintLegend(QPainter& painter, int left, int right, const Colours& colours) const {
  const QFontMetrics metrics = fontMetrics();
  const QRect strip(left, height() - legendHeight(), right - left, legendHeight());
  painter.fillRect(strip, colours.background);
  const int side = metrics.height() - 2, top = strip.top() + (strip.height() - side) / 2;
  int x = left + blockGap / 2;
  const auto write = [&](const QString& words, const QColor& colour) {
    const int width = metrics.horizontalAdvance(words);
    if (x + width > right) return;
    painter.setPen(colour);
    painter.drawText(QRect(x, strip.top(), width + 2, strip.height()), Qt::AlignLeft | Qt::AlignVCenter, words);
    x += width + 12;
  };
  if (!note_.isEmpty()) write(note_, colours.text);
  if (range_.known()) {
    write(tr("loss, nats"), colours.muted);
    for (int step = 0; step < legendSteps; ++step) {
      const double share = static_cast<double>(step) / (legendSteps - 1);
      if (x + side > right) return;
      painter.fillRect(QRect(x, top, side, side), heatColour(share, colours));
      x += side + 5;
      write(smallText(range_.lossAt(share)), colours.text);
    }
  }
  // A sign without its words tells nothing.
  const auto fits = [&](const QString& words) { return x + side + 5 + metrics.horizontalAdvance(words) <= right; };
  if (picture_.rows.empty() || !fits(tr("bits now"))) return;
  painter.setPen(QPen(colours.text, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRect(x + 1, top + 1, side - 2, side - 2));
  x += side + 5;
  write(tr("bits now"), colours.muted);
  if (!fits(tr("not measured"))) return;
  painter.fillRect(QRect(x, top, side, side), QBrush(mixed(colours.background, colours.text, 0.28), Qt::BDiagPattern));
  x += side + 5;
  write(tr("not measured"), colours.muted);
}

void SensitivityMap::moveTo(int layer, int column) {
  const bool other = layer != current_;
  current_ = layer;
  column_ = std::clamp(column, 0, std::max(0, static_cast<int>(picture_.widths.size()) - 1));
  update();
  tellPointed();
  emit cellShown(cellOf(place(layer), column_));
  if (other) emit currentLayerChanged(layer);
}

void SensitivityMap::tellPointed() {
  setAccessibleDescription(describedCursor());
  emit pointed(hovered_.layer >= 0 ? described(hovered_.layer, hovered_.column) : describedCursor());
}

void SensitivityMap::mousePressEvent(QMouseEvent* event) {
  const Cell cell = cellAt(event->pos());
  if (cell.layer < 0) return;
  moveTo(cell.layer, cell.column < 0 ? column_ : cell.column);
  if (event->button() == Qt::LeftButton && cell.column >= 0) emit widthWished(current_, currentWidth());
}

void SensitivityMap::mouseMoveEvent(QMouseEvent* event) {
  const Cell cell = cellAt(event->pos());
  setCursor(cell.column >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  if (cell == hovered_) return;
  hovered_ = cell;
  update();
  tellPointed();
}

void SensitivityMap::leaveEvent(QEvent*) {
  hovered_ = {};
  update();
  tellPointed();
}

void SensitivityMap::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(order_.size()) - 1;
  if (last < 0 || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return QWidget::keyPressEvent(event);
  const auto layerOf = [&](int place) { return order_[static_cast<std::size_t>(std::clamp(place, 0, last))]; };
  const int at = place(current_);
  const int key = event->key();
  if (key >= Qt::Key_1 && key <= Qt::Key_8) return emit widthWished(current_, key - Qt::Key_0);
  switch (key) {
    case Qt::Key_Up:
      return moveTo(layerOf(at - 1), column_);
    case Qt::Key_Down:
      return moveTo(layerOf(at + 1), column_);
    case Qt::Key_PageUp:
      return moveTo(layerOf(at - rowsEach_), column_);
    case Qt::Key_PageDown:
      return moveTo(layerOf(at + rowsEach_), column_);
    case Qt::Key_Home:
      return moveTo(layerOf(0), column_);
    case Qt::Key_End:
      return moveTo(layerOf(last), column_);
    case Qt::Key_Left:
      return moveTo(current_, column_ - 1);
    case Qt::Key_Right:
      return moveTo(current_, column_ + 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (currentWidth() > 0) emit widthWished(current_, currentWidth());
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void SensitivityMap::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void SensitivityMap::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void SensitivityMap::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) layOut();
}

bool SensitivityMap::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const Cell cell = cellAt(help->pos());
  if (cell.layer < 0)
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), described(cell.layer, cell.column), this);
  return true;
}

}  // namespace bitprism
