#include "app/desktop/layer_inputs.h"

#include <algorithm>
#include <utility>

#include "app/desktop/workspace.h"

namespace bitprism {

LayerInputs::LayerInputs(Workspace& workspace) : workspace_(workspace) {
  connect(&job_, &BackgroundJob::failed, this, &LayerInputs::decline);  // before another attempt
  // First, so that cancelling ends the wait without running its action.
  workspace.jobs().add({.name = "choices waited for",
                        .running = [this] { return afterChoosing_ != nullptr; },
                        .cancel = [this] { afterChoosing_ = nullptr; },
                        .shown = false});
  workspace.jobs().add(job_, {.name = "inputs",
                              .cancel =
                                  [this] {
                                    declined_ = declined_ || job_.running();
                                    job_.cancel();
                                  },
                              .discard = [this] { discard(); },
                              .lifetime = Lifetime::Weights});
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &LayerInputs::ended);
  connect(&job_, &BackgroundJob::failed, this, &LayerInputs::ended);
}

bool LayerInputs::known() const {
  return !workspace_.document().calibration().empty();
}

QString LayerInputs::whyUnknown() const {
  if (known()) return {};
  if (!workspace_.study() || !workspace_.study()->study->canCalibrate())
    return tr("AdaRound, GPTQ and the output gain need layer inputs: open images first (Ctrl+I)");
  return {};
}

void LayerInputs::know(const std::vector<QuantScheme>& schemes, const std::function<void()>& then) {
  if (!needsInputs(schemes) || known()) {
    then();
    return;
  }
  if (const QString why = whyUnknown(); !why.isEmpty()) {
    emit refused(why);
    return;
  }
  measure(then);
}

// In the background, and runs `then` afterwards.
void LayerInputs::measure(const std::function<void()>& then) {
  // It would lock the study for a long time.
  interrupted_ = interrupted_ || workspace_.analysis().running();
  workspace_.analysis().cancel();
  job_.start([this, study = workspace_.study(), then, what = tr("measuring layer inputs").toStdString()](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    const std::lock_guard lock(study->mutex);
    study->study->calibrateInputs(stop,
                                  [&](const ProgressStep& step) { report(progress, what, step.done, step.total); });
    mailbox.post([this, network = study->study->network(), calibration = study->study->calibration(), then] {
      take(network, calibration);
      if (known()) then();
    });
  });
  workspace_.jobs().showProgress(QStringLiteral("inputs"), tr("measuring layer inputs"), 0, 0);
}

void LayerInputs::take(const std::shared_ptr<const Network>& network, const Calibration& calibration) {
  if (known() || calibration.empty() || network->hash != workspace_.document().network()->hash) return;
  workspace_.document().setCalibration(calibration);
}

// Whether they may change current choices, and can be measured.
bool LayerInputs::due() const {
  return !known() && !declined_ && !workspace_.preprocessingDoubted() && workspace_.study() &&
         workspace_.study()->study->canCalibrate() && workspace_.document().inputsMatter();
}

void LayerInputs::choicesChanged() {
  const bool comes = (workspace_.analysis().running() && workspace_.document().automaticBase()) || job_.running() ||
                     workspace_.changingWeights();
  if (due() && !comes) measure([] {});
  if (!afterChoosing_ || workspace_.document().choosing() || due()) return;
  std::exchange(afterChoosing_, nullptr)();
}

void LayerInputs::workEnded() {
  if (afterChoosing_) choicesChanged();
}

void LayerInputs::whenChosen(std::function<void()> then) {
  if (!workspace_.document().network()) return;
  afterChoosing_ = std::move(then);
  declined_ = false;
  if (due() && !job_.running() && !workspace_.changingWeights()) measure([] {});
  choicesChanged();
  if (afterChoosing_ && !job_.running())
    workspace_.jobs().showProgress(QStringLiteral("methods of layers"), tr("choosing methods"), 0, 0);
}

void LayerInputs::discard() {
  interrupted_ = false;
  afterChoosing_ = nullptr;
  job_.cancel();
  declined_ = false;
}

void LayerInputs::ended() {
  if (std::exchange(interrupted_, false)) emit analysisInterrupted();
}

}  // namespace bitprism
