// The part of the window that deals with searches, their plans and budgets.

#include <algorithm>

#include "app/desktop/main_window.h"
#include "core/base/error.h"
#include "core/quant/competing_methods.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism {

// The schemes of the wished methods, as the plan has them, else as the search that is shown, else with usual options.
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

  std::vector<QuantScheme> known = document_.schemes();
  known.push_back(search_.request().scheme);
  known.insert(known.end(), search_.request().others.begin(), search_.request().others.end());
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

void MainWindow::startSearch(const SearchWish& wish) {
  if (!study_ || !study_->study->hasData() || search_.active()) return;
  banner_->dismiss();
  analysis_.cancel();
  SearchRequest request;
  try {
    request = searchRequest(wish);
  } catch (const Error& problem) {  // what the Train panel says cannot be read
    banner_->showError(QString::fromStdString(problem.what()));
    return;
  }
  // An opened session is gone on with as long as nothing but the number of trials is changed.
  const SearchRequest& stored = search_.request();
  const auto withoutBits = [](std::vector<QuantScheme> schemes) {
    for (QuantScheme& scheme : schemes) scheme.bits = floatBits;
    return schemes;
  };
  const bool goesOn =
      !storedSession_.empty() && request.search.method == stored.search.method &&
      request.search.tasks == stored.search.tasks && request.search.cheap == stored.search.cheap &&
      request.search.seed == stored.search.seed && withoutBits({request.scheme}) == withoutBits({stored.scheme}) &&
      withoutBits(request.others) == withoutBits(stored.others) && request.widths == stored.widths &&
      request.rules == stored.rules && request.activation == stored.activation && request.inputs == stored.inputs &&
      request.countActivations == stored.countActivations &&
      (!trains(wish.tasks) || (request.training == stored.training && request.trainPath == stored.trainPath));
  if (goesOn) {
    request.scheme = stored.scheme;
    request.others = stored.others;
  }
  request.sessionPath = goesOn ? storedSession_ : sessionPath(request);
  if (request.sessionPath.empty())
    banner_->showNotice(tr("The search is kept in memory only: the data folder cannot be written."));
  search_.start(study_, request);
  refreshActions();
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

void MainWindow::chooseBudget(std::int64_t bytes) {
  if (!document_.network()) return;
  budget_ = bytes;
  front_->setBudget(bytes);
  const QString text = tr("plan for %1").arg(bytesText(bytes));
  // A measured plan of the search beats one that was only computed, when locks hold and it has the methods of this one.
  if (const auto& snapshot = search_.snapshot(); snapshot && search_.request().choicesOf(document_.plan())) {
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
