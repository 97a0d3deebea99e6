#include "widgets/bits_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr double axisTop = 10.4;    // in bits: room for a float bar and the number above it
constexpr double halfHeight = 9;    // where a layer of half floats ends
constexpr double floatHeight = 10;  // where a layer that stays float ends
constexpr double minimumBar = 4;    // pixels
constexpr double maximumGap = 2;
constexpr double stillHand = 4;  // pixels that a click may move

double heightOf(int bits) {
  return bits == floatBits ? floatHeight : bits == halfBits ? halfHeight : bits;
}

}  // namespace

BitsView::BitsView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Bits per layer"));
  addExportMenu(*this, tr("bits"), [this] { return table(); });
  setAccessibleDescription(
      tr("One bar per layer. Left and right select a layer, with Shift several, Ctrl+A all, Enter adds or removes one. "
         "Digits set the bits of the selected layers, up and down change them, L locks them, P paints."));
}

void BitsView::show(const std::vector<LayerRow>& rows) {
  const bool sameSizes = rows.size() == rows_.size() &&
                         std::equal(rows.begin(), rows.end(), rows_.begin(),
                                    [](const LayerRow& a, const LayerRow& b) { return a.weights == b.weights; });
  rows_ = rows;
  if (!sameSizes) {
    hand_.reset();
    hovered_ = -1;
    layOut();
  }
  const auto count = static_cast<int>(rows_.size());
  if (selection_.current() >= count || (!selection_.bars().empty() && selection_.bars().back() >= count))
    selection_ = {};
  update();
}

void BitsView::setSelection(int current, const std::vector<int>& layers) {
  if (current == selection_.current() && layers == selection_.bars()) return;
  const auto exists = [this](int layer) { return layer >= 0 && layer < static_cast<int>(rows_.size()); };
  if (!exists(current) || !std::all_of(layers.begin(), layers.end(), exists)) return;
  selection_.set(current, layers);
  update();
}

std::vector<int> BitsView::selectedLayers() const {
  if (!selection_.bars().empty() || selection_.current() < 0) return selection_.bars();
  return {selection_.current()};
}

void BitsView::selectAll() {
  BarSelection all = selection_;
  all.all(static_cast<int>(rows_.size()));
  choose(all);
}

void BitsView::setPainting(bool painting) {
  if (painting == painting_) return;
  painting_ = painting;
  update();
  emit paintingChanged(painting);
}

void BitsView::choose(const BarSelection& selection) {
  if (selection == selection_) return;
  selection_ = selection;
  update();
  emit selectionChanged(selection_.current(), selectedLayers());
}

QRectF BitsView::plotArea() const {
  const int number = fontMetrics().horizontalAdvance(QStringLiteral("00"));
  return QRectF(rect()).adjusted(number + 18, 6, -12, -fontMetrics().height() - 8);
}

void BitsView::layOut() {
  bars_.assign(rows_.size(), {});
  if (rows_.empty()) return;
  const QRectF area = plotArea();
  const double count = static_cast<double>(rows_.size());
  const double gap = std::clamp(area.width() / count * 0.12, 0.0, maximumGap);
  const double smallest = std::min(minimumBar, std::max(1.0, (area.width() - gap * count) / count));
  const double spare = std::max(0.0, area.width() - (smallest + gap) * count);
  double total = 0;
  // Square roots keep a huge layer from squeezing all others, and preserve the order of sizes.
  for (const LayerRow& row : rows_) total += std::sqrt(static_cast<double>(row.weights));
  double left = area.left();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const double share = total > 0 ? std::sqrt(static_cast<double>(rows_[i].weights)) / total : 0;
    bars_[i] = {left, smallest + spare * share};
    left += bars_[i].width + gap;
  }
}

double BitsView::yOfBits(int bits) const {
  const QRectF area = plotArea();
  return area.bottom() - area.height() * heightOf(bits) / axisTop;
}

QRectF BitsView::barArea(int layer) const {
  const Bar& bar = bars_[static_cast<std::size_t>(layer)];
  const QRectF area = plotArea();
  return {bar.left, area.top(), bar.width, area.height()};
}

int BitsView::layerAt(const QPointF& position) const {
  if (bars_.empty() || position.x() < bars_.front().left || position.y() > plotArea().bottom() + 4) return -1;
  const auto after =
      std::upper_bound(bars_.begin(), bars_.end(), position.x(), [](double x, const Bar& bar) { return x < bar.left; });
  const auto index = static_cast<int>(after - bars_.begin()) - 1;
  const Bar& bar = bars_[static_cast<std::size_t>(index)];
  return position.x() <= bar.left + bar.width + maximumGap ? index : -1;
}

int BitsView::bitsAt(double y) const {
  const QRectF area = plotArea();
  const double height = (area.bottom() - y) / area.height() * axisTop;
  if (height > halfHeight + 0.5) return floatBits;
  if (height > maximumBits + 0.5) return halfBits;
  return std::clamp(static_cast<int>(std::lround(height)), minimumBits, maximumBits);
}

// The drawn bar.
QRectF BitsView::shapeOf(int layer) const {
  const Bar& bar = bars_[static_cast<std::size_t>(layer)];
  const double bottom = std::floor(plotArea().bottom());
  const double top = std::floor(yOfBits(row(layer).bits));
  return {std::round(bar.left), top, std::max(1.0, std::round(bar.width)), bottom - top};
}

// Locked layers stay, and nothing is said when nothing would change.
void BitsView::wish(std::vector<LayerBits> wished, BitsGesture gesture) {
  std::erase_if(wished, [this](const LayerBits& one) { return row(one.layer).locked; });
  if (std::all_of(wished.begin(), wished.end(),
                  [this](const LayerBits& one) { return row(one.layer).bits == one.bits; }))
    return;
  emit dragWished(wished, gesture);
}

QString BitsView::table() const {
  QString csv = QStringLiteral("layer,bits,weights,bytes,sqnr_db,harm\n");
  for (const LayerRow& row : rows_) {
    QString name = row.name;
    name.replace(QChar(','), QChar(';'));
    csv += QStringLiteral("%1,%2,%3,%4,%5,%6\n")
               .arg(name)
               .arg(row.bits)
               .arg(row.weights)
               .arg(row.bytes)
               .arg(row.sqnrDb && std::isfinite(*row.sqnrDb) ? QString::number(*row.sqnrDb, 'g', 9) : QString(),
                    row.sensitivity ? QString::number(*row.sensitivity, 'g', 9) : QString());
  }
  return csv;
}

void BitsView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.fillRect(rect(), colours.background);
  const QRectF area = plotArea();
  for (const int bits : {2, 4, 6, 8}) {
    const int y = static_cast<int>(yOfBits(bits));
    painter.setPen(colours.grid);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setPen(colours.muted);
    painter.drawText(QRectF(0, y - 12, area.left() - 8, 24), Qt::AlignRight | Qt::AlignVCenter, QString::number(bits));
  }
  painter.setPen(colours.border);
  painter.drawLine(QPointF(area.left(), std::floor(area.bottom())), QPointF(area.right(), std::floor(area.bottom())));
  if (rows_.empty()) {
    painter.setPen(colours.muted);
    painter.drawText(area, Qt::AlignCenter, tr("No network is open"));
    return;
  }
  paintCaptions(painter);
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer)
    if (layer != selection_.current()) paintBar(painter, layer);
  if (selection_.current() >= 0) {
    paintBar(painter, selection_.current());
    paintCurrent(painter, selection_.current());
  }
  if (!hand_ || hand_->work != Hand::Work::Band || !hand_->moved) return;
  painter.setPen(QPen(colours.accent, 1, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(hand_->press, hand_->last).normalized());
}

void BitsView::paintCaptions(QPainter& painter) const {
  const Colours colours = coloursOf(palette());
  const QRectF area = plotArea();
  const QRectF captions(area.left(), area.bottom() + 4, area.width(), fontMetrics().height());
  painter.setPen(colours.muted);
  painter.drawText(captions, Qt::AlignLeft | Qt::AlignTop, tr("input"));
  painter.drawText(captions, Qt::AlignRight | Qt::AlignTop, tr("output"));
  const QString hint = tr("painting · P ends");
  const int ends = fontMetrics().horizontalAdvance(tr("input") + tr("output")) + 24;
  if (!painting_ || fontMetrics().horizontalAdvance(hint) > captions.width() - 2 * ends) return;
  painter.setPen(colours.accent);
  painter.drawText(captions, Qt::AlignHCenter | Qt::AlignTop, hint);
}

void BitsView::paintBar(QPainter& painter, int layer) const {
  const Colours colours = coloursOf(palette());
  const LayerRow& row = this->row(layer);
  const QRectF shape = shapeOf(layer);
  const bool isCurrent = layer == selection_.current(), isSelected = selection_.contains(layer);
  QColor fill = sensitivityColour(row.sensitivity ? row.sensitivityShare : 0, colours);
  if (!row.sensitivity) fill = mixed(colours.background, colours.accent, 0.6);
  if (!isCurrent && !isSelected) fill = mixed(colours.background, fill, layer == hovered_ ? 1.0 : 0.86);
  painter.fillRect(shape, fill);
  if (row.locked) {
    // Hatching marks locked layers without relying on colour.
    painter.fillRect(shape, QBrush(mixed(fill, colours.background, 0.55), Qt::BDiagPattern));
  }
  // A foot marks selected layers, however narrow, if they are several.
  if (isSelected && selection_.bars().size() > 1)
    painter.fillRect(QRectF(shape.left(), shape.bottom() + 1, shape.width(), 3), colours.text);
  const QString label = row.bits == floatBits ? QStringLiteral("f") : QString::number(row.bits);
  if (shape.width() < fontMetrics().horizontalAdvance(label) && !isCurrent && layer != hovered_) return;
  QFont font = painter.font();
  font.setBold(isCurrent || isSelected);
  painter.setFont(font);
  painter.setPen(isCurrent || isSelected ? colours.text : colours.muted);
  painter.drawText(QRectF(shape.center().x() - 20, shape.top() - fontMetrics().height() - (isCurrent ? 6 : 2), 40,
                          fontMetrics().height()),
                   Qt::AlignCenter, label);
  font.setBold(false);
  painter.setFont(font);
}

void BitsView::paintCurrent(QPainter& painter, int layer) const {
  const Colours colours = coloursOf(palette());
  const QRectF shape = shapeOf(layer);
  painter.setPen(QPen(colours.text, hasFocus() ? 2 : 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(shape.adjusted(0, 0, -1, -1));
  if (row(layer).locked) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(colours.background);
  painter.setPen(QPen(colours.text, 1.5));
  painter.drawEllipse(QPointF(shape.center().x(), shape.top()), 4.5, 4.5);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

void BitsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut();
}

void BitsView::mousePressEvent(QMouseEvent* event) {
  const int layer = layerAt(event->position());
  BarSelection selected = selection_;
  if (event->button() == Qt::RightButton && layer >= 0 && !selected.contains(layer)) {
    selected.only(layer);
    choose(selected);
  }
  if (event->button() != Qt::LeftButton || rows_.empty() || hand_) return;
  Hand hand{.press = event->position(), .last = event->position(), .layer = layer, .selected = selected};
  for (const LayerRow& row : rows_) hand.before.push_back(row.bits);
  hand.adds = event->modifiers() & Qt::ControlModifier;
  hand.extends = event->modifiers() & Qt::ShiftModifier;
  const bool both = hand.adds && hand.extends;
  if (both || (painting_ && !hand.adds && !hand.extends))
    hand.work = Hand::Work::Paint;
  else if (hand.adds || hand.extends)
    hand.work = Hand::Work::Band;
  if (layer < 0 && hand.work == Hand::Work::Drag) return;
  hand_ = std::move(hand);
  if (hand_->work == Hand::Work::Paint) return paintTo(event->position());
  if (hand_->work == Hand::Work::Band) return;
  if (selected.contains(layer))
    selected.setCurrent(layer);
  else
    selected.only(layer);
  choose(selected);
  // Those that follow the hand come first: it decides for layers that are tied to its own.
  for (const int one : selection_.bars())
    if (one != layer) hand_->start.push_back({one, row(one).bits});
  hand_->start.push_back({layer, row(layer).bits});
}

void BitsView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (hand_) {
    hand_->moved = hand_->moved || (at - hand_->press).manhattanLength() > stillHand;
    if (!hand_->moved) return;
    if (hand_->work == Hand::Work::Drag) drag(at);
    if (hand_->work == Hand::Work::Paint) paintTo(at);
    if (hand_->work == Hand::Work::Band) spanBand(at);
    return;
  }
  const int layer = layerAt(at);
  setCursor(layer < 0 ? Qt::ArrowCursor : painting_ ? Qt::CrossCursor : Qt::SizeVerCursor);
  if (layer != hovered_) {
    hovered_ = layer;
    update();
  }
}

// The bar under the hand follows it, the others move as far.
void BitsView::drag(const QPointF& to) {
  hand_->last = to;
  const auto place = [](int bits) {
    return std::find(existingBits.begin(), existingBits.end(), bits) - existingBits.begin();
  };
  const auto steps = place(bitsAt(to.y())) - place(hand_->start.back().bits);
  wish(movedBits(hand_->start, static_cast<int>(steps)), BitsGesture::Move);
}

// A fast hand skips bars: those between its last two places get the height on the line between them.
void BitsView::paintTo(const QPointF& to) {
  const QPointF from = std::exchange(hand_->last, to);
  const double left = std::min(from.x(), to.x()), right = std::max(from.x(), to.x());
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer) {
    const Bar& bar = bars_[static_cast<std::size_t>(layer)];
    if (bar.left > right || bar.left + bar.width < left) continue;
    const double x = std::clamp(bar.left + bar.width / 2, left, right);
    const double share = right > left ? (x - from.x()) / (to.x() - from.x()) : 1;
    hand_->painted[layer] = {layer, bitsAt(from.y() + share * (to.y() - from.y()))};
  }
  const int under = layerAt(to);
  std::vector<LayerBits> wished;
  for (const auto& [layer, bits] : hand_->painted)
    if (layer != under) wished.push_back(bits);
  if (const auto found = hand_->painted.find(under); found != hand_->painted.end()) wished.push_back(found->second);
  wish(std::move(wished), BitsGesture::Paint);
}

void BitsView::spanBand(const QPointF& to) {
  hand_->last = to;
  const QRectF band = QRectF(hand_->press, to).normalized();
  std::vector<int> touched = hand_->adds ? hand_->selected.bars() : std::vector<int>();
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer)
    if (!(hand_->adds && hand_->selected.contains(layer)) && band.intersects(shapeOf(layer))) touched.push_back(layer);
  std::sort(touched.begin(), touched.end());
  const int current = touched.empty() || std::binary_search(touched.begin(), touched.end(), selection_.current())
                          ? selection_.current()
                          : touched.back();
  selection_.set(current, std::move(touched));
  update();
}

void BitsView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !hand_) return;
  const Hand hand = *std::exchange(hand_, std::nullopt);
  update();
  if (hand.work != Hand::Work::Band) {
    if (hand.work == Hand::Work::Drag && !hand.moved) {
      BarSelection clicked = selection_;
      clicked.only(hand.layer);
      choose(clicked);
    }
    emit dragFinished();
    return;
  }
  BarSelection selected = hand.moved ? selection_ : hand.selected;
  if (!hand.moved && hand.layer >= 0 && hand.adds) selected.toggle(hand.layer);
  if (!hand.moved && hand.layer >= 0 && hand.extends) selected.extendTo(hand.layer);
  selection_ = hand.selected;  // of which others know
  choose(selected);
}

// Everything as before the press.
void BitsView::cancelHand() {
  const Hand hand = *std::exchange(hand_, std::nullopt);
  std::vector<LayerBits> before;
  for (const LayerBits& one : hand.start) before.push_back(one);
  for (const auto& [layer, bits] : hand.painted)
    before.push_back({layer, hand.before[static_cast<std::size_t>(layer)]});
  if (hand.work == Hand::Work::Band) selection_ = hand.selected;
  wish(std::move(before), hand.work == Hand::Work::Paint ? BitsGesture::Paint : BitsGesture::Move);
  emit dragFinished();
  update();
}

void BitsView::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

void BitsView::keyPressEvent(QKeyEvent* event) {
  if (hand_ && event->key() == Qt::Key_Escape) return cancelHand();
  const Qt::KeyboardModifiers modifiers = event->modifiers();
  if (rows_.empty() || modifiers & Qt::AltModifier) return QWidget::keyPressEvent(event);
  if (event->matches(QKeySequence::SelectAll)) return selectAll();
  if (modifiers & Qt::ControlModifier || !handleKey(event->key(), modifiers & Qt::ShiftModifier))
    QWidget::keyPressEvent(event);
}

bool BitsView::handleKey(int key, bool extends) {
  const int current = selection_.current(), last = static_cast<int>(rows_.size()) - 1;
  const auto goTo = [&](int layer) {
    BarSelection moved = selection_;
    extends ? moved.extendTo(layer) : moved.only(layer);
    choose(moved);
  };
  const std::vector<int> layers = selectedLayers();
  if (key >= Qt::Key_1 && key <= Qt::Key_8) {
    if (!layers.empty()) emit bitsWished(layers, key - Qt::Key_0);
    return true;
  }
  switch (key) {
    case Qt::Key_Left:
      goTo(std::max(current - 1, 0));
      return true;
    case Qt::Key_Right:
      goTo(std::min(current + 1, last));
      return true;
    case Qt::Key_Home:
      goTo(0);
      return true;
    case Qt::Key_End:
      goTo(last);
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (!layers.empty()) emit stepWished(layers, key == Qt::Key_Up ? 1 : -1);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current >= 0) {
        BarSelection toggled = selection_;
        toggled.toggle(current);
        choose(toggled);
      }
      return true;
    case Qt::Key_L:
      lockSelected();
      return true;
    case Qt::Key_P:
      setPainting(!painting_);
      return true;
    default:
      return false;
  }
}

void BitsView::lockSelected() {
  const std::vector<int> layers = selectedLayers();
  if (layers.empty()) return;
  emit lockWished(layers, !std::all_of(layers.begin(), layers.end(), [this](int layer) { return row(layer).locked; }));
}

void BitsView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void BitsView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool BitsView::event(QEvent* event) {
  // While the hand is down, Escape is its own and no shortcut of the window.
  if (event->type() == QEvent::ShortcutOverride && hand_ && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    event->accept();
    return true;
  }
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int layer = layerAt(help->pos());
    if (layer < 0)
      QToolTip::hideText();
    else
      QToolTip::showText(help->globalPos(), tipOf(layer), this);
    return true;
  }
  return QWidget::event(event);
}

QString BitsView::tipOf(int layer) const {
  const LayerRow& row = this->row(layer);
  QString text =
      tr("%1: %2, %3 weights, %4").arg(row.name, bitsCountText(row.bits), countText(row.weights), bytesText(row.bytes));
  if (row.sqnrDb) text += tr("\nSQNR %1").arg(decibelText(*row.sqnrDb));
  if (row.sensitivity) text += tr("\nsensitivity %1 nats").arg(smallText(*row.sensitivity));
  if (row.locked) text += tr("\nlocked (L unlocks)");
  return text;
}

}  // namespace bitprism
