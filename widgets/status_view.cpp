#include "widgets/status_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "widgets/fitting_label.h"
#include "widgets/number_text.h"

namespace bitprism {

StatusView::StatusView(QWidget* parent)
    : QWidget(parent),
      figures_(new FittingLabel),
      work_(new QLabel),
      progress_(new QProgressBar),
      cancel_(new QToolButton) {
  figures_->setAccessibleName(tr("Quality and size of the current plan"));
  work_->setForegroundRole(QPalette::PlaceholderText);
  work_->setAccessibleName(tr("Running work"));
  progress_->setFixedSize(120, 10);
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("Progress"));
  cancel_->setText(QString(QChar(0x2715)));
  cancel_->setAutoRaise(true);
  cancel_->setAccessibleName(tr("Cancel"));
  cancel_->setToolTip(tr("Cancel the running work (Esc)"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 1, 6, 1);
  layout->setSpacing(8);
  layout->addWidget(figures_, 1);
  layout->addWidget(work_);
  layout->addWidget(progress_);
  layout->addWidget(cancel_);
  connect(cancel_, &QToolButton::clicked, this, &StatusView::cancelRequested);
  clearWork();
}

void StatusView::show(const StatusFigures& figures) {
  if (figures.bytes == 0) {
    figures_->setParts({});
    return;
  }
  const auto strong = [](const QString& text) { return QStringLiteral("<b>") + text + QStringLiteral("</b>"); };
  QStringList parts;
  const auto quality = [&](double value) { return metricText(figures.metric, value); };
  // Against itself the float network says nothing.
  const bool own = figures.metric == Metric::Accuracy || figures.metric == Metric::MeanIou;
  if (figures.floatAccuracy || figures.predicted || figures.measured) {
    QString label = metricLabel(figures.metric);
    label[0] = label[0].toUpper();
    parts << label + QStringLiteral(":");
  }
  if (figures.floatAccuracy && own) parts << tr("float %1").arg(strong(quality(*figures.floatAccuracy)));
  if (figures.predicted) {
    parts << tr("this plan, predicted %1")
                 .arg(strong(quality(figures.predicted->mean) + tr(" ± ") + quality(figures.predicted->deviation)));
  }
  if (figures.measured) {
    QString text = tr("measured %1 (%2 images)")
                       .arg(strong(quality(figures.measured->accuracy)), countText(figures.measured->images));
    if (figures.reportAccuracy) text += tr(", unseen images %1").arg(strong(quality(*figures.reportAccuracy)));
    parts << text;
  } else if (figures.measuring) {
    parts << tr("measuring%1").arg(QChar(0x2026));
  }
  QString size = strong(bytesText(figures.bytes));
  if (figures.bytes > 0) {
    size +=
        QStringLiteral(" ") +
        tr("%1 smaller").arg(ratioText(static_cast<double>(figures.floatBytes) / static_cast<double>(figures.bytes)));
  }
  parts << size;
  figures_->setParts(parts);
}

void StatusView::setWork(const QString& what, std::int64_t done, std::int64_t total) {
  work_->setText(total > 0 ? tr("%1 %2 / %3").arg(what, countText(done), countText(total)) : what);
  // Per mille: counts of bytes do not fit a progress bar's int.
  progress_->setRange(0, total > 0 ? 1000 : 0);
  if (total > 0) progress_->setValue(static_cast<int>(1000 * done / total));
  for (QWidget* widget : std::initializer_list<QWidget*>{work_, progress_, cancel_}) widget->setVisible(true);
}

void StatusView::clearWork() {
  for (QWidget* widget : std::initializer_list<QWidget*>{work_, progress_, cancel_}) widget->setVisible(false);
}

}  // namespace bitprism
