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
};

std::vector<ComparedSetting> settingsOf(const std::string& written) {
  std::vector<ComparedSetting> settings;
  std::stringstream parts(written);
  for (std::string part; std::getline(parts, part, ',');) settings.push_back(settingFromText(part));
  if (settings.empty()) throw UsageError("no setting, expected settings such as W4A32,W4A4");
  return settings;
}

std::string cellText(const ComparedCell& cell) {
  if (!cell.failure.empty()) return "-";
  return text(qualityText(cell.score), ", ", kibText(cell.bytes));
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
  return [options](const CommandContext& context) {
    if (!options->csv.empty()) checkOutput(options->csv, options->force);
    const std::vector<ComparedMethod> methods = comparedMethods(methodsFromText(options->methods));
    const std::vector<ComparedSetting> settings = settingsOf(options->settings);
    StudySettings wanted;
    wanted.networkPath = options->network;
    wanted.dataPath = options->data.path();
    wanted.calibrationPath = options->calibration;
    wanted.preprocessing = options->data.preprocessing();
    wanted.imageCacheBytes = options->data.cacheBytes();
    wanted.device = options->data.device();
    wanted.images = options->images;
    wanted.seed = options->seed;
    wanted.metric = metricOf(options->metric);
    const auto study = openStudy(wanted, context);
    printNotices(study->dataNotices());
    const Score unchanged =
        study->evaluator().evaluate(floatPlan(study->network()->layers.size()), Task{}, context.stop, context.progress);
    std::vector<std::string> header{"method"};
    for (const ComparedSetting& setting : settings) header.push_back(toText(setting));
    TextTable table(header);
    Json list = Json::array();
    std::ostringstream csv;
    csv << "method,setting,accuracy,agreement,kl,output_sqnr_db,bytes,failure,metric\n";
    csv.precision(8);
    std::vector<std::string> row;
    const auto line = [](const std::vector<std::string>& cells) {
      std::string result = "|";
      for (const std::string& cell : cells) result += text(' ', cell, " |");
      return result;
    };
    if (options->markdown && !context.json) {
      std::cout << line(header) << "\n|" << std::string("---|");
      for (std::size_t i = 0; i < settings.size(); ++i) std::cout << "---:|";
      std::cout << '\n';
    }
    const auto tell = [&](const ComparedCell& cell) {
      const std::string& name = methods[cell.method].name;
      const std::string setting = toText(settings[cell.setting]);
      if (row.empty()) row.push_back(name);
      row.push_back(cellText(cell));
      const bool ok = cell.failure.empty();
      list.push_back({{"method", name},
                      {"setting", setting},
                      {"weights", toJson(methods[cell.method].weights)},
                      {"accuracy", ok ? Json(cell.score.accuracy) : Json()},
                      {"agreement", ok ? Json(cell.score.agreement) : Json()},
                      {"kl", ok ? Json(cell.score.kl) : Json()},
                      {"output_sqnr_db", ok ? Json(cell.score.sqnrDb) : Json()},
                      {"bytes", ok ? Json(cell.bytes) : Json()},
                      {"failure", ok ? Json() : Json(cell.failure)}});
      csv << '"' << name << "\"," << setting << ',' << cell.score.accuracy << ',' << cell.score.agreement << ','
          << cell.score.kl << ',' << cell.score.sqnrDb << ',' << cell.bytes << ",\"" << cell.failure << "\","
          << metricName(unchanged.metric) << '\n';
      if (row.size() < header.size()) return;
      if (options->markdown && !context.json)
        std::cout << line(row) << std::endl;
      else
        table.add(row);
      row.clear();
    };
    compareMethods(*study, methods, settings, tell, context.stop, context.progress);
    if (!options->csv.empty()) writeFile(options->csv, csv.str());
    const std::string name = study->network()->name;
    if (context.json) {
      Json document = {{"network", name}, {"images", unchanged.images}, {"metric", metricName(unchanged.metric)}};
      putQuality(document, "float_accuracy", unchanged);
      document["float_bytes"] = floatBytes(*study->network());
      document["rows"] = std::move(list);
      std::cout << document.dump(1) << '\n';
      return;
    }
    if (!options->markdown) std::cout << table.str();
    std::cout << (options->markdown ? "\n" : "") << name << ", " << unchanged.images
              << " images: " << metricTitle(unchanged.metric)
              << (unchanged.metric == Metric::Sqnr ? " against float" : "") << ", float " << qualityText(unchanged)
              << ", " << kibText(floatBytes(*study->network())) << '\n';
  };
}

}  // namespace bitprism
