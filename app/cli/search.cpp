#include <cmath>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/cli/command.h"
#include "app/cli/worker_flags.h"
#include "app/workflow/contending_methods.h"
#include "app/workflow/front_report.h"
#include "app/workflow/integer_plan.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/preprocessing_advice.h"
#include "app/workflow/session_costs.h"
#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/search/limited_plans.h"
#include "core/search/search_method.h"
#include "core/torch/graph/torch_runtime.h"

namespace bitprism {
namespace {

struct SearchOptions {
  std::string network, session, fork, train, calibration, method = SearchSettings().method, bits = "2-8", tasks,
                                                          cheap = cheapObservationName(SearchSettings().cheap);
  int trials = 40, workers = 1, lookAhead = 0;
  double minutes = 0;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> splitSeed;
  std::int64_t images = 0;
  DataOptions data;
  SchemeOptions scheme;
  ActivationFlags activation;
  std::string metric, methods, cost = costName(Cost::Memory), latencyTable;
  std::vector<std::string> locks, minima, maxima, ties, atMost;
  bool residual = false, equalize = false, countActivations = false, remeasure = false;
  BudgetOptions budget;
  TargetFlag target;
  WorkerFlags where;
};

// "layer1.*=4" for every matching layer.
void limit(SpaceRules& rules, const Network& network, const std::vector<std::string>& written,
           std::optional<int> LayerLimits::*which) {
  for (const std::string& one : written) {
    const std::size_t sign = one.rfind('=');
    if (sign == std::string::npos || sign == 0)
      throw UsageError(text("'", one, "' is not a limit, expected LAYER=BITS such as conv1=8 or 'layer1.*=4'"));
    const std::vector<int> bits = widthsFromText(one.substr(sign + 1));
    if (bits.size() != 1) throw UsageError(text("'", one, "' names several bit-widths, expected one"));
    for (const std::string& name : layersMatching(network, one.substr(0, sign))) rules.limits[name].*which = bits[0];
  }
}

SpaceRules rulesOf(const SearchOptions& options, const Network& network) {
  SpaceRules rules;
  limit(rules, network, options.locks, &LayerLimits::lock);
  limit(rules, network, options.minima, &LayerLimits::minimum);
  limit(rules, network, options.maxima, &LayerLimits::maximum);
  if (options.residual) rules.ties = residualTies(network);
  for (const std::string& patterns : options.ties) {
    rules.ties.emplace_back();
    std::stringstream parts(patterns);
    for (std::string pattern; std::getline(parts, pattern, ',');)
      for (std::string& name : layersMatching(network, pattern)) rules.ties.back().push_back(std::move(name));
    if (rules.ties.back().size() < 2)
      throw UsageError(text("--tie '", patterns, "' names ", rules.ties.back().size(), " layer, expected several"));
  }
  return rules;
}

// "128,512,all" in rising cost; "512:2" is 512 images after two epochs of training.
std::vector<Task> parseTasks(const std::string& written) {
  if (written.empty()) return {Task{}};
  std::vector<Task> tasks;
  std::stringstream parts(written);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t colon = part.find(':');
    const std::string images = part.substr(0, colon);
    try {
      Task task;
      std::size_t used = 0;
      task.images = images == "all" ? 0 : std::stoll(images, &used);
      if (images != "all" && (used != images.size() || task.images < 1)) throw std::invalid_argument(images);
      if (colon != std::string::npos) task.epochs = std::stoi(part.substr(colon + 1));
      tasks.push_back(task);
    } catch (const std::exception&) {
      throw UsageError(text("'", part, "' is not a task, expected a number of images such as 512, or all"));
    }
  }
  return tasks;
}

// Runs the job on this thread and shows its snapshots as progress.
void runWithProgress(SearchJob& job, const CommandContext& context) {
  std::jthread watcher([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      if (const auto snapshot = job.runner().snapshots().take())
        report(context.progress, text(snapshot->method, " trial"), snapshot->topEvaluations(), snapshot->trials);
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  });
  const auto last = job.runner().run(context.stop);
  watcher.request_stop();
  watcher.join();
  printNotices(last->notices);
  if (last->state == SearchState::Failed) throw Error(last->failure);
}

// The session to continue or to fork.
std::optional<Session> origin(const SearchOptions& options, const CommandContext& context) {
  if (!options.fork.empty() && std::filesystem::exists(options.fork))
    throw UsageError(text("cannot fork into '", options.fork, "': the file already exists; --session ", options.fork,
                          " continues it"));
  if (!std::filesystem::exists(options.session)) {
    if (!options.fork.empty()) throw UsageError(text("cannot fork '", options.session, "': there is no such file"));
    if (options.remeasure)
      throw UsageError(text("cannot measure '", options.session, "' again: there is no such file"));
    return {};
  }
  std::optional<Session> session = Session::openForReading(options.session, context.stop);
  if (options.remeasure)
    printNotices(session->notices());
  else
    noteSession(*session);
  return session;
}

// The measurements are in the session, if it was created.
std::string interruptionOf(const SearchOptions& options) {
  const std::string& path = options.fork.empty() ? options.session : options.fork;
  if (!std::filesystem::exists(path)) return "interrupted before anything was measured";
  return text("interrupted; the measurements are saved in '", path, "', and ",
              options.fork.empty() ? std::string("the same command") : text("'search --session ", path, "'"),
              " continues it");
}

// The session's settings apply where the command line gives none.
StudySettings studySettings(const SearchOptions& options, const CLI::App& command,
                            const std::optional<Session>& before) {
  StudySettings settings;
  if (before) settings = studySettingsOf(*before);
  const auto given = [&](const char* option) { return command.count(option) > 0; };
  if (before && !given("network")) checkPlace(*before, "network", before->settings().networkPath);
  if (before && !given("--data")) checkPlace(*before, "data", before->settings().dataPath);
  if (!before || given("network")) settings.networkPath = options.network;
  if (!before || given("--data")) {
    settings.dataPath = options.data.path();
    settings.preprocessing = options.data.preprocessing();
    if (before && !given("--images")) settings.images = 0;
  }
  if (settings.networkPath.empty()) throw UsageError("no network given, expected a network or a session to continue");
  if (settings.dataPath.empty()) throw UsageError("a search needs images to measure plans on: name them with --data");
  if (const auto preprocessing = options.data.preprocessing()) settings.preprocessing = preprocessing;
  if (!before || given("--train") || given("--calibration")) {
    settings.trainPath = options.train;
    settings.calibrationPath = options.calibration;
  }
  if (!options.metric.empty()) settings.metric = metricFromName(options.metric);
  if (!before || given("--equalize")) settings.equalize = options.equalize;
  if (!before || given("--images")) settings.images = options.images;
  // A fork may search with another seed, but must use the same images.
  if (!before || (given("--seed") && options.fork.empty())) settings.seed = options.seed;
  if (options.splitSeed) settings.seed = *options.splitSeed;
  settings.imageCacheBytes = options.data.cacheBytes();
  settings.device = options.data.device();
  settings.head = options.data.head();
  settings.command = options.data.judge();
  settings.threads = std::max(1u, std::thread::hardware_concurrency() / static_cast<unsigned>(options.workers));
  return settings;
}

// Removes a name from a list; returns whether it was there.
bool takeName(std::string& names, const std::string& name) {
  std::stringstream parts(names);
  std::string others;
  bool found = false;
  for (std::string part; std::getline(parts, part, ',');) {
    if (part == name)
      found = true;
    else
      others += text(others.empty() ? "" : ",", part);
  }
  names = others;
  return found;
}

// From --methods and the options of schemes; by default, or with --methods auto, the schemes with the least predicted
// damage.
void setSchemes(SearchRequest& request, const SearchOptions& options, Study& study, const CommandContext& context) {
  std::string named = options.methods;
  SchemeOptions scheme = options.scheme;
  scheme.setTarget(targetProfile(request.target), request.activation);
  const bool automatic = takeName(named, automaticMethod);
  if (automatic && options.scheme.given())
    throw UsageError(text("--methods ", automaticMethod,
                          " chooses the whole scheme: leave out its options, or "
                          "name methods"));
  if (automatic || (options.methods.empty() && !options.scheme.given())) {
    chooseMethods(request, study, context.stop, context.progress);
    if (!named.empty())
      addContenders(request, study, scheme.quantizations(methodsFromText(named)), context.stop, context.progress);
    return;
  }
  const std::vector<Quantization> schemes =
      scheme.quantizations(methodsFromText(options.methods.empty() ? "uniform" : options.methods));
  request.scheme = schemes.front();
  request.others.assign(schemes.begin() + 1, schemes.end());
  request.choices.clear();
  request.automatic = false;
}

// Only kernels for whole numbers make a plan faster, and these take quantized inputs: what a new search that trades or
// limits latency gets, as far as its options do not say otherwise.
void setIntegers(SearchRequest& request, const SearchOptions& options) {
  if (!request.needs(Cost::Latency)) return;
  std::string chosen;
  if (!options.target.given()) {
    request.target = Target::Ort;
    chosen = text("--target ", targetName(request.target));
  }
  if (!options.activation.given() && quantizeInputsForLatency(request))
    chosen += text(chosen.empty() ? "" : " ", "--activation-bits ", request.activation.bits);
  if (!chosen.empty()) printNotices({text("only integer kernels change the latency, so the search has ", chosen)});
}

SearchRequest searchRequest(const SearchOptions& options, const CLI::App& command, const std::optional<Session>& before,
                            Study& study, const CommandContext& context) {
  SearchRequest request;
  if (before) request = requestOf(*before);
  request.activations.clear();  // determined again by the search
  const auto given = [&](const char* option) { return command.count(option) > 0; };
  request.sessionPath = options.fork.empty() ? options.session : options.fork;
  if (!options.fork.empty()) request.forkOf = options.session;
  if (!before || given("--method")) request.search.method = options.method;
  if (!before || given("--tasks")) request.search.tasks = parseTasks(options.tasks);
  if (!before || given("--cheap")) request.search.cheap = cheapObservationFromName(options.cheap);
  if (!before || given("--trials")) request.search.trials = options.trials;
  if (!before || given("--seed")) request.search.seed = options.seed;
  if (!before || given("--look-ahead") || !options.fork.empty()) request.lookAhead = options.lookAhead;
  if (!before || options.target.given()) request.target = options.target.profile().target;
  if (!before || given("--cost")) request.cost = costFromName(options.cost);
  if (!before || given("--at-most")) request.limits = limitsOf(options.atMost);
  if (!before || options.activation.given()) {
    request.activation = options.activation.request();
    request.inputs.clear();
  }
  if (!before) setIntegers(request, options);
  const TargetProfile& target = targetProfile(request.target);
  if (!before || options.activation.given()) request.activation = fitted(target, request.activation);
  if (!before || given("--bits")) {
    request.widths = widthsFromText(options.bits);
    if (given("--bits"))
      for (const int bits : request.widths) checkWidth(target, "--bits", bits, request.wantsActivations());
    else
      request.widths = widthsFor(target, request.widths, request.wantsActivations());
  }
  if (!before || given("--train")) request.trainPath = options.train;
  if (!before || given("--device")) request.training.device = foundDevice(options.data.device());
  const bool rules = given("--lock") || given("--min") || given("--max") || given("--tie") || given("--tie-residual");
  if (!before || rules) request.rules = rulesOf(options, *study.network());
  if (!before || given("--methods") || options.scheme.given()) setSchemes(request, options, study, context);
  if (!before || given("--count-activations")) request.countActivations = options.countActivations;
  if (given("--latency-table") || (request.needs(Cost::Latency) && !request.latency))
    request.latency = latencyTableOf(options.latencyTable, study.settings().networkPath, *study.network());
  request.workers = options.workers;
  request.where = options.where.place(options.workers);
  setParallel(request, !before || !options.fork.empty());
  request.minutes = options.minutes;
  request.remeasure = options.remeasure;
  return request;
}

// Refuses a budget that no plan can meet before anything but the float network is measured.
void checkBudget(const Budget& budget, Study& study, const SearchRequest& request, const CommandContext& context) {
  if (!budget.limits.empty()) {
    SearchSpace space = study.foreseenSpace(request);
    space.limits.insert(space.limits.end(), budget.limits.begin(), budget.limits.end());
    space.limits = tightest(std::move(space.limits));
    checkReachable(space);
  }
  if (!budget.accuracy) return;
  const Score whole = study.floatScore(StudyPart::Search, context.stop, context.progress);
  budget.written.check(whole.metric);
  // Two standard errors allow for the choice of images.
  const double tolerance = 2 * std::sqrt(whole.accuracy * (1 - whole.accuracy) / static_cast<double>(whole.images));
  if (*budget.accuracy > whole.accuracy + tolerance)
    throw UsageError(text("no plan will reach ", namedQuality(whole.metric, *budget.accuracy),
                          ": the float network itself has ", qualityText(whole)));
}

// Continues or creates the session and shows the front.
void runSearch(const SearchOptions& options, const CLI::App& command, const CommandContext& context) {
  const Budget budget = options.budget.budget();
  std::optional<Session> before = origin(options, context);
  const auto study = openStudy(studySettings(options, command, before), context);
  const SearchRequest request = searchRequest(options, command, before, *study, context);
  before.reset();  // the search opens it again
  const std::optional<TrainingSettings> training =
      request.where.kind == WorkPlace::Kind::Here ? std::nullopt : workerTraining(request, *study);
  const auto workers = options.where.begin(*study, options.workers, training, request.sessionPath, context);
  checkBudget(budget, *study, request, context);
  const auto job = study->prepareSearch(request, context.stop, context.progress,
                                        [](const SearchEstimate& expected) { printNotices({expected.sentence()}); });
  printNotices(study->dataNotices());
  printNotices(job->notices());
  // Computed when the job was prepared, so that this costs nothing.
  const Score unchanged =
      study->searchEvaluator().evaluate(floatPlan(study->network()->layers.size()), Task{}, context.stop);
  if (unchanged.metric == Metric::Accuracy)
    if (const auto advice = advisePreprocessing(*study, unchanged.accuracy, context.stop, context.progress))
      printNotices({advice->sentence});
  runWithProgress(*job, context);
  if (context.stop.stop_requested()) throw Cancelled();
  const FrontAnswer found = answer(*job->session(), budget, context.stop);
  if (context.json)
    std::cout << frontDocument(found).dump(1) << '\n';
  else
    printFront(found);
}

}  // namespace

Run addSearch(CLI::App& app) {
  auto* command = app.add_subcommand(
      "search", "search bit-widths per layer; with an existing session: continue it with its settings");
  const auto options = std::make_shared<SearchOptions>();
  addNetwork(*command, options->network, "network", "; not needed for an existing session");
  options->data.add(*command, false);
  command->add_option("--session", options->session, "the session file to create or continue")->required();
  command->add_option("--fork", options->fork,
                      "create a new session that starts from the measurements of --session, with other settings");
  command
      ->add_flag("--remeasure", options->remeasure,
                 "first measure everything in the session again: the float network, sensitivities, every evaluation")
      ->excludes("--fork");
  options->budget.add(*command, nullptr, BudgetOptions::AtMost::Elsewhere);
  command->add_option("--cost", options->cost, "what is traded for accuracy: " + alternatives(costNames()))
      ->capture_default_str();
  addAtMost(*command, options->atMost, "no plan of the search costs more than this; several limits hold at once");
  addLatencyTable(*command, options->latencyTable);
  command->add_option("--method", options->method, "one of " + joined(searchMethodNames()))->capture_default_str();
  command
      ->add_option("--trials", options->trials,
                   "total evaluations on all images, including finished ones; those of cheap tasks come on top")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--minutes", options->minutes, "stop after this many minutes")->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "seed of splits and proposals")->capture_default_str();
  command->add_option("--split-seed", options->splitSeed,
                      "another seed for the split of --data into parts (default: that of --seed)");
  command
      ->add_option("--bits", options->bits,
                   "bit-widths that a layer may have, such as 2-8, 2,4,8 or 2-8,16 (16: half floats)")
      ->capture_default_str();
  command
      ->add_option(
          "--lock", options->locks,
          "LAYER=BITS: fix a layer's bit-width, also 16 or 32; * and ? in the name match any text and any character")
      ->expected(1)
      ->take_all();
  command->add_option("--min", options->minima, "LAYER=BITS: minimum bits of a layer")->expected(1)->take_all();
  command->add_option("--max", options->maxima, "LAYER=BITS: maximum bits of a layer")->expected(1)->take_all();
  command
      ->add_option("--tie", options->ties, "LAYERS: layers that share one bit-width, such as 'layer1.*' or conv1,conv2")
      ->expected(1)
      ->take_all();
  command->add_flag("--tie-residual", options->residual, "layers whose outputs are added share one bit-width");
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--tasks", options->tasks,
                      "numbers of images in rising cost, such as 128,512,all; the last one counts (default: all)");
  command->add_option("--cheap", options->cheap, "what cheap tasks observe: " + alternatives(cheapObservationNames()))
      ->capture_default_str();
  command->add_option("--train", options->train, "images the network was trained on; also used for calibration");
  command->add_option("--calibration", options->calibration, "images to calibrate on");
  command->add_option("--workers", options->workers, "parallel evaluations; the trials are the same for any number")
      ->capture_default_str()
      ->check(CLI::Range(1, mostSearchWorkers));
  options->where.addIsolate(*command);
  options->where.addRemote(*command);
  addMetric(*command, options->metric);
  command
      ->add_option("--look-ahead", options->lookAhead,
                   "trials proposed before the first of them is known (default: number of workers, at least 2). "
                   "A session keeps its value, and more workers than that are idle")
      ->check(CLI::Range(1, 1024));
  command->add_option("--methods", options->methods,
                      "methods that compete in every layer, such as uniform,pwlq; auto (the default): for every "
                      "layer and width the one with the least predicted damage in the bytes of uniform (uniform if "
                      "only its options are given); "
                      "auto,pwlq,dsconv: also these, where they promise more for their bytes");
  command->add_flag("--count-activations", options->countActivations,
                    "memory is the network plus the peak memory of activations");
  addEqualize(*command, options->equalize);
  options->scheme.add(*command, SchemeOptions::Choice::Own);
  options->activation.add(*command);
  options->target.add(*command);
  return [options, command](const CommandContext& context) {
    try {
      runSearch(*options, *command, context);
    } catch (const Cancelled&) {
      if (context.interruption) *context.interruption = interruptionOf(*options);
      throw;
    }
  };
}

}  // namespace bitprism
