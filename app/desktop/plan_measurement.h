#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "app/desktop/background_job.h"
#include "app/desktop/shared_study.h"

namespace bitprism {

// Measures the current plan after a pause in editing, and on request also on images that searches never use. A new edit
// cancels a running measurement. Belongs to the window's thread.
class PlanMeasurement : public QObject {
  Q_OBJECT

 public:
  explicit PlanMeasurement(QObject* parent = nullptr);

  void setStudy(std::shared_ptr<SharedStudy> study);  // null: nothing can be measured
  bool measures(const std::shared_ptr<SharedStudy>& study) const { return study_ == study; }
  // inputs: how ranges of tensors are chosen where the target needs an integer form.
  void planEdited(const QuantPlan& plan, const ActivationOptions& inputs = {});
  void setTarget(Target target);  // plans are measured as it computes them
  void measureNow();              // the last plan, also on unseen images
  void cancel();

  const std::optional<Score>& score() const { return score_; }
  const QuantPlan& measuredPlan() const { return measured_; }  // of the score: the plan, with its target's integer form
  const std::optional<double>& reportAccuracy() const { return reportAccuracy_; }
  bool running() const { return resting_.isActive() || job_.running(); }
  bool stopping() const { return job_.stopping(); }

 signals:
  void changed();  // a score arrived or was dropped, or work began or ended
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);

 private:
  void measureSoon();
  void measure(bool unseenToo);

  std::shared_ptr<SharedStudy> study_;
  QuantPlan plan_, measured_;
  ActivationOptions inputs_;
  Target target_ = Target::Any;
  std::optional<Score> score_;
  std::optional<double> reportAccuracy_;
  QTimer resting_;
  BackgroundJob job_;
};

}  // namespace bitprism
