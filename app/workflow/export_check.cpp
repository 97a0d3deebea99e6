#include "app/workflow/export_check.h"

#include <iomanip>

#include "app/workflow/quality_json.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/methods/quantizer.h"

namespace bitprism {
namespace {

constexpr double roundingDb = sqnrCeilingDb;  // a thousandth of the outputs, as in the comparison of the file on noise
constexpr double levelsDb = 40;

std::string decibelText(double decibels) {
  return decibels >= sqnrCeilingDb ? text("at least ", sqnrCeilingDb, " dB")
                                   : text(std::fixed, std::setprecision(2), decibels, " dB");
}

}  // namespace

double leastFileSqnrDb(const QuantPlan& plan) {
  return plan.quantizesActivations() ? levelsDb : roundingDb;
}

ExportCheck checkExport(AccuracyEvaluator& evaluator, const PlannedNetwork& exported,
                        const std::shared_ptr<const Network>& written, std::stop_token stop, const Progress& progress) {
  const PlannedNetwork file{written, floatPlan(written->layers.size())};
  ExportCheck check;
  check.unchanged = evaluator.evaluate(floatPlan(exported.network->layers.size()), Task{}, stop, progress);
  check.plan = evaluator.evaluate(exported, Task{}, stop, progress);
  check.between = evaluator.between(exported, file, Task{}, stop, progress);
  if (!(check.between.sqnrDb >= leastFileSqnrDb(exported.plan)))
    throw Error(text("on ", check.between.images, " images the file differs from its plan: output SQNR ",
                     decibelText(check.between.sqnrDb), " of the file against the plan, expected ",
                     leastFileSqnrDb(exported.plan), " dB or more"));
  check.file = evaluator.evaluate(file, Task{}, stop, progress);
  return check;
}

std::string sentence(const ExportCheck& check) {
  const Metric metric = check.plan.metric;
  std::string result =
      text(metricTitle(metric), inDecibels(metric) ? " against float on " : " on ", check.plan.images, " images: ");
  if (needsLabels(metric)) result += text("float ", qualityText(check.unchanged), ", ");
  result += text("plan ", qualityText(check.plan), ", written file ", qualityText(check.file),
                 "; the file against the plan: ");
  if (decidesAlike(metric)) result += text("agreement ", qualityText(Metric::Agreement, check.between.agreement), ", ");
  return result + text(metricTitle(Metric::Sqnr), ' ', decibelText(check.between.sqnrDb));
}

Json toJson(const ExportCheck& check) {
  Json json = {{"metric", metricName(check.plan.metric)}, {"images", check.plan.images}};
  putQuality(json, "accuracy", check.plan);
  putQuality(json, "file_accuracy", check.file);
  putQuality(json, "float_accuracy", check.unchanged);
  json["file_against_plan"] = {{"sqnr_db", check.between.sqnrDb}};
  if (decidesAlike(check.plan.metric)) json["file_against_plan"]["agreement"] = check.between.agreement;
  return json;
}

}  // namespace bitprism
