#include "widgets/method_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/quant/scheme_options.h"

namespace bitprism {
namespace {

QString words(const char* key) {
  return QString::fromLatin1(key).replace(QChar('_'), QChar(' '));
}

}  // namespace

MethodForm::MethodForm(QWidget* parent)
    : QWidget(parent),
      method_(new QComboBox),
      granularity_(new QComboBox),
      range_(new QComboBox),
      correction_(new QComboBox),
      symmetric_(new QCheckBox(tr("symmetric"))),
      scope_(new QComboBox),
      best_(new QPushButton(tr("Best here"))),
      why_(new QLabel),
      more_(new QToolButton),
      optionArea_(new QWidget) {
  for (const Method method : existingMethods)
    method_->addItem(QString::fromLatin1(methodTitle(method)), static_cast<int>(method));
  for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor})
    granularity_->addItem(tr("per %1").arg(QString::fromLatin1(granularityName(granularity))),
                          static_cast<int>(granularity));
  range_->addItem(tr("min-max"), static_cast<int>(RangeRule::MinMax));
  range_->addItem(tr("least squares"), static_cast<int>(RangeRule::LeastSquares));
  range_->addItem(tr("percentile"), static_cast<int>(RangeRule::Percentile));
  correction_->addItem(tr("nothing"), static_cast<int>(Correction::None));
  correction_->addItem(tr("mean"), static_cast<int>(Correction::Mean));
  correction_->addItem(tr("mean and deviation"), static_cast<int>(Correction::MeanStd));
  correction_->addItem(tr("mean and gain"), static_cast<int>(Correction::Gain));
  scope_->addItem(tr("this layer"), static_cast<int>(MethodScope::Layer));
  scope_->addItem(tr("selected layers"), static_cast<int>(MethodScope::Selected));
  scope_->addItem(tr("all layers"), static_cast<int>(MethodScope::All));
  method_->setToolTip(tr("How the weights are quantized"));
  method_->setAccessibleName(tr("Method"));
  granularity_->setAccessibleName(tr("Granularity"));
  range_->setAccessibleName(tr("Clipping range"));
  range_->setToolTip(tr("Where the levels end"));
  correction_->setAccessibleName(tr("What is restored of each channel"));
  correction_->setToolTip(tr("What is restored of each output channel after rounding"));
  scope_->setAccessibleName(tr("Layers that a change is for"));
  scope_->setToolTip(tr("Which layers a change is for; locked ones stay as they are"));
  best_->setToolTip(tr("Take the method of the least error among those that store no more bytes than now (2 % more)"));
  best_->setAccessibleName(tr("Best method for this layer at its bits"));
  best_->setShortcut(QKeySequence(tr("Ctrl+B")));
  why_->setWordWrap(true);
  why_->setForegroundRole(QPalette::PlaceholderText);
  more_->setText(tr("Options"));
  more_->setCheckable(true);
  more_->setAutoRaise(true);
  more_->setArrowType(Qt::RightArrow);
  more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  more_->setAccessibleName(tr("Show the options of the method"));

  for (QComboBox* box : {method_, granularity_, range_, correction_, scope_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  auto* top = new QHBoxLayout;
  top->addWidget(method_, 3);
  top->addWidget(new QLabel(tr("for")));
  top->addWidget(scope_, 3);
  top->addWidget(best_);
  auto* form = new QFormLayout(optionArea_);
  form->setContentsMargins(0, 0, 0, 0);
  form->setVerticalSpacing(2);
  form->addRow(tr("scales"), granularity_);
  form->addRow(tr("range"), range_);
  form->addRow(QString(), symmetric_);
  addOptions(*form);
  auto* second = new QHBoxLayout;
  second->addWidget(new QLabel(tr("restore")));
  second->addWidget(correction_, 1);
  second->addWidget(more_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 6, 10, 0);
  layout->setSpacing(4);
  layout->addLayout(top);
  layout->addLayout(second);
  layout->addWidget(optionArea_);
  layout->addWidget(why_);
  optionArea_->setVisible(false);

  connect(more_, &QToolButton::toggled, this, [this](bool open) {
    optionArea_->setVisible(open);
    more_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  });
  connect(best_, &QPushButton::clicked, this, &MethodForm::bestWished);
  for (QComboBox* box : {method_, granularity_, range_, correction_})
    connect(box, &QComboBox::currentIndexChanged, this, &MethodForm::wish);
  connect(symmetric_, &QCheckBox::toggled, this, &MethodForm::wish);
  clear();
}

void MethodForm::addOptions(QFormLayout& form) {
  for (const SchemeOption& option : schemeOptions()) {
    OptionField field{.option = &option};
    const QString name = words(option.key);
    switch (option.kind) {
      case SchemeOption::Kind::Flag:
        field.row = field.flag = new QCheckBox(name);
        connect(field.flag, &QCheckBox::toggled, this, &MethodForm::wish);
        break;
      case SchemeOption::Kind::Name:
        field.row = field.names = new QComboBox;
        for (const char* one : option.names) field.names->addItem(QString::fromLatin1(one));
        connect(field.names, &QComboBox::currentIndexChanged, this, &MethodForm::wish);
        break;
      case SchemeOption::Kind::Whole:
        field.row = field.whole = new QSpinBox;
        field.whole->setRange(static_cast<int>(option.low), static_cast<int>(option.high));
        field.whole->setKeyboardTracking(false);
        connect(field.whole, &QSpinBox::valueChanged, this, &MethodForm::wish);
        break;
      case SchemeOption::Kind::Number:
        field.row = field.number = new QDoubleSpinBox;
        field.number->setDecimals(3);
        field.number->setSingleStep(0.01);
        field.number->setRange(option.low, option.high);
        field.number->setKeyboardTracking(false);
        connect(field.number, &QDoubleSpinBox::valueChanged, this, &MethodForm::wish);
        break;
    }
    field.row->setToolTip(tr(option.help));
    field.row->setAccessibleName(name);
    form.addRow(field.flag ? QString() : name, field.row);
    fields_.push_back(field);
  }
}

void MethodForm::show(const QuantScheme& scheme) {
  showing_ = true;
  shown_ = scheme;
  const auto choose = [](QComboBox* box, int value) { box->setCurrentIndex(box->findData(value)); };
  choose(method_, static_cast<int>(scheme.method));
  choose(granularity_, static_cast<int>(scheme.granularity));
  choose(range_, static_cast<int>(scheme.range));
  choose(correction_, static_cast<int>(scheme.correction));
  symmetric_->setChecked(scheme.symmetric);
  auto* form = static_cast<QFormLayout*>(optionArea_->layout());
  const auto setRow = [&](QWidget* row, bool visible) {
    row->setVisible(visible);
    if (QWidget* label = form->labelForField(row)) label->setVisible(visible);
  };
  setRow(granularity_, scheme.method != Method::Dsconv);
  setRow(range_, hasRangeRule(scheme.method));
  setRow(symmetric_, mayBeAffine(scheme.method));
  for (OptionField& field : fields_) {
    setRow(field.row, field.option->looks(scheme.method));
    const double value = field.option->get(scheme);
    if (field.flag) field.flag->setChecked(value != 0);
    if (field.names) field.names->setCurrentIndex(static_cast<int>(value));
    if (field.whole) field.whole->setValue(static_cast<int>(value));
    if (field.number) field.number->setValue(value);
  }
  setEnabled(true);
  showing_ = false;
}

void MethodForm::clear() {
  show(QuantScheme());
  setEnabled(false);
  showBest({}, false);
}

void MethodForm::showBest(const QString& sentence, bool found) {
  why_->setText(sentence);
  why_->setVisible(!sentence.isEmpty());
  best_->setEnabled(found);
}

MethodScope MethodForm::scope() const {
  return static_cast<MethodScope>(scope_->currentData().toInt());
}

double MethodForm::valueOf(const OptionField& field) {
  if (field.flag) return field.flag->isChecked() ? 1 : 0;
  if (field.names) return field.names->currentIndex();
  if (field.whole) return field.whole->value();
  return field.number->value();
}

QuantScheme MethodForm::read() const {
  QuantScheme scheme = shown_;
  scheme.method = static_cast<Method>(method_->currentData().toInt());
  scheme.granularity = static_cast<Granularity>(granularity_->currentData().toInt());
  scheme.range = static_cast<RangeRule>(range_->currentData().toInt());
  scheme.correction = static_cast<Correction>(correction_->currentData().toInt());
  scheme.symmetric = symmetric_->isChecked();
  for (const OptionField& field : fields_) field.option->set(scheme, roundedOption(*field.option, valueOf(field)));
  scheme = canonical(scheme);
  // Another method or range brings what does best with it, unless that was what changed.
  if (scheme.correction == shown_.correction && shown_.correction == standardCorrection(shown_))
    scheme.correction = standardCorrection(scheme);
  return scheme;
}

void MethodForm::wish() {
  if (!showing_) emit schemeWished(read());
}

}  // namespace bitprism
