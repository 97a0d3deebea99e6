#include "widgets/front_tip.h"

#include <QPainter>
#include <algorithm>

#include "widgets/bits_strip.h"
#include "widgets/number_text.h"
#include "widgets/task_text.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int tipPadding = 8;
constexpr int stripHeight = 18;

QFont boldOf(QFont font) {
  font.setBold(true);
  return font;
}

}  // namespace

FrontTip::FrontTip(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  hide();
}

void FrontTip::showAt(const QPoint& point, const QString& title, const QStringList& lines, const PlanChoice& bits) {
  title_ = title;
  lines_ = lines;
  bits_ = bits;
  const int strip = std::clamp(static_cast<int>(bits.size()) * 7, 80, 220);
  int width = std::max(QFontMetrics(boldOf(font())).horizontalAdvance(title), strip);
  for (const QString& line : lines_) width = std::max(width, fontMetrics().horizontalAdvance(line));
  const int rows = 1 + static_cast<int>(lines_.size());
  resize(width + 2 * tipPadding, rows * fontMetrics().height() + stripHeight + 2 * tipPadding + 4);
  const QRect room = parentWidget()->rect();
  int x = point.x() + 14;
  int y = point.y() + 14;
  if (x + this->width() > room.right()) x = point.x() - 14 - this->width();
  if (y + height() > room.bottom()) y = point.y() - 14 - height();
  move(std::max(0, x), std::max(0, y));
  raise();
  show();
  update();
}

void FrontTip::showEvaluation(const QPoint& point, const Evaluation& evaluation, Metric metric,
                              const QStringList& more) {
  QStringList lines = {tr("trial %1 · %2").arg(evaluation.trial).arg(taskText(evaluation.task))};
  if (evaluation.reportAccuracy)
    lines[0] += tr(" · unseen images %1").arg(metricText(metric, *evaluation.reportAccuracy));
  if (!evaluation.why.empty()) lines << tr("why: %1").arg(QString::fromStdString(evaluation.why));
  if (evaluation.prediction)
    lines << tr("expected: %1 ± %2")
                 .arg(metricText(metric, evaluation.prediction->mean),
                      metricText(metric, evaluation.prediction->deviation));
  showAt(point,
         tr("%1 %2 · %3")
             .arg(metricLabel(metric), metricText(metric, evaluation.score.accuracy), bytesText(evaluation.bytes)),
         lines + more, evaluation.bits);
}

void FrontTip::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colours.border, 1));
  painter.setBrush(colours.dark ? mixed(colours.background, colours.text, 0.05) : colours.background);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  painter.setRenderHint(QPainter::Antialiasing, false);
  QRect line(tipPadding, tipPadding, width() - 2 * tipPadding, fontMetrics().height());
  painter.setPen(colours.text);
  painter.setFont(boldOf(font()));
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title_);
  painter.setPen(colours.muted);
  painter.setFont(font());
  for (const QString& text : lines_) {
    line.translate(0, line.height());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
  }
  paintBitsStrip(painter, QRectF(tipPadding, line.bottom() + 5, line.width(), stripHeight), bits_, colours);
}

}  // namespace bitprism
