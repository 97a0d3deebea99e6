#include "app/desktop/trials_panel.h"

#include "app/desktop/workspace.h"
#include "core/search/knee.h"
#include "widgets/trials_view.h"

namespace bitprism {
namespace {

std::vector<TrialLayer> trialLayersOf(const Document& document) {
  std::vector<TrialLayer> layers;
  if (document.network())
    for (const Layer& layer : document.network()->layers)
      layers.push_back({QString::fromStdString(layer.name), layer.weightCount()});
  return layers;
}

}  // namespace

TrialsPanel::TrialsPanel(const PanelContext& context) : Panel(context), view_(new TrialsView) {
  TrialSelection* trials = &workspace().trials();
  connect(view_, &TrialsView::selectionChanged, trials, &TrialSelection::select);
  connect(view_, &TrialsView::allWished, trials, [trials] { trials->list({}); });
  connect(view_, &TrialsView::planWished, trials, &TrialSelection::load);
  connect(view_, &TrialsView::shownChanged, this, [this] { setSummary(view_->summary()); });
  connect(trials, &TrialSelection::changed, this, &TrialsPanel::showSelection);
  connect(&workspace(), &Workspace::searchChanged, this, &TrialsPanel::showSearch);
  connect(&workspace().budget(), &PlanBudget::costChanged, this, &TrialsPanel::showSearch);
}

QWidget* TrialsPanel::widget() const {
  return view_;
}

void TrialsPanel::studyChanged() {
  showSearch();
}

void TrialsPanel::planChanged() {
  std::vector<int> bits;
  for (const QuantScheme& scheme : workspace().document().plan().layers) bits.push_back(scheme.bits);
  view_->setPlan(std::move(bits));
}

void TrialsPanel::cameToFront() {
  if (!stale_) return;
  stale_ = false;
  showNow();
}

void TrialsPanel::showSearch() {
  stale_ = view_->visibleRegion().isEmpty();
  if (!stale_) showNow();
}

void TrialsPanel::showNow() {
  const auto snapshot = workspace().budget().snapshot();
  std::vector<FrontPoint> points;
  if (snapshot)
    for (std::size_t i = 0; i < snapshot->evaluations.size(); ++i) {
      const Evaluation& evaluation = snapshot->evaluations[i];
      if (evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(snapshot->tasks.size()))
        points.push_back({evaluation.score.accuracy, evaluation.cost(), i});
    }
  const std::vector<FrontPoint> front = paretoFront(std::move(points));
  view_->show(snapshot, trialLayersOf(workspace().document()), front, kneeOf(front));
  showSelection();
  setSummary(view_->summary());
}

void TrialsPanel::showSelection() {
  if (stale_) return;
  view_->setListed(workspace().trials().listed());
  view_->setSelected(workspace().trials().selected());
}

}  // namespace bitprism
