#include "widgets/front_hint.h"

#include <QFontMetrics>
#include <QStringList>
#include <algorithm>
#include <tuple>

#include "qcustomplot.h"
#include "widgets/spacing.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

// Lines of whole words; characters of writing without spaces are words.
QString brokenTo(int width, const QString& text, const QFontMetrics& metrics) {
  QStringList lines;
  for (const QString& line : text.split(QChar('\n'))) {
    QString rest = line;
    while (metrics.horizontalAdvance(rest) > width) {
      qsizetype end = 0, last = 0;
      for (qsizetype i = 1; i <= rest.size(); ++i) {
        if (metrics.horizontalAdvance(rest.left(i)) > width) break;
        end = i;
        const bool space = i < rest.size() && rest[i].isSpace();
        const bool ideograph = rest[i - 1].unicode() >= 0x2e80;
        if (space || ideograph) last = i;
      }
      if (last == 0) last = std::max<qsizetype>(end, 1);
      lines << rest.left(last);
      rest = rest.mid(last).trimmed();
    }
    lines << rest;
  }
  return lines.join(QChar('\n'));
}

}  // namespace

FrontHint::FrontHint(QCustomPlot& plot) : plot_(plot), item_(new QCPItemText(&plot)) {
  item_->position->setType(QCPItemPosition::ptAbsolute);
  item_->setVisible(false);
}

bool FrontHint::set(const QString& text) {
  if (text == text_) return false;
  text_ = text;
  return true;
}

void FrontHint::show(bool wanted, bool nothing) {
  item_->setVisible(wanted && !text_.isEmpty());
  nothing_ = nothing;
}

void FrontHint::retheme(const Colours& colours) {
  item_->setColor(colours.muted);
  item_->setFont(plot_.xAxis->tickLabelFont());
}

QSize FrontHint::sizeIn(int width) {
  const QFontMetrics metrics(item_->font());
  item_->setText(brokenTo(std::max(width, metrics.averageCharWidth()), text_, metrics));
  return metrics.size(0, item_->text());
}

// Centred at this share of the height; beside the legend, or above it where that leaves too little.
QRect FrontHint::wordsAt(double height, const QRect& area) {
  const QRect legend = plot_.legend->visible() ? plot_.legend->outerRect() : QRect();
  const auto centred = [](const QPoint& middle, const QSize& size) {
    return QRect(middle - QPoint(size.width() / 2, size.height() / 2), size);
  };
  const int y = area.top() + static_cast<int>(height * area.height());
  QRect words = centred({area.center().x(), y}, sizeIn(area.width()));
  const QRect kept = legend.adjusted(-spacing::gap, -spacing::gap, spacing::gap, spacing::gap);
  if (!legend.isEmpty() && words.intersects(kept)) {
    const int beside = kept.left() - area.left();
    if (beside > area.width() / 3) {
      words = centred({area.left() + beside / 2, y}, sizeIn(beside));
    } else {
      const QSize size = sizeIn(area.width());
      words = centred({area.center().x(), kept.top() - size.height() / 2 - 1}, size);
    }
  }
  words.moveTop(std::clamp(words.top(), area.top(), std::max(area.top(), area.bottom() - words.height())));
  return words;
}

void FrontHint::place(const std::vector<QPointF>& marks) {
  if (!item_->visible()) return;
  const QRect area = plot_.axisRect()->rect().adjusted(spacing::gap, spacing::gap, -spacing::gap, -spacing::gap);
  const auto covered = [&](const QRect& words) {
    const QRect near = words.adjusted(-spacing::gap, -spacing::gap, spacing::gap, spacing::gap);
    return std::count_if(marks.begin(), marks.end(),
                         [&](const QPointF& mark) { return near.contains(mark.toPoint()); });
  };
  // Below the uniform plans, which mostly rise to the right; else where the words cover the fewest of them.
  double best = nothing_ ? 0.45 : 0.72;
  auto fewest = covered(wordsAt(best, area));
  for (const double height : {0.6, 0.85, 0.5, 0.4, 0.3, 0.95, 0.2}) {
    if (fewest == 0) break;
    const auto here = covered(wordsAt(height, area));
    if (here < fewest) std::tie(best, fewest) = std::pair(height, here);
  }
  item_->position->setCoords(QPointF(wordsAt(best, area).center()));
}

QRect FrontHint::rect() const {
  if (!item_->visible()) return {};
  const QSize size = QFontMetrics(item_->font()).size(0, item_->text());
  const QPoint middle = item_->position->pixelPosition().toPoint();
  return {middle - QPoint(size.width() / 2, size.height() / 2), size};
}

}  // namespace bitprism
