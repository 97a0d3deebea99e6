#pragma once

#include <QWidget>

#include "widgets/answers_picture.h"

class QComboBox;
class QLabel;

namespace bitprism {

class ClassChanges;
class ConfusionTable;

// How the answers of two plans differ: how many, whether that may be chance, which classes gain and lose, and which are
// confused with which.
class CompareAnswers : public QWidget {
  Q_OBJECT

 public:
  explicit CompareAnswers(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const AnswersPicture& picture);
  void setHint(const QString& hint);  // shown while there are no answers

  const AnswersPicture& picture() const { return picture_; }
  QLabel* verdict() const { return verdict_; }
  QLabel* counts() const { return counts_; }
  ClassChanges* classes() const { return classes_; }
  ConfusionTable* confusion() const { return confusion_; }
  QComboBox* kinds() const { return kinds_; }  // of the confusion matrix

 signals:
  void pairChosen(std::int32_t first,
                  std::int32_t second);  // images that A answers with one class and B with the other

 private:
  void fill();

  QLabel* verdict_;
  QLabel* counts_;
  ClassChanges* classes_;
  QComboBox* kinds_;
  ConfusionTable* confusion_;
  QLabel* confusionNote_;
  QWidget* matrix_;
  AnswersPicture picture_;
  QString hint_;
};

}  // namespace bitprism
