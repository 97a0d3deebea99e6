#pragma once

#include <QDialog>
#include <optional>

#include "core/data/image_set.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace bitprism {

// Asks for labelled images and how their pixels become the network's input.
class DataDialog : public QDialog {
  Q_OBJECT

 public:
  DataDialog(const QString& path, const Preprocessing& preprocessing, const QString& folder, QWidget* parent);

  QString path() const;
  Preprocessing preprocessing() const;

 private:
  void check();
  std::optional<std::vector<double>> numbers(const QLineEdit* edit) const;

  QString folder_;
  QLineEdit* path_;
  QLineEdit* scale_;
  QLineEdit* mean_;
  QLineEdit* deviation_;
  QCheckBox* bgr_;
  QLabel* problem_;
  QPushButton* accept_;
};

}  // namespace bitprism
