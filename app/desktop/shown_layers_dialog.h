#pragma once

#include <QDialog>
#include <vector>

#include "app/desktop/document.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace bitprism {

// Asks for the bits and the method of the layers that the filter of the table shows, and says how many these are.
class ShownLayersDialog : public QDialog {
  Q_OBJECT

 public:
  ShownLayersDialog(const QString& filter, std::vector<int> layers, const Document& document, QWidget* parent);

  QComboBox* bits() const { return bits_; }
  QComboBox* methods() const { return methods_; }
  LayersEdit edit() const;

 signals:
  void editWished(const std::vector<int>& layers, const LayersEdit& edit);

 private:
  void refresh();

  std::vector<int> layers_;
  Quantization own_;  // of the first of the layers: options that a method shares with it are kept
  QComboBox* bits_;
  QComboBox* methods_;
  QPushButton* set_;
};

}  // namespace bitprism
