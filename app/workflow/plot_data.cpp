#include "app/workflow/plot_data.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <sstream>

#include "app/workflow/front_report.h"
#include "app/workflow/session_costs.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/choice/error_table.h"
#include "core/quant/codes/levels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

constexpr std::size_t weightBins = 160;
constexpr std::size_t inputBins = 160;
constexpr int digits = 9;

Json finiteNumber(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

// A name as one field of a table.
std::string field(const std::string& name) {
  if (name.find_first_of(",\"\n") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// Bins and levels as rows of one table.
std::string histogramCsv(const char* what, const Histogram& histogram, const std::vector<double>& levels) {
  std::ostringstream out;
  out << "series,low,high,count\n" << std::setprecision(digits);
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double low = histogram.low + static_cast<double>(i) * histogram.binWidth();
    out << what << ',' << low << ',' << low + histogram.binWidth() << ',' << histogram.counts[i] << '\n';
  }
  for (const double level : levels) out << "level," << level << ',' << level << ",\n";
  return out.str();
}

Json histogramJson(const Histogram& histogram) {
  return {{"low", histogram.low}, {"high", histogram.high}, {"counts", histogram.counts}};
}

// The non-empty bins, merged to a number that can be drawn.
Histogram visibleBins(const RangeHistogram& wide) {
  Histogram result;
  result.counts.assign(inputBins, 0);
  result.low = std::min(0.0F, wide.minimum());
  result.high = std::max(0.0F, wide.maximum());
  if (!(result.high > result.low)) result.high = result.low + 1;
  const auto add = [&](double value, std::int64_t count) {
    const double at = (value - result.low) / result.binWidth();
    result.counts[static_cast<std::size_t>(std::clamp(at, 0.0, inputBins - 1.0))] += count;
  };
  for (std::size_t i = 0; i < wide.bins().size(); ++i)
    if (wide.bins()[i] > 0) add(wide.binCenter(static_cast<int>(i)), wide.bins()[i]);
  add(0, wide.zeros());
  return result;
}

// The most accurate evaluation at each width that all layers have in common, at the top task.
Json uniformsJson(const FrontReport& report) {
  std::map<int, const Evaluation*> best;
  for (const Evaluation& evaluation : report.evaluations) {
    if (evaluation.taskIndex != report.topTask || evaluation.bits.empty()) continue;
    const int bits = evaluation.bits.front().bits;
    if (std::any_of(evaluation.bits.begin(), evaluation.bits.end(),
                    [&](const LayerChoice& choice) { return choice.bits != bits; }))
      continue;
    const Evaluation*& known = best[bits];
    if (!known || evaluation.score.accuracy > known->score.accuracy) known = &evaluation;
  }
  Json uniforms = Json::array();
  for (const auto& [bits, evaluation] : best)
    uniforms.push_back({{"bits", bits}, {"cost", evaluation->cost()}, {"accuracy", evaluation->score.accuracy}});
  return uniforms;
}

}  // namespace

PlotData frontPlot(const Session& session, const FrontAxis& shown) {
  const FrontReport report = frontReport(session, shown.axis, shown.costs);
  return {toCsv(report),
          {{"kind", "front"},
           {"session", session.path()},
           {"axis", costName(report.axis)},
           {"costs", toJson(shown.costs)},
           {"float_cost", report.floatCost},
           {"uniforms", uniformsJson(report)}}};
}

PlotData frontsPlot(const std::vector<Session>& sessions, std::optional<Cost> axis) {
  PlotData plot;
  for (const Session& session : sessions) {
    PlotData one = frontPlot(session, {axis, {}});
    std::istringstream lines(one.csv);
    std::string line;
    std::getline(lines, line);
    if (plot.csv.empty()) {
      plot = {"session," + line + "\n", std::move(one.document)};
      plot.document["others"] = Json::array();
    }
    while (std::getline(lines, line)) plot.csv += field(session.path()) + ',' + line + '\n';
    if (&session != &sessions.front()) plot.document["others"].push_back(session.path());
  }
  return plot;
}

std::vector<double> hypervolumes(const Session& session) {
  const SessionCosts costs(session);
  const std::optional<HypervolumeReference> reference = hypervolumeReference(session, costs, costs.axis());
  if (!reference) return {};
  const int top = static_cast<int>(tasksOf(session).size()) - 1;
  std::vector<double> values;
  std::vector<FrontPoint> front;
  for (const Evaluation& evaluation : session.evaluations()) {
    if (!evaluation.ok() || evaluation.taskIndex != top) continue;
    front.push_back({evaluation.score.accuracy, costs.of(evaluation, costs.axis()), front.size()});
    front = paretoFront(std::move(front));
    values.push_back(hypervolume(front, *reference));
  }
  return values;
}

PlotData hypervolumePlot(const Session& session) {
  const std::vector<double> values = hypervolumes(session);
  std::ostringstream out;
  out << "evaluation,hypervolume\n" << std::setprecision(digits);
  for (std::size_t i = 0; i < values.size(); ++i) out << i + 1 << ',' << values[i] << '\n';
  return {out.str(), {{"kind", "hypervolume"}, {"values", values}}};
}

PlotData weightsPlot(const Network& network, const Calibration& calibration, std::size_t index,
                     const QuantScheme& scheme) {
  const Layer& layer = network.layers[index];
  const Histogram bins = histogram(*layer.weights, weightBins);
  std::vector<double> levels;
  std::size_t row = 0;
  QuantError error;
  if (scheme.hasCodes()) {
    const QuantizedTensor tensor = quantize(layer, scheme, calibration.of(index));
    row = typicalRow(tensor);
    levels = quantizationLevels(tensor, row);
    error = quantError(*layer.weights, dequantize(tensor));
  } else {
    error = quantError(*layer.weights, *quantizedWeights(layer, scheme, calibration.of(index)));
  }
  return {histogramCsv("weights", bins, levels),
          {{"kind", "weights"},
           {"layer", layer.name},
           {"histogram", histogramJson(bins)},
           {"deviation", layerStats(*layer.weights).deviation},
           {"levels", levels},
           {"bits", scheme.bits},
           {"mse", error.mse},
           {"sqnr_db", finiteNumber(error.sqnrDb)}}};
}

std::vector<SchemeVariant> schemeVariants(const Quantization& quantization) {
  std::vector<SchemeVariant> variants = {{quantization, "as in the plan"}};
  Quantization other = quantization;
  constexpr std::pair<RangeRule, const char*> ranges[] = {{RangeRule::MinMax, "min-max"},
                                                          {RangeRule::LeastSquares, "least squares"},
                                                          {RangeRule::Percentile, "percentile"}};
  for (const auto& [range, name] : ranges) {
    other.range = range;
    if (range != quantization.range) variants.push_back({other, name});
  }
  other = quantization;
  const bool tensor = quantization.granularity == Granularity::Tensor;
  other.granularity = tensor ? Granularity::Channel : Granularity::Tensor;
  variants.push_back({other, tensor ? "per channel" : "per tensor"});
  other = quantization;
  other.symmetric = !quantization.symmetric;
  variants.push_back({other, other.symmetric ? "symmetric" : "affine"});
  for (const Method method : existingMethods) {
    if (method == quantization.method || isSolver(method)) continue;
    variants.push_back({withMethod(quantization, method), methodTitle(method)});
  }
  // A variant that the method does not support is left out.
  std::erase_if(variants,
                [](const SchemeVariant& variant) { return !allowsBits(variant.quantization, maximumBits - 1); });
  return variants;
}

PlotData errorPlot(const Network& network, const Calibration& calibration, std::size_t index,
                   const QuantScheme& scheme) {
  const Layer& layer = network.layers[index];
  std::ostringstream out;
  out << "series,bits,sqnr_db\n" << std::setprecision(digits);
  Json curves = Json::array();
  for (const SchemeVariant& variant : schemeVariants(scheme.quantization())) {
    Json values = Json::array();
    QuantScheme one = variant.quantization.at(minimumBits);
    for (; one.bits <= maximumBits; ++one.bits) {
      if (!allowsBits(variant.quantization, one.bits)) {
        values.push_back(Json());
        continue;
      }
      const double sqnr = quantError(*layer.weights, *quantizedWeights(layer, one, calibration.of(index))).sqnrDb;
      values.push_back(finiteNumber(sqnr));
      out << variant.name << ',' << one.bits << ',' << sqnr << '\n';
    }
    curves.push_back({{"name", variant.name}, {"sqnr_db", values}});
  }
  return {out.str(), {{"kind", "error"}, {"layer", layer.name}, {"bits", scheme.bits}, {"curves", curves}}};
}

PlotData bitsPlot(const Network& network, const Calibration& calibration, const QuantPlan& plan, std::stop_token stop,
                  const Progress& progress) {
  std::ostringstream out;
  out << "layer,bits,input_bits,weights,bytes,sqnr_db\n" << std::setprecision(digits);
  Json rows = Json::array();
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (stop.stop_requested()) throw Cancelled();
    report(progress, "errors", static_cast<std::int64_t>(l), static_cast<std::int64_t>(network.layers.size()));
    const Layer& layer = network.layers[l];
    const QuantScheme& scheme = plan.layers[l];
    const double sqnr = scheme.isFloat()
                            ? std::numeric_limits<double>::infinity()
                            : quantError(*layer.weights, *quantizedWeights(layer, scheme, calibration.of(l))).sqnrDb;
    const std::int64_t bytes = layerBytes(layer, scheme, plan.activation(l));
    out << field(layer.name) << ',' << scheme.bits << ',' << plan.activation(l).bits << ',' << layer.weightCount()
        << ',' << bytes << ',' << sqnr << '\n';
    rows.push_back({{"name", layer.name},
                    {"kind", kindName(layer.kind)},
                    {"bits", scheme.bits},
                    {"weights", layer.weightCount()},
                    {"bytes", bytes},
                    {"sqnr_db", finiteNumber(sqnr)}});
  }
  return {out.str(), {{"kind", "bits"}, {"layers", rows}}};
}

PlotData activationsPlot(const Network& network, std::size_t index, const InputStatistics& statistics,
                         const ActivationScheme& scheme) {
  const Histogram bins = visibleBins(statistics.histogram);
  const std::vector<double> levels = activationLevels(scheme);
  const std::optional<double> error = meanSquaredError(statistics, scheme);
  return {histogramCsv("input", bins, levels),
          {{"kind", "activations"},
           {"layer", network.layers[index].name},
           {"histogram", histogramJson(bins)},
           {"deviation", 0},
           {"levels", levels},
           {"bits", scheme.bits},
           {"mse", error ? Json(*error) : Json()},
           {"sqnr_db", nullptr}}};
}

std::size_t layerByName(const Network& network, const std::string& name) {
  std::vector<std::size_t> near;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (network.layers[l].name == name) return l;
    if (network.layers[l].name.find(name) != std::string::npos) near.push_back(l);
  }
  if (near.size() == 1) return near[0];
  constexpr std::size_t most = 8;
  std::string names;
  for (std::size_t i = 0; i < (near.empty() ? network.layers.size() : near.size()) && i < most; ++i)
    names += text(names.empty() ? "" : ", ", network.layers[near.empty() ? i : near[i]].name);
  if (near.size() > most || (near.empty() && network.layers.size() > most)) names += ", ...";
  throw UsageError(near.empty() ? text("unknown layer '", name, "', expected one of ", names)
                                : text("'", name, "' matches several layers, expected one of ", names));
}

}  // namespace bitprism
