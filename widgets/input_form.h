#pragma once

#include <QWidget>

#include "core/quant/activation_options.h"

class QCheckBox;
class QComboBox;

namespace bitprism {

// How the inputs of all layers are quantized: bits and method. Every change is a wish at once.
class InputForm : public QWidget {
  Q_OBJECT

 public:
  explicit InputForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const QString& bits, const ActivationOptions& options);  // bits as the command line has them: "32", "tied"

  QComboBox* methods() const { return method_; }
  QComboBox* bits() const { return bits_; }

 signals:
  void inputsWished(const QString& bits, const ActivationOptions& options);

 private:
  void wish();

  QComboBox* method_;
  QComboBox* bits_;
  QCheckBox* perChannel_;
  ActivationOptions shown_;
  bool showing_ = false;
};

}  // namespace bitprism
