#pragma once

#include <QWidget>

#include "core/work/work_place.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace bitprism {

// Where a search's plans are evaluated: here, in confined processes, in workers that connect, or in jobs of Slurm.
// Shows the fields that the choice needs.
class WhereForm : public QWidget {
  Q_OBJECT

 public:
  explicit WhereForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const WorkPlace& place);
  WorkPlace place() const;  // without the secret's file; its address as it is written
  QComboBox* kind() const { return kind_; }
  QSpinBox* workers() const { return workers_; }
  QLineEdit* address() const { return address_; }
  QLineEdit* options() const { return options_; }
  QToolButton* copyButton() const { return copy_; }

 signals:
  void changed();              // by the user or by code
  void workerLineRequested();  // the line that starts a worker is to be copied

 protected:
  void changeEvent(QEvent* event) override;

 private:
  WorkPlace::Kind chosen() const;
  void offer();
  void reserve();

  QComboBox* kind_;
  QSpinBox* workers_;
  QLineEdit* address_;
  QLineEdit* options_;
  QToolButton* copy_;
};

}  // namespace bitprism
