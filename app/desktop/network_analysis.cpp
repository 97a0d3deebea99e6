#include "app/desktop/network_analysis.h"

#include "app/workflow/automatic_methods.h"
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
  doubted_ = false;
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

void NetworkAnalysis::learn(const Sensitivity& sensitivity, const SearchSpace& space) {
  sensitivity_ = sensitivity;
  space_ = space;
  emit sensitivityChanged();
  emit changed();
}

// Measures a network on a worker thread in steps that post their results.
struct NetworkAnalysis::Analysis {
  // Names of the steps, translated on the window's thread.
  struct Texts {
    std::string looking, floats, uniforms, activations, inputs, choosing, sensitivities;
  };

  const std::shared_ptr<SharedStudy>& shared;
  const std::optional<Quantization>& scheme;      // absent: one per layer
  std::vector<std::vector<QuantScheme>> schemes;  // then these, of each layer at each width; empty: not yet known
  const Texts& texts;
  std::stop_token stop;
  const Progress& progress;
  Mailbox& mailbox;
  NetworkAnalysis& told;
  Study& study = *shared->study;
  const std::shared_ptr<const Network> network = study.network();
  SearchRequest request = {};

  Progress named(const std::string& name) const {
    return [this, name](const ProgressStep& step) { report(progress, name, step.done, step.total); };
  }

  void measureInputsFor(const std::optional<Quantization>& wanted) {
    if (wanted) study.calibrateInputsFor(std::vector{wanted->at(maximumBits)}, stop, named(texts.activations));
    if (wanted) request.scheme = *wanted;
  }

  void measureFloat() {
    const Score score =
        study.searchEvaluator().evaluate(floatPlan(network->layers.size()), Task{}, stop, named(texts.floats));
    const std::optional<MeasuringCosts> costs = study.measuringCosts();
    mailbox.post([&told = told, score, costs] {
      told.floatScore_ = score;
      if (costs) told.costs_ = costs;
      emit told.changed();
    });
  }

  // On a few images, before anything slow. Returns whether to continue.
  bool lookAtPreprocessing() {
    const auto advice = advisePreprocessing(study, {}, stop, named(texts.looking));
    const bool better = advice && advice->better;
    mailbox.post([&told = told, shared = shared, advice, better] {
      told.lookedAt_ = shared;  // before anybody answers
      told.doubted_ = better;
      if (better)
        emit told.doubts(*advice);
      else
        emit told.looked();
      if (advice && !better) emit told.advised(QString::fromStdString(advice->sentence));
    });
    return !better;
  }

  void calibrate() {
    study.activationCalibration(stop, named(texts.activations));
    const auto calibration = study.sharedActivationCalibration();
    // Computed here, so that a click in the window finds them cached.
    for (std::size_t l = 0; l < network->layers.size(); ++l)
      for (int bits = 1; bits <= maximumBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        calibration->scheme(l, bits, {});
      }
    mailbox.post([&told = told, calibration] {
      told.calibration_ = calibration;
      emit told.calibrationChanged();
    });
  }

  void chooseMethods() {
    if (study.canCalibrate()) {
      study.calibrateInputs(stop, named(texts.inputs));
      mailbox.post([&told = told, network = network, calibration = study.calibration()] {
        emit told.inputsLearned(network, calibration);
      });
    }
    if (schemes.empty()) {
      schemes = automaticSchemes(*network, study.calibration(), std::vector(network->layers.size(), request.widths),
                                 SchemeUse::Measured, stop, named(texts.choosing));
      if (study.canCalibrate()) mailbox.post([&told = told, schemes = schemes] { emit told.methodsChosen(schemes); });
    }
    setChoices(request, schemes);
  }

  void measureSensitivity() {
    const SearchSpace space = study.space(request);
    const Sensitivity sensitivity = study.sensitivity(space, stop, named(texts.sensitivities));
    mailbox.post([&told = told, sensitivity, space] {
      told.sensitivity_ = sensitivity;
      told.space_ = space;
      emit told.sensitivityChanged();
      emit told.changed();
    });
  }

  void measureUniforms() {
    const std::size_t count = request.widths.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t width = count - 1 - i;  // the widest first
      const int bits = request.widths[width];
      QuantPlan plan;
      for (std::size_t l = 0; l < network->layers.size(); ++l) {
        plan.layers.push_back(scheme ? scheme->at(bits) : schemes[l][width]);
        plan.layers.back().bits = bits;
      }
      const Score score = study.searchEvaluator().evaluate(plan, Task{}, stop);
      report(progress, texts.uniforms, static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(count));
      const FrontMarks::Uniform mark{bits, modelSize(*network, plan).total(), score.accuracy};
      mailbox.post([&told = told, mark] {
        told.uniforms_.push_back(mark);
        emit told.changed();
      });
    }
  }
};

void NetworkAnalysis::start(std::shared_ptr<SharedStudy> study, const std::optional<Quantization>& scheme,
                            std::vector<std::vector<QuantScheme>> known) {
  sensitivity_.reset();
  uniforms_.clear();
  const Analysis::Texts texts{.looking = tr("checking the preprocessing").toStdString(),
                              .floats = tr("measuring the float network").toStdString(),
                              .uniforms = tr("measuring uniform bits").toStdString(),
                              .activations = tr("measuring input ranges").toStdString(),
                              .inputs = tr("measuring layer inputs").toStdString(),
                              .choosing = tr("choosing methods").toStdString(),
                              .sensitivities = tr("measuring sensitivities").toStdString()};
  doubted_ = false;
  const bool looks = lookedAt_.lock() != study;
  job_.start([this, study, scheme, known = std::move(known), texts, looks](std::stop_token stop,
                                                                           const Progress& progress, Mailbox& mailbox) {
    Analysis analysis{study, scheme, known, texts, stop, progress, mailbox, *this};
    if (looks && !analysis.lookAtPreprocessing()) return;
    {
      const std::lock_guard lock(study->mutex);
      analysis.measureInputsFor(scheme);
    }
    analysis.measureFloat();
    const std::lock_guard lock(study->mutex);
    analysis.calibrate();
    if (!scheme) analysis.chooseMethods();
    analysis.measureSensitivity();
    analysis.measureUniforms();
  });
}

}  // namespace bitprism
