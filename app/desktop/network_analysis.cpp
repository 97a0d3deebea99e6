#include "app/desktop/network_analysis.h"

#include "app/workflow/automatic_methods.h"
#include "app/workflow/preprocessing_advice.h"
#include "core/base/error.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {

NetworkAnalysis::NetworkAnalysis(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::progressed, this, &NetworkAnalysis::progressed);
  connect(&job_, &BackgroundJob::failed, this, &NetworkAnalysis::failed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &NetworkAnalysis::ended);
}

void NetworkAnalysis::clear() {
  job_.cancel();
  floatScore_.reset();
  sensitivity_.reset();
  uniforms_.clear();
  calibration_.reset();
  costs_.reset();
  emit sensitivityChanged();
  emit calibrationChanged();
  emit changed();
}

void NetworkAnalysis::start(std::shared_ptr<SharedStudy> study, const std::optional<QuantScheme>& scheme,
                            std::vector<std::vector<QuantScheme>> known) {
  sensitivity_.reset();
  uniforms_.clear();
  const std::string floatText = tr("measuring the float network").toStdString();
  const std::string uniformText = tr("measuring uniform bits").toStdString();
  const std::string activationText = tr("measuring inputs of layers").toStdString();
  const std::string inputsText = tr("measuring what layers read").toStdString();
  const std::string choosingText = tr("choosing methods").toStdString();
  const std::string sensitivityText = tr("measuring sensitivities").toStdString();
  job_.start([=, this](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    std::vector<std::vector<QuantScheme>> schemes = known;
    const auto named = [&progress](const std::string& name) {
      return Progress([&progress, name](const ProgressStep& step) { report(progress, name, step.done, step.total); });
    };
    Study& opened = *study->study;
    std::shared_ptr<const Network> network;
    {
      const std::lock_guard lock(study->mutex);
      if (scheme) opened.calibrateInputsFor({&*scheme, 1}, stop, named(activationText));
      network = opened.network();
    }
    const std::size_t layers = network->layers.size();
    const Score floatScore = opened.searchEvaluator().evaluate(floatPlan(layers), Task{}, stop, named(floatText));
    const std::optional<MeasuringCosts> costs = opened.measuringCosts();
    mailbox.post([this, floatScore, costs] {
      floatScore_ = floatScore;
      if (costs) costs_ = costs;
      emit changed();
    });

    if (floatScore.metric == Metric::Accuracy)
      if (const auto advice = advisePreprocessing(opened, floatScore.accuracy, stop, progress))
        mailbox.post([this, sentence = QString::fromStdString(advice->sentence)] { emit advised(sentence); });

    SearchRequest request;
    if (scheme) request.scheme = *scheme;
    const std::lock_guard lock(study->mutex);
    opened.activationCalibration(stop, named(activationText));
    const auto calibration = opened.sharedActivationCalibration();
    // Found here, so that a click in the window finds them remembered.
    for (std::size_t l = 0; l < layers; ++l)
      for (int bits = 1; bits <= maximumBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        calibration->scheme(l, bits, {});
      }
    mailbox.post([this, calibration] {
      calibration_ = calibration;
      emit calibrationChanged();
    });
    if (!scheme) {
      if (opened.canCalibrate()) {
        opened.calibrateInputs(stop, named(inputsText));
        network = opened.network();
        mailbox.post([this, network] { emit inputsLearned(network); });
      }
      if (schemes.empty()) {
        schemes = automaticSchemes(*network, std::vector(layers, request.widths), SchemeUse::Measured, stop,
                                   named(choosingText));
        if (opened.canCalibrate()) mailbox.post([this, schemes] { emit methodsChosen(schemes); });
      }
      setChoices(request, schemes);
    }
    const SearchSpace space = opened.space(request);
    const Sensitivity sensitivity = opened.sensitivity(space, stop, named(sensitivityText));
    mailbox.post([this, sensitivity, space] {
      sensitivity_ = sensitivity;
      space_ = space;
      emit sensitivityChanged();
      emit changed();
    });

    const auto count = static_cast<std::int64_t>(request.widths.size());
    for (std::int64_t i = 0; i < count; ++i) {
      const int bits = request.widths[static_cast<std::size_t>(count - 1 - i)];
      QuantPlan plan;
      for (std::size_t l = 0; l < layers; ++l) {
        plan.layers.push_back(scheme ? *scheme : schemes[l][static_cast<std::size_t>(count - 1 - i)]);
        plan.layers.back().bits = bits;
      }
      const Score score = opened.searchEvaluator().evaluate(plan, Task{}, stop);
      report(progress, uniformText, i + 1, count);
      mailbox.post([this, mark = FrontMarks::Uniform{bits, modelSize(*network, plan).total(), score.accuracy}] {
        uniforms_.push_back(mark);
        emit changed();
      });
    }
  });
}

}  // namespace bitprism
