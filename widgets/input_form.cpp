#include "widgets/input_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace bitprism {
namespace {

struct Choice {
  ActivationMethod method;
  ActivationRange range;
  const char* name;
};

constexpr std::array<Choice, 9> choices{
    {{ActivationMethod::Uniform, ActivationRange::LeastSquares, "least squares"},
     {ActivationMethod::Uniform, ActivationRange::MinMax, "min-max"},
     {ActivationMethod::Uniform, ActivationRange::Percentile, "percentile"},
     {ActivationMethod::Uniform, ActivationRange::BatchExtremes, "batch extremes"},
     {ActivationMethod::Uniform, ActivationRange::Aciq, "ACIQ"},
     {ActivationMethod::Uniform, ActivationRange::Kl, "KL"},
     {ActivationMethod::Uniform, ActivationRange::Gdrq, "GDRQ"},
     {ActivationMethod::Pwlq, ActivationRange::TopK, "PWLQ"},
     {ActivationMethod::Bfp, ActivationRange::LeastSquares, "block floating point"}}};

bool isPossible(const ActivationOptions& options) {
  try {
    checkOptions(options);
  } catch (const UsageError&) {
    return false;
  }
  return true;
}

}  // namespace

InputForm::InputForm(QWidget* parent)
    : QWidget(parent), method_(new QComboBox), bits_(new QComboBox), perChannel_(new QCheckBox(tr("per channel"))) {
  for (const Choice& choice : choices) method_->addItem(QString::fromLatin1(choice.name));
  bits_->addItem(tr("float"), QStringLiteral("32"));
  for (int bits = maximumActivationBits; bits >= 1; --bits)
    bits_->addItem(tr("%1 bits").arg(bits), QString::number(bits));
  bits_->addItem(tr("as weights"), QStringLiteral("tied"));
  method_->setAccessibleName(tr("How inputs are quantized"));
  method_->setToolTip(tr("How the inputs of all layers are quantized"));
  bits_->setAccessibleName(tr("Bits of inputs"));
  bits_->setToolTip(tr("Bits of the inputs of all layers"));
  perChannel_->setToolTip(tr("A grid of its own for every input channel"));
  method_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  method_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 6, 10, 0);
  layout->addWidget(bits_);
  layout->addWidget(new QLabel(tr("by")));
  layout->addWidget(method_, 1);
  layout->addWidget(perChannel_);
  for (QComboBox* box : {method_, bits_}) connect(box, &QComboBox::currentIndexChanged, this, &InputForm::wish);
  connect(perChannel_, &QCheckBox::toggled, this, &InputForm::wish);
  setEnabled(false);
}

void InputForm::show(const QString& bits, const ActivationOptions& options) {
  showing_ = true;
  shown_ = options;
  bits_->setCurrentIndex(bits_->findData(bits));
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i].method == options.method &&
        (choices[i].range == options.range || options.method != ActivationMethod::Uniform))
      method_->setCurrentIndex(static_cast<int>(i));
  perChannel_->setChecked(options.granularity == Granularity::Channel);
  perChannel_->setEnabled(options.method == ActivationMethod::Uniform);
  setEnabled(true);
  showing_ = false;
}

void InputForm::wish() {
  if (showing_) return;
  const Choice& choice = choices[static_cast<std::size_t>(std::max(method_->currentIndex(), 0))];
  ActivationOptions options = shown_;
  options.granularity = perChannel_->isChecked() ? Granularity::Channel : Granularity::Tensor;
  options.method = choice.method;
  options.range = choice.range;
  if (!isPossible(options)) {  // what belonged to the method before
    options = ActivationOptions();
    options.method = choice.method;
    options.range = choice.range;
    if (choice.method == ActivationMethod::Uniform && perChannel_->isChecked())
      options.granularity = Granularity::Channel;
    if (!isPossible(options)) options.granularity = Granularity::Tensor;
  }
  emit inputsWished(bits_->currentData().toString(), options);
}

}  // namespace bitprism
