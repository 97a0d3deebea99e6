#include "widgets/budget_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <utility>

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
  slider_->installEventFilter(this);
  connect(slider_, &QSlider::sliderPressed, slider_, [this] { slider_->setFocus(Qt::MouseFocusReason); });  // for Esc
  connect(slider_, &QSlider::valueChanged, this, [this](int position) {
    if (cancelled_) return;
    emit budgetWished(least_ + static_cast<std::int64_t>(static_cast<double>(most_ - least_) * position / steps));
    if (!slider_->isSliderDown()) emit wishFinished();  // keys and clicks next to the handle
  });
  connect(slider_, &QSlider::sliderReleased, this, &BudgetView::release);
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

void BudgetView::release() {
  if (!std::exchange(cancelled_, false)) emit wishFinished();
  place();
}

void BudgetView::place() {
  if (most_ <= least_ || slider_->isSliderDown()) return;
  const QSignalBlocker quiet(slider_);
  const double share = static_cast<double>(budget_ - least_) / static_cast<double>(most_ - least_);
  slider_->setValue(static_cast<int>(std::clamp(share * steps, 0.0, static_cast<double>(steps))));
}

// Esc is also a shortcut of the window.
bool BudgetView::eventFilter(QObject* watched, QEvent* event) {
  const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
  if (watched != slider_ || !key || !slider_->isSliderDown() || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
    return QWidget::eventFilter(watched, event);
  event->accept();
  if (event->type() == QEvent::KeyPress && !std::exchange(cancelled_, true)) emit wishCancelled();
  return true;
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
  budget_ = budget;
  least_ = least;
  most_ = most;
  setEnabled(most > least);
  place();
  value_->setText(most > least ? amountText(cost, budget) : QString());
  range_->setText(most > least ? tr("reachable %1 – %2").arg(amountText(cost, least), amountText(cost, most))
                               : QString());
}

}  // namespace bitprism
