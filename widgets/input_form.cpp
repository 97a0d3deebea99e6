#include "widgets/input_form.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/error.h"
#include "core/quant/scheme/scheme_options.h"
#include "widgets/number_text.h"
#include "widgets/option_grid.h"

namespace bitprism {
namespace {

constexpr int tiedBits = 0;  // of the list: as the weights

bool together(const ActivationOptions& options) {
  try {
    checkOptions(options);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

bool channelsPossible(const ActivationOptions& options) {
  ActivationOptions channels = options;
  channels.granularity = Granularity::Channel;
  return together(channels);
}

// One option of inputs: where it is looked at, and how it is read and written as a number.
struct InputOption {
  OptionField field;
  bool (*looks)(const ActivationOptions&);
  double (*get)(const ActivationOptions&);
  void (*set)(ActivationOptions&, double);
};

template <auto Member>
double get(const ActivationOptions& options) {
  return static_cast<double>(options.*Member);
}

template <auto Member>
void set(ActivationOptions& options, double value) {
  using Value = std::remove_reference_t<decltype(options.*Member)>;
  options.*Member = static_cast<Value>(static_cast<std::conditional_t<std::is_enum_v<Value>, int, Value>>(value));
}

QStringList namesOf(const char* option) {
  QStringList names;
  for (const char* name : schemeOption(option)->names) names << QString::fromLatin1(name);
  return names;
}

const std::vector<InputOption>& inputOptions() {
  using Kind = OptionField::Kind;
  using Options = ActivationOptions;
  static const std::vector<InputOption> options = {
      {{InputForm::tr("percentile"), InputForm::tr("Share of the values within the range, in percent"), Kind::Number,
        50, 100},
       [](const Options& o) { return o.range == ActivationRange::Percentile; },
       get<&Options::percentile>,
       set<&Options::percentile>},
      {{InputForm::tr("symmetric"), InputForm::tr("Signed data has its zero point in the middle")},
       [](const Options& o) { return o.method == ActivationMethod::Uniform; },
       get<&Options::symmetric>,
       set<&Options::symmetric>},
      {{InputForm::tr("per channel"), InputForm::tr("A grid for every input channel")},
       channelsPossible,
       [](const Options& o) { return o.granularity == Granularity::Channel ? 1.0 : 0.0; },
       [](Options& o, double value) { o.granularity = value != 0 ? Granularity::Channel : Granularity::Tensor; }},
      {{InputForm::tr("allocate"), InputForm::tr("Bits of its own for every channel, the given ones on average")},
       [](const Options& o) { return o.granularity == Granularity::Channel && o.range == ActivationRange::Aciq; },
       get<&Options::allocate>,
       set<&Options::allocate>},
      {{InputForm::tr("restore mean"), InputForm::tr("Correct every channel's mean above zero")},
       [](const Options& o) { return o.granularity == Granularity::Channel; },
       get<&Options::correct>,
       set<&Options::correct>},
      {{InputForm::tr("prior"), InputForm::tr("Density that the clip is computed for"), Kind::Name, 0, 2,
        namesOf("prior")},
       [](const Options& o) { return o.range == ActivationRange::Aciq; },
       get<&Options::prior>,
       set<&Options::prior>},
      {{InputForm::tr("break-point"), InputForm::tr("How the break-point is found"), Kind::Name, 0, 2,
        namesOf("breakpoint")},
       [](const Options& o) { return o.method == ActivationMethod::Pwlq; },
       get<&Options::breakpoint>,
       set<&Options::breakpoint>},
      {{InputForm::tr("block"), InputForm::tr("Neighbouring channels that share an exponent"), Kind::Whole, 1,
        mostBlockChannels},
       [](const Options& o) { return o.method == ActivationMethod::Bfp; },
       get<&Options::block>,
       set<&Options::block>},
      {{InputForm::tr("exponent bits"), InputForm::tr("Of a shared exponent"), Kind::Whole, leastExponentBits,
        mostExponentBits},
       [](const Options& o) { return o.method == ActivationMethod::Bfp; },
       get<&Options::exponentBits>,
       set<&Options::exponentBits>},
      {{InputForm::tr("threshold"), InputForm::tr("k of the clip k mean|a|; 0: by the bits"), Kind::Number, 0, 100},
       [](const Options& o) { return o.range == ActivationRange::Gdrq; },
       get<&Options::threshold>,
       set<&Options::threshold>},
  };
  return options;
}

std::vector<OptionField> fieldsOfInputs() {
  std::vector<OptionField> fields;
  for (const InputOption& option : inputOptions()) fields.push_back(option.field);
  return fields;
}

// The options without those that go with what was chosen before.
ActivationOptions settled(ActivationOptions options) {
  const ActivationOptions usual;
  for (const InputOption& option : inputOptions())
    if (!option.looks(options)) option.set(options, option.get(usual));
  return options;
}

}  // namespace

QString activationMethodText(ActivationMethod method) {
  switch (method) {
    case ActivationMethod::Uniform:
      return InputForm::tr("Uniform");
    case ActivationMethod::Pwlq:
      return InputForm::tr("PWLQ");
    case ActivationMethod::Bfp:
      return InputForm::tr("BFP");
  }
  return QString::fromLatin1(activationMethodName(method));
}

QString activationRangeText(ActivationRange range) {
  switch (range) {
    case ActivationRange::MinMax:
      return InputForm::tr("min-max");
    case ActivationRange::Percentile:
      return InputForm::tr("percentile");
    case ActivationRange::LeastSquares:
      return InputForm::tr("least squares");
    case ActivationRange::BatchExtremes:
      return InputForm::tr("batch extremes");
    case ActivationRange::Aciq:
      return InputForm::tr("ACIQ clip");
    case ActivationRange::Kl:
      return InputForm::tr("KL threshold");
    case ActivationRange::Gdrq:
      return InputForm::tr("GDRQ threshold");
    case ActivationRange::TopK:
      return InputForm::tr("median of top ten");
  }
  return QString::fromLatin1(activationRangeName(range));
}

InputForm::InputForm(QWidget* parent)
    : QWidget(parent),
      bits_(new QComboBox),
      method_(new QComboBox),
      range_(new QComboBox),
      options_(new OptionGrid(fieldsOfInputs())),
      scope_(new ScopePicker) {
  bits_->setAccessibleName(tr("Bits of the input"));
  bits_->setToolTip(tr("Bit-width of the layer's input"));
  bits_->addItem(tr("float"), floatBits);
  bits_->addItem(tr("as weights"), tiedBits);
  for (int bits = maximumActivationBits; bits >= 1; --bits) bits_->addItem(tr("%1 bits").arg(bits), bits);
  for (const ActivationMethod method : {ActivationMethod::Uniform, ActivationMethod::Pwlq, ActivationMethod::Bfp})
    method_->addItem(activationMethodText(method), static_cast<int>(method));
  method_->setAccessibleName(tr("Method of the input"));
  method_->setToolTip(tr("How values become codes: equal steps, two pieces, or integers with shared exponents"));
  range_->setAccessibleName(tr("Range of the input"));
  range_->setToolTip(tr("How the clipping range is chosen from calibration images"));
  for (QComboBox* box : {bits_, method_, range_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(5);
  }
  auto* first = new QHBoxLayout;
  first->setSpacing(6);
  first->addWidget(bits_, 3);
  first->addWidget(method_, 3);
  first->addWidget(range_, 4);
  auto* last = new QHBoxLayout;
  last->addWidget(scope_);
  last->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 0);
  layout->setSpacing(4);
  layout->addLayout(first);
  layout->addWidget(options_);
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
  std::vector<std::optional<double>> values;
  const bool quantized = wish.tied || wish.bits != floatBits;
  for (const InputOption& option : inputOptions())
    values.push_back(quantized && option.looks(wish.options) ? std::optional(option.get(wish.options)) : std::nullopt);
  options_->show(values);
  method_->setEnabled(quantized);
  range_->setEnabled(quantized);
}

void InputForm::listRanges(ActivationMethod method) {
  range_->clear();
  for (int i = 0; *activationRangeName(static_cast<ActivationRange>(i)) != '\0'; ++i)
    if (takesRange(method, static_cast<ActivationRange>(i)))
      range_->addItem(activationRangeText(static_cast<ActivationRange>(i)), i);
  range_->setVisible(method != ActivationMethod::Bfp);
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
  // A method without codes of so few bits gives way.
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
  inputOptions()[static_cast<std::size_t>(field)].set(next.options, value);
  wish(next);
}

void InputForm::wish(InputWish wish) {
  wish.options = settled(wish.options);
  emit inputWished(wish, scope_->scope());
}

}  // namespace bitprism
