#include "app/desktop/workspace.h"

#include <utility>

#include "app/desktop/plan_pictures.h"
#include "app/workflow/automatic_methods.h"

namespace bitprism {
namespace {

constexpr int refreshMilliseconds = 50;

// Of all layers, where they have not got it already.
void useScheme(Document& document, const Quantization& quantization) {
  if (document.automaticBase() || document.schemes().size() > 1 || quantization != document.baseScheme())
    document.setScheme(quantization);
}

}  // namespace

Workspace::Workspace() : inputs_(*this) {
  refreshing_.setSingleShot(true);
  refreshing_.setInterval(refreshMilliseconds);
  addJobs();
  connectDocument();
  connectMeasuring();
  connectSearch();
}

Workspace::~Workspace() {
  // The undo stack tells its end to actions that are already gone otherwise.
  document_.undoStack().disconnect();
}

void Workspace::addJobs() {
  jobs_.add({.name = "analysis",
             .running = [this] { return analysis_.running(); },
             .cancel =
                 [this] {
                   if (analysis_.running()) inputs_.decline();
                   analysis_.cancel();
                 },
             .discard = [this] { analysis_.clear(); },
             .lifetime = Lifetime::Weights});
  jobs_.add({.name = "measurement",
             .running = [this] { return measurement_.running(); },
             .cancel = [this] { measurement_.cancel(); }});
  jobs_.add({.name = "search",
             .running = [this] { return search_.active(); },
             .discard = [this] { search_.clear(); },
             .lifetime = Lifetime::Study,
             .shown = false,
             .awaited = false});
  jobs_.add({.name = "training",
             .running = [this] { return trainer_.running(); },
             .cancel = [this] { trainer_.cancel(); },
             .discard = [this] { trainer_.forget(); },
             .lifetime = Lifetime::Study,
             .shown = false,
             .awaited = false});
  jobs_.add({.name = "methods of layers", .running = [this] { return !document_.choicesComplete(); }});
  jobs_.add({.name = "errors of layers", .running = [this] { return !document_.errors().complete(); }});
  jobs_.add({.name = "methods", .running = [this] { return !curves_.complete(); }, .shown = false});
  jobs_.add({.name = "solvers",
             .running = [this] { return solversCompared_ && !curves_.complete(); },
             .cancel = [this] { stopComparingSolvers(); },
             .awaited = false});  // as one of the methods
  jobs_.add({.name = "refresh", .running = [this] { return refreshing_.isActive(); }, .shown = false});
  jobs_.add(changingWeights_, {.name = "weights", .lifetime = Lifetime::Weights, .cancellable = false});
  connect(&jobs_, &JobBoard::failed, this, &Workspace::failed);
  connect(&jobs_, &JobBoard::ended, this, [this] {
    inputs_.workEnded();
    emit workChanged();
  });
}

void Workspace::connectDocument() {
  connect(&document_, &Document::planChanged, this, [this] {
    measurement_.planEdited(document_.plan());
    refreshNow();
    inputs_.choicesChanged();
  });
  connect(&document_, &Document::choicesChanged, this, [this] {
    refreshSoon();
    inputs_.choicesChanged();
    jobs_.noteEnd();
  });
  connect(&document_, &Document::choosingProgressed, &jobs_, &JobBoard::showProgress);
  connect(&document_, &Document::choosingFailed, this, &Workspace::failed);
  connect(&document_, &Document::sensitivityChanged, this, &Workspace::refreshNow);
  connect(&document_, &Document::baseSchemeChanged, this, [this] {
    // What was measured of the layers was measured under the old scheme.
    if (!search_.active()) analyse();
  });
  connect(&document_, &Document::versionChanged, this, &Workspace::adoptWeights);
  connect(&document_, &Document::calibrationChanged, this, [this] {
    curves_.setCalibration(document_.network(), document_.calibration());
    selection_.refresh();
  });
  connect(&document_, &Document::refused, this, [this](const QString& sentence) {
    emit failed(sentence);
    selection_.refresh();  // forms show what was not granted
  });
  connect(&document_.errors(), &ErrorCache::progressed, &jobs_, &JobBoard::showProgress);
  connect(&document_.errors(), &ErrorCache::changed, this, &Workspace::refreshSoon);
  connect(&document_.errors(), &ErrorCache::changed, &jobs_, &JobBoard::noteEnd);
  connect(&document_.errors(), &ErrorCache::failed, this, &Workspace::failed);
  connect(&refreshing_, &QTimer::timeout, this, &Workspace::refreshNow);
}

void Workspace::connectMeasuring() {
  connect(&analysis_, &NetworkAnalysis::inputsLearned, &inputs_, &LayerInputs::take);
  connect(&analysis_, &NetworkAnalysis::methodsChosen, &document_, &Document::learnChoices);
  connect(&analysis_, &NetworkAnalysis::changed, this, &Workspace::refreshFigures);
  connect(&analysis_, &NetworkAnalysis::sensitivityChanged, this,
          [this] { document_.setSensitivity(analysis_.sensitivity(), analysis_.space()); });
  connect(&analysis_, &NetworkAnalysis::ended, &jobs_, &JobBoard::noteEnd);
  connect(&analysis_, &NetworkAnalysis::progressed, &jobs_, &JobBoard::showProgress);
  connect(&analysis_, &NetworkAnalysis::failed, this, &Workspace::failed);
  connect(&analysis_, &NetworkAnalysis::failed, &jobs_, &JobBoard::noteEnd);
  connect(&analysis_, &NetworkAnalysis::advised, this, &Workspace::noticed);
  connect(&inputs_, &LayerInputs::analysisInterrupted, this, [this] {
    if (!search_.active()) analyse();
  });
  connect(&inputs_, &LayerInputs::refused, this, [this](const QString& sentence) {
    emit failed(sentence);
    selection_.refresh();
  });
  connect(&measurement_, &PlanMeasurement::changed, this, [this] {
    refreshFigures();
    if (!measurement_.running()) jobs_.noteEnd();
  });
  connect(&measurement_, &PlanMeasurement::progressed, &jobs_, &JobBoard::showProgress);
  connect(&measurement_, &PlanMeasurement::failed, this, &Workspace::failed);
  connect(&curves_, &MethodCurves::changed, this, &Workspace::refreshSoon);
  connect(&curves_, &MethodCurves::progressed, &jobs_, &JobBoard::showProgress);
  connect(&curves_, &MethodCurves::ended, &jobs_, &JobBoard::noteEnd);
  connect(&curves_, &MethodCurves::failed, this, &Workspace::failed);
  connect(&selection_, &Selection::changed, this, [this] {
    if (!document_.network()) return;
    const std::size_t layer = selection_.index();
    curves_.want(layer, document_.plan().layers[layer], comparesSolvers(layer));
  });
}

void Workspace::connectSearch() {
  connect(&search_, &SearchController::prepared, this, &Workspace::learnFromSearch);
  connect(&search_, &SearchController::noticed, this, &Workspace::noticed);
  connect(&search_, &SearchController::rulesRefused, this, &Workspace::failed);
  connect(&search_, &SearchController::failed, this, &Workspace::failed);
  connect(&search_, &SearchController::ended, &jobs_, &JobBoard::noteEnd);
  connect(&search_, &SearchController::snapshotChanged, this, [this] {
    emit searchChanged();
    refreshFigures();
  });
  connect(&trainer_, &TrainingController::changed, this, &Workspace::workChanged);
  connect(&trainer_, &TrainingController::glanced, &selection_, &Selection::refresh);
  connect(&trainer_, &TrainingController::failed, this, &Workspace::failed);
  connect(&trainer_, &TrainingController::stopped, this, [this] {
    selection_.refresh();
    jobs_.noteEnd();
  });
}

// Work of what is replaced; none is begun meanwhile for want of a study.
void Workspace::discard(Lifetime ended) {
  const std::shared_ptr<SharedStudy> study = std::exchange(study_, nullptr);
  jobs_.discard(ended);
  study_ = study;
}

void Workspace::adopt(std::shared_ptr<SharedStudy> study) {
  discard(Lifetime::Study);
  study_ = std::move(study);
  const std::shared_ptr<const Network>& network = study_->study->network();
  measurement_.setStudy(study_);
  if (!document_.network() || document_.network()->hash != network->hash) {
    selection_.setLayerCount(network->layers.size());
    solversCompared_ = false;
    curves_.setNetwork(network);
    document_.setNetwork(network);
  } else {
    document_.reopen(network);
    if (!needsInputs(document_.plan())) measurement_.planEdited(document_.plan());
    refreshNow();
    inputs_.know(document_.plan().layers, [this] { measurement_.planEdited(document_.plan()); });
  }
  selection_.setLayer(selection_.layer());
  emit studyChanged();
  analyse();
  emit searchChanged();
  refreshFigures();
}

void Workspace::showStored(const StoredSearch& stored) {
  const SearchRequest& request = stored.request;
  if (!request.automatic)
    useScheme(document_, request.scheme);
  else if (!trains(request.search.tasks))
    document_.learnChoices(chosenSchemes(request));
  document_.setInputs(request.inputsOf(document_.layerCount()), tr("inputs of a search"));
  document_.setRules(request.rules);
  document_.undoStack().clear();
  search_.showStored(stored);
  emit storedShown(stored);
}

// The document has another version of the network: all that was measured is measured again.
void Workspace::adoptWeights() {
  discard(Lifetime::Weights);
  solversCompared_ = false;
  curves_.setNetwork(document_.network(), document_.calibration());
  measurement_.setStudy(nullptr);
  refreshNow();
  if (!study_) return;
  changingWeights_.start([this, study = study_, network = document_.network(), calibration = document_.calibration()](
                             std::stop_token, const Progress&, Mailbox& mailbox) {
    const std::lock_guard lock(study->mutex);
    study->study->useNetwork(network, calibration);
    mailbox.post([this, study, network] {
      if (study != study_ || network != document_.network()) return;
      measurement_.setStudy(study_);
      inputs_.know(document_.plan().layers, [this] { measurement_.planEdited(document_.plan()); });
      analyse();
      refreshNow();
    });
  });
}

void Workspace::analyse() {
  if (!hasImages()) return;
  if (document_.automaticBase())
    analysis_.start(study_, std::nullopt,
                    document_.lastingChoices(std::vector(document_.layerCount(), NetworkAnalysis::widths())));
  else
    analysis_.start(study_, document_.baseScheme());
}

// The search was prepared, which takes knowing what layers read where methods are chosen.
void Workspace::learnFromSearch() {
  if (!study_ || !document_.network()) return;
  inputs_.take(study_->study->network(), study_->study->calibration());
  const SearchRequest& request = search_.request();
  if (request.automatic && !trains(request.search.tasks)) document_.learnChoices(chosenSchemes(request));
}

bool Workspace::comparesSolvers(std::size_t layer) const {
  return solversCompared_ && document_.calibration().of(layer);
}

void Workspace::compareSolvers() {
  if (!document_.network()) return;
  const Quantization own = document_.plan().layers[selection_.index()].quantization();
  inputs_.know({withMethod(own, Method::Gptq).at(maximumBits)}, [this] {
    solversCompared_ = true;
    selection_.refresh();
    emit workChanged();
  });
}

void Workspace::stopComparingSolvers() {
  if (!solversCompared_ || curves_.complete()) return;
  solversCompared_ = false;
  curves_.cancel();
  selection_.refresh();  // the others are still compared
}

void Workspace::refreshSoon() {
  if (!refreshing_.isActive()) refreshing_.start();
}

void Workspace::refreshNow() {
  rows_ = layerRows(document_);
  emit planChanged();
  selection_.refresh();
  refreshFigures();
}

void Workspace::refreshFigures() {
  emit figuresChanged();
  emit workChanged();
}

}  // namespace bitprism
