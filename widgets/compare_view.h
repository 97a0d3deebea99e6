#pragma once

#include <QWidget>
#include <vector>

#include "widgets/answers_picture.h"
#include "widgets/compare_row.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;

namespace bitprism {

class ChangedImages;
class CompareAnswers;
class ComparePlans;
class CompareTable;
class CompareWeights;

// Two plans, A and B, beside one another: their totals, their layers, the weights of one layer, their answers, and the
// images that are answered differently.
class CompareView : public QWidget {
  Q_OBJECT

 public:
  enum Page { Layers, Weights, Answers, Images, Plans };

  explicit CompareView(QWidget* parent = nullptr);

  using QWidget::show;
  void showPlans(const std::vector<PlanEntry>& plans, const QString& a, const QString& b);  // keys; with their totals
  void showRows(const std::vector<CompareRow>& rows);
  void showAnswers(const AnswersPicture& picture);
  // Whether a plan can be pinned, and why answers cannot be compared (empty: they can).
  void setPossible(bool pinning, const QString& whyNoAnswers);
  void setMeasuring(bool measuring);
  void open(Page page);

  QComboBox* a() const { return a_; }
  QComboBox* b() const { return b_; }
  QLabel* difference() const { return difference_; }
  QPushButton* pinButton() const { return pin_; }
  QPushButton* swapButton() const { return swap_; }
  QPushButton* measureButton() const { return measure_; }
  QTabWidget* pages() const { return pages_; }
  CompareTable* layers() const { return layers_; }
  CompareWeights* weights() const { return weights_; }
  CompareAnswers* answers() const { return answers_; }
  ChangedImages* images() const { return images_; }
  ComparePlans* plans() const { return plans_; }

  static QString summary(const std::vector<CompareRow>& rows, const PlanEntry& a, const PlanEntry& b);

 signals:
  void chosen(const QString& a, const QString& b);  // keys of plans
  void pinWished();
  void measureWished();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildSides();
  void fitSides();
  void refreshHints();
  void choose();

  QWidget* sides_ = nullptr;
  QComboBox* a_;
  QComboBox* b_;
  QLabel* totalsA_;
  QLabel* totalsB_;
  QLabel* difference_;
  QPushButton* pin_;
  QPushButton* swap_;
  QPushButton* measure_;
  QTabWidget* pages_;
  CompareTable* layers_;
  CompareWeights* weights_;
  CompareAnswers* answers_;
  ChangedImages* images_;
  ComparePlans* plans_;
  QString whyNoAnswers_;
  bool measuring_ = false;
};

}  // namespace bitprism
