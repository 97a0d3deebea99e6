#include "widgets/scope_picker.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace bitprism {

ScopePicker::ScopePicker(QWidget* parent)
    : QWidget(parent), scope_(new QComboBox), apply_(new QPushButton(tr("Apply"))) {
  scope_->addItem(tr("this layer"), static_cast<int>(Scope::Layer));
  scope_->addItem(tr("selected layers"), static_cast<int>(Scope::Selected));
  scope_->addItem(tr("all layers"), static_cast<int>(Scope::All));
  scope_->setAccessibleName(tr("Layers to change"));
  scope_->setToolTip(tr("Layers that the choices here apply to; locked layers are not changed"));
  scope_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  scope_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  apply_->setToolTip(tr("Apply the settings shown to all of these layers, as one step to undo"));
  apply_->setAccessibleName(tr("Apply to these layers"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(scope_);
  row->addWidget(apply_);
  connect(scope_, &QComboBox::currentIndexChanged, this, &ScopePicker::refresh);
  connect(apply_, &QPushButton::clicked, this, &ScopePicker::applyWished);
  refresh();
}

void ScopePicker::show(const QString& layer, int selected, int all) {
  scope_->setItemData(0, layer, Qt::ToolTipRole);
  scope_->setItemText(1, tr("selected (%1)").arg(selected));
  scope_->setItemText(2, tr("all (%1)").arg(all));
  setEnabled(all > 0);
}

Scope ScopePicker::scope() const {
  return static_cast<Scope>(scope_->currentData().toInt());
}

void ScopePicker::setScope(Scope scope) {
  scope_->setCurrentIndex(scope_->findData(static_cast<int>(scope)));
}

void ScopePicker::refresh() {
  // One layer has what is shown already.
  apply_->setEnabled(scope() != Scope::Layer);
}

}  // namespace bitprism
