#include "widgets/input_form.h"

#include <QComboBox>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "core/quant/activations/activation_method.h"
#include "widgets/core_text.h"
#include "widgets/number_text.h"
#include "widgets/option_grid.h"
#include "widgets/spacing.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr int tiedBits = 0;  // of the list: as the weights

// An option with two names is a check box: checked for the second.
std::vector<OptionField> fieldsOfInputs() {
  std::vector<OptionField> fields;
  for (const ActivationOption* each : activationOptions()) {
    const MethodOption& option = each->option;
    OptionField field{coreText(QString::fromUtf8(each->title)), coreText(QString::fromUtf8(option.help))};
    if (each->whyNot) {
      const QString when =
          coreText(QString::fromUtf8(each->whyNot)).replace(QStringLiteral("%1"), InputForm::tr("this method"));
      field.help += QStringLiteral("\n") + when;
    }
    if (option.kind == MethodOption::Kind::Whole || option.kind == MethodOption::Kind::Number) {
      field.kind = option.kind == MethodOption::Kind::Whole ? OptionField::Kind::Whole : OptionField::Kind::Number;
      field.low = option.low;
      field.high = option.high;
    } else if (option.names.size() > 2) {
      field.kind = OptionField::Kind::Name;
      field.high = option.high;
      for (const char* name : option.names) field.names << QString::fromLatin1(name);
    }
    fields.push_back(field);
  }
  return fields;
}

// Whether the option applies under any range and granularity of the method.
bool mayApply(const ActivationOption& option, ActivationMethod method) {
  for (const ActivationRangeInfo& info : activationRanges())
    for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
      const ActivationOptions options{.range = info.range, .method = method, .granularity = granularity};
      if (takesRange(method, info.range) && option.applies(options)) return true;
    }
  return false;
}

std::vector<std::optional<OptionValue>> valuesOf(const InputWish& wish) {
  const bool quantized = wish.tied || wish.bits != floatBits;
  std::vector<std::optional<OptionValue>> values;
  for (const ActivationOption* option : activationOptions())
    values.push_back(
        mayApply(*option, wish.options.method)
            ? std::optional(OptionValue{option->get(wish.options), quantized && option->applies(wish.options)})
            : std::nullopt);
  return values;
}

// The fields that each method shows.
std::vector<std::vector<std::size_t>> fieldsOfEachInputMethod() {
  std::vector<std::vector<std::size_t>> sets;
  for (const ActivationMethodInfo* info : activationMethods()) {
    sets.emplace_back();
    const auto values = valuesOf({.options = {.method = info->method}});
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i]) sets.back().push_back(i);
  }
  return sets;
}

}  // namespace

QString activationMethodText(ActivationMethod method) {
  return coreText(QString::fromUtf8(activationMethod(method).title));
}

QString activationRangeText(ActivationRange range) {
  return coreText(QString::fromUtf8(activationRangeInfo(range).title));
}

InputForm::InputForm(QWidget* parent)
    : QWidget(parent),
      bits_(new QComboBox),
      method_(new QComboBox),
      range_(new QComboBox),
      under_(new QStackedLayout),
      options_(new OptionGrid(fieldsOfInputs())),
      scope_(new ScopePicker) {
  bits_->setAccessibleName(tr("Bits of the input"));
  bits_->setToolTip(tr("Bit-width of the layer's input"));
  bits_->addItem(tr("float"), floatBits);
  bits_->addItem(tr("as weights"), tiedBits);
  for (int bits = maximumActivationBits; bits >= 1; --bits) bits_->addItem(bitsCountText(bits), bits);
  for (const ActivationMethodInfo* info : activationMethods())
    method_->addItem(coreText(QString::fromUtf8(info->title)), static_cast<int>(info->method));
  method_->setAccessibleName(tr("Method of the input"));
  method_->setToolTip(tr("How values become codes: equal steps, two pieces, or integers with shared exponents"));
  range_->setAccessibleName(tr("Range of the input"));
  range_->setToolTip(tr("How the clipping range is chosen from calibration images"));
  for (QComboBox* box : {bits_, method_, range_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  range_->setPlaceholderText(tr("no range"));
  options_->reserve(fieldsOfEachInputMethod());
  auto* nothing = new QLabel(tr("Nothing is rounded. Bits below float quantize the layer's input."));
  nothing->setForegroundRole(QPalette::PlaceholderText);
  nothing->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  nothing->setWordWrap(true);
  under_->addWidget(options_);
  under_->addWidget(nothing);
  auto* first = new WrapLayout(spacing::gap);
  for (QComboBox* box : {bits_, method_, range_}) first->addWidget(box);
  auto* last = new WrapLayout(spacing::gap);
  last->addWidget(scope_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::inset, spacing::gap, spacing::inset, 0);
  layout->setSpacing(spacing::tight);
  layout->addLayout(first);
  layout->addLayout(under_);
  layout->addLayout(last);

  connect(bits_, &QComboBox::activated, this, &InputForm::chooseBits);
  connect(method_, &QComboBox::activated, this, &InputForm::chooseMethod);
  connect(range_, &QComboBox::activated, this, [this] {
    InputWish next = wish_;
    next.options = withRange(next.options, static_cast<ActivationRange>(range_->currentData().toInt()));
    wish(next);
  });
  connect(options_, &OptionGrid::changed, this, &InputForm::changeOption);
  connect(scope_, &ScopePicker::applyWished, this, [this] { emit inputWished(wish_, scope_->scope()); });
  show(InputWish{});
}

void InputForm::show(const InputWish& wish) {
  wish_ = wish;
  bits_->setCurrentIndex(bits_->findData(wish.tied ? tiedBits : wish.bits));
  method_->setCurrentIndex(method_->findData(static_cast<int>(wish.options.method)));
  listRanges(wish.options.method);
  range_->setCurrentIndex(range_->findData(static_cast<int>(wish.options.range)));
  options_->show(valuesOf(wish));
  const bool quantized = wish.tied || wish.bits != floatBits;
  under_->setCurrentIndex(quantized ? 0 : 1);
  method_->setEnabled(quantized);
  range_->setEnabled(quantized && range_->count() > 0);
}

void InputForm::listRanges(ActivationMethod method) {
  range_->clear();
  for (const ActivationRangeInfo& info : activationRanges())
    if (takesRange(method, info.range))
      range_->addItem(coreText(QString::fromUtf8(info.title)), static_cast<int>(info.range));
  if (activationMethod(method).ranges.empty()) range_->clear();
}

void InputForm::setPossible(const QString& whyNot) {
  setEnabled(whyNot.isEmpty());
  setToolTip(whyNot);
}

void InputForm::chooseBits() {
  InputWish next = wish_;
  const int bits = bits_->currentData().toInt();
  next.tied = bits == tiedBits;
  next.bits = next.tied ? floatBits : bits;
  // A method without codes of so low a width is replaced.
  if (!next.tied && bits < leastActivationBits(next.options.method)) next.options = {};
  wish(next);
}

void InputForm::chooseMethod() {
  InputWish next = wish_;
  const auto method = static_cast<ActivationMethod>(method_->currentData().toInt());
  next.options = {.range = standardRange(method), .method = method};
  if (!next.tied) next.bits = std::max(next.bits, leastActivationBits(method));
  wish(next);
}

void InputForm::changeOption(int field, double value) {
  InputWish next = wish_;
  activationOptions()[static_cast<std::size_t>(field)]->set(next.options, value);
  wish(next);
}

void InputForm::wish(InputWish wish) {
  wish.options = settled(wish.options);
  emit inputWished(wish, scope_->scope());
}

}  // namespace bitprism
