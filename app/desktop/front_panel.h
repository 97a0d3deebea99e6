#pragma once

#include <QTimer>
#include <optional>
#include <string>

#include "app/desktop/background_job.h"
#include "app/desktop/compared_plan.h"
#include "app/desktop/panel.h"
#include "app/workflow/front_answer.h"
#include "app/workflow/search_request.h"
#include "widgets/front_marks.h"
#include "widgets/front_others.h"

namespace bitprism {

class BudgetView;
class FrontView;

// The front of accuracy against memory, other sessions' fronts beside it, and the budget that picks a plan.
class FrontPanel : public Panel {
  Q_OBJECT

 public:
  explicit FrontPanel(const PanelContext& context);

  static constexpr const char* id = "front";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Front"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Centre, .height = 60}; }
  QWidget* widget() const override;
  bool scrolls() const override { return false; }
  FrontView* view() const { return view_; }
  const std::optional<PredictedPlan>& untried() const { return untried_; }  // within the budget

  void compareWith(const QString& path);  // another session's front
  void compareWithAll(const QStringList& paths);
  QStringList comparedPaths() const;        // in the order of the view
  void stopComparing(const QString& path);  // with this session; the others stay

 signals:
  void pinWished(const bitprism::ComparedPlan& plan);  // of another session's point
  void comparisonChanged();                            // comparedPaths()

 public:
  void studyChanged() override;
  void planChanged() override;
  void figuresChanged() override;
  void workChanged() override;

  struct OtherSession {
    QString path;
    OtherFront front;
    SearchRequest request;  // that makes plans of its choices
    NetworkCosts costs;
    std::optional<HypervolumeReference> reference;
  };

 private:
  void addJobs();
  void discard();
  void connectView();
  void showSearch();
  void showHint();
  void usePoint(int trial);
  void showAxis();
  void showBudget();
  void useUntried();
  void predictForBudget();
  void chooseComparison();
  void showOthers();
  void listOthers(const std::vector<OtherFront>& fronts);
  std::shared_ptr<const SearchSnapshot> otherOnAxis(const OtherSession& other, Cost axis) const;
  void useOther(const OtherPoint& point);

  FrontView* view_;
  BudgetView* budgetView_;
  std::optional<PredictedPlan> untried_;
  std::vector<OtherSession> others_;
  std::optional<HypervolumeReference> reference_;  // of the session shown
  std::string session_;                            // of the search shown
  QString measuring_;                              // the current step of the analysis
  QTimer budgetRests_;                             // then its best prediction is computed
  BackgroundJob comparing_;
  BackgroundJob predicting_;
};

}  // namespace bitprism
