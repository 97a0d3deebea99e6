#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;

namespace bitprism {

// The layers that an edit applies to.
enum class Scope { Layer, Selected, All };

// The choice of a scope, and a button that applies the form's settings to all of it.
class ScopePicker : public QWidget {
  Q_OBJECT

 public:
  explicit ScopePicker(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const QString& layer, int selected, int all);  // selected: in the table
  Scope scope() const;
  void setScope(Scope scope);
  QPushButton* button() const { return apply_; }

 signals:
  void applyWished();

 private:
  void refresh();

  QComboBox* scope_;
  QPushButton* apply_;
};

}  // namespace bitprism
