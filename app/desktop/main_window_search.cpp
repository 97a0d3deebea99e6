// The part of the window that deals with searches, their plans and budgets.

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <functional>

#include "app/desktop/front_picture.h"
#include "app/desktop/main_window.h"
#include "app/desktop/stored_search.h"
#include "app/workflow/automatic_methods.h"
#include "app/workflow/remeasuring.h"
#include "core/base/error.h"
#include "core/quant/choice/competing_methods.h"
#include "core/torch/graph/torch_runtime.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism {

namespace {

// Whether a search has this as one of its layer's choices.
bool choosesAmong(const SearchRequest& request, std::size_t layer, const QuantScheme& scheme) {
  if (!request.automatic || layer >= request.choices.size()) return false;
  const SearchSpace space{.scheme = request.scheme, .others = request.others};
  return std::any_of(request.choices[layer].begin(), request.choices[layer].end(),
                     [&](int choice) { return space.schemeOf(choice) == scheme; });
}

}  // namespace

// Methods that somebody chose stay, where others are left to be chosen. What a point of the search that is shown
// brought into the plan was not chosen by hand.
bool MainWindow::leavesMethodsOpen(SearchRequest& request) const {
  const SearchRequest& shown = search_.request();
  request.kept.assign(document_.layerCount(), std::nullopt);
  bool open = false;
  for (std::size_t l = 0; l < request.kept.size(); ++l) {
    QuantScheme own = document_.plan().layers[l];
    const bool found = choosesAmong(shown, l, own);
    own.bits = floatBits;
    if (!document_.automatic(l)) request.kept[l] = !found ? own : l < shown.kept.size() ? shown.kept[l] : std::nullopt;
    open = open || !request.kept[l];
  }
  const auto keeps = [](const auto& scheme) { return scheme.has_value(); };
  if (!open || std::none_of(request.kept.begin(), request.kept.end(), keeps)) request.kept.clear();
  return open;
}

// As the search would choose them, if the document knows all of it already.
bool MainWindow::fillChoices(SearchRequest& request) const {
  if (trains(request.search.tasks)) return false;
  auto schemes = document_.lastingChoices(widthsToChoose(request, *document_.network()));
  if (schemes.empty()) return false;
  setChoices(request, std::move(schemes));
  return true;
}

// The search was prepared, which takes knowing what layers read where methods are chosen.
void MainWindow::learnFromSearch() {
  if (!study_ || !document_.network()) return;
  takeInputs(study_->study->network());
  const SearchRequest& request = search_.request();
  if (request.automatic && !trains(request.search.tasks)) document_.learnChoices(chosenSchemes(request));
}

// The schemes of the wished methods, as the plan has them, else as the search that is shown, else with usual options.
// Where none are wished and some layers leave theirs open, methods are chosen as the command line does.
SearchRequest MainWindow::searchRequest(const SearchWish& wish) const {
  SearchRequest request;
  request.search.method = wish.method;
  request.search.tasks = wish.tasks;
  request.search.cheap = wish.cheap;
  request.search.trials = wish.trials;
  request.search.seed = wish.seed;
  request.widths = wish.widths;
  request.countActivations = wish.countActivations;
  if (trains(wish.tasks)) {
    const TrainingWish training = training_->form()->wish();
    request.training = training.settings;
    request.training.device = foundDevice(Device::Automatic);
    request.training.epochs = 1;  // the tasks say how many
    request.training.reshapeEpochs = 0;
    request.training.sparsity = 0;
    request.trainPath = training.data;
  }
  request.rules = document_.rules();
  if (const auto common = commonRequest(document_.inputs()))
    request.activation = *common;
  else
    request.inputs = document_.inputs();

  if (wish.methods.empty() && leavesMethodsOpen(request)) {
    request.automatic = true;
    request.scheme = QuantScheme{};
    return request;
  }
  request.kept.clear();

  std::vector<QuantScheme> known = document_.schemes();
  if (const SearchRequest& shown = search_.request(); !shown.automatic) {
    known.push_back(shown.scheme);
    known.insert(known.end(), shown.others.begin(), shown.others.end());
  }
  std::vector<QuantScheme> schemes;
  for (const Method method : wish.methods) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& s) { return s.method == method; });
    schemes.push_back(found != known.end() ? *found : withMethod(document_.baseScheme(), method));
    schemes.back().bits = document_.baseScheme().bits;
  }
  if (schemes.empty()) schemes = document_.schemes();
  // The scheme that most layers have comes first: where nothing else is said, a choice is of it.
  const auto base = std::find(schemes.begin(), schemes.end(), document_.baseScheme());
  if (base != schemes.end()) std::rotate(schemes.begin(), base, base + 1);
  request.scheme = schemes.front();
  request.others.assign(schemes.begin() + 1, schemes.end());
  return request;
}

// Whether the search that is shown is gone on with: nothing but its length, or its rules while trials are left,
// differs.
bool MainWindow::goesOn(const SearchRequest& request) const {
  const SearchRequest& shown = search_.request();
  if (!search_.snapshot() || shown.sessionPath.empty()) return false;
  const auto withoutBits = [](std::vector<QuantScheme> schemes) {
    for (QuantScheme& scheme : schemes) scheme.bits = floatBits;
    return schemes;
  };
  const bool left = search_.snapshot()->topEvaluations() < request.search.trials;
  return request.search.method == shown.search.method && request.search.tasks == shown.search.tasks &&
         request.search.cheap == shown.search.cheap && request.search.seed == shown.search.seed &&
         request.automatic == shown.automatic && request.kept == shown.kept &&
         (request.automatic || (withoutBits({request.scheme}) == withoutBits({shown.scheme}) &&
                                withoutBits(request.others) == withoutBits(shown.others))) &&
         request.widths == shown.widths && (request.rules == shown.rules || left) &&
         request.activation == shown.activation && request.inputs == shown.inputs &&
         request.countActivations == shown.countActivations &&
         (!trains(request.search.tasks) ||
          (request.training == shown.training && request.trainPath == shown.trainPath));
}

void MainWindow::startSearch(const SearchWish& wish) {
  if (!study_ || !study_->study->hasData() || search_.active()) return;
  banner_->dismiss();
  analysis_.cancel();
  SearchRequest request;
  try {
    request = searchRequest(wish);
    if (goesOn(request)) {
      request.scheme = search_.request().scheme;
      request.others = search_.request().others;
      request.choices = search_.request().choices;
      request.sessionPath = search_.request().sessionPath;
    } else {
      request.sessionPath = sessionPath(request);
      // A session that is there goes on with its own.
      if (request.automatic && !QFileInfo::exists(QString::fromStdString(request.sessionPath))) fillChoices(request);
    }
  } catch (const Error& problem) {  // what the Train panel says cannot be read, or a rule leaves nothing
    banner_->showError(QString::fromStdString(problem.what()));
    return;
  }
  request.newRules = true;
  if (request.sessionPath.empty())
    banner_->showNotice(tr("The search is kept in memory only: the data folder cannot be written."));
  if (measuredByOlder(request.sessionPath)) return askToMeasureAgain(request, true);
  search_.start(study_, request);
  refreshActions();
}

// Once a session. searchOn: the search was to go on, and does with either answer.
void MainWindow::askToMeasureAgain(const SearchRequest& request, bool searchOn) {
  auto* question = new QMessageBox(QMessageBox::Question, tr("Measure again?"),
                                   tr("An older version measured this search. Its products on several threads at once "
                                      "could come out wrong, and with "
                                      "them any figure. Shall all of it be measured again?"),
                                   QMessageBox::NoButton, this);
  question->setObjectName(QStringLiteral("measureAgain"));
  question->setAttribute(Qt::WA_DeleteOnClose);
  const QPushButton* again = question->addButton(tr("&Measure again"), QMessageBox::AcceptRole);
  question->setEscapeButton(question->addButton(tr("&Keep"), QMessageBox::RejectRole));
  connect(question, &QMessageBox::finished, this, [this, question, again, request, searchOn] {
    toldOfOlder(request.sessionPath);
    const bool wanted = question->clickedButton() == again;
    if (!study_ || search_.active() || !(wanted || searchOn)) return;
    SearchRequest whole = request;
    whole.remeasure = wanted;
    analysis_.cancel();
    search_.start(study_, whole);
    refreshActions();
  });
  question->open();
}

void MainWindow::chooseFork() {
  if (!actions_.forkSearch->isEnabled()) return;
  QString path = QFileDialog::getSaveFileName(this, tr("Fork the search into"), preferences_.folder(),
                                              tr("Sessions (*.bitprism)"), nullptr, QFileDialog::DontConfirmOverwrite);
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".bitprism");
  preferences_.setFolder(QFileInfo(path).absolutePath());
  forkSearch(path);
}

void MainWindow::forkSearch(const QString& path) {
  if (!study_ || search_.active() || search_.request().sessionPath.empty()) return;
  banner_->dismiss();
  analysis_.cancel();
  try {
    SearchRequest request = searchRequest(searchView_->form()->wish());
    const SearchRequest& shown = search_.request();
    if (request.automatic && shown.automatic && request.widths == shown.widths && request.kept == shown.kept &&
        trains(request.search.tasks) == trains(shown.search.tasks)) {
      request.others = shown.others;
      request.choices = shown.choices;
    }
    request.forkOf = search_.request().sessionPath;
    request.sessionPath = path.toStdString();
    search_.start(study_, request);
  } catch (const Error& problem) {
    banner_->showError(QString::fromStdString(problem.what()));
  }
  refreshActions();
}

void MainWindow::chooseComparison() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Compare with a session"), preferences_.folder(),
                                                    tr("Sessions (*.bitprism);;All files (*)"));
  if (path.isEmpty()) return;
  preferences_.setFolder(QFileInfo(path).absolutePath());
  compareWith(path);
}

void MainWindow::compareWith(const QString& path) {
  comparing_.start([this, path](std::stop_token, const Progress&, Mailbox& mailbox) {
    const auto snapshot = snapshotOf(Session::openForReading(path.toStdString()));
    mailbox.post([this, path, snapshot] {
      std::vector<OtherFront> others = front_->others();
      const QString name = QFileInfo(path).completeBaseName();
      std::erase_if(others, [&](const OtherFront& other) { return other.name == name; });
      others.push_back({name, snapshot});
      front_->compare(std::move(others));
      refreshActions();
    });
  });
}

// Many edits come at once while a bar is dragged or a selection locked; the search hears of the last.
void MainWindow::tellRules() {
  if (search_.active() && document_.network()) search_.changeRules(document_.rules());
}

// What a search as the form says it will take, or why there can be none.
void MainWindow::refreshEstimate() {
  const std::optional<MeasuringCosts>& costs = analysis_.costs();
  if (!document_.network() || !costs || search_.active()) return searchView_->setEstimate({});
  try {
    SearchRequest request = searchRequest(searchView_->form()->wish());
    if (request.automatic) fillChoices(request);
    const SearchSpace space = searchSpace(*document_.network(), request.scheme, request.widths, request.rules,
                                          request.others, request.choices);
    checkSearch(request.search, space);
    const bool more = goesOn(request);
    std::size_t unknown = 0;
    if (needsSensitivity(request.search.method, space) && !more) {
      std::vector<KnownSensitivity> known;
      if (analysis_.sensitivity() && !request.wantsActivations())
        known.emplace_back(analysis_.space(), *analysis_.sensitivity());
      unknown = unknownSensitivities(space, known);
    }
    const int done = more ? search_.snapshot()->topEvaluations() : 0;
    searchView_->setEstimate(QString::fromStdString(
        estimateSearch(request.search, request.search.trials - done, unknown, request.workers, *costs).sentence()));
  } catch (const Error& problem) {
    searchView_->setEstimate(QString::fromStdString(problem.what()));
  }
}

void MainWindow::choosePoint(int trial) {
  const auto& snapshot = search_.snapshot();
  if (!snapshot) return;
  for (const Evaluation& evaluation : snapshot->evaluations) {
    if (evaluation.trial != trial) continue;
    const QuantPlan plan = search_.request().plan(evaluation.bits);
    if (evaluation.task.epochs > 0)
      banner_->showNotice(
          tr("Trial %1 was measured after a training (%2). Here is its plan with the weights of now: train it "
             "(Ctrl+T), or export the point with its session on the command line.")
              .arg(trial)
              .arg(QString::fromStdString(taskName(evaluation.task))));
    knowInputs(plan.layers, [this, plan, trial] {
      document_.setPlan(plan, tr("plan of trial %1").arg(trial), search_.request().inputsOf(document_.layerCount()));
    });
    return;
  }
}

// The best plan never tried within the budget, beside the best known that a budget loads.
void MainWindow::predictForBudget() {
  std::optional<SearchModel> model = search_.model();
  if (!budget_ || !model || !search_.snapshot()) return;
  const auto snapshot = search_.snapshot();
  predicting_.start([this, model = *std::move(model), snapshot, bytes = *budget_](std::stop_token, const Progress&,
                                                                                  Mailbox& mailbox) {
    const std::optional<PredictedPlan> plan = predictedForSize(frontReportOf(*snapshot), model, bytes);
    mailbox.post([this, plan, bytes] {
      if (budget_ != bytes) return;
      untried_ = plan;
      refreshFigures();
    });
  });
}

void MainWindow::chooseUntried() {
  if (!untried_) return;
  const QuantPlan plan = search_.request().plan(untried_->bits);
  knowInputs(plan.layers, [this, plan] {
    document_.setPlan(plan, tr("best predicted plan"), search_.request().inputsOf(document_.layerCount()));
  });
}

void MainWindow::chooseBudget(std::int64_t bytes) {
  if (!document_.network()) return;
  budget_ = bytes;
  untried_.reset();
  budgetRests_.start();
  front_->setBudget(bytes);
  const QString text = tr("plan for %1").arg(bytesText(bytes));
  // A measured plan of the search beats one that was only computed, when locks hold and it has the methods of this one.
  const auto& automatic = document_.automatics();
  const bool open = search_.request().automatic && std::all_of(automatic.begin(), automatic.end(), std::identity());
  if (const auto& snapshot = search_.snapshot(); snapshot && (open || search_.request().choicesOf(document_.plan()))) {
    const auto& points = front_->front();
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
      if (point->bytes > bytes) continue;
      const QuantPlan plan = search_.request().plan(snapshot->evaluations[point->index].bits);
      bool respectsLocks = !needsInputs(plan) || inputsKnown_;
      for (std::size_t l = 0; l < plan.layers.size(); ++l)
        respectsLocks = respectsLocks && (!document_.locked(l) || plan.layers[l] == document_.plan().layers[l]);
      if (!respectsLocks) continue;
      const bool same = plan.layers == document_.plan().layers;
      document_.dragPlan(plan, text);
      if (same) refreshPlan();
      return;
    }
  }
  const BitAllocation allocation = document_.allocationForBudget(bytes);
  const bool same = document_.plan().bits() == allocation;
  document_.dragPlan(allocation, text);
  if (same) refreshPlan();
}

}  // namespace bitprism
