#include "widgets/status_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

#include "widgets/fitting_label.h"
#include "widgets/jobs_view.h"
#include "widgets/number_text.h"

namespace bitprism {

StatusView::StatusView(QWidget* parent)
    : QWidget(parent), figures_(new FittingLabel), tip_(new QLabel), jobs_(new JobsView) {
  figures_->setAccessibleName(tr("Quality and size of the current plan"));
  tip_->setForegroundRole(QPalette::PlaceholderText);
  tip_->setTextFormat(Qt::PlainText);
  tip_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  tip_->setAccessibleName(tr("Description of the action under the mouse"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 1, 6, 1);
  layout->setSpacing(16);
  layout->addWidget(figures_);
  layout->addWidget(tip_, 1);
  layout->addWidget(jobs_);
  reserveHeight();
}

// Work that begins moves nothing.
void StatusView::reserveHeight() {
  const QMargins margins = layout()->contentsMargins();
  setMinimumHeight(std::max(figures_->sizeHint().height(), jobs_->sizeHint().height()) + margins.top() +
                   margins.bottom());
}

void StatusView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) reserveHeight();
}

QLabel* StatusView::figures() const {
  return figures_;
}

void StatusView::setTip(const QString& tip) {
  wholeTip_ = tip;
  elideTip();
}

void StatusView::elideTip() {
  tip_->setText(tip_->fontMetrics().elidedText(wholeTip_, Qt::ElideRight, tip_->width()));
}

void StatusView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  elideTip();
}

void StatusView::show(const StatusFigures& figures) {
  if (figures.bytes == 0) {
    figures_->setParts({});
    return;
  }
  const auto strong = [](const QString& text) { return QStringLiteral("<b>") + text + QStringLiteral("</b>"); };
  QStringList parts;
  const auto quality = [&](double value) { return metricText(figures.metric, value); };
  // The float network compared with itself has no meaning.
  const bool own = needsLabels(figures.metric);
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
    const QString how = figures.inIntegers ? tr("measured in integers %1 (%2 images)") : tr("measured %1 (%2 images)");
    QString text = how.arg(strong(quality(figures.measured->accuracy)), countText(figures.measured->images));
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
  if (figures.bitOperations) parts << strong(amountText(Cost::BitOperations, *figures.bitOperations));
  parts << size;
  figures_->setParts(parts);
}

}  // namespace bitprism
