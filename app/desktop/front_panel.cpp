#include "app/desktop/front_panel.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QToolBar>
#include <algorithm>
#include <exception>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/preferences.h"
#include "app/desktop/stored_search.h"
#include "app/desktop/workspace.h"
#include "app/workflow/session_costs.h"
#include "core/base/error.h"
#include "core/quant/packed/model_size.h"
#include "widgets/banner.h"
#include "widgets/budget_view.h"
#include "widgets/core_text.h"
#include "widgets/front_tools.h"
#include "widgets/number_text.h"
#include "widgets/search_view.h"
#include "widgets/task_text.h"

namespace bitprism {

FrontPanel::FrontPanel(const PanelContext& context)
    : Panel(context), view_(new FrontView), budgetView_(new BudgetView) {
  actions().budgetBar->addWidget(budgetView_);
  addJobs();
  budgetRests_.setSingleShot(true);
  budgetRests_.setInterval(250);
  connect(&budgetRests_, &QTimer::timeout, this, &FrontPanel::predictForBudget);
  connectView();
  PlanBudget* budget = &workspace().budget();
  connect(budgetView_, &BudgetView::budgetWished, budget, &PlanBudget::wish);
  connect(budgetView_, &BudgetView::wishFinished, budget, &PlanBudget::finish);
  connect(budgetView_, &BudgetView::wishCancelled, budget, &PlanBudget::restore);
  connect(budget, &PlanBudget::wished, this, &FrontPanel::showBudget);
  connect(budget, &PlanBudget::dropped, this, &FrontPanel::showAxis);
  connect(budget, &PlanBudget::costChanged, this, &FrontPanel::showAxis);
  connect(actions().compareSession, &QAction::triggered, this, &FrontPanel::chooseComparison);
  connect(actions().stopComparing, &QAction::triggered, this, [this] {
    others_.clear();
    showOthers();
    emit comparisonChanged();
  });
  connect(&workspace(), &Workspace::searchChanged, this, &FrontPanel::showSearch);
  connect(&workspace().analysis(), &NetworkAnalysis::progressed, this,
          [this](const QString& what, qint64 done, qint64 total) {
            measuring_ = total > 0 ? tr("%1, %2 of %3").arg(what).arg(done).arg(total) : what;
            showHint();
          });
  connect(&workspace().analysis(), &NetworkAnalysis::ended, this, &FrontPanel::figuresChanged);
  showSearch();
}

void FrontPanel::connectView() {
  connect(view_, &FrontView::axisWished, &workspace().budget(), &PlanBudget::setCost);
  connect(view_, &FrontView::planChosen, this, &FrontPanel::usePoint);
  connect(view_, &FrontView::untriedChosen, this, &FrontPanel::useUntried);
  connect(view_, &FrontView::otherChosen, this, &FrontPanel::useOther);
  connect(view_, &FrontView::budgetWished, &workspace().budget(), &PlanBudget::wish);
  connect(view_, &FrontView::budgetFinished, &workspace().budget(), &PlanBudget::finish);
  connect(view_, &FrontView::budgetCancelled, &workspace().budget(), &PlanBudget::restore);
  TrialSelection* trials = &workspace().trials();
  connect(view_, &FrontView::listingWished, trials, &TrialSelection::list);
  connect(view_, &FrontView::selectionWished, trials, &TrialSelection::select);
  connect(trials, &TrialSelection::loadWished, this, &FrontPanel::usePoint);
  connect(trials, &TrialSelection::changed, this, [this, trials] {
    view_->setSelected(trials->selected());
    showSearch();
  });
}

void FrontPanel::addJobs() {
  workspace().jobs().add(comparing_,
                         {.name = "comparing", .discard = [this] { discard(); }, .lifetime = Lifetime::Study});
  workspace().jobs().add(predicting_,
                         {.name = "predicting", .lifetime = Lifetime::Study, .shown = false, .awaited = false});
}

// Results and requests of another study.
void FrontPanel::discard() {
  comparing_.cancel();
  untried_.reset();
  others_.clear();
  showOthers();
  workspace().budget().forget();
}

QWidget* FrontPanel::widget() const {
  return view_;
}

void FrontPanel::studyChanged() {
  planChanged();
}

void FrontPanel::planChanged() {
  const PlanBudget& budget = workspace().budget();
  const auto [least, most] = budget.reachable();
  budgetView_->show(budget.cost(), budget.shown(), least, most);
  view_->setBudget(most > least ? std::optional(budget.shown()) : std::nullopt);
}

void FrontPanel::figuresChanged() {
  view_->show(frontMarks(workspace(), untried_));
  showHint();
}

void FrontPanel::workChanged() {
  actions().compareSession->setEnabled(workspace().document().network() != nullptr);
  actions().stopComparing->setEnabled(!view_->others().empty());
  actions().comparedSessions->setEnabled(!view_->others().empty());
}

void FrontPanel::showSearch() {
  const auto& snapshot = workspace().search().snapshot();
  TrialSelection& trials = workspace().trials();
  const std::string& session = workspace().search().request().sessionPath;
  if (!snapshot || session != std::exchange(session_, session)) trials.list({});  // of another search none is selected
  std::vector<Method> schemes = {workspace().search().request().scheme.method};
  for (const Quantization& other : workspace().search().request().others) schemes.push_back(other.method);
  view_->setMethods(std::move(schemes));
  view_->show(workspace().budget().snapshot());
  const auto& floatScore = workspace().analysis().floatScore();
  const bool preparing = snapshot && snapshot->state == SearchState::Preparing && snapshot->evaluations.empty();
  QString summary =
      preparing  ? tr("preparing a search")
      : snapshot ? tr("%1 evaluations · %2 on the front").arg(snapshot->topEvaluations()).arg(view_->front().size())
                 : tr("%1 against %2")
                       .arg(metricLabel(floatScore ? floatScore->metric : Metric::Accuracy),
                            coreText(QString::fromLatin1(costTitle(workspace().budget().cost()))));
  if (!trials.selected().empty())
    summary += tr(" · %1 selected").arg(countText(static_cast<qint64>(trials.selected().size())));
  setSummary(summary);
  showHint();
}

// Words in the plot until there are evaluations: what is being measured, or what to do.
void FrontPanel::showHint() {
  const auto& snapshot = workspace().search().snapshot();
  const bool preparing = snapshot && snapshot->state == SearchState::Preparing && snapshot->evaluations.empty();
  const bool open = workspace().document().network() != nullptr;
  QString hint;
  if (!open)
    hint = tr("Drop a network here, open one (Ctrl+O) or open the example (Ctrl+Shift+O)");
  else if (preparing)
    hint = snapshot->phase.empty() ? tr("Preparing the search") : SearchView::phaseText(*snapshot);
  else if (!workspace().hasImages())
    hint =
        tr("Open images (Ctrl+I) to measure the quality of plans,\nor use made images (tool bar) to compare plans with "
           "float");
  else if (workspace().analysis().running())
    hint = tr("%1\nThe float network and uniform bits come first; then start a search (Ctrl+R)").arg(measuring_);
  else
    hint = tr("Start a search (Ctrl+R) to see the quality reachable at each size");
  view_->setHint(hint);
}

void FrontPanel::usePoint(int trial) {
  const auto& snapshot = workspace().search().snapshot();
  if (!snapshot) return;
  const auto found = std::find_if(snapshot->evaluations.begin(), snapshot->evaluations.end(),
                                  [&](const Evaluation& evaluation) { return evaluation.trial == trial; });
  if (found == snapshot->evaluations.end()) return;
  const SearchRequest& request = workspace().search().request();
  if (found->task.epochs > 0)
    banner().showNotice(tr("Trial %1 was measured after training (%2). This is its plan with the current weights: "
                           "train it (Ctrl+T), or export the point from its session on the command line.")
                            .arg(trial)
                            .arg(taskText(found->task)));
  editor().setPlan(request.plan(found->bits), tr("plan of trial %1").arg(trial),
                   request.inputsOf(workspace().document().layerCount()));
}

void FrontPanel::useUntried() {
  if (!untried_) return;
  const SearchRequest& request = workspace().search().request();
  editor().setPlan(request.plan(untried_->bits), tr("best predicted plan"),
                   request.inputsOf(workspace().document().layerCount()));
}

// The best untried plan within the budget, in addition to the best known one, which a budget loads.
void FrontPanel::predictForBudget() {
  const auto snapshot = workspace().search().snapshot();
  std::optional<SearchModel> model = workspace().search().model();
  const auto& budget = workspace().budget().wanted();
  if (!budget || !model || !snapshot || snapshot->axis != workspace().budget().cost()) return;
  predicting_.start([this, model = *std::move(model), snapshot, amount = *budget](std::stop_token, const Progress&,
                                                                                  Mailbox& mailbox) {
    const std::optional<PredictedPlan> plan =
        predictedWithin(frontReportOf(*snapshot), model, {{snapshot->axis, amount}}, {});
    mailbox.post([this, plan, amount] {
      if (workspace().budget().wanted() != amount) return;
      untried_ = plan;
      figuresChanged();
    });
  });
}

// Another cost, or another network.
void FrontPanel::showAxis() {
  const PlanBudget& budget = workspace().budget();
  view_->tools()->setAxis(budget.cost(), budget.knownCosts());
  untried_.reset();
  planChanged();
  figuresChanged();
  showSearch();
  if (!others_.empty()) showOthers();
}

// The plan follows; its best prediction is computed once the hand rests.
void FrontPanel::showBudget() {
  const bool predicted = untried_.has_value();
  untried_.reset();
  budgetRests_.start();
  planChanged();
  if (predicted) figuresChanged();
}

void FrontPanel::chooseComparison() {
  const QString path = QFileDialog::getOpenFileName(view_, tr("Compare with a session"), preferences().folder(),
                                                    tr("Sessions (*.bitprism);;All files (*)"));
  if (path.isEmpty()) return;
  preferences().setFolder(QFileInfo(path).absolutePath());
  compareWith(path);
}

void FrontPanel::compareWith(const QString& path) {
  compareWithAll({path});
}

void FrontPanel::compareWithAll(const QStringList& paths) {
  const auto& network = workspace().document().network();
  if (paths.isEmpty() || !network) return;
  comparing_.start([this, paths, hash = network->hash, own = workspace().search().request().sessionPath](
                       std::stop_token stop, const Progress&, Mailbox& mailbox) {
    std::vector<OtherSession> found;
    std::exception_ptr problem;  // of the last that could not be read; the others are drawn
    for (const QString& path : paths) try {
        const Session session = Session::openForReading(path.toStdString(), stop);
        const SessionSettings& settings = session.settings();
        found.push_back({QFileInfo(path).absoluteFilePath(),
                         {QFileInfo(path).completeBaseName(), snapshotOf(session), settings.networkHash == hash,
                          QString::fromStdString(settings.networkName)},
                         requestOf(session),
                         SessionCosts(session).network(),
                         hypervolumeReference(session)});
      } catch (const InputError&) {
        problem = std::current_exception();
      }
    // Of the session shown; one that is kept in memory only has none that could be read.
    std::optional<HypervolumeReference> reference;
    if (isSession(own)) reference = hypervolumeReference(Session::openForReading(own, stop));
    mailbox.post([this, found = std::move(found), reference]() mutable {
      reference_ = reference;
      for (OtherSession& other : found) {
        std::erase_if(others_, [&](const OtherSession& before) { return before.path == other.path; });
        others_.push_back(std::move(other));
      }
      showOthers();
      emit comparisonChanged();
    });
    if (problem) std::rethrow_exception(problem);
  });
}

// Without evaluations where nobody knows their cost.
std::shared_ptr<const SearchSnapshot> FrontPanel::otherOnAxis(const OtherSession& other, Cost axis) const {
  const NetworkCosts& here = workspace().document().costs();
  const NetworkCosts& costs = other.costs.knows(axis) || !other.front.sameNetwork ? other.costs : here;
  if (costs.knows(axis)) return onAxis(*other.front.snapshot, axis, other.request, costs);
  auto unknown = std::make_shared<SearchSnapshot>(*other.front.snapshot);
  unknown->axis = axis;
  unknown->evaluations.clear();
  return unknown;
}

// Sessions of one name in different folders have different names here.
void FrontPanel::showOthers() {
  std::vector<OtherFront> fronts;
  const Cost axis = workspace().budget().cost();
  const auto& shown = workspace().search().snapshot();
  bool foreign = shown && shown->axis != axis;  // hypervolumes are known on the axes of the searches
  for (const OtherSession& other : others_) {
    fronts.push_back(other.front);
    const auto same = [&](const OtherSession& one) { return one.front.name == other.front.name; };
    foreign = foreign || other.front.snapshot->axis != axis;
    if (other.front.snapshot->axis != axis) fronts.back().snapshot = otherOnAxis(other, axis);
    if (std::count_if(others_.begin(), others_.end(), same) > 1)
      fronts.back().name = tr("%1 in %2").arg(other.front.name, QFileInfo(other.path).dir().dirName());
  }
  std::optional<HypervolumeReference> reference = reference_;
  for (const OtherSession& other : others_)
    if (!reference) reference = other.reference;
  listOthers(fronts);
  view_->compare(std::move(fronts), foreign ? std::nullopt : reference);
  workChanged();
}

// By the names in the legend.
void FrontPanel::listOthers(const std::vector<OtherFront>& fronts) {
  QMenu* menu = actions().comparedSessions;
  menu->clear();
  for (std::size_t i = 0; i < fronts.size(); ++i) {
    const QString path = others_[i].path;
    QAction* action = menu->addAction(QString(fronts[i].name).replace(QChar('&'), QStringLiteral("&&")));
    action->setStatusTip(tr("No longer show the front of %1").arg(QDir::toNativeSeparators(path)));
    // Queued: the menu is filled anew, without this entry.
    connect(
        action, &QAction::triggered, this, [this, path] { stopComparing(path); }, Qt::QueuedConnection);
  }
}

void FrontPanel::stopComparing(const QString& path) {
  if (std::erase_if(others_, [&](const OtherSession& other) { return other.path == path; }) == 0) return;
  showOthers();
  emit comparisonChanged();
}

QStringList FrontPanel::comparedPaths() const {
  QStringList paths;
  for (const OtherSession& other : others_) paths << other.path;
  return paths;
}

// A plan of the same network is pinned; of another network there are only figures.
void FrontPanel::useOther(const OtherPoint& point) {
  if (point.other >= others_.size()) return;
  const OtherSession& other = others_[point.other];
  const Evaluation& evaluation = other.front.snapshot->evaluations[point.evaluation];
  const Metric metric = evaluation.score.metric;
  const QString figures =
      tr("%1 %2 at %3")
          .arg(metricLabel(metric), metricText(metric, evaluation.score.accuracy), bytesText(evaluation.bytes));
  if (!other.front.sameNetwork || evaluation.task.epochs > 0) {
    banner().showNotice(
        other.front.sameNetwork
            ? tr("Trial %1 of %2 was measured after training: %3. Its plan alone does not have this quality, so only "
                 "its "
                 "figures are compared.")
                  .arg(QString::number(evaluation.trial), other.front.name, figures)
            : tr("Trial %1 of %2 is of another network, %3: %4. Its figures can be compared with this front, its plan "
                 "cannot be used here.")
                  .arg(QString::number(evaluation.trial), other.front.name, other.front.network, figures));
    return;
  }
  const Document& document = workspace().document();
  ComparedPlan plan{.name = tr("%1, trial %2").arg(other.front.name, QString::number(evaluation.trial)),
                    .planned = {document.network(), other.request.plan(evaluation.bits), document.calibration()},
                    .automatic = std::vector<bool>(document.layerCount(), false),
                    .inputs = other.request.inputsOf(document.layerCount())};
  plan.bytes = modelSize(*document.network(), plan.planned.plan).total();
  workspace().inputs().know(plan.planned.plan.layers, [this, plan]() mutable {
    plan.planned.calibration = workspace().document().calibration();
    emit pinWished(plan);
  });
}

}  // namespace bitprism
