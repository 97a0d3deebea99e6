#pragma once

#include <QWidget>
#include <vector>

#include "core/quant/quant_scheme.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace bitprism {

struct SchemeOption;

// Which layers a wish is for.
enum class MethodScope { Layer, Selected, All };

// How the selected layer is quantized, but for its bits: method, granularity, range, correction and the options that
// the method has. Every change is a wish at once, for the layers that the form names.
class MethodForm : public QWidget {
  Q_OBJECT

 public:
  explicit MethodForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const QuantScheme& scheme);
  void clear();

  // What the best method is and why, or why there is none; where `found`, it can be taken.
  void showBest(const QString& sentence, bool found);

  MethodScope scope() const;
  QComboBox* methods() const { return method_; }
  QPushButton* bestButton() const { return best_; }

 signals:
  void schemeWished(const QuantScheme& scheme);  // its bits mean nothing
  void bestWished();

 private:
  // The fields of one option of some methods.
  struct OptionField {
    const SchemeOption* option = nullptr;
    QCheckBox* flag = nullptr;
    QComboBox* names = nullptr;
    QSpinBox* whole = nullptr;
    QDoubleSpinBox* number = nullptr;
    QWidget* row = nullptr;
  };

  void addOptions(QFormLayout& form);
  void wish();
  QuantScheme read() const;
  static double valueOf(const OptionField& field);

  QComboBox* method_;
  QComboBox* granularity_;
  QComboBox* range_;
  QComboBox* correction_;
  QCheckBox* symmetric_;
  QComboBox* scope_;
  QPushButton* best_;
  QLabel* why_;
  QToolButton* more_;
  QWidget* optionArea_;
  std::vector<OptionField> fields_;
  QuantScheme shown_;
  bool showing_ = false;
};

}  // namespace bitprism
