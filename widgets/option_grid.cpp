#include "widgets/option_grid.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <cmath>

#include "widgets/wrap_layout.h"

namespace bitprism {

OptionGrid::OptionGrid(const std::vector<OptionField>& fields, QWidget* parent)
    : QWidget(parent), rows_(new WrapLayout(6, this)) {
  for (const OptionField& field : fields) add(field, static_cast<int>(fields_.size()));
  layOut();
}

void OptionGrid::add(const OptionField& field, int index) {
  const auto tell = [this, index](double value) { emit changed(index, value); };
  QWidget* editor = nullptr;
  switch (field.kind) {
    case OptionField::Kind::Flag: {
      auto* box = new QCheckBox(field.name);
      connect(box, &QCheckBox::clicked, this, [tell](bool checked) { tell(checked ? 1 : 0); });
      editor = box;
      break;
    }
    case OptionField::Kind::Whole: {
      auto* box = new QSpinBox;
      box->setRange(static_cast<int>(field.low), static_cast<int>(field.high));
      box->setKeyboardTracking(false);
      connect(box, &QSpinBox::valueChanged, this, tell);
      editor = box;
      break;
    }
    case OptionField::Kind::Number: {
      auto* box = new QDoubleSpinBox;
      box->setRange(field.low, field.high);
      box->setDecimals(field.high > 50 ? 2 : 3);
      box->setSingleStep(field.high > 50 ? 0.1 : 0.01);
      box->setKeyboardTracking(false);
      connect(box, &QDoubleSpinBox::valueChanged, this, tell);
      editor = box;
      break;
    }
    case OptionField::Kind::Name: {
      auto* box = new QComboBox;
      box->addItems(field.names);
      box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
      connect(box, &QComboBox::activated, this, tell);
      editor = box;
      break;
    }
  }
  editor->setAccessibleName(field.name);
  editor->setToolTip(field.help);
  auto* box = new QWidget;
  auto* row = new QHBoxLayout(box);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  if (field.kind != OptionField::Kind::Flag) {
    auto* label = new QLabel(field.name);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setToolTip(field.help);
    label->setBuddy(editor);
    row->addWidget(label);
  }
  row->addWidget(editor, 1);
  box->setParent(this);
  box->hide();
  fields_.push_back({field.kind, box, editor});
}

void OptionGrid::show(const std::vector<std::optional<OptionValue>>& values) {
  bool moved = false;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    Field& field = fields_[i];
    moved = moved || field.shown != values[i].has_value();
    field.shown = values[i].has_value();
    if (!values[i]) continue;
    const QSignalBlocker quiet(field.editor);
    const double value = values[i]->value;
    field.box->setEnabled(values[i]->enabled);
    if (auto* flag = qobject_cast<QCheckBox*>(field.editor)) flag->setChecked(value != 0);
    if (auto* whole = qobject_cast<QSpinBox*>(field.editor)) whole->setValue(static_cast<int>(std::lround(value)));
    if (auto* number = qobject_cast<QDoubleSpinBox*>(field.editor)) number->setValue(value);
    if (auto* name = qobject_cast<QComboBox*>(field.editor))
      name->setCurrentIndex(static_cast<int>(std::lround(value)));
  }
  if (moved) layOut();
}

void OptionGrid::reserve(const std::vector<std::vector<std::size_t>>& sets) {
  std::vector<std::vector<QWidget*>> boxes;
  for (const auto& set : sets) {
    boxes.emplace_back();
    for (const std::size_t field : set) boxes.back().push_back(fields_[field].box);
  }
  rows_->reserve(std::move(boxes));
}

void OptionGrid::layOut() {
  for (Field& field : fields_) {
    rows_->removeWidget(field.box);
    field.box->setVisible(field.shown);
    if (field.shown) rows_->addWidget(field.box);
  }
}

}  // namespace bitprism
