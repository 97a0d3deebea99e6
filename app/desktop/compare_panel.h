#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "app/desktop/answer_measurement.h"
#include "app/desktop/background_job.h"
#include "app/desktop/compared_errors.h"
#include "app/desktop/image_thumbnails.h"
#include "app/desktop/panel.h"
#include "app/desktop/pinned_plans.h"

namespace bitprism {

class CompareView;

// Pins plans, and compares two: the current plan, float, pins, plan files.
class ComparePanel : public Panel {
  Q_OBJECT

 public:
  explicit ComparePanel(const PanelContext& context);

  static constexpr const char* id = "compare";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Compare"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("search")}; }
  QWidget* widget() const override;
  CompareView* view() const { return view_; }
  PinnedPlans& pins() { return pins_; }

  void pinCurrent();
  void pinFile(const QString& path);  // a plan file, for this network
  void load(const QString& key);      // a step to undo
  void compare(const QString& a, const QString& b);
  void measure();  // what the images are answered under A and under B

  void studyChanged() override;
  void planChanged() override;
  void selectionChanged() override;
  void figuresChanged() override;
  void workChanged() override;
  void cameToFront() override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void addJobs();
  void connectView();
  std::optional<ComparedPlan> plan(const QString& key) const;
  ComparedPlan currentPlan() const;
  ComparedPlan floatingPlan() const;
  std::optional<std::pair<ComparedPlan, ComparedPlan>> sides() const;
  QString whyNoAnswers() const;
  void chooseFile();
  void forgetPlans();
  void refresh();
  void refreshPlans();
  void refreshLayers();
  void refreshWeights();
  void refreshAnswers();
  void answersChanged();
  bool isSeen() const;

  CompareView* view_;
  QString a_, b_;  // keys of plans
  PinnedPlans pins_;
  ComparedErrors errors_;
  AnswerMeasurement answers_;
  ImageThumbnails thumbnails_;
  QString drawn_;  // what the histograms show, or will
  std::shared_ptr<const AnswerComparison> shown_;
  bool outdated_ = true;  // to be refreshed when it is seen
  BackgroundJob drawing_;
  BackgroundJob opening_;
};

}  // namespace bitprism
