#include "widgets/bits_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <numeric>

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
      tr("One bar per layer. Left and right select a layer, up and down change its bits, L locks it."));
}

void BitsView::show(const std::vector<LayerRow>& rows) {
  const bool sameSizes = rows.size() == rows_.size() &&
                         std::equal(rows.begin(), rows.end(), rows_.begin(),
                                    [](const LayerRow& a, const LayerRow& b) { return a.weights == b.weights; });
  rows_ = rows;
  if (!sameSizes) {
    dragged_.reset();
    layOut();
  }
  if (current_ >= static_cast<int>(rows_.size())) current_ = -1;
  update();
}

void BitsView::setCurrentLayer(int layer) {
  if (layer == current_ || layer >= static_cast<int>(rows_.size())) return;
  current_ = layer;
  update();
  emit currentLayerChanged(layer);
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

void BitsView::wish(int layer, int bits) {
  const LayerRow& row = rows_[static_cast<std::size_t>(layer)];
  if (!row.locked && row.bits != bits) emit bitsWished(layer, bits);
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
  painter.setPen(colours.muted);
  const QRectF captions(area.left(), area.bottom() + 4, area.width(), fontMetrics().height());
  painter.drawText(captions, Qt::AlignLeft | Qt::AlignTop, tr("input"));
  painter.drawText(captions, Qt::AlignRight | Qt::AlignTop, tr("output"));
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer) {
    if (layer != current_) paintBar(painter, layer);
  }
  if (current_ >= 0) paintBar(painter, current_);
}

void BitsView::paintBar(QPainter& painter, int layer) const {
  const Colours colours = coloursOf(palette());
  const LayerRow& row = rows_[static_cast<std::size_t>(layer)];
  const Bar& bar = bars_[static_cast<std::size_t>(layer)];
  const double bottom = std::floor(plotArea().bottom());
  const double top = std::floor(yOfBits(row.bits));
  const QRectF shape(std::round(bar.left), top, std::max(1.0, std::round(bar.width)), bottom - top);
  const bool isCurrent = layer == current_;
  QColor fill = sensitivityColour(row.sensitivity ? row.sensitivityShare : 0, colours);
  if (!row.sensitivity) fill = mixed(colours.background, colours.accent, 0.6);
  if (!isCurrent) fill = mixed(colours.background, fill, layer == hovered_ ? 1.0 : 0.86);
  painter.fillRect(shape, fill);
  if (row.locked) {
    // Hatching marks locked layers without relying on colour.
    painter.fillRect(shape, QBrush(mixed(fill, colours.background, 0.55), Qt::BDiagPattern));
  }
  const QString label = row.bits == floatBits ? QStringLiteral("f") : QString::number(row.bits);
  if (bar.width >= fontMetrics().horizontalAdvance(label) || isCurrent || layer == hovered_) {
    QFont font = painter.font();
    font.setBold(isCurrent);
    painter.setFont(font);
    painter.setPen(isCurrent ? colours.text : colours.muted);
    painter.drawText(
        QRectF(shape.center().x() - 20, top - fontMetrics().height() - (isCurrent ? 6 : 2), 40, fontMetrics().height()),
        Qt::AlignCenter, label);
    font.setBold(false);
    painter.setFont(font);
  }
  if (!isCurrent) return;
  painter.setPen(QPen(colours.text, hasFocus() ? 2 : 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(shape.adjusted(0, 0, -1, -1));
  if (row.locked) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(colours.background);
  painter.setPen(QPen(colours.text, 1.5));
  painter.drawEllipse(QPointF(shape.center().x(), top), 4.5, 4.5);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

void BitsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut();
}

void BitsView::mousePressEvent(QMouseEvent* event) {
  const int layer = layerAt(event->position());
  if (event->button() != Qt::LeftButton || layer < 0) return;
  setCurrentLayer(layer);
  if (!rows_[static_cast<std::size_t>(layer)].locked) dragged_ = layer;
}

void BitsView::mouseMoveEvent(QMouseEvent* event) {
  if (dragged_) {
    wish(*dragged_, bitsAt(event->position().y()));
    return;
  }
  const int layer = layerAt(event->position());
  setCursor(layer >= 0 ? Qt::SizeVerCursor : Qt::ArrowCursor);
  if (layer != hovered_) {
    hovered_ = layer;
    update();
  }
}

void BitsView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !dragged_) return;
  dragged_.reset();
  emit dragFinished();
}

void BitsView::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

void BitsView::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(rows_.size());
  if (count == 0 || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return QWidget::keyPressEvent(event);
  const int layer = std::max(current_, 0);
  const LayerRow& row = rows_[static_cast<std::size_t>(layer)];
  const int key = event->key();
  if (key >= Qt::Key_1 && key <= Qt::Key_8) {
    wish(layer, key - Qt::Key_0);
    emit dragFinished();
    return;
  }
  switch (key) {
    case Qt::Key_Left:
      setCurrentLayer(std::max(layer - 1, 0));
      break;
    case Qt::Key_Right:
      setCurrentLayer(current_ < 0 ? 0 : std::min(layer + 1, count - 1));
      break;
    case Qt::Key_Home:
      setCurrentLayer(0);
      break;
    case Qt::Key_End:
      setCurrentLayer(count - 1);
      break;
    case Qt::Key_Up:
      wish(layer, steppedBits(row.bits, 1));
      emit dragFinished();
      break;
    case Qt::Key_Down:
      wish(layer, steppedBits(row.bits, -1));
      emit dragFinished();
      break;
    case Qt::Key_L:
      emit lockWished(layer, !row.locked);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
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
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int layer = layerAt(help->pos());
    if (layer < 0) {
      QToolTip::hideText();
      return true;
    }
    const LayerRow& row = rows_[static_cast<std::size_t>(layer)];
    QString text = tr("%1: %2, %3 weights, %4")
                       .arg(row.name, bitsCountText(row.bits), countText(row.weights), bytesText(row.bytes));
    if (row.sqnrDb) text += tr("\nSQNR %1").arg(decibelText(*row.sqnrDb));
    if (row.sensitivity) text += tr("\nsensitivity %1 nats").arg(smallText(*row.sensitivity));
    if (row.locked) text += tr("\nlocked (L unlocks)");
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace bitprism
