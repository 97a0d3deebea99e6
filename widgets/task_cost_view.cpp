#include "widgets/task_cost_view.h"

#include <QPainter>
#include <algorithm>

#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {

TaskCostView::TaskCostView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Cost of the tasks"));
  addExportMenu(*this, tr("task-costs"), [this] { return table(); });
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

QString TaskCostView::table() const {
  QString csv = QStringLiteral("task,evaluations,seconds\n");
  for (const Cost& cost : costs_) {
    QString name = cost.task;
    csv += QStringLiteral("%1,%2,%3\n")
               .arg(name.replace(QChar(','), QChar(';')))
               .arg(cost.evaluations)
               .arg(QString::number(cost.seconds, 'g', 9));
  }
  return csv;
}

void TaskCostView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  if (costs_.empty()) return;
  constexpr int gap = 6, shortestBar = 8;
  const auto figuresOf = [](const Cost& cost) {
    return cost.evaluations > 0 ? tr("%1 s, %2×").arg(smallText(cost.seconds)).arg(cost.evaluations) : tr("none yet");
  };
  int labels = 0, figures = 0;
  double longest = 1e-9;
  for (const Cost& cost : costs_) {
    labels = std::max(labels, fontMetrics().horizontalAdvance(cost.task));
    figures = std::max(figures, fontMetrics().horizontalAdvance(figuresOf(cost)));
    longest = std::max(longest, cost.seconds);
  }
  labels = std::clamp(width() - figures - shortestBar - gap, 0, labels + gap);  // the figures matter more
  const int row = std::min(height() / static_cast<int>(costs_.size()), fontMetrics().height() + 6);
  const int bar = std::max(shortestBar, width() - labels - figures - gap);
  int y = 0;
  for (const Cost& cost : costs_) {
    painter.setPen(colours.muted);
    painter.drawText(QRect(0, y, labels - gap, row), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(cost.task, Qt::ElideRight, labels - gap));
    const int length = std::max(1, static_cast<int>(bar * cost.seconds / longest));
    if (cost.evaluations > 0) painter.fillRect(labels, y + row / 2 - 5, length, 10, colours.ochre);
    painter.setPen(colours.text);
    painter.drawText(QRect(labels + (cost.evaluations > 0 ? length + gap : 0), y, figures, row),
                     Qt::AlignLeft | Qt::AlignVCenter, figuresOf(cost));
    y += row;
  }
}

}  // namespace bitprism
