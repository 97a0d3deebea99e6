#include "widgets/sensitivity_view.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>

#include "widgets/sensitivity_map.h"
#include "widgets/wrap_layout.h"

namespace bitprism {

SensitivityView::SensitivityView(QWidget* parent)
    : QWidget(parent), order_(new QComboBox), scale_(new QComboBox), map_(new SensitivityMap), area_(new QScrollArea) {
  order_->addItem(tr("In network order"), static_cast<int>(HeatOrder::Network));
  order_->addItem(tr("Most sensitive first"), static_cast<int>(HeatOrder::Sensitivity));
  order_->setAccessibleName(tr("Order of layers"));
  order_->setToolTip(tr("Layers as they are executed, or those first that lose most at any width"));
  scale_->addItem(tr("Logarithmic colours"), static_cast<int>(HeatScale::Logarithmic));
  scale_->addItem(tr("Linear colours"), static_cast<int>(HeatScale::Linear));
  scale_->setAccessibleName(tr("Colour scale"));
  scale_->setToolTip(tr("Equal steps of colour for equal factors of the loss, or for equal differences"));
  for (QComboBox* box : {order_, scale_}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  area_->setWidget(map_);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setFocusPolicy(Qt::NoFocus);
  area_->viewport()->installEventFilter(this);
  auto* choices = new WrapLayout(6);
  choices->addWidget(order_);
  choices->addWidget(scale_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 4);
  layout->setSpacing(6);
  layout->addLayout(choices);
  layout->addWidget(area_, 1);

  auto* copying = new QAction(tr("&Copy as table"), this);
  copying->setShortcut(QKeySequence::Copy);
  copying->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  copying->setStatusTip(tr("Copy all losses and bytes as text with tabs"));
  connect(copying, &QAction::triggered, this, &SensitivityView::copy);
  addAction(copying);

  connect(order_, &QComboBox::currentIndexChanged, map_,
          [this] { map_->setOrder(static_cast<HeatOrder>(order_->currentData().toInt())); });
  connect(scale_, &QComboBox::currentIndexChanged, map_,
          [this] { map_->setScale(static_cast<HeatScale>(scale_->currentData().toInt())); });
  connect(area_->horizontalScrollBar(), &QScrollBar::valueChanged, map_, &SensitivityMap::setOffset);
  connect(map_, &SensitivityMap::cellShown, area_, [this](const QRect& cell) {
    area_->ensureVisible(cell.center().x(), cell.center().y(), cell.width(), cell.height());
  });
  connect(map_, &SensitivityMap::widthWished, this, &SensitivityView::widthWished);
  connect(map_, &SensitivityMap::currentLayerChanged, this, &SensitivityView::currentLayerChanged);
  connect(map_, &SensitivityMap::pointed, this, &SensitivityView::pointed);
}

void SensitivityView::show(const SensitivityPicture& picture) {
  map_->show(picture);
}

void SensitivityView::copy() {
  QGuiApplication::clipboard()->setText(map_->table().replace(QChar(','), QChar('\t')));  // names hold no commas
}

QSize SensitivityView::sizeHint() const {
  return {minimumSizeHint().width() * 2, minimumSizeHint().height() + fontMetrics().height() * 3};
}

QSize SensitivityView::minimumSizeHint() const {
  const QMargins margins = layout()->contentsMargins();
  return {std::max(layout()->minimumSize().width(), fontMetrics().averageCharWidth() * 30),
          order_->sizeHint().height() + layout()->spacing() + margins.top() + margins.bottom() + map_->leastHeight()};
}

bool SensitivityView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == area_->viewport() && event->type() == QEvent::Resize) map_->setRoom(area_->viewport()->size());
  // The map grows to the side only: any wheel scrolls it there.
  if (watched == area_->viewport() && event->type() == QEvent::Wheel && area_->verticalScrollBar()->maximum() == 0) {
    const QPoint turned = static_cast<QWheelEvent*>(event)->angleDelta();
    QScrollBar* bar = area_->horizontalScrollBar();
    bar->setValue(bar->value() - (turned.x() != 0 ? turned.x() : turned.y()));
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace bitprism
