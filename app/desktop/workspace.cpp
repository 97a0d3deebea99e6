#include "app/desktop/workspace.h"

#include <utility>

#include "app/desktop/plan_pictures.h"
#include "app/desktop/running_workers.h"
#include "app/workflow/automatic_methods.h"
#include "widgets/core_text.h"

namespace bitprism {
namespace {

constexpr int refreshMilliseconds = 50;

// Of all layers that do not have it already.
void useScheme(Document& document, const Quantization& quantization) {
  if (document.automaticBase() || document.schemes().size() > 1 || quantization != document.baseScheme())
    document.setScheme(quantization);
}

}  // namespace

Workspace::Workspace() : inputs_(*this), budget_(*this), costCounter_(*this) {
  refreshing_.setSingleShot(true);
  refreshing_.setInterval(refreshMilliseconds);
  addJobs();
  connectDocument();
  connectMeasuring();
  connectSearch();
}

Workspace::~Workspace() {
  // The undo stack would otherwise signal its end to actions already deleted.
  document_.undoStack().disconnect();
}

void Workspace::addJobs() {
  jobs_.add({.name = "analysis",
             .title = tr("Measuring the network"),
             .running = [this] { return analysis_.running(); },
             .stopping = [this] { return analysis_.stopping(); },
             .cancel =
                 [this] {
                   if (analysis_.running()) inputs_.decline();
                   analysisDue_ = false;
                   analysis_.cancel();
                 },
             .discard = [this] { analysis_.clear(); },
             .lifetime = Lifetime::Weights});
  jobs_.add({.name = "measurement",
             .title = tr("Measuring this plan"),
             .running = [this] { return measurement_.running(); },
             .stopping = [this] { return measurement_.stopping(); },
             .cancel = [this] { measurement_.cancel(); }});
  jobs_.add({.name = "search",
             .title = tr("Search"),
             .running = [this] { return search_.active(); },
             .stopping = [this] { return search_.stopping(); },
             .cancel = [this] { search_.stop(); },
             .discard = [this] { search_.clear(); },
             .pause = [this] { search_.togglePause(); },
             .sendHome = [this](std::uint64_t worker) { search_.sendHome(WorkerId{worker}); },
             .describe = [this](RunningJob& job) { describeSearch(job); },
             .lifetime = Lifetime::Study,
             .cancelledWithAll = false,
             .awaited = false,
             .importance = 3});
  jobs_.add({.name = "training",
             .title = tr("Training"),
             .running = [this] { return trainer_.running(); },
             .stopping = [this] { return trainer_.stopping(); },
             .cancel = [this] { trainer_.cancel(); },
             .discard = [this] { trainer_.forget(); },
             .describe = [this](RunningJob& job) { describeTraining(job); },
             .lifetime = Lifetime::Study,
             .awaited = false,
             .importance = 2});
  jobs_.add({.name = "methods of layers",
             .title = tr("Choosing methods"),
             .running = [this] { return !document_.choicesComplete(); },
             .stopping = [this] { return document_.choicesStopping(); },
             .cancel = [this] { document_.cancelChoices(); },
             .cancelledWithAll = false});
  jobs_.add({.name = "errors of layers",
             .title = tr("Computing errors of layers"),
             .running = [this] { return !document_.errors().complete(); },
             .stopping = [this] { return document_.errors().stopping(); },
             .cancel = [this] { document_.errors().cancel(); },
             .cancelledWithAll = false});
  jobs_.add({.name = "methods", .running = [this] { return !curves_.complete(); }, .shown = false});
  jobs_.add({.name = "solvers",
             .title = tr("Comparing solvers"),
             .running = [this] { return solversCompared_ && !curves_.complete(); },
             .stopping = [this] { return curves_.stopping(); },
             .cancel = [this] { stopComparingSolvers(); },
             .awaited = false,  // counted with "methods"
             .importance = 1});
  jobs_.add({.name = "refresh", .running = [this] { return refreshing_.isActive(); }, .shown = false});
  jobs_.add(changingWeights_,
            {.name = "weights", .title = tr("Switching weights"), .lifetime = Lifetime::Weights, .cancellable = false});
  connect(&jobs_, &JobBoard::failed, this, &Workspace::failed);
  connect(&jobs_, &JobBoard::ended, this, [this] {
    inputs_.workEnded();
    emit workChanged();
  });
}

// Connects the sender's progress to the board.
template <class Sender, class Progressed>
void Workspace::showProgressOf(const Sender* sender, Progressed progressed, const char* name) {
  connect(sender, progressed, this,
          [this, name = QString::fromLatin1(name)](const QString& what, qint64 done, qint64 total) {
            jobs_.showProgress(name, what, done, total);
          });
}

void Workspace::describeSearch(RunningJob& job) const {
  const auto& snapshot = search_.snapshot();
  if (!snapshot) return;
  job.pausable = snapshot->state != SearchState::Preparing;
  job.paused = snapshot->state == SearchState::Paused;
  job.secondsLeft = snapshot->secondsLeft;
  if (const auto workers = search_.workers()) job.workers = runningWorkers(*workers);
  if (snapshot->state != SearchState::Preparing) {
    job.text = tr("Search: trial");
    job.done = snapshot->topEvaluations();
    job.total = snapshot->trials;
  } else if (!snapshot->phase.empty()) {
    job.text = tr("Search: %1").arg(coreText(QString::fromStdString(snapshot->phase)));
    job.done = snapshot->phaseDone;
    job.total = snapshot->phaseTotal;
  } else {
    job.text = tr("Search: preparing");
  }
}

void Workspace::describeTraining(RunningJob& job) const {
  const TrainingPicture& picture = trainer_.picture();
  job.text = tr("Training: step");
  job.done = static_cast<std::int64_t>(picture.losses.size());
  job.total = picture.steps;
  job.secondsLeft = picture.secondsLeft;
}

void Workspace::connectDocument() {
  connect(&document_, &Document::planChanged, this, [this] {
    measurePlan();
    refreshNow();
    inputs_.choicesChanged();
  });
  connect(&document_, &Document::choicesChanged, this, [this] {
    refreshSoon();
    inputs_.choicesChanged();
    jobs_.noteEnd();
  });
  showProgressOf(&document_, &Document::choosingProgressed, "methods of layers");
  connect(&document_, &Document::choosingFailed, this, &Workspace::failed);
  connect(&document_, &Document::sensitivityChanged, this, &Workspace::refreshNow);
  connect(&document_, &Document::costsChanged, this, &Workspace::refreshNow);
  connect(&document_, &Document::baseSchemeChanged, this, [this] {
    // Layers were measured under the old scheme.
    analyse();
  });
  connect(&document_, &Document::versionChanged, this, &Workspace::adoptWeights);
  connect(&document_, &Document::calibrationChanged, this, [this] {
    curves_.setCalibration(document_.network(), document_.calibration());
    selection_.refresh();
  });
  connect(&document_, &Document::refused, this, [this](const QString& sentence) {
    emit failed(sentence);
    selection_.refresh();  // forms show the refused choice
  });
  showProgressOf(&document_.errors(), &ErrorCache::progressed, "errors of layers");
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
  showProgressOf(&analysis_, &NetworkAnalysis::progressed, "analysis");
  connect(&analysis_, &NetworkAnalysis::failed, this, &Workspace::failed);
  connect(&analysis_, &NetworkAnalysis::failed, &jobs_, &JobBoard::noteEnd);
  connect(&analysis_, &NetworkAnalysis::advised, this, &Workspace::noticed);
  connect(&analysis_, &NetworkAnalysis::doubts, this, &Workspace::preprocessingAdvised);
  connect(&analysis_, &NetworkAnalysis::looked, this, &Workspace::beginMeasuring);
  connect(&analysis_, &NetworkAnalysis::failed, this, &Workspace::beginMeasuring);
  connect(&analysis_, &NetworkAnalysis::ended, this, &Workspace::beginMeasuring);  // even if cancelled
  connect(&inputs_, &LayerInputs::analysisInterrupted, this, &Workspace::analyse);
  connect(&inputs_, &LayerInputs::refused, this, [this](const QString& sentence) {
    emit failed(sentence);
    selection_.refresh();
  });
  connect(&measurement_, &PlanMeasurement::changed, this, [this] {
    refreshFigures();
    if (!measurement_.running()) jobs_.noteEnd();
  });
  showProgressOf(&measurement_, &PlanMeasurement::progressed, "measurement");
  connect(&measurement_, &PlanMeasurement::failed, this, &Workspace::failed);
  connect(&curves_, &MethodCurves::changed, this, &Workspace::refreshSoon);
  showProgressOf(&curves_, &MethodCurves::progressed, "solvers");
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
  connect(&search_, &SearchController::ended, this, [this] {
    if (analysisDue_) analyse();
  });
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

// Work of the replaced study; none starts meanwhile because there is no study.
void Workspace::discard(Lifetime ended) {
  const std::shared_ptr<SharedStudy> study = std::exchange(study_, nullptr);
  jobs_.discard(ended);
  study_ = study;
}

void Workspace::adopt(std::shared_ptr<SharedStudy> study) {
  discard(Lifetime::Study);
  study_ = std::move(study);
  const std::shared_ptr<const Network>& network = study_->study->network();
  measurement_.setStudy(nullptr);  // until the preprocessing is checked
  if (!document_.network() || document_.network()->hash != network->hash) {
    selection_.setLayerCount(network->layers.size());
    solversCompared_ = false;
    curves_.setNetwork(network);
    document_.setNetwork(network);
  } else {
    document_.reopen(network);
    if (!needsInputs(document_.plan())) measurePlan();
    refreshNow();
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
  if (stored.model && !stored.older && !request.wantsActivations() && !stored.model->sensitivity.kl.empty())
    analysis_.learn(stored.model->sensitivity, stored.model->space);
  emit storedShown(stored);
}

void Workspace::beginMeasuring() {
  if (!hasImages() || measurement_.measures(study_) || preprocessingDoubted() || changingWeights_.running()) return;
  measurement_.setStudy(study_);
  inputs_.know(document_.plan().layers, [this] { measurePlan(); });
}

void Workspace::measurePlan() {
  const std::optional<ActivationRequest> common = commonRequest(document_.inputs());
  measurement_.planEdited(document_.plan(), common ? common->options : ActivationOptions());
}

void Workspace::setTarget(Target target) {
  if (target == target_) return;
  target_ = target;
  measurement_.setTarget(target);
  emit targetChanged();
}

void Workspace::keepPreprocessing() {
  analysis_.passDoubt();
  beginMeasuring();
  if (!search_.active()) analyse();
}

// The document has another version of the network: everything is measured again.
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
      inputs_.know(document_.plan().layers, [this] { measurePlan(); });
      analyse();
      refreshNow();
    });
  });
}

void Workspace::analyse() {
  if (!hasImages() || preprocessingDoubted()) return;
  analysisDue_ = search_.active();
  if (analysisDue_) return;
  jobs_.noteStart();
  if (document_.automaticBase())
    analysis_.start(study_, std::nullopt,
                    document_.lastingChoices(std::vector(document_.layerCount(), NetworkAnalysis::widths())));
  else
    analysis_.start(study_, document_.baseScheme());
}

void Workspace::interruptAnalysis() {
  if (!analysis_.running()) return;
  analysisDue_ = true;
  analysis_.cancel();
}

// The search was prepared, which needs layer inputs if methods are chosen.
void Workspace::learnFromSearch() {
  if (!study_ || !document_.network()) return;
  inputs_.take(study_->study->network(), study_->study->calibration());
  const SearchRequest& request = search_.request();
  if (request.automatic && !trains(request.search.tasks)) document_.learnChoices(chosenSchemes(request));
  // Quantized inputs change the sensitivities.
  if (const auto& measured = search_.sensitivity(); measured && !request.wantsActivations())
    analysis_.learn(measured->second, measured->first);
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
