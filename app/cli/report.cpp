#include "app/workflow/report.h"

#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/measured_comparison.h"
#include "app/workflow/session_summary.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct ReportArguments {
  std::string input, plan, output, calibration, metric, compared;
  int bits = 0;
  std::int64_t images = 0;
  std::uint64_t seed = 1;
  bool equalize = false, force = false;
  BudgetOptions budget;
  DataOptions data;
  SchemeOptions scheme;
  ActivationFlags activation;
  ReportOptions more;
};

// A session names everything by itself.
void rejectWithSession(const CLI::App& command) {
  for (const char* option : {"--bits", "--method", "--activation-bits", "--data", "--calibration", "--metric",
                             "--images", "--seed", "--equalize"})
    if (command.count(option) > 0)
      throw UsageError(text(option, " does not apply to a report of a session, which has its own"));
}

bool isHere(const Session& session, const char* name, const std::string& stored) {
  try {
    checkPlace(session, name, stored);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

ReportSubject ofSession(const ReportArguments& options, const CommandContext& context) {
  const Session session = Session::openForReading(options.input, context.stop);
  noteSession(session);
  checkPlace(session, "network", session.settings().networkPath);
  StudySettings settings = studySettingsOf(session);
  if (!isHere(session, "data", session.settings().dataPath)) {
    settings.dataPath.clear();
    settings.calibrationPath.clear();
  }
  settings.imageCacheBytes = options.data.cacheBytes();
  settings.device = options.data.device();
  const Budget budget = options.budget.budget();
  const SessionChoice choice{budget.limits, budget.accuracy, options.plan};
  if (budget.accuracy) budget.written.check(frontReport(session).metric);
  const auto study = openStudy(settings, context);
  ReportSubject subject = sessionSubject(session, *study, choice, context.stop, context.progress);
  subject.options = options.more;
  measureMore(subject, *study, context.stop, context.progress);
  return subject;
}

ReportSubject ofNetwork(const ReportArguments& options, const CommandContext& context) {
  if (options.budget.budget().asked()) throw UsageError("--size, --at-most and --accuracy need a session");
  StudySettings settings = options.data.study(options.input);
  settings.calibrationPath = options.calibration;
  settings.metric = metricOf(options.metric);
  settings.images = options.images;
  settings.seed = options.seed;
  settings.equalize = options.equalize;
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  if (file) adoptPreprocessing(*file, settings);
  const auto study = openStudy(settings, context);
  printNotices(study->dataNotices());
  QuantPlan plan = floatPlan(study->network()->layers.size());
  PlanSource source = QuantScheme();
  if (file) {
    plan = file->plan(*study->network());
    source = options.plan;
  } else if (options.bits != 0) {
    plan = options.scheme.plan(*study, options.bits, SchemeUse::Measured, context);
  }
  if (const ActivationRequest request = options.activation.request(); request.wanted())
    plan = withActivations(plan, request, study->activationCalibration(context.stop, context.progress));
  if (!file) {
    const std::optional<QuantScheme> common = commonScheme(plan);
    if (common)
      source = *common;
    else
      source = std::string();  // the plan in the report
  }
  ReportSubject subject = networkSubject(*study, plan, source, context.stop, context.progress);
  if (file) {
    subject.planName = options.plan;
    if (!subject.facts.measured) subject.facts = file->facts();
  }
  if (!file && options.bits != 0)
    subject.planName = text("all layers at ", options.bits, options.bits == 1 ? " bit" : " bits");
  subject.options = options.more;
  measureMore(subject, *study, context.stop, context.progress);
  return subject;
}

void makeReport(const ReportArguments& options, const CLI::App& command, const CommandContext& context) {
  checkOutput(options.output, options.force);
  const bool session = isSessionFile(options.input);
  if (session) rejectWithSession(command);
  ReportSubject subject = session ? ofSession(options, context) : ofNetwork(options, context);
  if (!options.compared.empty()) subject.comparison = readComparison(options.compared, *subject.planned.network);
  subject.output = options.output;
  const std::string document = reportDocument(subject, context.stop, context.progress);
  writeFile(options.output, document);
  if (context.json)
    std::cout << Json{{"file", options.output},
                      {"file_bytes", document.size()},
                      {"plan", subject.planName},
                      {"layers", subject.planned.plan.layers.size()},
                      {"evaluations", subject.front ? subject.front->evaluations.size() : 0}}
                     .dump(1)
              << '\n';
  else
    std::cout << "wrote " << options.output << " (" << kibText(static_cast<std::int64_t>(document.size()))
              << "): " << subject.planName << '\n';
}

}  // namespace

Run addReport(CLI::App& app) {
  auto* command = app.add_subcommand("report", "a session or a plan as one HTML file: front, layers, plan, commands");
  const auto options = std::make_shared<ReportArguments>();
  command->add_option("input", options->input, "a session, or " + networkHelp())->required();
  command->add_option("-o,--out", options->output, "the HTML file to write")->required();
  auto* plan = command->add_option("--plan", options->plan, "report this plan, as JSON");
  command->add_option("--bits", options->bits, "the same bit-width for every layer (default: float)")->excludes(plan);
  options->budget.add(*command);
  command->add_flag("--sensitivities", options->more.sensitivities,
                    "also measure the effect of every layer alone, one evaluation each, where a session lacks it");
  auto* compare = command->add_option("--compare", options->more.methods,
                                      "also compare methods on the whole network: names, or all");
  options->more.settings = "W4A32";
  command->add_option("--settings", options->more.settings, "with --compare: bits of weights and of the layers' inputs")
      ->capture_default_str()
      ->needs(compare);
  command->add_option("--compared", options->compared, "show a comparison of methods that compare --json has measured")
      ->excludes(compare);
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "seed that selects the calibration images from --data")
      ->capture_default_str();
  addMetric(*command, options->metric);
  command->add_option("--calibration", options->calibration,
                      "images for the ranges of activations and the layer inputs that adaround and gptq need "
                      "(default: part of --data)");
  addEqualize(*command, options->equalize);
  command->add_flag("--force", options->force, "overwrite the file");
  options->scheme.add(*command);
  options->activation.add(*command);
  options->data.add(*command, false);
  return [options, command](const CommandContext& context) { makeReport(*options, *command, context); };
}

}  // namespace bitprism
