#pragma once

#include <QWidget>

#include "core/quant/activations/activation_options.h"
#include "widgets/scope_picker.h"

class QComboBox;
class QStackedLayout;

namespace bitprism {

class OptionGrid;

// The requested quantization of a layer's input. A plain value.
struct InputWish {
  int bits = floatBits;
  bool tied = false;  // the bits of the weights
  ActivationOptions options;
  bool operator==(const InputWish&) const = default;
};

// How the input of the selected layer is quantized: bits, method, range and their options. Every choice is a request
// for the layers of the scope.
class InputForm : public QWidget {
  Q_OBJECT

 public:
  explicit InputForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const InputWish& wish);
  // The reason why inputs cannot be quantized (it needs images); empty: they can.
  void setPossible(const QString& whyNot);
  ScopePicker* scope() const { return scope_; }
  QComboBox* bits() const { return bits_; }
  QComboBox* methods() const { return method_; }
  QComboBox* ranges() const { return range_; }
  OptionGrid* options() const { return options_; }

 signals:
  void inputWished(const InputWish& wish, Scope scope);

 private:
  void wish(InputWish wish);
  void chooseBits();
  void chooseMethod();
  void changeOption(int field, double value);
  void listRanges(ActivationMethod method);

  QComboBox* bits_;
  QComboBox* method_;
  QComboBox* range_;
  QStackedLayout* under_;  // the options; while the input stays float, words instead
  OptionGrid* options_;
  ScopePicker* scope_;
  InputWish wish_;
};

QString activationMethodText(ActivationMethod method);  // "PWLQ"
QString activationRangeText(ActivationRange range);     // "least squares"

}  // namespace bitprism
