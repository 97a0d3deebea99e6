
#include <iostream>

#include "app/cli/command.h"
#include "app/cli/picture.h"
#include "app/jobs/front_report.h"
#include "app/jobs/plan_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/equalization.h"
#include "core/torch/network_reader.h"

namespace bitprism {
namespace {

struct Options {
  std::string session, csv, png, size, plan;
  double accuracy = -1;
  bool force = false;
};

}  // namespace

Run addFront(CLI::App& app) {
  auto* command = app.add_subcommand("front", "the front of a session, and the plan for a budget");
  const auto options = std::make_shared<Options>();
  command->add_option("session", options->session, "a session file")->required();
  command->add_option("--csv", options->csv, "write the front as CSV");
  command->add_option("--png", options->png, "draw the front, also as .svg or .pdf (needs the desktop program)");
  auto* size = command->add_option("--size", options->size,
                                   "the most accurate plan of at most this size: bytes, or with KiB or MiB");
  command->add_option("--accuracy", options->accuracy, "the smallest plan of at least this accuracy, a fraction")
      ->excludes(size)
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--plan", options->plan, "write the chosen plan as JSON");
  command->add_flag("--force", options->force, "overwrite files");
  return [options](const CommandContext& context) {
    for (const std::string* path : {&options->csv, &options->png, &options->plan})
      if (!path->empty()) checkOutput(*path, options->force);
    const Session session = Session::openForReading(options->session);
    const FrontReport report = frontReport(session);
    Json document = toJson(report);
    const Evaluation* chosen = nullptr;
    if (!options->size.empty()) chosen = &pointForSize(report, parseSize(options->size));
    if (options->accuracy >= 0) chosen = &pointForAccuracy(report, options->accuracy);
    if (!options->plan.empty()) {
      if (!chosen) throw UsageError("--plan writes the plan of a budget: name it with --size or --accuracy");
      Network network = readNetwork(session.settings().networkPath);
      if (requestOf(session).equalized) network = equalized(network).network;
      writeFile(options->plan,
                planDocument(planOf(session, *chosen), network, factsOf(session, *chosen)).dump(1) + "\n");
    }
    if (!options->csv.empty()) writeFile(options->csv, toCsv(report));
    if (!options->png.empty()) writePlot(frontPlot(session), options->png, "light");
    if (chosen) {
      document["chosen"] = {{"trial", chosen->trial},
                            {"accuracy", chosen->score.accuracy},
                            {"bytes", chosen->bytes},
                            {"bits", chosen->bits}};
      if (chosen->reportAccuracy) document["chosen"]["report_accuracy"] = *chosen->reportAccuracy;
    }
    if (context.json) {
      std::cout << document.dump(1) << '\n';
      return;
    }
    TextTable table(frontHeader(report));
    for (const Evaluation& point : report.points)
      table.add(frontRow(report, point, chosen && point.trial == chosen->trial ? " *" : ""));
    std::cout << report.evaluations.size() << " evaluations, float " << qualityText(report.metric, report.floatAccuracy)
              << " in " << kibText(report.floatBytes) << ", hypervolume " << fixed(report.hypervolume, 5) << "\n\n"
              << table.str() << methodsLegend(report);
    if (chosen)
      std::cout << "\n* chosen: " << kibText(chosen->bytes) << ", "
                << qualityText(report.metric, chosen->score.accuracy) << '\n';
  };
}

}  // namespace bitprism
