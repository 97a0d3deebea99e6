#include "widgets/correlation_view.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {

CorrelationView::CorrelationView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Correlation of the tasks"));
  addExportMenu(*this, tr("task-correlation"), [this] { return table(); });
}

void CorrelationView::show(const QStringList& tasks, const std::vector<std::vector<double>>& correlation) {
  if (tasks == tasks_ && correlation == correlation_) return;
  tasks_ = tasks;
  correlation_ = correlation;
  QStringList words;
  for (std::size_t i = 0; i < correlation_.size(); ++i) {
    for (std::size_t j = 0; j < i && j < correlation_[i].size() && i < static_cast<std::size_t>(tasks_.size()); ++j) {
      words << tr("%1 and %2: %3")
                   .arg(tasks_[static_cast<int>(i)], tasks_[static_cast<int>(j)],
                        QLocale().toString(correlation_[i][j], 'f', 2));
    }
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  setToolTip(words.join(QChar('\n')));
  update();
}

QString CorrelationView::table() const {
  QString csv = QStringLiteral("task");
  const auto plain = [](QString name) { return name.replace(QChar(','), QChar(';')); };
  for (const QString& task : tasks_) csv += QChar(',') + plain(task);
  csv += QChar('\n');
  for (qsizetype i = 0; i < tasks_.size() && i < static_cast<qsizetype>(correlation_.size()); ++i) {
    csv += plain(tasks_[i]);
    for (const double value : correlation_[static_cast<std::size_t>(i)])
      csv += QChar(',') + QString::number(value, 'g', 9);
    csv += QChar('\n');
  }
  return csv;
}

void CorrelationView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  const auto count = static_cast<int>(correlation_.size());
  if (count < 2) {
    painter.setPen(colours.muted);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Available once a search with several tasks has measured a few plans."));
    return;
  }
  int labels = 0;
  for (const QString& task : tasks_) labels = std::max(labels, fontMetrics().horizontalAdvance(task));
  labels = std::min(labels + 10, width() / 2);
  const double cell = std::clamp(
      std::min((width() - labels) / static_cast<double>(count), height() / static_cast<double>(count)), 8.0, 44.0);
  const double tall = std::min(cell, 30.0);
  const bool figures = cell >= fontMetrics().horizontalAdvance(QStringLiteral("0.00")) + 4;
  for (int i = 0; i < count; ++i) {
    painter.setPen(colours.muted);
    painter.drawText(QRectF(0, i * tall, labels - 6, tall), Qt::AlignLeft | Qt::AlignVCenter,
                     i < tasks_.size() ? tasks_[i] : QString());
    for (int j = 0; j < count && j < static_cast<int>(correlation_[static_cast<std::size_t>(i)].size()); ++j) {
      const double value = correlation_[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      const QRectF area(labels + j * cell, i * tall, cell - 2, tall - 2);
      const double strength = std::clamp(std::abs(value), 0.0, 1.0);
      const QColor fill = mixed(colours.background, value < 0 ? colours.warm : colours.accent, 0.1 + 0.85 * strength);
      painter.fillRect(area, fill);
      if (!figures) continue;
      painter.setPen(readableOn(fill));
      painter.drawText(area, Qt::AlignCenter, QLocale().toString(value, 'f', 2));
    }
  }
}

}  // namespace bitprism
