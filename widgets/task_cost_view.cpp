#include "widgets/task_cost_view.h"

#include <QPainter>
#include <algorithm>

#include "widgets/number_text.h"
#include "widgets/theme.h"

namespace bitprism {

TaskCostView::TaskCostView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Cost of the tasks"));
}

void TaskCostView::show(const std::vector<Cost>& costs) {
  if (costs == costs_) return;
  costs_ = costs;
  QStringList words;
  for (const Cost& cost : costs_)
    words << tr("%1: %2 evaluations, %3 s each").arg(cost.task).arg(cost.evaluations).arg(smallText(cost.seconds));
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  setToolTip(words.join(QChar('\n')));
  update();
}

void TaskCostView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  if (costs_.empty()) return;
  int labels = 0;
  double longest = 1e-9;
  for (const Cost& cost : costs_) {
    labels = std::max(labels, fontMetrics().horizontalAdvance(cost.task));
    longest = std::max(longest, cost.seconds);
  }
  labels = std::min(labels + 10, width() / 2);
  const int figures = fontMetrics().horizontalAdvance(QStringLiteral(" 0.00e-05 s, 000x "));
  const int row = std::min(height() / static_cast<int>(costs_.size()), fontMetrics().height() + 6);
  const int bar = std::max(8, width() - labels - figures);
  int y = 0;
  for (const Cost& cost : costs_) {
    painter.setPen(colours.muted);
    painter.drawText(QRect(0, y, labels - 6, row), Qt::AlignLeft | Qt::AlignVCenter, cost.task);
    const int length = std::max(1, static_cast<int>(bar * cost.seconds / longest));
    if (cost.evaluations > 0) painter.fillRect(labels, y + row / 2 - 5, length, 10, colours.ochre);
    painter.setPen(colours.text);
    painter.drawText(
        QRect(labels + (cost.evaluations > 0 ? length : 0) + 6, y, figures, row), Qt::AlignLeft | Qt::AlignVCenter,
        cost.evaluations > 0 ? tr("%1 s, %2×").arg(smallText(cost.seconds)).arg(cost.evaluations) : tr("none yet"));
    y += row;
  }
}

}  // namespace bitprism
