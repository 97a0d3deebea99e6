#include <algorithm>
#include <iostream>

#include "app/cli/command.h"
#include "app/cli/picture.h"
#include "app/workflow/front_report.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/quality_json.h"
#include "app/workflow/session_costs.h"
#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/methods/equalization.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

struct FrontOptions {
  std::vector<std::string> sessions;
  std::string csv, png, plan, cost, latencyTable;
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
  if (reach.axis != Cost::Memory) json["least_cost"] = reach.leastCost, json["most_cost"] = reach.mostCost;
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

// "12.0 KiB", on another axis "12.0 KiB, 3.10 ms".
std::string sizeText(const FrontReport& report, std::int64_t bytes, std::int64_t cost) {
  return report.axis == Cost::Memory ? kibText(bytes) : text(kibText(bytes), ", ", costText(report.axis, cost));
}

std::string reachText(const FrontAnswer& answer) {
  const Reach& reach = *answer.reach;
  const Metric metric = answer.report.metric;
  std::string result =
      text("reachable: ", costText(reach.axis, reach.leastCost), " to ", costText(reach.axis, reach.mostCost));
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
  if (!budget.asked())
    throw UsageError("--plan writes the plan for a budget: expected --size, --at-most or --accuracy");
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
    facts.target = request.target;
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
    throw UsageError("--size, --at-most, --accuracy and --plan need exactly one session");
  const std::optional<Cost> axis = options.cost.empty() ? std::nullopt : std::optional(costFromName(options.cost));
  std::vector<Session> sessions;
  for (const std::string& path : options.sessions) {
    sessions.push_back(Session::openForReading(path, context.stop));
    noteSession(sessions.back());
  }
  const PlotData plot = frontsPlot(sessions, axis);
  if (!options.csv.empty()) writeFile(options.csv, plot.csv);
  if (!options.png.empty()) writePlot(plot, options.png, "light");
  if (context.json) {
    Json list = Json::array();
    for (const Session& session : sessions) {
      list.push_back(toJson(frontReport(session, axis, {})));
      list.back()["session"] = session.path();
    }
    std::cout << Json{{"sessions", list}}.dump(1) << '\n';
    return;
  }
  for (const Session& session : sessions) {
    FrontAnswer shown;
    shown.report = frontReport(session, axis, {});
    std::cout << session.path() << ": ";
    printFront(shown);
    std::cout << (&session == &sessions.back() ? "" : "\n");
  }
}

}  // namespace

void BudgetOptions::add(CLI::App& command, CLI::Option* session, AtMost atMost) {
  auto* size =
      command.add_option("--size", size_, "find the most accurate plan of at most this size: bytes, KiB or MiB");
  auto* accuracy =
      command
          .add_option(
              "--accuracy", accuracy_,
              "find the cheapest plan of at least this accuracy, or other metric of the session: 0.915, 91.5%, 43dB")
          ->excludes(size);
  CLI::Option* most = atMost == AtMost::Asks
                          ? addAtMost(command, atMost_,
                                      "find the most accurate plan that costs at most this, or with --accuracy the "
                                      "cheapest of these; several limits hold at once")
                          : nullptr;
  if (most && session) most->needs(session);
  if (!session) return;
  size->needs(session);
  accuracy->needs(session);
}

Budget BudgetOptions::budget() const {
  Budget budget;
  budget.limits = limitsOf(atMost_);
  if (!size_.empty()) budget.limits.push_back({Cost::Memory, parseSize(size_)});
  budget.limits = tightest(std::move(budget.limits));
  if (!accuracy_.empty()) {
    budget.written = qualityFromText(accuracy_);
    budget.accuracy = budget.written.quality;
  }
  return budget;
}

CLI::Option* addAtMost(CLI::App& command, std::vector<std::string>& limits, const std::string& help) {
  return command.add_option("--at-most", limits, help + ": 100KiB, 2.5GBOPs, 3ms")->expected(1)->take_all();
}

std::vector<CostLimit> limitsOf(const std::vector<std::string>& written) {
  std::vector<CostLimit> limits;
  for (const std::string& one : written) limits.push_back(costLimitFromText(one));
  return tightest(std::move(limits));
}

void addLatencyTable(CLI::App& command, std::string& path) {
  command.add_option("--latency-table", path,
                     "the measured latencies of the network's layers (default: NETWORK.latency.json, if it is there)");
}

// What the session does not keep is read from its network, if it has to be known.
FrontAxis axisOf(const Session& session, const std::string& cost, const std::string& latencyTable, const Budget& budget,
                 const CommandContext& context) {
  FrontAxis view;
  if (!cost.empty()) view.axis = costFromName(cost);
  const SessionCosts kept(session);
  const auto lacks = [&](Cost one) {
    const bool asked = view.axis == one || std::any_of(budget.limits.begin(), budget.limits.end(),
                                                       [&](const CostLimit& limit) { return limit.cost == one; });
    return asked && !kept.knows(one);
  };
  const bool lacksLatency = lacks(Cost::Latency), lacksOperations = lacks(Cost::BitOperations);
  if (latencyTable.empty() && !lacksLatency && !lacksOperations) return view;
  checkPlace(session, "network", session.settings().networkPath);
  const std::string path = studySettingsOf(session).networkPath;
  Network network = readNetwork(path, context.reading);
  if (requestOf(session).equalized) network = equalized(network).network;
  if (lacksOperations) view.costs = networkCosts(network, nullptr);
  if (lacksLatency || !latencyTable.empty()) {
    view.costs.latency = latencyTableOf(latencyTable, path, network);
    if (!view.costs.latency)
      throw UsageError(
          text("the latency of plans needs a latency table of '", network.name, "': ", latencyTableAdvice(path)));
  }
  return view;
}

Json frontDocument(const FrontAnswer& answer) {
  Json document = toJson(answer.report);
  if (answer.reach) document["reachable"] = toJson(*answer.reach);
  if (const auto& known = answer.known) {
    document["chosen"] = {{"trial", known->trial}, {"bytes", known->bytes}, {"bits", bitsOf(known->bits)}};
    putQuality(document["chosen"], "accuracy", known->score);
    putCosts(document["chosen"], answer.report, *known);
    if (known->reportAccuracy)
      putQuality(document["chosen"], "report_accuracy", answer.report.metric, *known->reportAccuracy);
  }
  if (const auto& plan = answer.predicted) {
    document["predicted"] = {
        {"deviation", plan->prediction.deviation}, {"bytes", plan->bytes}, {"bits", bitsOf(plan->bits)}};
    putQuality(document["predicted"], "accuracy", answer.report.metric, plan->prediction.mean);
    putCosts(document["predicted"], answer.report, *plan);
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
            << " in " << costText(report.axis, report.floatCost) << ", hypervolume " << fixed(report.hypervolume, 5)
            << (report.limits.empty() ? std::string() : ", within " + limitsText(report.limits)) << "\n\n"
            << table.str() << methodsLegend(report);
  if (answer.reach) std::cout << '\n' << reachText(answer);
  if (answer.known)
    std::cout << "* chosen: " << sizeText(report, answer.known->bytes, answer.known->cost()) << ", "
              << metricTitle(report.metric) << ' ' << qualityText(answer.known->score) << " measured (trial "
              << answer.known->trial << ")\n";
  if (answer.predicted)
    std::cout << "predicted, never tried: " << sizeText(report, answer.predicted->bytes, answer.predicted->cost) << ", "
              << metricTitle(report.metric) << ' ' << uncertain(report.metric, answer.predicted->prediction)
              << ", bits " << bitsText(answer.predicted->bits) << '\n';
}

Run addFront(CLI::App& app) {
  auto* command =
      app.add_subcommand("front", "show the front of a session and the plan for a budget, or compare several fronts");
  const auto options = std::make_shared<FrontOptions>();
  command->add_option("sessions", options->sessions, "a session file; several are compared")->required();
  command->add_option("--csv", options->csv, "write the front as CSV");
  command->add_option("--png", options->png, "draw the front, also as .svg or .pdf (needs the desktop program)");
  options->budget.add(*command);
  command->add_option("--cost", options->cost,
                      text("the axis: ", alternatives(costNames()), " (default: that of the search)"));
  addLatencyTable(*command, options->latencyTable);
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
    const FrontAxis view = axisOf(session, options->cost, options->latencyTable, budget, context);
    const FrontAnswer found = answer(session, budget, context.stop, view);
    if (!options->plan.empty()) writePlan(*options, session, found, budget, context);
    if (!options->csv.empty()) writeFile(options->csv, toCsv(found.report));
    if (!options->png.empty()) writePlot(frontPlot(session, view), options->png, "light");
    if (context.json)
      std::cout << frontDocument(found).dump(1) << '\n';
    else
      printFront(found);
  };
}

}  // namespace bitprism
