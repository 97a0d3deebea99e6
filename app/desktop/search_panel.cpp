#include "app/desktop/search_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/desktop_notice.h"
#include "app/desktop/preferences.h"
#include "app/desktop/search_requests.h"
#include "app/desktop/worker_line.h"
#include "app/desktop/worker_secret.h"
#include "app/desktop/workspace.h"
#include "app/workflow/remeasuring.h"
#include "app/workflow/search_workers.h"
#include "app/workflow/target_limits.h"
#include "core/base/error.h"
#include "widgets/banner.h"
#include "widgets/cost_form.h"
#include "widgets/estimate_text.h"
#include "widgets/search_view.h"
#include "widgets/where_form.h"

namespace bitprism {
namespace {

// The request of a session as the form shows it.
SearchWish wishOf(const SearchRequest& request) {
  return {.method = request.search.method,
          .trials = request.search.trials,
          .seed = request.search.seed,
          .widths = request.widths,
          .tasks = request.search.tasks,
          .cheap = request.search.cheap,
          .countActivations = request.countActivations,
          .methods = methodsOf(request),
          .target = request.target,
          .cost = request.cost,
          .limits = request.limits};
}

}  // namespace

SearchPanel::SearchPanel(const PanelContext& context)
    : Panel(context), view_(new SearchView), alert_([this](QWidget* window) {
        QApplication::alert(window);
        notifyDesktop(tr("The search has ended"), SearchView::summary(*workspace().search().snapshot()));
      }) {
  SearchController* search = &workspace().search();
  connect(view_, &SearchView::startRequested, this, &SearchPanel::start);
  connect(view_, &SearchView::pauseRequested, search, &SearchController::pause);
  connect(view_, &SearchView::resumeRequested, search, &SearchController::resume);
  const auto stop = [this, search] {
    search->stop();
    workspace().noteWork();
  };
  connect(view_, &SearchView::stopRequested, this, stop);
  view_->addTool(actions().copySearchCommand);
  connect(actions().startSearch, &QAction::triggered, view_, &SearchView::start);
  connect(actions().pauseSearch, &QAction::triggered, view_, &SearchView::togglePause);
  connect(actions().stopSearch, &QAction::triggered, this, stop);
  connect(search, &SearchController::refused, this, [this](const SettingsDiffer& difference) {
    askAboutRefusal(view_->window(), difference,
                    [this, difference](RefusalAnswer wished) { answer(difference, wished); });
  });
  connect(actions().forkSearch, &QAction::triggered, this, &SearchPanel::chooseFork);
  connect(&workspace(), &Workspace::searchChanged, this, &SearchPanel::showSearch);
  connect(&workspace(), &Workspace::storedShown, this, &SearchPanel::showStored);
  connectRules();
  estimateChanged_.setSingleShot(true);
  estimateChanged_.setInterval(100);
  connect(&estimateChanged_, &QTimer::timeout, this, &SearchPanel::showEstimate);
  const auto estimate = [this] { estimateChanged_.start(); };
  connect(view_->form(), &SearchForm::changed, this, estimate);
  connect(view_->form(), &SearchForm::changed, this, [this] { workspace().setTarget(view_->form()->target()); });
  connect(search, &SearchController::ended, this, estimate);
  connect(search, &SearchController::ended, this, &SearchPanel::searchEnded);
  connect(&workspace(), &Workspace::searchChanged, this, [this, search, estimate] {
    if (!search->active()) estimate();
  });
  connect(&workspace().analysis(), &NetworkAnalysis::changed, this, estimate);
  connect(&workspace().document(), &Document::planChanged, this, estimate);
  connect(&workspace().document(), &Document::choicesChanged, this, estimate);
  connect(&workspace().document(), &Document::costsChanged, this, estimate);
  connectCosts();
  WhereForm* where = view_->form()->where();
  where->show(preferences().workPlace());
  connect(where, &WhereForm::changed, this, [this, where] { preferences().setWorkPlace(where->place()); });
  connect(where, &WhereForm::workerLineRequested, this, &SearchPanel::copyWorkerLine);
  showSearch();
}

// What the form offers, and whether any plan keeps its limits.
void SearchPanel::connectCosts() {
  workspace().jobs().add(limits_.job(), {.name = "limits of the search", .lifetime = Lifetime::Study, .shown = false});
  CostForm* form = view_->form()->costs();
  const auto offer = [this, form] { form->setKnown(workspace().budget().knownCosts()); };
  connect(&workspace().document(), &Document::costsChanged, this, offer);
  connect(&workspace().document(), &Document::networkChanged, this, offer);
  connect(&limits_, &LimitCheck::found, form, [form](const std::optional<LimitProblem>& problem) {
    form->setUnreachable(problem ? QString::fromStdString(problem->sentence) : QString(),
                         problem ? problem->cost : std::nullopt);
  });
}

// Methods that are yet to be chosen could take less.
void SearchPanel::lookAtLimits(const SearchRequest& request) {
  const bool open = request.automatic && request.choices.empty();
  if (request.limits.empty() || open || workspace().search().active()) return limits_.forget();
  limits_.look(workspace().document().network(), request, workspace().document().costs());
}

// Dragging a bar or locking a selection causes many edits; the search gets only the last.
void SearchPanel::connectRules() {
  rulesChanged_.setSingleShot(true);
  rulesChanged_.setInterval(300);
  Document* document = &workspace().document();
  SearchController* search = &workspace().search();
  connect(document, &Document::planChanged, this, [this, document, search] {
    if (search->active() && document->rules() != search->rules()) rulesChanged_.start();
  });
  connect(&rulesChanged_, &QTimer::timeout, this, [document, search] {
    if (search->active() && document->network()) search->changeRules(document->rules());
  });
}

QWidget* SearchPanel::widget() const {
  return view_;
}

void SearchPanel::showSearch() {
  const auto& snapshot = workspace().search().snapshot();
  view_->show(snapshot);
  const bool lacksImages = workspace().document().network() && workspace().study() && !workspace().hasImages();
  setSummary(snapshot ? SearchView::summary(*snapshot) : lacksImages ? tr("open images to search") : QString());
}

// In the form. Where it is evaluated is no part of a session.
void SearchPanel::show(const SearchRequest& request) {
  SearchWish wish = wishOf(request);
  wish.where = view_->form()->where()->place();
  view_->form()->show(wish);
}

void SearchPanel::showStored(const StoredSearch& stored) {
  show(stored.request);
  if (stored.older) return askToMeasureAgain(stored.request, false);
  if (!continued_ || continued_->sessionPath != stored.request.sessionPath) return;
  SearchRequest request = stored.request;
  request.search.trials = std::exchange(continued_, std::nullopt)->search.trials;
  request.newRules = true;
  show(request);
  run(request);
}

void SearchPanel::setAlert(std::function<void(QWidget*)> alert, double afterSeconds) {
  alert_ = std::move(alert);
  alertSeconds_ = afterSeconds;
}

// After a long search the user may be in another window.
void SearchPanel::searchEnded() {
  const SearchController& search = workspace().search();
  const bool stopped = !search.snapshot() || search.snapshot()->state == SearchState::Stopped;
  if (!stopped && search.secondsSinceStart() >= alertSeconds_ && !view_->window()->isActiveWindow())
    alert_(view_->window());
}

void SearchPanel::workChanged() {
  const SearchController& search = workspace().search();
  const bool data = workspace().hasImages();
  const bool active = search.active();
  actions().startSearch->setEnabled(data && !active);
  actions().pauseSearch->setEnabled(active && search.snapshot()->state != SearchState::Preparing && !search.stopping());
  actions().stopSearch->setEnabled(active && !search.stopping());
  view_->setStopping(search.stopping());
  actions().forkSearch->setEnabled(data && !active && search.snapshot() && !search.request().sessionPath.empty());
  const bool paused = active && search.snapshot() && search.snapshot()->state == SearchState::Paused;
  actions().pauseSearch->setIconText(paused ? tr("▶ Resume") : tr("❚❚ Pause"));
  actions().pauseSearch->setText(paused ? tr("&Resume") : tr("&Pause"));
  view_->form()->setSolvers(workspace().inputs().whyUnknown().isEmpty());
  view_->setPossible(data, workspace().document().network()
                               ? tr("Open images first (Ctrl+I): plans are measured on them")
                               : tr("Open a network first (Ctrl+O)"));
}

// From the form, or from the search shown if that is continued. Throws UsageError.
SearchRequest SearchPanel::requestFor(const SearchWish& wish) const {
  const SearchController& search = workspace().search();
  SearchRequest request = searchRequest(workspace(), wish);
  if (goesOn(request, search)) {
    request.scheme = search.request().scheme;
    request.others = search.request().others;
    request.choices = search.request().choices;
    request.sessionPath = search.request().sessionPath;
  } else {
    request.sessionPath = sessionPath(workspace(), request);
    // An existing session continues with its own.
    if (request.automatic && !QFileInfo::exists(QString::fromStdString(request.sessionPath)))
      fillChoices(request, workspace().document());
  }
  request.newRules = true;
  return request;
}

SearchRequest SearchPanel::requestNow() const {
  SearchRequest request = requestFor(view_->form()->wish());
  place(request);
  return request;
}

// Where the form says. Throws Error when there is no secret for workers.
void SearchPanel::place(SearchRequest& request) const {
  request.where = view_->form()->where()->place();
  if (request.where.kind == WorkPlace::Kind::Connected) request.where.secretFile = workerSecretFile();
  setParallel(request, !QFileInfo::exists(QString::fromStdString(request.sessionPath)));
}

// For a search that runs as for one that is yet to begin.
void SearchPanel::copyWorkerLine() {
  try {
    const QString wished = QString::fromStdString(view_->form()->where()->place().at);
    const QString line = workerLineText(workspace().search().endpoint(), wished);
    QGuiApplication::clipboard()->setText(line);
    banner().showNotice(tr("Copied: %1").arg(line));
  } catch (const Error& problem) {
    banner().showError(QString::fromStdString(problem.what()));
  }
}

void SearchPanel::start(const SearchWish& wish) {
  if (!workspace().hasImages() || workspace().search().active()) return;
  banner().dismiss();
  SearchRequest request;
  try {
    request = requestFor(wish);
  } catch (const Error& problem) {  // the Train panel cannot be read, or a rule leaves no choice
    banner().showError(QString::fromStdString(problem.what()));
    return;
  }
  if (request.sessionPath.empty())
    banner().showNotice(tr("The search is kept in memory only: the data folder cannot be written."));
  if (measuredByOlder(request.sessionPath)) return askToMeasureAgain(request, true);
  run(request);
}

void SearchPanel::run(SearchRequest request) {
  try {
    place(request);
  } catch (const Error& problem) {
    banner().showError(QString::fromStdString(problem.what()));
    return;
  }
  workspace().interruptAnalysis();
  workspace().search().start(workspace().study(), request);
  workspace().noteWork();
}

// Once a session. searchOn: continue the search after either answer.
void SearchPanel::askToMeasureAgain(const SearchRequest& request, bool searchOn) {
  auto* question = new QMessageBox(QMessageBox::Question, tr("Measure again?"),
                                   tr("An older version measured this search. Its matrix products on several threads "
                                      "at once could be wrong, and with them any figure. Measure everything again?"),
                                   QMessageBox::NoButton, view_->window());
  question->setObjectName(QStringLiteral("measureAgain"));
  question->setAttribute(Qt::WA_DeleteOnClose);
  const QPushButton* again = question->addButton(tr("&Measure again"), QMessageBox::AcceptRole);
  question->setEscapeButton(question->addButton(tr("&Keep"), QMessageBox::RejectRole));
  connect(question, &QMessageBox::finished, this, [this, question, again, request, searchOn] {
    markOlderNoticeShown(request.sessionPath);
    const bool wanted = question->clickedButton() == again;
    if (!workspace().study() || workspace().search().active() || !(wanted || searchOn)) return;
    SearchRequest whole = request;
    whole.remeasure = wanted;
    run(whole);
  });
  question->open();
}

void SearchPanel::chooseFork() {
  if (!actions().forkSearch->isEnabled()) return;
  QString path = QFileDialog::getSaveFileName(view_, tr("Fork the search into"), preferences().folder(),
                                              tr("Sessions (*.bitprism)"), nullptr, QFileDialog::DontConfirmOverwrite);
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".bitprism");
  preferences().setFolder(QFileInfo(path).absolutePath());
  fork(path);
}

void SearchPanel::fork(const QString& path) {
  const SearchRequest& shown = workspace().search().request();
  if (!workspace().study() || workspace().search().active() || shown.sessionPath.empty()) return;
  banner().dismiss();
  try {
    SearchRequest request = searchRequest(workspace(), view_->form()->wish());
    if (request.automatic && shown.automatic && request.widths == shown.widths && request.kept == shown.kept &&
        trains(request.search.tasks) == trains(shown.search.tasks)) {
      request.others = shown.others;
      request.choices = shown.choices;
    }
    request.forkOf = shown.sessionPath;
    request.sessionPath = path.toStdString();
    run(request);
  } catch (const Error& problem) {
    banner().showError(QString::fromStdString(problem.what()));
  }
}

// The user's answer after a search was refused.
void SearchPanel::answer(const SettingsDiffer& difference, RefusalAnswer wished) {
  if (!workspace().study() || workspace().search().active()) return;
  banner().dismiss();
  const auto& differences = difference.differences;
  const bool settings = wished == RefusalAnswer::SessionSettings;
  if (settings && std::any_of(differences.begin(), differences.end(), belongsToStudy)) {
    continued_ = answered(difference, wished);
    emit sessionWanted(QString::fromStdString(continued_->sessionPath));
    return;
  }
  const SearchRequest request = answered(difference, wished);
  if (settings) {
    show(request);
    workspace().document().setInputs(request.inputsOf(workspace().document().layerCount()), tr("inputs of a search"));
  }
  run(request);
}

// The effect of Start with the current form.
void SearchPanel::showStart() {
  const SearchController& search = workspace().search();
  const auto& snapshot = search.snapshot();
  SearchView::StartKind kind = snapshot ? SearchView::StartKind::Another : SearchView::StartKind::First;
  QString tip = snapshot ? tr("Start another search; the one shown stays in its session") : tr("Start a search");
  try {
    const SearchRequest request = searchRequest(workspace(), view_->form()->wish());
    const bool shown = goesOn(request, search);
    if (shown || QFileInfo::exists(QString::fromStdString(sessionPath(workspace(), request)))) {
      kind = SearchView::StartKind::Continue;
      tip = !shown ? tr("Continue the earlier search with these settings")
            : snapshot->topEvaluations() < request.search.trials
                ? tr("Continue the search shown")
                : tr("All trials of the search shown are measured; increase their number to continue it");
    }
  } catch (const Error&) {  // shown in the estimate
  }
  view_->setStart(kind, tip);
  actions().startSearch->setIconText(kind == SearchView::StartKind::Continue ? tr("▶ Continue") : tr("▶ Search"));
}

// The estimated time of the form's search, or why it cannot run.
void SearchPanel::showEstimate() {
  const Document& document = workspace().document();
  const SearchController& search = workspace().search();
  const NetworkAnalysis& analysis = workspace().analysis();
  const std::optional<MeasuringCosts>& costs = analysis.costs();
  if (document.network() && workspace().study() && !search.active()) showStart();
  if (!document.network() || search.active()) {
    limits_.forget();
    return view_->setEstimate({});
  }
  try {
    SearchRequest request = searchRequest(workspace(), view_->form()->wish());
    if (request.automatic) fillChoices(request, document);
    lookAtLimits(request);
    if (!costs) return view_->setEstimate({});
    SearchSpace space = searchSpace(*document.network(), request.scheme, request.widths, request.rules, request.others,
                                    request.choices);
    limitSpace(space, targetProfile(request.target), *document.network(), request.inputsOf(document.layerCount()));
    checkSearch(request.search, space);
    const bool more = goesOn(request, search);
    std::size_t unknown = 0;
    // A search with trials has them in its session.
    if (needsSensitivity(request.search.method, space) && !(more && !search.snapshot()->evaluations.empty())) {
      std::vector<KnownSensitivity> known;
      if (analysis.sensitivity() && !request.wantsActivations())
        known.emplace_back(analysis.space(), *analysis.sensitivity());
      unknown = unknownSensitivities(space, known);
    }
    const int done = more ? search.snapshot()->topEvaluations() : 0;
    const WorkPlace where = view_->form()->where()->place();
    const SearchEstimate estimate =
        estimateSearch(request.search, request.search.trials - done, unknown, where.workers, *costs);
    const std::vector<ActivationRequest> inputs = document.inputs();
    const bool added = request.wantsActivations() &&
                       std::none_of(inputs.begin(), inputs.end(), [](const auto& input) { return input.wanted(); });
    const QString time = estimateText(estimate);
    view_->setEstimate(added && estimate.evaluations > 0
                           ? tr("%1. Inputs get %2 bits: only integer kernels change the latency.")
                                 .arg(time)
                                 .arg(request.activation.bits)
                           : time);
  } catch (const Error& problem) {
    const QString sentence = QString::fromStdString(problem.what());
    view_->setEstimate(sentence != view_->form()->costs()->problem() ? sentence : QString());
  }
}

}  // namespace bitprism
