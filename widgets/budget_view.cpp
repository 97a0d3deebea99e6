#include "widgets/budget_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr int steps = 1000;

}  // namespace

BudgetView::BudgetView(QWidget* parent)
    : QWidget(parent), slider_(new QSlider(Qt::Horizontal)), name_(new QLabel), value_(new QLabel), range_(new QLabel) {
  slider_->setRange(0, steps);
  slider_->setPageStep(steps / 20);
  slider_->setMinimumWidth(90);
  slider_->setMaximumWidth(220);
  slider_->setAccessibleName(tr("Size budget"));
  slider_->setToolTip(tr("Loads the most accurate known plan within the budget"));
  name_->setBuddy(slider_);
  name_->setForegroundRole(QPalette::PlaceholderText);
  range_->setForegroundRole(QPalette::PlaceholderText);
  reserve();
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 0, 4, 0);
  layout->setSpacing(8);
  layout->addWidget(name_);
  layout->addWidget(slider_, 2);
  layout->addWidget(value_);
  layout->addWidget(range_);
  layout->addStretch(1);
  connect(slider_, &QSlider::valueChanged, this, [this](int position) {
    emit budgetWished(least_ + static_cast<std::int64_t>(static_cast<double>(most_ - least_) * position / steps));
    if (!slider_->isSliderDown()) emit wishFinished();  // keys and clicks next to the handle
  });
  connect(slider_, &QSlider::sliderReleased, this, &BudgetView::wishFinished);
  show(Cost::Memory, 0, 0, 0);
}

// For the longest text, so that nothing moves with the slider.
void BudgetView::reserve() {
  QFont bold = font();
  bold.setBold(true);
  value_->setFont(bold);
  value_->setMinimumWidth(QFontMetrics(bold).horizontalAdvance(bytesText(1023 * 1024)));
  updateGeometry();
}

void BudgetView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) reserve();
}

void BudgetView::show(Cost cost, std::int64_t budget, std::int64_t least, std::int64_t most) {
  cost_ = cost;
  name_->setText(cost == Cost::Memory          ? tr("Size budget")
                 : cost == Cost::BitOperations ? tr("Operations budget")
                                               : tr("Latency budget"));
  least_ = least;
  most_ = most;
  setEnabled(most > least);
  const QSignalBlocker quiet(slider_);
  if (most > least && !slider_->isSliderDown()) {
    slider_->setValue(
        static_cast<int>(std::clamp(static_cast<double>(budget - least) * steps / static_cast<double>(most - least),
                                    0.0, static_cast<double>(steps))));
  }
  value_->setText(most > least ? amountText(cost, budget) : QString());
  range_->setText(most > least ? tr("reachable %1 – %2").arg(amountText(cost, least), amountText(cost, most))
                               : QString());
}

}  // namespace bitprism
