#pragma once

#include <QTableView>

#include "widgets/answers_picture.h"

class QStandardItemModel;

namespace bitprism {

// The accuracy on each class in A and in B, sortable; the largest loss first.
class ClassChanges : public QTableView {
  Q_OBJECT

 public:
  enum Column { Class, Change, RightInA, RightInB, Images, ColumnCount };

  explicit ClassChanges(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const AnswersPicture& picture);
  QString csv() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fit();

  QStandardItemModel* model_;
  AnswersPicture picture_;
};

}  // namespace bitprism
