// The part of the window that deals with methods: which layer's weights and inputs are quantized how.

#include <QActionGroup>
#include <algorithm>
#include <numeric>
#include <utility>

#include "app/desktop/main_window.h"
#include "app/desktop/plan_pictures.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "widgets/banner.h"
#include "widgets/error_view.h"
#include "widgets/input_form.h"
#include "widgets/layers_view.h"
#include "widgets/method_form.h"
#include "widgets/panel.h"

namespace bitprism {
namespace {

InputWish wishOf(const ActivationRequest& request) {
  return {request.bits, request.tied, request.options};
}

ActivationRequest requestOf(const InputWish& wish) {
  return {wish.bits, wish.tied, wish.options};
}

// Of a plan that was loaded, what its scheme tells.
ActivationRequest requestOf(const ActivationScheme& scheme) {
  ActivationRequest request{.bits = scheme.bits};
  if (scheme.isFloat()) return request;
  request.options = optionsOf(scheme);
  return request;
}

}  // namespace

std::vector<int> MainWindow::layersOf(Scope scope) const {
  if (scope == Scope::Layer) return {currentLayer_};
  if (scope == Scope::Selected) {
    const std::vector<int> selected = layers_->selectedLayers();
    return selected.empty() ? std::vector<int>{currentLayer_} : selected;
  }
  std::vector<int> all(document_.layerCount());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

// Runs `then` once it is known what layers read, if one of the schemes needs that: at once or after calibration.
void MainWindow::knowInputs(const std::vector<QuantScheme>& schemes, const std::function<void()>& then) {
  if (!needsInputs(schemes) || inputsKnown_) {
    then();
    return;
  }
  if (const QString why = whyNoSolvers(); !why.isEmpty()) {
    banner_->showError(why);
    refreshLayer();
    return;
  }
  measureInputs(then);
}

// In the background, and runs `then` afterwards.
void MainWindow::measureInputs(const std::function<void()>& then) {
  // It would hold the study for long.
  analyseAgain_ = analyseAgain_ || analysis_.running();
  analysis_.cancel();
  calibrating_.start([this, study = study_, then, what = tr("measuring what layers read").toStdString()](
                         std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    const std::lock_guard lock(study->mutex);
    study->study->calibrateInputs(stop,
                                  [&](const ProgressStep& step) { report(progress, what, step.done, step.total); });
    mailbox.post([this, network = study->study->network(), then] {
      inputsKnown_ = true;
      document_.learnInputs(network);
      then();
    });
  });
  showProgress(tr("measuring what layers read"), 0, 0);
}

// Somebody else had it measured.
void MainWindow::takeInputs(const std::shared_ptr<const Network>& network) {
  const auto informed = [](const Layer& layer) { return layer.inputs != nullptr; };
  if (inputsKnown_ || network->hash != document_.network()->hash ||
      std::none_of(network->layers.begin(), network->layers.end(), informed))
    return;
  inputsKnown_ = true;
  document_.learnInputs(network);
}

// Whether what layers read may change what is chosen for them now, and can be measured.
bool MainWindow::measuresInputs() const {
  return !inputsKnown_ && !inputsDeclined_ && study_ && study_->study->canCalibrate() && document_.inputsMatter();
}

// What layers read takes long to measure in large networks: only when it matters, and by whoever measures anyway.
void MainWindow::choicesCame() {
  const bool comes =
      (analysis_.running() && document_.automaticBase()) || calibrating_.running() || versioning_.running();
  if (measuresInputs() && !comes) measureInputs([] {});
  if (!afterChoosing_ || document_.choosing() || measuresInputs()) return;
  std::exchange(afterChoosing_, nullptr)();
}

// Runs `then` once the layers that are automatic have what does best at their bits: at once, if that is known.
void MainWindow::whenChosen(std::function<void()> then) {
  if (!document_.network()) return;
  afterChoosing_ = std::move(then);
  inputsDeclined_ = false;
  if (measuresInputs() && !calibrating_.running() && !versioning_.running()) measureInputs([] {});
  choicesCame();
  if (afterChoosing_ && !calibrating_.running()) showProgress(tr("choosing methods"), 0, 0);
}

void MainWindow::chooseAutomatic(const std::vector<int>& layers) {
  if (!document_.network()) return;
  inputsDeclined_ = false;
  document_.setAutomatic(layers);
  refreshLayer();  // the form shows what was not granted
}

// Runs `then` once the ranges of such inputs are found, so that nobody waits for them afterwards.
void MainWindow::knowRanges(const std::vector<ActivationRequest>& ofLayers, const std::function<void()>& then) {
  const std::shared_ptr<const ActivationCalibration> calibration = analysis_.calibration();
  const bool wanted = std::any_of(ofLayers.begin(), ofLayers.end(), [](const auto& i) { return i.wanted(); });
  if (!calibration || !wanted) {
    ranging_.cancel();
    then();
    return;
  }
  ranging_.start([calibration, ofLayers, then, what = tr("ranges of inputs").toStdString()](
                     std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    for (std::size_t l = 0; l < ofLayers.size(); ++l) {
      for (int bits = 1; bits <= maximumActivationBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        inputScheme(ofLayers[l], *calibration, l, bits);  // remembered
        if (!ofLayers[l].tied) break;
      }
      report(progress, what, static_cast<std::int64_t>(l) + 1, static_cast<std::int64_t>(ofLayers.size()));
    }
    mailbox.post(then);
  });
}

void MainWindow::chooseMethod(const std::vector<int>& layers, const QuantScheme& scheme) {
  if (!document_.network()) return;
  QuantScheme coded = scheme;
  coded.bits = maximumBits;
  knowInputs({coded}, [this, layers, scheme, coded] {
    if (const auto who = needsInputs(std::span(&coded, 1)))
      for (const int layer : layers) {
        const Layer& one = document_.network()->layers[static_cast<std::size_t>(layer)];
        if (one.inputs || document_.locked(static_cast<std::size_t>(layer))) continue;
        banner_->showError(tr("%1: what this layer reads is not measured, and %2 needs that: choose another")
                               .arg(QString::fromStdString(one.name), QString::fromStdString(*who)));
        refreshLayer();
        return;
      }
    document_.setMethod(layers, scheme);
  });
}

void MainWindow::chooseMethodOf(const std::vector<int>& layers, Method method) {
  if (layers.empty()) return;
  chooseMethod(layers, withMethod(document_.plan().layers[static_cast<std::size_t>(layers.front())], method));
}

void MainWindow::chooseBest(bool anyBytes) {
  if (!document_.network()) return;
  if (!document_.plan().layers[static_cast<std::size_t>(currentLayer_)].hasCodes()) {
    banner_->showNotice(tr("This layer stays float: give it 1 to 8 bits, and there is a method to choose."));
    return;
  }
  bestWished_ = anyBytes;
  takeBest();
}

// As soon as all methods are compared.
void MainWindow::takeBest() {
  if (!bestWished_) return;
  const auto index = static_cast<std::size_t>(currentLayer_);
  const MethodAdvice advice = methodAdvice(document_, curves_, index, comparesSolvers(index));
  const std::optional<QuantScheme>& chosen = *bestWished_ ? advice.any : advice.best;
  if (!chosen && curves_.complete()) bestWished_.reset();
  if (!chosen) return;
  bestWished_.reset();
  if (*chosen != document_.plan().layers[index]) chooseMethod({currentLayer_}, *chosen);
}

// Only where it is known what the layer reads.
bool MainWindow::comparesSolvers(std::size_t layer) const {
  return solversCompared_ && document_.network()->layers[layer].inputs;
}

void MainWindow::compareSolvers() {
  if (!document_.network()) return;
  QuantScheme solver = document_.plan().layers[static_cast<std::size_t>(currentLayer_)];
  solver.bits = maximumBits;
  knowInputs({withMethod(solver, Method::Gptq)}, [this] {
    solversCompared_ = true;
    refreshLayer();
    refreshActions();
  });
}

QString MainWindow::whyNoSolvers() const {
  if (inputsKnown_) return {};
  if (!study_ || !study_->study->canCalibrate())
    return tr("AdaRound, GPTQ and the gain of outputs look at what layers read: open images first (Ctrl+I)");
  return {};
}

// The forms, the curves and what is best, for the selected layer.
void MainWindow::showMethods() {
  const int all = static_cast<int>(document_.layerCount());
  methodForm_->setPossible(all > 0);
  inputForm_->setPossible(!document_.calibration() ? tr("Open images (Ctrl+I): ranges of inputs are chosen from them")
                                                   : QString());
  if (all == 0) {
    errorPlot_->show({}, -1, 0);
    errorTitle_->setSummary({});
    methodForm_->setAdvice({});
    return;
  }
  const auto index = static_cast<std::size_t>(currentLayer_);
  const Layer& layer = document_.network()->layers[index];
  const QuantScheme& scheme = document_.plan().layers[index];
  const bool solvers = comparesSolvers(index);
  const QString name = QString::fromStdString(layer.name);
  const int selected = static_cast<int>(layersOf(Scope::Selected).size());
  methodForm_->show(scheme, document_.automatic(index));
  methodForm_->scope()->show(name, selected, all);
  methodForm_->setAdvice(methodAdvice(document_, curves_, index, solvers).sentence);
  const ActivationRequest& input = document_.input(index);
  inputForm_->show(wishOf(input.wanted() ? input : requestOf(document_.plan().activation(index))));
  inputForm_->scope()->show(name, selected, all);
  const MethodPicture picture = methodPicture(document_, curves_, index, solvers);
  errorPlot_->setWeights(layer.weightCount());
  if (inputsShown_ && document_.calibration()) {
    inputCurves_.want(index);
    const std::vector<ErrorCurve>* curves = inputCurves_.curves(index);
    const ActivationScheme activation = document_.plan().activation(index);
    errorPlot_->show(curves ? *curves : std::vector<ErrorCurve>(), InputCurves::curveOf(activation), activation.bits);
    errorTitle_->setSummary(tr("SQNR of the layer's input in dB"));
  } else {
    errorPlot_->show(picture.curves, picture.current, scheme.bits);
    errorTitle_->setSummary(picture.byOutput ? tr("SQNR of the layer's output in dB")
                                             : tr("SQNR of the weights in dB"));
  }
  takeBest();
}

void MainWindow::chooseInputs(const std::vector<int>& layers, const ActivationRequest& request) {
  std::vector<ActivationRequest> wanted(document_.layerCount());
  for (const int layer : layers) wanted[static_cast<std::size_t>(layer)] = request;
  try {
    checkOptions(request.options);
  } catch (const UsageError& problem) {
    banner_->showError(QString::fromStdString(problem.what()));
    refreshLayer();
    return;
  }
  knowRanges(wanted, [this, layers, request] { document_.setInputs(layers, request); });
}

void MainWindow::chooseInput(const InputWish& wish, Scope scope) {
  if (document_.network()) chooseInputs(layersOf(scope), requestOf(wish));
}

// The options stay as the first of the layers has them.
void MainWindow::chooseInputBits(const std::vector<int>& layers, int bits) {
  if (layers.empty()) return;
  ActivationRequest request = document_.input(static_cast<std::size_t>(layers.front()));
  request.bits = bits;
  request.tied = false;
  if (bits < leastActivationBits(request.options.method)) request.options = {};
  chooseInputs(layers, request);
}

void MainWindow::chooseActivations() {
  if (!document_.network()) return;
  ActivationOptions options = document_.input(static_cast<std::size_t>(currentLayer_)).options;
  if (const QAction* range = actions_.inputRanges->checkedAction())
    options = withRange(options, activationRangeFromName(range->data().toString().toStdString()));
  const QAction* bits = actions_.inputBits->checkedAction();
  const std::string width = bits ? bits->data().toString().toStdString() : "32";
  if (width == "1" && leastActivationBits(options.method) > 1) options = withRange({}, options.range);
  chooseInputs(layersOf(Scope::All), activationRequest(width, options));
}

// Options that layers of any method may share; a layer keeps its method.
void MainWindow::chooseScheme() {
  if (!document_.network()) return;
  const QAction* percentile = actions_.percentiles->checkedAction();
  const RangeRule range = actions_.leastSquares->isChecked() ? RangeRule::LeastSquares
                          : percentile                       ? RangeRule::Percentile
                                                             : RangeRule::MinMax;
  const double share = percentile ? percentile->data().toDouble() : standardPercentile;
  document_.changeSchemes(
      [&](QuantScheme& scheme) {
        scheme.symmetric = actions_.symmetric->isChecked();
        scheme = withGranularity(scheme, actions_.perChannel->isChecked() ? Granularity::Channel : Granularity::Tensor);
        scheme.range = range;
        scheme.percentile = share;
        const bool mean = actions_.meanCorrection->isChecked();
        if (mean != (scheme.correction != Correction::None))
          scheme.correction = mean ? Correction::Mean : Correction::None;
      },
      tr("options of all layers"));
}

void MainWindow::useScheme(QuantScheme scheme) {
  scheme.bits = document_.baseScheme().bits;
  if (document_.automaticBase() || document_.schemes().size() > 1 || scheme != document_.baseScheme())
    document_.setScheme(scheme);
}

}  // namespace bitprism
