#include "app/desktop/front_panel.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QToolBar>
#include <algorithm>
#include <functional>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/preferences.h"
#include "app/desktop/workspace.h"
#include "widgets/banner.h"
#include "widgets/budget_view.h"
#include "widgets/number_text.h"
#include "widgets/search_view.h"

namespace bitprism {

FrontPanel::FrontPanel(const PanelContext& context)
    : Panel(context), view_(new FrontView), budgetView_(new BudgetView) {
  actions().budgetBar->addWidget(budgetView_);
  addJobs();
  budgetRests_.setSingleShot(true);
  budgetRests_.setInterval(250);
  connect(&budgetRests_, &QTimer::timeout, this, &FrontPanel::predictForBudget);
  connectView();
  Document* document = &workspace().document();
  connect(budgetView_, &BudgetView::budgetWished, this, &FrontPanel::useBudget);
  connect(budgetView_, &BudgetView::wishFinished, document, &Document::finishDrag);
  connect(actions().compareSession, &QAction::triggered, this, &FrontPanel::chooseComparison);
  connect(actions().stopComparing, &QAction::triggered, this, [this] {
    view_->compare({});
    workChanged();
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
  connect(view_, &FrontView::planChosen, this, &FrontPanel::usePoint);
  connect(view_, &FrontView::untriedChosen, this, &FrontPanel::useUntried);
  connect(view_, &FrontView::budgetWished, this, &FrontPanel::useBudget);
  connect(view_, &FrontView::budgetFinished, &workspace().document(), &Document::finishDrag);
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
  view_->compare({});
  budget_.reset();
  view_->setBudget({});
}

QWidget* FrontPanel::widget() const {
  return view_;
}

void FrontPanel::studyChanged() {
  planChanged();
}

void FrontPanel::planChanged() {
  const Document& document = workspace().document();
  const auto [least, most] = document.reachableBytes();
  budgetView_->show(budget_.value_or(document.bytes()), least, most);
}

void FrontPanel::figuresChanged() {
  view_->show(frontMarks(workspace(), untried_));
  showHint();
}

void FrontPanel::workChanged() {
  actions().compareSession->setEnabled(workspace().document().network() != nullptr);
  actions().stopComparing->setEnabled(!view_->others().empty());
}

void FrontPanel::showSearch() {
  const auto& snapshot = workspace().search().snapshot();
  TrialSelection& trials = workspace().trials();
  const std::string& session = workspace().search().request().sessionPath;
  if (!snapshot || session != std::exchange(session_, session)) trials.list({});  // of another search none is selected
  std::vector<Method> schemes = {workspace().search().request().scheme.method};
  for (const Quantization& other : workspace().search().request().others) schemes.push_back(other.method);
  view_->setMethods(std::move(schemes));
  view_->show(snapshot);
  const auto& floatScore = workspace().analysis().floatScore();
  const bool preparing = snapshot && snapshot->state == SearchState::Preparing && snapshot->evaluations.empty();
  QString summary =
      preparing  ? tr("preparing a search")
      : snapshot ? tr("%1 evaluations · %2 on the front").arg(snapshot->topEvaluations()).arg(view_->front().size())
                 : tr("%1 against memory").arg(metricLabel(floatScore ? floatScore->metric : Metric::Accuracy));
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
                            .arg(QString::fromStdString(taskName(found->task))));
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
  if (!budget_ || !model || !snapshot) return;
  predicting_.start([this, model = *std::move(model), snapshot, bytes = *budget_](std::stop_token, const Progress&,
                                                                                  Mailbox& mailbox) {
    const std::optional<PredictedPlan> plan = predictedForSize(frontReportOf(*snapshot), model, bytes);
    mailbox.post([this, plan, bytes] {
      if (budget_ != bytes) return;
      untried_ = plan;
      figuresChanged();
    });
  });
}

void FrontPanel::useBudget(std::int64_t bytes) {
  Document& document = workspace().document();
  if (!document.network()) return;
  budget_ = bytes;
  untried_.reset();
  budgetRests_.start();
  view_->setBudget(bytes);
  const QString text = tr("plan for %1").arg(bytesText(bytes));
  const QuantPlan before = document.plan();
  if (const std::optional<QuantPlan> plan = measuredPlanFor(bytes))
    document.dragPlan(*plan, text);
  else
    document.dragPlan(document.allocationForBudget(bytes), text);
  if (document.plan() != before) return;
  planChanged();  // otherwise the slider is not updated
  figuresChanged();
}

// A measured plan of the search is better than a computed one, if it keeps the locks and has the same methods.
std::optional<QuantPlan> FrontPanel::measuredPlanFor(std::int64_t bytes) const {
  const Document& document = workspace().document();
  const auto& snapshot = workspace().search().snapshot();
  const SearchRequest& request = workspace().search().request();
  const auto& automatic = document.automatics();
  const bool open = request.automatic && std::all_of(automatic.begin(), automatic.end(), std::identity());
  if (!snapshot || !(open || request.choicesOf(document.plan()))) return {};
  const auto& points = view_->front();
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    if (point->bytes > bytes) continue;
    QuantPlan plan = request.plan(snapshot->evaluations[point->index].bits);
    bool respectsLocks = !needsInputs(plan) || workspace().inputs().known();
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      respectsLocks = respectsLocks && (!document.locked(l) || plan.layers[l] == document.plan().layers[l]);
    if (respectsLocks) return plan;
  }
  return {};
}

void FrontPanel::chooseComparison() {
  const QString path = QFileDialog::getOpenFileName(view_, tr("Compare with a session"), preferences().folder(),
                                                    tr("Sessions (*.bitprism);;All files (*)"));
  if (path.isEmpty()) return;
  preferences().setFolder(QFileInfo(path).absolutePath());
  compareWith(path);
}

void FrontPanel::compareWith(const QString& path) {
  comparing_.start([this, path](std::stop_token stop, const Progress&, Mailbox& mailbox) {
    const auto snapshot = snapshotOf(Session::openForReading(path.toStdString(), stop));
    mailbox.post([this, path, snapshot] {
      std::vector<OtherFront> others = view_->others();
      const QString name = QFileInfo(path).completeBaseName();
      std::erase_if(others, [&](const OtherFront& other) { return other.name == name; });
      others.push_back({name, snapshot});
      view_->compare(std::move(others));
      workChanged();
    });
  });
}

}  // namespace bitprism
