#pragma once

#include <QSet>
#include <QTimer>
#include <memory>
#include <optional>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/workflow/doctor/doctor.h"

namespace bitprism {

class FindingsView;
struct FindingEntry;

// What is wrong with the network, its images and the plan, with a click that mends it. Examined again in the background
// whenever the plan rests or more is known.
class DoctorPanel : public Panel {
  Q_OBJECT

 public:
  explicit DoctorPanel(const PanelContext& context);

  static constexpr const char* id = "doctor";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Doctor"); }
  PanelPlace place() const override {
    return {.area = PanelPlace::Area::Left, .behind = QStringLiteral("layers"), .width = 0.33};
  }
  QWidget* widget() const override;
  FindingsView* view() const { return view_; }

  void studyChanged() override;
  void planChanged() override;
  void figuresChanged() override;
  void workChanged() override;

  // Of the last examination; null before it.
  const std::shared_ptr<const Diagnosis>& diagnosis() const { return diagnosis_; }
  void fix(const QString& key);
  void fixAll();  // what a plan can mend
  void ignore(const QString& key);

 signals:
  void preprocessingWanted(const Preprocessing& preprocessing);

 private:
  void look();
  void examineAtRest();
  DoctorCase caseNow() const;
  void showFindings();
  void showEffect();
  void apply(const std::vector<const Finding*>& findings, const QString& text);
  FindingEntry entryOf(const Finding& finding) const;

  FindingsView* view_;
  std::shared_ptr<const DoctorCase> asked_;     // what was examined last, or is now; null: nothing
  std::shared_ptr<const DoctorCase> examined_;  // what the diagnosis is of
  std::shared_ptr<const Diagnosis> diagnosis_;
  QuantPlan seen_;  // the plan when it was last looked at
  QSet<QString> ignored_;
  std::uint64_t ignoredOf_ = 0;  // the hash of their network
  std::optional<PreprocessingAdvice> advice_;
  std::optional<double> accuracyBefore_;  // the last fix
  QString lastFix_;                       // its undo text
  QTimer resting_;
  BackgroundJob job_;
};

}  // namespace bitprism
