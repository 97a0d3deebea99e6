#pragma once

#include <QDialog>

#include "app/workflow/command_lines.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace bitprism {

// Asks what a report measures in addition, which takes minutes; the file is asked for afterwards.
class ReportDialog : public QDialog {
  Q_OBJECT

 public:
  // sensitivities: whether those of the layers are known already. options: chosen at first.
  ReportDialog(bool sensitivities, const ReportOptions& options, QWidget* parent);

  ReportOptions options() const;
  QString problem() const;  // why these methods or settings cannot be compared; empty: they can

 private:
  void refresh();

  QCheckBox* sensitivities_;
  QCheckBox* compare_;
  QLineEdit* methods_;
  QLineEdit* settings_;
  QLabel* note_;
  QPushButton* choose_;
};

}  // namespace bitprism
