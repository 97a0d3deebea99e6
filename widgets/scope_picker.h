#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;

namespace bitprism {

// Which layers an edit is for.
enum class Scope { Layer, Selected, All };

// The choice of a scope, and a button that gives all of it what the form shows.
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
