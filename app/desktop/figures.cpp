#include "app/desktop/figures.h"

#include <algorithm>

#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

QuantPlan uniformPlanOf(const Document& document, int bits) {
  QuantPlan plan;
  for (std::size_t l = 0; l < document.layerCount(); ++l) {
    plan.layers.push_back(document.automaticBase() ? document.schemeAt(l, bits) : document.baseScheme().at(bits));
    plan.layers.back().bits = bits;
  }
  return plan;
}

// On another axis than memory.
void setCosts(FrontMarks& marks, const Document& document) {
  const NetworkCosts& costs = document.costs();
  marks.planBytes = document.cost(marks.axis).value_or(0);
  marks.floatBytes = costs.costOf(marks.axis, floatPlan(document.layerCount()));
  for (FrontMarks::Uniform& uniform : marks.uniforms)
    uniform.bytes = costs.costOf(marks.axis, uniformPlanOf(document, uniform.bits));
}

}  // namespace

StatusFigures statusFigures(const Workspace& workspace) {
  StatusFigures figures;
  const Document& document = workspace.document();
  if (!document.network()) return figures;
  const SearchController& search = workspace.search();
  figures.bytes = document.bytes();
  figures.floatBytes = document.floatSize();
  figures.bitOperations = document.cost(Cost::BitOperations);
  if (const auto& floatScore = workspace.analysis().floatScore()) {
    figures.floatAccuracy = floatScore->accuracy;
    figures.metric = floatScore->metric;
  }
  figures.measured = workspace.measurement().score();
  figures.reportAccuracy = workspace.measurement().reportAccuracy();
  figures.measuring = workspace.measurement().running();
  figures.inIntegers = figures.measured && !workspace.measurement().measuredPlan().integer.empty();
  // The model covers only the scheme that was searched.
  const std::optional<PlanChoice> choices = search.request().choicesOf(document.plan());
  if (choices && search.request().inputsOf(document.layerCount()) == document.inputs())
    figures.predicted = search.predict(*choices);
  return figures;
}

// The uniform plans that are being measured, at the sizes that they have.
std::vector<FrontMarks::Awaited> awaitedUniforms(const Workspace& workspace) {
  std::vector<FrontMarks::Awaited> awaited;
  const NetworkAnalysis& analysis = workspace.analysis();
  const auto& snapshot = workspace.search().snapshot();
  if (!analysis.running() || (snapshot && !snapshot->evaluations.empty())) return awaited;
  const Document& document = workspace.document();
  for (const int bits : NetworkAnalysis::widths()) {
    const auto& measured = analysis.uniforms();
    if (std::any_of(measured.begin(), measured.end(),
                    [&](const FrontMarks::Uniform& uniform) { return uniform.bits == bits; }))
      continue;
    const QuantPlan plan = uniformPlanOf(document, bits);
    const Cost axis = workspace.budget().cost();
    awaited.push_back({bits, axis == Cost::Memory ? modelSize(*document.network(), plan).total()
                                                  : document.costs().costOf(axis, plan)});
  }
  return awaited;
}

FrontMarks frontMarks(const Workspace& workspace, const std::optional<PredictedPlan>& untried) {
  FrontMarks marks;
  const Document& document = workspace.document();
  if (!document.network()) return marks;
  const SearchController& search = workspace.search();
  const StatusFigures figures = statusFigures(workspace);
  if (const auto& floatScore = workspace.analysis().floatScore()) marks.metric = floatScore->metric;
  marks.floatAccuracy = figures.floatAccuracy;
  marks.floatBytes = document.floatSize();
  marks.uniforms = workspace.analysis().uniforms();
  marks.awaited = awaitedUniforms(workspace);
  marks.planBytes = document.bytes();
  marks.axis = workspace.budget().cost();
  if (untried)
    marks.untried = FrontMarks::Untried{untried->cost, untried->prediction.mean, untried->prediction.deviation};
  if (marks.axis != Cost::Memory) {
    setCosts(marks, document);
  } else if (search.request().countActivations && search.snapshot()) {
    // Shown with the evaluations only if counted alike.
    marks.countsActivations = true;
    const std::optional<PlanChoice> choices = search.request().choicesOf(document.plan());
    marks.planBytes = choices ? search.bytes(*choices).value_or(0) : 0;
    std::vector<FrontMarks::Uniform> counted;
    for (FrontMarks::Uniform uniform : marks.uniforms)
      if (const auto bytes = search.bytes(PlanChoice(document.layerCount(), uniform.bits));
          bytes && !search.request().wantsActivations()) {
        uniform.bytes = *bytes;
        counted.push_back(uniform);
      }
    marks.uniforms = std::move(counted);
  }
  if (figures.measured) marks.planAccuracy = figures.measured->accuracy;
  if (figures.predicted) {
    marks.predictedAccuracy = figures.predicted->mean;
    marks.predictedDeviation = figures.predicted->deviation;
  }
  return marks;
}

}  // namespace bitprism
