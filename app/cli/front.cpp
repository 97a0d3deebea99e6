#include <iostream>

#include "app/cli/command.h"
#include "app/cli/picture.h"
#include "app/workflow/front_report.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/quality_json.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/methods/equalization.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

struct FrontOptions {
  std::vector<std::string> sessions;
  std::string csv, png, plan;
  BudgetOptions budget;
  bool predicted = false, force = false;
};

Json methodsJson(const FrontReport& report, const PlanChoice& choices) {
  Json methods = Json::array();
  for (const LayerChoice& choice : choices)
    methods.push_back(report.methods.at(static_cast<std::size_t>(choice.scheme)));
  return methods;
}

Json toJson(const Reach& reach) {
  Json json = {{"least_bytes", reach.leastBytes}, {"most_bytes", reach.mostBytes}};
  if (reach.leastMeasured) json["measured_accuracy"] = {*reach.leastMeasured, *reach.mostMeasured};
  if (reach.leastPredicted) {
    json["predicted_accuracy"] = {reach.leastPredicted->mean, reach.mostPredicted->mean};
    json["deviation_of_most"] = reach.mostPredicted->deviation;
  }
  return json;
}

std::string uncertain(Metric metric, const Prediction& prediction) {
  return qualityText(metric, prediction.mean) + " +/- " + qualityText(metric, prediction.deviation);
}

std::string reachText(const FrontAnswer& answer) {
  const Reach& reach = *answer.reach;
  const Metric metric = answer.report.metric;
  std::string result = text("reachable: ", kibText(reach.leastBytes), " to ", kibText(reach.mostBytes));
  if (reach.leastMeasured)
    result += text("; measured ", namedQuality(metric, *reach.leastMeasured), " to ",
                   qualityText(metric, *reach.mostMeasured));
  if (reach.leastPredicted)
    result += text("; predicted ", metricTitle(metric), ' ', uncertain(metric, *reach.leastPredicted), " to ",
                   uncertain(metric, *reach.mostPredicted));
  return result + "\n";
}

// Writes the requested plan: the measured one, or with --predicted the untried one.
void writePlan(const FrontOptions& options, const Session& session, const FrontAnswer& found, const Budget& budget,
               const CommandContext& context) {
  if (!budget.asked()) throw UsageError("--plan writes the plan for a budget: expected --size or --accuracy");
  checkPlace(session, "network", session.settings().networkPath);
  const StudySettings settings = studySettingsOf(session);
  ReadOptions reading = context.reading;
  reading.weights = settings.weightsPath;
  Network network = readNetwork(settings.networkPath, reading);
  const SearchRequest request = requestOf(session);
  if (request.equalized) network = equalized(network).network;
  QuantPlan plan;
  PlanFacts facts;
  if (options.predicted) {
    if (!found.predicted)
      throw UsageError(found.hasModel ? "no plan that was never tried is predicted to meet the budget"
                                      : text("the method '", request.search.method,
                                             "' of the session has no model to predict with"));
    plan = request.plan(found.predicted->bits);
    facts.preprocessing = preprocessingFromJson(session.settings().preprocessing, session.path());
  } else {
    const Evaluation& point = knownPoint(found, budget);
    plan = planOf(session, point);
    facts = factsOf(session, point);
  }
  writeFile(options.plan, planDocument(plan, network, facts).dump(1) + "\n");
}

// Several sessions: one table each, one picture.
void compareFronts(const FrontOptions& options, const CommandContext& context) {
  if (!options.plan.empty() || options.budget.budget().asked())
    throw UsageError("--size, --accuracy and --plan need exactly one session");
  std::vector<Session> sessions;
  for (const std::string& path : options.sessions) {
    sessions.push_back(Session::openForReading(path, context.stop));
    noteSession(sessions.back());
  }
  const PlotData plot = frontsPlot(sessions);
  if (!options.csv.empty()) writeFile(options.csv, plot.csv);
  if (!options.png.empty()) writePlot(plot, options.png, "light");
  if (context.json) {
    Json list = Json::array();
    for (const Session& session : sessions) {
      list.push_back(toJson(frontReport(session)));
      list.back()["session"] = session.path();
    }
    std::cout << Json{{"sessions", list}}.dump(1) << '\n';
    return;
  }
  for (const Session& session : sessions) {
    FrontAnswer shown;
    shown.report = frontReport(session);
    std::cout << session.path() << ": ";
    printFront(shown);
    std::cout << (&session == &sessions.back() ? "" : "\n");
  }
}

}  // namespace

void BudgetOptions::add(CLI::App& command, CLI::Option* session) {
  auto* size =
      command.add_option("--size", size_, "find the most accurate plan of at most this size: bytes, KiB or MiB");
  auto* accuracy =
      command
          .add_option(
              "--accuracy", accuracy_,
              "find the smallest plan of at least this accuracy, or other metric of the session: 0.915, 91.5%, 43dB")
          ->excludes(size);
  if (!session) return;
  size->needs(session);
  accuracy->needs(session);
}

Budget BudgetOptions::budget() const {
  Budget budget;
  if (!size_.empty()) budget.bytes = parseSize(size_);
  if (!accuracy_.empty()) {
    budget.written = qualityFromText(accuracy_);
    budget.accuracy = budget.written.quality;
  }
  return budget;
}

Json frontDocument(const FrontAnswer& answer) {
  Json document = toJson(answer.report);
  if (answer.reach) document["reachable"] = toJson(*answer.reach);
  if (const auto& known = answer.known) {
    document["chosen"] = {{"trial", known->trial}, {"bytes", known->bytes}, {"bits", bitsOf(known->bits)}};
    putQuality(document["chosen"], "accuracy", known->score);
    if (known->reportAccuracy)
      putQuality(document["chosen"], "report_accuracy", answer.report.metric, *known->reportAccuracy);
  }
  if (const auto& plan = answer.predicted) {
    document["predicted"] = {
        {"deviation", plan->prediction.deviation}, {"bytes", plan->bytes}, {"bits", bitsOf(plan->bits)}};
    putQuality(document["predicted"], "accuracy", answer.report.metric, plan->prediction.mean);
    if (answer.report.methods.size() > 1) document["predicted"]["methods"] = methodsJson(answer.report, plan->bits);
  }
  return document;
}

void printFront(const FrontAnswer& answer) {
  const FrontReport& report = answer.report;
  TextTable table(frontHeader(report));
  for (const Evaluation& point : report.points)
    table.add(frontRow(report, point, answer.known && point.trial == answer.known->trial ? " *" : ""));
  std::cout << report.evaluations.size() << " evaluations, float " << namedQuality(report.metric, report.floatAccuracy)
            << " in " << kibText(report.floatBytes) << ", hypervolume " << fixed(report.hypervolume, 5) << "\n\n"
            << table.str() << methodsLegend(report);
  if (answer.reach) std::cout << '\n' << reachText(answer);
  if (answer.known)
    std::cout << "* chosen: " << kibText(answer.known->bytes) << ", " << metricTitle(report.metric) << ' '
              << qualityText(answer.known->score) << " measured (trial " << answer.known->trial << ")\n";
  if (answer.predicted)
    std::cout << "predicted, never tried: " << kibText(answer.predicted->bytes) << ", " << metricTitle(report.metric)
              << ' ' << uncertain(report.metric, answer.predicted->prediction) << ", bits "
              << bitsText(answer.predicted->bits) << '\n';
}

Run addFront(CLI::App& app) {
  auto* command =
      app.add_subcommand("front", "show the front of a session and the plan for a budget, or compare several fronts");
  const auto options = std::make_shared<FrontOptions>();
  command->add_option("sessions", options->sessions, "a session file; several are compared")->required();
  command->add_option("--csv", options->csv, "write the front as CSV");
  command->add_option("--png", options->png, "draw the front, also as .svg or .pdf (needs the desktop program)");
  options->budget.add(*command);
  auto* plan = command->add_option("--plan", options->plan, "write the plan for the budget as JSON");
  command->add_flag("--predicted", options->predicted, "with --plan: the best predicted plan, which was never measured")
      ->needs(plan);
  command->add_flag("--force", options->force, "overwrite files");
  return [options](const CommandContext& context) {
    for (const std::string* path : {&options->csv, &options->png, &options->plan})
      if (!path->empty()) checkOutput(*path, options->force);
    if (options->sessions.size() > 1) return compareFronts(*options, context);
    const Session session = Session::openForReading(options->sessions.front(), context.stop);
    noteSession(session);
    const Budget budget = options->budget.budget();
    const FrontAnswer found = answer(session, budget, context.stop);
    if (!options->plan.empty()) writePlan(*options, session, found, budget, context);
    if (!options->csv.empty()) writeFile(options->csv, toCsv(found.report));
    if (!options->png.empty()) writePlot(frontPlot(session), options->png, "light");
    if (context.json)
      std::cout << frontDocument(found).dump(1) << '\n';
    else
      printFront(found);
  };
}

}  // namespace bitprism
