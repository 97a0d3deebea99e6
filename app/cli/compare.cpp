#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/method_comparison.h"
#include "app/workflow/quality_json.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

struct CompareOptions {
  std::string network, methods = "all", settings = "W4A32,W3A32,W8A4,W4A4", calibration, csv, metric;
  std::int64_t images = 0;
  std::uint64_t seed = 1;
  bool markdown = false, force = false;
  DataOptions data;
  TargetFlag target;
};

std::vector<ComparedSetting> settingsOf(const std::string& written) {
  std::vector<ComparedSetting> settings;
  std::stringstream parts(written);
  for (std::string part; std::getline(parts, part, ',');) settings.push_back(settingFromText(part));
  if (settings.empty()) throw UsageError("no setting given, expected settings such as W4A32,W4A4");
  return settings;
}

std::string cellText(const ComparedCell& cell) {
  if (!cell.failure.empty()) return "-";
  return text(qualityText(cell.score), ", ", kibText(cell.bytes));
}

// The table while it is measured, row by row: for a terminal, in Markdown, as JSON and as CSV.
class ComparisonTable {
 public:
  ComparisonTable(const std::vector<ComparedMethod>& methods, const std::vector<ComparedSetting>& settings,
                  Metric metric, bool markdown)
      : methods_(methods), settings_(settings), metric_(metric), markdown_(markdown), table_(headerOf(settings)) {
    csv_ << "method,setting,accuracy,agreement,kl,output_sqnr_db,bytes,failure,metric\n";
    csv_.precision(8);
    if (!markdown_) return;
    std::cout << line(headerOf(settings)) << "\n|" << std::string("---|");
    for (std::size_t i = 0; i < settings.size(); ++i) std::cout << "---:|";
    std::cout << '\n';
  }

  void add(const ComparedCell& cell) {
    const std::string& name = methods_[cell.method].name;
    const std::string setting = toText(settings_[cell.setting]);
    if (row_.empty()) row_.push_back(name);
    row_.push_back(cellText(cell));
    const bool ok = cell.failure.empty();
    list_.push_back({{"method", name},
                     {"setting", setting},
                     {"weights", toJson(methods_[cell.method].weights.at(floatBits))},
                     {"accuracy", ok ? Json(cell.score.accuracy) : Json()},
                     {"agreement", ok ? Json(cell.score.agreement) : Json()},
                     {"kl", ok ? Json(cell.score.kl) : Json()},
                     {"output_sqnr_db", ok ? Json(cell.score.sqnrDb) : Json()},
                     {"bytes", ok ? Json(cell.bytes) : Json()},
                     {"failure", ok ? Json() : Json(cell.failure)}});
    csv_ << '"' << name << "\"," << setting << ',' << cell.score.accuracy << ',' << cell.score.agreement << ','
         << cell.score.kl << ',' << cell.score.sqnrDb << ',' << cell.bytes << ",\"" << cell.failure << "\","
         << metricName(metric_) << '\n';
    if (row_.size() <= settings_.size()) return;
    if (markdown_)
      std::cout << line(row_) << std::endl;
    else
      table_.add(row_);
    row_.clear();
  }

  std::string csv() const { return csv_.str(); }
  std::string text() const { return table_.str(); }
  Json takeRows() { return std::move(list_); }

 private:
  static std::vector<std::string> headerOf(const std::vector<ComparedSetting>& settings) {
    std::vector<std::string> header{"method"};
    for (const ComparedSetting& setting : settings) header.push_back(toText(setting));
    return header;
  }
  static std::string line(const std::vector<std::string>& cells) {
    std::string result = "|";
    for (const std::string& cell : cells) result += bitprism::text(' ', cell, " |");
    return result;
  }

  const std::vector<ComparedMethod>& methods_;
  const std::vector<ComparedSetting>& settings_;
  Metric metric_;
  bool markdown_;
  TextTable table_;
  Json list_ = Json::array();
  std::ostringstream csv_;
  std::vector<std::string> row_;
};

// Rows that the target does not take at the settings are left out; settings that were asked for are refused.
void limitToTarget(const CompareOptions& options, bool settingsGiven, std::vector<ComparedMethod>& methods,
                   std::vector<ComparedSetting>& settings) {
  const TargetProfile& target = options.target.profile();
  if (!target.limits) return;
  const auto refused = [&](const ComparedSetting& setting) {
    const bool quantized = setting.activations != floatBits;
    return !target.hasWidth(setting.weights, quantized) || inputRefusal(target, setting.activations, {});
  };
  for (const ComparedSetting& setting : settings)
    if (settingsGiven && refused(setting))
      throw UsageError(text("--settings ", toText(setting), " for --target ", target.name, ": it accepts weights of ",
                            widthsText(target.weightBits), " bits with inputs of ", widthsText(target.inputBits)));
  std::erase_if(settings, refused);
  if (settings.empty()) settings = {{maximumBits, maximumActivationBits}};
  std::vector<ComparedMethod> kept;
  for (ComparedMethod& method : methods) {
    method.activations = fitted(target, method.activations);
    const bool quantized = settings.front().activations != floatBits;
    const Quantization near = fitted(target, method.weights, LayerKind::Convolution, quantized);
    if (near == method.weights && !inputRefusal(target, settings.front().activations, method.activations))
      kept.push_back(std::move(method));
  }
  if (kept.empty())
    throw UsageError(text("--methods ", options.methods, " for --target ", target.name,
                          ": none of them, as it is compared, gives what it accepts"));
  methods = std::move(kept);
}

void compare(const CompareOptions& options, bool settingsGiven, const CommandContext& context) {
  if (!options.csv.empty()) checkOutput(options.csv, options.force);
  std::vector<ComparedMethod> methods = comparedMethods(methodsFromText(options.methods));
  std::vector<ComparedSetting> settings = settingsOf(options.settings);
  limitToTarget(options, settingsGiven, methods, settings);
  StudySettings wanted = options.data.study(options.network);
  wanted.calibrationPath = options.calibration;
  wanted.images = options.images;
  wanted.seed = options.seed;
  wanted.metric = metricOf(options.metric);
  const auto study = openStudy(wanted, context);
  printNotices(study->dataNotices());
  const Score unchanged =
      study->evaluator().evaluate(floatPlan(study->network()->layers.size()), Task{}, context.stop, context.progress);
  ComparisonTable table(methods, settings, unchanged.metric, options.markdown && !context.json);
  const auto add = [&](const ComparedCell& cell) { table.add(cell); };
  compareMethods(*study, methods, settings, add, context.stop, context.progress);
  if (!options.csv.empty()) writeFile(options.csv, table.csv());
  const std::string name = study->network()->name;
  if (context.json) {
    Json document = {{"network", name}, {"images", unchanged.images}, {"metric", metricName(unchanged.metric)}};
    putQuality(document, "float_accuracy", unchanged);
    document["float_bytes"] = floatBytes(*study->network());
    document["rows"] = table.takeRows();
    std::cout << document.dump(1) << '\n';
    return;
  }
  if (!options.markdown) std::cout << table.text();
  std::cout << (options.markdown ? "\n" : "") << name << ", " << unchanged.images
            << " images: " << metricTitle(unchanged.metric) << (inDecibels(unchanged.metric) ? " against float" : "")
            << ", float " << qualityText(unchanged) << ", " << kibText(floatBytes(*study->network())) << '\n';
}

}  // namespace

Run addCompare(CLI::App& app) {
  auto* command = app.add_subcommand(
      "compare", "every method on the whole network, side by side: accuracy (or another metric) and size");
  const auto options = std::make_shared<CompareOptions>();
  addNetwork(*command, options->network)->required();
  options->data.add(*command, true);
  command->add_option("--methods", options->methods, "methods, or all (except the solvers, which must be named)")
      ->capture_default_str();
  command->add_option("--settings", options->settings, "bits of weights and of the layers' inputs; 32 is float")
      ->capture_default_str();
  command->add_option("--calibration", options->calibration, "images to calibrate on (default: part of --data)");
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "seed that selects the calibration images from --data")
      ->capture_default_str();
  addMetric(*command, options->metric);
  command->add_flag("--markdown", options->markdown, "print the table in Markdown");
  command->add_option("--csv", options->csv, "write all figures to a file");
  command->add_flag("--force", options->force, "overwrite the file");
  options->target.add(*command);
  return [options, command](const CommandContext& context) {
    compare(*options, command->count("--settings") > 0, context);
  };
}

}  // namespace bitprism
