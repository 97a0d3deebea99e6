#pragma once

#include <QWidget>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/scope_picker.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace bitprism {

class OptionGrid;

// How the selected layer's weights are quantized: method, granularity, correction and the method's options. Every
// choice is a request for the layers of the scope: a scheme, or automatic choice for their bits.
class MethodForm : public QWidget {
  Q_OBJECT

 public:
  explicit MethodForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const QuantScheme& scheme, bool automatic = false);  // automatic: not chosen by the user
  void setPossible(bool possible);                               // whether there is a layer
  // The reason why solvers cannot be chosen (they need images); empty: they can.
  void setSolvers(const QString& whyNot);
  // Whether scales that are powers of two are offered where the layer has none; some targets ask for them.
  void setPowersOfTwo(bool offered);
  void setAdvice(const QString& sentence);  // the best method
  void focusMethod();                       // opens the list
  Quantization quantization() const { return quantization_; }
  ScopePicker* scope() const { return scope_; }
  QComboBox* methods() const { return method_; }
  OptionGrid* options() const { return options_; }
  QString advice() const;

 signals:
  void automaticWished(Scope scope);
  void schemeWished(const Quantization& quantization, Scope scope);
  void bestWished(bool anyBytes);

 public slots:
  void apply() { applyTo(scope_->scope()); }
  void applyTo(Scope scope);  // the settings shown

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  void reserveRoom();
  void chooseMethod(Method method);
  void changeOption(int field, double value);
  void wish(const Quantization& quantization);

  QComboBox* method_;
  QComboBox* granularity_;
  QComboBox* correction_;
  OptionGrid* options_;
  ScopePicker* scope_;
  QToolButton* best_;
  QLabel* advice_;
  Quantization quantization_;
  bool automatic_ = false;
  bool powersOfTwo_ = false;
};

}  // namespace bitprism
