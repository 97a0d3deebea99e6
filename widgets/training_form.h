#pragma once

#include <QWidget>
#include <string>

#include "core/train/training.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace bitprism {

// The requested training. A plain value.
struct TrainingWish {
  std::string data;  // training images, as for --data; empty: none chosen yet
  TrainingSettings settings;
  bool operator==(const TrainingWish&) const = default;
};

// The form with the settings of a training.
class TrainingForm : public QWidget {
  Q_OBJECT

 public:
  explicit TrainingForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const TrainingWish& wish);
  TrainingWish wish() const;  // throws UsageError if a number cannot be read

  void setData(const QString& data);
  const QString& data() const { return dataPath_; }
  void setBatchNorm(bool stands);  // whether the network's file has separate batch norms
  void setReshaping(bool gdrq);    // whether the plan has layers of GDRQ

 signals:
  void chooseDataRequested();

 private:
  void standardRate();

  QString dataPath_;
  QPushButton* data_;
  QComboBox* objective_;
  QSpinBox* epochs_;
  QSpinBox* batch_;
  QComboBox* optimizer_;
  QLineEdit* rate_;
  QComboBox* batchNorm_;
  QSpinBox* reshape_;
  QLabel* reshapeLabel_;
  QLineEdit* sparsity_;
  QCheckBox* flip_;
  QCheckBox* move_;
};

}  // namespace bitprism
