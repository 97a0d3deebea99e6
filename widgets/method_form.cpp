#include "widgets/method_form.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/method_info.h"
#include "widgets/core_text.h"
#include "widgets/method_text.h"
#include "widgets/option_grid.h"
#include "widgets/reserved_width.h"
#include "widgets/spacing.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr int adviceLines = 3;

// Shared options come before those of methods.
enum Shared { Range, Percentile, Symmetric, SharedCount };

OptionField::Kind kindOf(MethodOption::Kind kind) {
  switch (kind) {
    case MethodOption::Kind::Flag:
      return OptionField::Kind::Flag;
    case MethodOption::Kind::Whole:
      return OptionField::Kind::Whole;
    case MethodOption::Kind::Number:
      return OptionField::Kind::Number;
    case MethodOption::Kind::Name:
      break;
  }
  return OptionField::Kind::Name;
}

std::vector<OptionField> fieldsOfMethods() {
  QStringList ranges;
  for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares, RangeRule::Percentile})
    ranges << rangeRuleText(range);
  std::vector<OptionField> fields = {
      {MethodForm::tr("range"), MethodForm::tr("How the clipping range is chosen"), OptionField::Kind::Name, 0, 2,
       ranges},
      {MethodForm::tr("percentile"), MethodForm::tr("Share of the weights inside the range, in percent"),
       OptionField::Kind::Number, 50.01, 100},
      {MethodForm::tr("symmetric"), MethodForm::tr("Scales without zero points"), OptionField::Kind::Flag}};
  for (const MethodOption* each : methodOptions()) {
    const MethodOption& option = *each;
    QStringList names;
    for (const char* name : option.names) names << QString::fromLatin1(name);
    // The key is what the command line and plans call it.
    const QString help =
        QStringLiteral("%1 (%2)").arg(coreText(QString::fromUtf8(option.help)), QString::fromLatin1(option.key));
    fields.push_back({optionText(option), help, kindOf(option.kind), option.low, option.high, names});
  }
  return fields;
}

bool isPowersOfTwo(const MethodOption& option) {
  return std::string_view(option.key) == "power_of_two";
}

std::vector<std::optional<OptionValue>> valuesOf(const Quantization& quantization, bool powersOfTwo) {
  std::vector<std::optional<OptionValue>> values(SharedCount);
  if (hasRangeRule(quantization.method)) {
    values[Range] = {static_cast<double>(quantization.range)};
    values[Percentile] = {quantization.percentile, quantization.range == RangeRule::Percentile};
  }
  if (mayBeAffine(quantization.method)) values[Symmetric] = {quantization.symmetric ? 1.0 : 0.0};
  for (const MethodOption* option : methodOptions()) {
    values.emplace_back();
    if (!hasOption(quantization.method, *option)) continue;
    const double value = quantization.options.get(*option);
    if (powersOfTwo || value != 0 || !isPowersOfTwo(*option)) values.back() = OptionValue{value};
  }
  return values;
}

// The fields that each method may show.
std::vector<std::vector<std::size_t>> fieldsOfEachMethod() {
  std::vector<std::vector<std::size_t>> sets;
  for (const Method method : existingMethods) {
    sets.emplace_back();
    const auto values = valuesOf({.method = method}, true);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i]) sets.back().push_back(i);
  }
  return sets;
}

}  // namespace

MethodForm::MethodForm(QWidget* parent)
    : QWidget(parent),
      method_(new QComboBox),
      granularity_(new QComboBox),
      correction_(new QComboBox),
      options_(new OptionGrid(fieldsOfMethods())),
      scope_(new ScopePicker),
      best_(new QToolButton),
      advice_(new QLabel) {
  method_->addItem(tr("Automatic"), automaticMethodData);
  method_->setItemData(
      0,
      tr("For every layer and bit-width the method with the least predicted damage among those that need "
         "no more bytes: judged by the layer's outputs if images are open, otherwise by the weights"),
      Qt::ToolTipRole);
  for (const Method method : existingMethods) method_->addItem(methodText(method), static_cast<int>(method));
  for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor})
    granularity_->addItem(granularityText(granularity), static_cast<int>(granularity));
  for (const Correction correction :
       {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain, Correction::InputGain})
    correction_->addItem(correctionText(correction), static_cast<int>(correction));
  method_->setAccessibleName(tr("Method"));
  method_->setToolTip(tr("How the weights are quantized (Ctrl+M)"));
  granularity_->setAccessibleName(tr("Granularity"));
  granularity_->setToolTip(tr("One scale per output channel, or one for the layer"));
  correction_->setAccessibleName(tr("Correction"));
  correction_->setToolTip(tr("Statistic of each output channel that is restored after rounding"));
  for (QComboBox* box : {method_, granularity_, correction_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  best_->setText(tr("Best here"));
  best_->setToolTip(
      tr("Choose the method with the smallest error for this layer at its bits, within its current bytes (Ctrl+B)"));
  best_->setAccessibleName(tr("Best method for this layer at these bits"));
  best_->setPopupMode(QToolButton::MenuButtonPopup);
  auto* menu = new QMenu(best_);
  connect(menu->addAction(tr("In the same bytes")), &QAction::triggered, this, [this] { emit bestWished(false); });
  connect(menu->addAction(tr("In any number of bytes")), &QAction::triggered, this, [this] { emit bestWished(true); });
  best_->setMenu(menu);
  advice_->setWordWrap(true);
  advice_->setForegroundRole(QPalette::PlaceholderText);
  advice_->setAccessibleName(tr("Best method here"));

  layOut();

  connect(method_, &QComboBox::activated, this, [this] {
    const int chosen = method_->currentData().toInt();
    if (chosen == automaticMethodData)
      emit automaticWished(scope_->scope());
    else
      chooseMethod(static_cast<Method>(chosen));
  });
  connect(granularity_, &QComboBox::activated, this, [this] {
    wish(withGranularity(quantization_, static_cast<Granularity>(granularity_->currentData().toInt())));
  });
  connect(correction_, &QComboBox::activated, this, [this] {
    Quantization changed = quantization_;
    changed.correction = static_cast<Correction>(correction_->currentData().toInt());
    wish(changed);
  });
  connect(options_, &OptionGrid::changed, this, &MethodForm::changeOption);
  connect(scope_, &ScopePicker::applyWished, this, &MethodForm::apply);
  connect(best_, &QToolButton::clicked, this, [this] { emit bestWished(false); });
  show(QuantScheme());
}

void MethodForm::layOut() {
  auto* first = new WrapLayout(spacing::gap);
  for (QComboBox* box : {method_, granularity_, correction_}) first->addWidget(box);
  options_->reserve(fieldsOfEachMethod());
  auto* last = new WrapLayout(spacing::gap);
  last->addWidget(scope_);
  last->addWidget(best_);
  advice_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  reserveRoom();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::inset, spacing::gap, spacing::inset, 0);
  layout->setSpacing(spacing::tight);
  layout->addLayout(first);
  layout->addWidget(options_);
  layout->addLayout(last);
  layout->addWidget(advice_);
}

// Nothing moves with the layer: the advice keeps its height, and the methods the width of the longest name.
void MethodForm::reserveRoom() {
  advice_->setMinimumHeight(adviceLines * advice_->fontMetrics().lineSpacing());
  QStringList names;
  for (const Method method : existingMethods) names << automaticText(method);
  reserveWidth(*method_, names);
}

void MethodForm::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) reserveRoom();
}

void MethodForm::show(const QuantScheme& scheme, bool automatic) {
  quantization_ = scheme.quantization();
  automatic_ = automatic;
  method_->setItemText(0, automatic && scheme.hasCodes() ? automaticText(scheme.method) : tr("Automatic"));
  method_->setCurrentIndex(method_->findData(automatic ? automaticMethodData : static_cast<int>(scheme.method)));
  granularity_->setCurrentIndex(granularity_->findData(static_cast<int>(scheme.granularity)));
  granularity_->setEnabled(mayBePerTensor(scheme.method));
  correction_->setCurrentIndex(correction_->findData(static_cast<int>(scheme.correction)));
  options_->show(valuesOf(quantization_, powersOfTwo_));
}

void MethodForm::setPowersOfTwo(bool offered) {
  if (offered == powersOfTwo_) return;
  powersOfTwo_ = offered;
  options_->show(valuesOf(quantization_, powersOfTwo_));
}

void MethodForm::applyTo(Scope scope) {
  if (automatic_)
    emit automaticWished(scope);
  else
    emit schemeWished(quantization_, scope);
}

void MethodForm::setPossible(bool possible) {
  setEnabled(possible);
}

void MethodForm::setSolvers(const QString& whyNot) {
  auto* items = qobject_cast<QStandardItemModel*>(method_->model());
  for (const Method method : existingMethods) {
    if (!isSolver(method)) continue;
    QStandardItem* item = items->item(method_->findData(static_cast<int>(method)));
    item->setEnabled(whyNot.isEmpty());
    item->setToolTip(whyNot);
  }
}

void MethodForm::setAdvice(const QString& sentence) {
  advice_->setText(sentence);
}

QString MethodForm::advice() const {
  return advice_->text();
}

void MethodForm::focusMethod() {
  method_->setFocus(Qt::ShortcutFocusReason);
  method_->showPopup();
}

void MethodForm::chooseMethod(Method method) {
  wish(withMethod(quantization_, method));
}

void MethodForm::changeOption(int field, double value) {
  Quantization changed = quantization_;
  if (field == Range) {
    changed.range = static_cast<RangeRule>(static_cast<int>(value));
  } else if (field == Percentile) {
    changed.percentile = checkedPercentile(value);
  } else if (field == Symmetric) {
    changed.symmetric = value != 0;
  } else {
    const MethodOption& option = *methodOptions()[static_cast<std::size_t>(field - SharedCount)];
    changed.options.set(option, roundedOption(option, value));
  }
  // Another range or clip brings its best correction, unless another was chosen.
  if (quantization_.correction == standardCorrection(quantization_)) changed = withStandardCorrection(changed);
  wish(changed);
}

// The form changes when the request is accepted.
void MethodForm::wish(const Quantization& quantization) {
  emit schemeWished(canonical(quantization), scope_->scope());
}

}  // namespace bitprism
