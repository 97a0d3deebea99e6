#include "widgets/bit_lines_view.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/elided_path.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"

namespace bitprism {
namespace {

constexpr std::size_t mostLines = 80;  // beyond that they are bundled
constexpr double lineGap = 0.05;       // of a bit, between lines at the same bits
constexpr double lineSpread = 0.5;     // of a bit, over which lines at the same bits are spread
constexpr double widestBundle = 14;    // pixels, of all plans

// Half floats and floats share the top level.
int levelOf(int bits) {
  return std::clamp(bits, 1, 9);
}

QString plansText(std::size_t count) {
  return count == 1 ? BitLinesView::tr("1 plan")
                    : BitLinesView::tr("%1 plans").arg(countText(static_cast<std::int64_t>(count)));
}

}  // namespace

BitLinesView::BitLinesView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Bits of the selected plans by layer"));
  setMouseTracking(true);
  addExportMenu(*this, tr("bits of plans"), [this] { return table(); });
}

bool BitLinesView::bundled() const {
  return lines_.size() > mostLines;
}

void BitLinesView::show(const std::vector<TrialRow>& rows, std::vector<TrialLayer> layers) {
  layers_ = std::move(layers);
  lines_.clear();
  lines_.reserve(rows.size());
  for (const TrialRow& row : rows)
    lines_.push_back({row.evaluation->trial, row.evaluation->ok() ? row.evaluation->score.accuracy : 0,
                      bitsOf(row.evaluation->bits)});
  std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.quality < b.quality; });
  setAccessibleDescription(plansText(lines_.size()));
  redraw();
}

void BitLinesView::setPlan(std::vector<int> bits) {
  if (bits == plan_) return;
  const bool otherLayers = bits.size() != plan_.size();
  plan_ = std::move(bits);
  if (otherLayers) redraw();
  update();
}

std::size_t BitLinesView::layerCount() const {
  std::size_t count = std::max(plan_.size(), layers_.size());
  for (const Line& line : lines_) count = std::max(count, line.bits.size());
  return count;
}

QRectF BitLinesView::plotArea() const {
  const QFontMetrics metrics = fontMetrics();
  const int left = metrics.horizontalAdvance(bitsText(floatBits)) + 10;
  return QRectF(rect()).adjusted(left, metrics.height() / 2 + 3, -12, -metrics.height() - 6);
}

QPointF BitLinesView::pixelOf(std::size_t layer, int bits) const {
  const QRectF area = plotArea();
  const std::size_t count = layerCount();
  const double across = count > 1 ? static_cast<double>(layer) / static_cast<double>(count - 1) : 0.5;
  return {area.left() + across * area.width(), area.bottom() - (levelOf(bits) - 1) * area.height() / 8};
}

void BitLinesView::redraw() {
  drawn_ = QPixmap();
  update();
}

void BitLinesView::drawGround(QPainter& painter, const Colours& colours) const {
  const QRectF area = plotArea();
  painter.fillRect(rect(), colours.background);
  painter.setFont(font());
  const double step = area.height() / 8;
  const int every = step > fontMetrics().height() ? 1 : 2 * step > fontMetrics().height() ? 2 : 4;
  for (int level = 1; level <= 9; ++level) {
    const double y = pixelOf(0, level).y();
    painter.setPen(QPen(colours.grid, 0));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    if ((9 - level) % every != 0) continue;
    painter.setPen(colours.muted);
    painter.drawText(QRectF(0, y - fontMetrics().height() / 2.0, area.left() - 6, fontMetrics().height()),
                     Qt::AlignRight | Qt::AlignVCenter, level == 9 ? bitsText(floatBits) : bitsText(level));
  }
  painter.setPen(colours.muted);
  const QRectF below(area.left(), area.bottom() + 5, area.width(), fontMetrics().height());
  const auto name = [&](std::size_t layer) { return layer < layers_.size() ? layers_[layer].name : QString(); };
  const int half = static_cast<int>(below.width() / 2) - 8;
  if (layerCount() == 0) return;
  painter.drawText(below, Qt::AlignLeft, elidedPath(fontMetrics(), name(0), half));
  if (layerCount() > 1)
    painter.drawText(below, Qt::AlignRight, elidedPath(fontMetrics(), name(layerCount() - 1), half));
}

// Lines at the same bits stand beside one another, each at the same offset along the network.
void BitLinesView::drawLines(QPainter& painter, const Colours& colours) const {
  painter.setRenderHint(QPainter::Antialiasing);
  const double step = plotArea().height() / 8;
  const double count = static_cast<double>(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const double share = count > 1 ? static_cast<double>(i) / (count - 1) : 1;
    const double offset = (0.5 - share) * std::min(lineSpread, lineGap * (count - 1)) * step;
    const QColor weak = mixed(colours.background, colours.grey, 0.7);
    painter.setPen(QPen(mixed(weak, colours.accent, share), 1.2));
    QPolygonF line;
    for (std::size_t l = 0; l < lines_[i].bits.size(); ++l) line << pixelOf(l, lines_[i].bits[l]) + QPointF(0, offset);
    painter.drawPolyline(line);
    if (line.size() == 1) painter.drawPoint(line[0]);
  }
}

void BitLinesView::drawBundles(QPainter& painter, const Colours& colours) const {
  painter.setRenderHint(QPainter::Antialiasing);
  const std::size_t count = layerCount();
  const double all = static_cast<double>(lines_.size());
  std::array<std::array<int, levels>, levels> going;
  for (std::size_t l = 0; l + 1 < count; ++l) {
    for (auto& row : going) row.fill(0);
    for (const Line& line : lines_)
      if (l + 1 < line.bits.size())
        ++going[static_cast<std::size_t>(levelOf(line.bits[l]))][static_cast<std::size_t>(levelOf(line.bits[l + 1]))];
    for (int from = 1; from < levels; ++from)
      for (int to = 1; to < levels; ++to) {
        const double share = going[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)] / all;
        if (share <= 0) continue;
        painter.setPen(QPen(mixed(colours.background, colours.accent, 0.35 + 0.6 * std::sqrt(share)),
                            std::max(0.6, widestBundle * share)));
        painter.drawLine(pixelOf(l, from), pixelOf(l + 1, to));
      }
  }
}

void BitLinesView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  if (drawn_.isNull() || drawn_.deviceIndependentSize().toSize() != size()) {
    drawn_ = QPixmap(size() * devicePixelRatioF());
    drawn_.setDevicePixelRatio(devicePixelRatioF());
    QPainter painter(&drawn_);
    drawGround(painter, colours);
    bundled() ? drawBundles(painter, colours) : drawLines(painter, colours);
  }
  QPainter painter(this);
  painter.drawPixmap(0, 0, drawn_);
  if (lines_.empty()) {
    painter.setPen(colours.muted);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("No trials to show"));
  }
  if (plan_.empty()) return;
  painter.setRenderHint(QPainter::Antialiasing);
  QPolygonF line;
  for (std::size_t l = 0; l < plan_.size(); ++l) line << pixelOf(l, plan_[l]);
  painter.setPen(QPen(colours.warm, 3));
  painter.drawPolyline(line);
  painter.setBrush(colours.background);
  painter.setPen(QPen(colours.warm, 2));
  for (const QPointF& point : line) painter.drawEllipse(point, 3, 3);
}

void BitLinesView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  redraw();
}

void BitLinesView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) redraw();
}

QString BitLinesView::tipAt(const QPoint& position) const {
  const std::size_t count = layerCount();
  const QRectF area = plotArea();
  if (count == 0 || position.x() < area.left() - 10 || position.x() > area.right() + 10) return {};
  const double across = area.width() > 0 ? (position.x() - area.left()) / area.width() : 0;
  const auto layer = static_cast<std::size_t>(
      std::clamp(std::lround(across * static_cast<double>(count - 1)), 0L, static_cast<long>(count - 1)));
  std::array<int, levels> plans{};
  for (const Line& line : lines_)
    if (layer < line.bits.size()) ++plans[static_cast<std::size_t>(levelOf(line.bits[layer]))];
  QStringList tip = {layer < layers_.size() ? layers_[layer].name : QString::number(layer)};
  for (int level = levels - 1; level > 0; --level)
    if (const int n = plans[static_cast<std::size_t>(level)]; n > 0)
      tip << tr("%1: %2").arg(bitsCountText(level == 9 ? floatBits : level), plansText(static_cast<std::size_t>(n)));
  if (layer < plan_.size()) tip << tr("this plan: %1").arg(bitsCountText(plan_[layer]));
  return tip.join(QChar('\n'));
}

bool BitLinesView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
  }
  return QWidget::event(event);
}

QString BitLinesView::table() const {
  QString csv = QStringLiteral("plan");
  for (std::size_t l = 0; l < layerCount(); ++l) {
    QString name = l < layers_.size() ? layers_[l].name : QString::number(l);
    csv += QChar(',') + name.replace(QChar(','), QChar(';'));
  }
  csv += QChar('\n');
  const auto add = [&](const QString& name, const std::vector<int>& bits) {
    csv += name;
    for (const int width : bits) csv += QChar(',') + QString::number(width);
    csv += QChar('\n');
  };
  for (const Line& line : lines_) add(QString::number(line.trial), line.bits);
  if (!plan_.empty()) add(QStringLiteral("this plan"), plan_);
  return csv;
}

}  // namespace bitprism
