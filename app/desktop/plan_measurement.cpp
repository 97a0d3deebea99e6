#include "app/desktop/plan_measurement.h"

namespace bitprism {
namespace {

constexpr int restMilliseconds = 300;

}  // namespace

PlanMeasurement::PlanMeasurement(QObject* parent) : QObject(parent) {
  resting_.setSingleShot(true);
  resting_.setInterval(restMilliseconds);
  connect(&resting_, &QTimer::timeout, this, [this] { measure(false); });
  connect(&job_, &BackgroundJob::progressed, this, &PlanMeasurement::progressed);
  connect(&job_, &BackgroundJob::failed, this, &PlanMeasurement::failed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &PlanMeasurement::changed);
}

void PlanMeasurement::setStudy(std::shared_ptr<SharedStudy> study) {
  resting_.stop();
  job_.cancel();
  study_ = study && study->study->hasData() ? std::move(study) : nullptr;
  score_.reset();
  reportAccuracy_.reset();
  emit changed();
}

void PlanMeasurement::planEdited(const QuantPlan& plan, const ActivationOptions& inputs) {
  if (plan == plan_ && inputs == inputs_ && (score_ || running())) return;  // a lock does not change the plan
  plan_ = plan;
  inputs_ = inputs;
  measureSoon();
}

void PlanMeasurement::setTarget(Target target) {
  if (target == target_) return;
  target_ = target;
  if ((score_ || running()) && plan_.quantizesActivations()) measureSoon();
}

void PlanMeasurement::measureSoon() {
  score_.reset();
  reportAccuracy_.reset();
  job_.cancel();
  if (study_) resting_.start();
  emit changed();
}

void PlanMeasurement::measureNow() {
  if (study_) measure(true);
}

void PlanMeasurement::cancel() {
  resting_.stop();
  job_.cancel();
  emit changed();
}

void PlanMeasurement::measure(bool unseenToo) {
  resting_.stop();
  job_.start([this, study = study_, edited = plan_, target = target_, inputs = inputs_, unseenToo,
              what = tr("measuring this plan").toStdString()](std::stop_token stop, const Progress& progress,
                                                              Mailbox& mailbox) {
    const Progress named = [&](const ProgressStep& step) { report(progress, what, step.done, step.total); };
    const QuantPlan plan = planForTarget(*study, edited, target, inputs, stop, named);
    const Score score = study->study->searchEvaluator().evaluate(plan, Task{}, stop, named);
    mailbox.post([this, score, plan] {
      measured_ = plan;
      score_ = score;
      emit changed();
    });
    if (!unseenToo) return;
    const Score unseen = study->study->reportEvaluator().evaluate(plan, Task{}, stop, named);
    mailbox.post([this, unseen] {
      reportAccuracy_ = unseen.accuracy;
      emit changed();
    });
  });
  emit changed();
}

}  // namespace bitprism
