#include "app/workflow/search_model.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <tuple>

#include "app/workflow/search_request.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

std::string sizeText(std::int64_t bytes) {
  return text(std::fixed, std::setprecision(1), static_cast<double>(bytes) / 1024, " KiB");
}

// The same rank of width in every layer, in ascending bytes.
std::vector<PlanChoice> evenPlans(const SearchSpace& space) {
  std::size_t ranks = 0;
  for (const auto& layer : space.layers) ranks = std::max(ranks, layer.widths.size());
  std::vector<PlanChoice> plans;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    PlanChoice bits;
    for (const auto& layer : space.layers) bits.push_back(layer.widths[std::min(rank, layer.widths.size() - 1)]);
    plans.push_back(std::move(bits));
  }
  return plans;
}

// Where predicted plans are searched: over the whole range of sizes, and around good measured plans.
std::vector<PlanChoice> startsOf(const FrontReport& report, const SearchModel& model) {
  std::vector<PlanChoice> starts =
      model.sensitivity.kl.empty() ? evenPlans(model.space) : sweep(model.space, model.sensitivity);
  for (const Evaluation& point : report.points)
    if (model.space.contains(point.bits)) starts.push_back(point.bits);
  return starts;
}

PredictionScope scopeOf(const FrontReport& report, const SearchModel& model) {
  PredictionScope scope{model.space, *model.predictor, startsOf(report, model), {}};
  for (const Evaluation& evaluation : report.evaluations)
    if (evaluation.taskIndex == report.topTask) scope.tried.insert(evaluation.bits);
  return scope;
}

}  // namespace

std::optional<SearchModel> searchModel(const Session& session, std::stop_token stop) {
  const std::vector<SearchSegment> segments = segmentsOf(session);
  const std::optional<HypervolumeReference> reference = hypervolumeReference(session);
  if (segments.empty() || !reference) return {};
  const SearchRequest request = requestOf(session);
  if (request.countActivations && activationsVary(segments.back().space)) return {};
  SearchModel model{segments.back().space, segments.back().sensitivity, nullptr, {}};
  const std::vector<Evaluation> evaluations = session.evaluations();
  SearchSettings settings = request.search;
  settings.chanceAccuracy = reference->accuracy;
  settings.floatAccuracy = reference->scaleAccuracy;
  settings.referenceCost = static_cast<std::int64_t>(reference->cost);
  settings.trials = static_cast<int>(evaluations.size()) + 2;  // so that no method makes its final decision
  const std::unique_ptr<Search> search = [&] {
    try {
      return makeSearch(settings, model.space, model.sensitivity);
    } catch (const UsageError& problem) {
      throw InputError(text("cannot read '", session.path(), "': ", problem.what()));
    }
  }();
  bool anyFinished = false;
  for (Evaluation evaluation : evaluations) {
    if (!model.space.contains(evaluation.bits)) continue;
    evaluation.trial -= settings.trials;  // before all trials of this search
    search->tell(evaluation);
    anyFinished = anyFinished || evaluation.ok();
  }
  if (!anyFinished) return model;
  search->ask(std::move(stop));  // fits the model of the method
  model.predictor = search->predictor();
  if (model.predictor) model.insight = search->insight();
  return model;
}

Reach reachOf(const FrontReport& report, const SearchModel& model) {
  Reach reach;
  std::tie(reach.leastBytes, reach.mostBytes) = model.space.reachableBytes();
  for (const Evaluation& evaluation : report.evaluations) {
    if (evaluation.taskIndex != report.topTask) continue;
    const double accuracy = evaluation.score.accuracy;
    reach.leastMeasured = std::min(reach.leastMeasured.value_or(accuracy), accuracy);
    reach.mostMeasured = std::max(reach.mostMeasured.value_or(accuracy), accuracy);
  }
  if (!model.predictor) return reach;
  for (const Prediction& prediction : model.predictor->predictEach(startsOf(report, model))) {
    if (!reach.leastPredicted || prediction.mean < reach.leastPredicted->mean) reach.leastPredicted = prediction;
    if (!reach.mostPredicted || prediction.mean > reach.mostPredicted->mean) reach.mostPredicted = prediction;
  }
  return reach;
}

std::optional<PredictedPlan> predictedForSize(const FrontReport& report, const SearchModel& model, std::int64_t bytes) {
  if (!model.predictor) return {};
  return bestPredicted(scopeOf(report, model), bytes);
}

std::optional<PredictedPlan> predictedForAccuracy(const FrontReport& report, const SearchModel& model,
                                                  double accuracy) {
  if (!model.predictor) return {};
  return smallestPredicted(scopeOf(report, model), accuracy);
}

void checkSize(const Reach& reach, std::int64_t bytes) {
  if (bytes >= reach.leastBytes) return;
  throw UsageError(text("no plan is as small as ", sizeText(bytes), ": sizes from ", sizeText(reach.leastBytes), " to ",
                        sizeText(reach.mostBytes), " can be reached"));
}

void checkAccuracy(const FrontReport& report, const Reach& reach, double accuracy) {
  const double measured = reach.mostMeasured.value_or(0);
  const double predicted =
      reach.mostPredicted ? reach.mostPredicted->mean + 2 * reach.mostPredicted->deviation : report.floatAccuracy;
  if (accuracy <= std::max(measured, predicted)) return;
  std::string known = reach.mostMeasured ? text("the best measured plan has ", qualityText(report.metric, measured))
                                         : text("float has ", qualityText(report.metric, report.floatAccuracy));
  if (reach.mostPredicted)
    known += text(", the best predicted plan ", qualityText(report.metric, reach.mostPredicted->mean), " (+/- ",
                  qualityText(report.metric, reach.mostPredicted->deviation), ")");
  throw UsageError(text("no plan reaches ", namedQuality(report.metric, accuracy), ": ", known));
}

}  // namespace bitprism
