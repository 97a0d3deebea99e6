#include "app/workflow/search_preparation.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/front_report.h"
#include "app/workflow/integer_plan.h"
#include "app/workflow/remeasuring.h"
#include "app/workflow/session_costs.h"
#include "app/workflow/session_difference.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/limited_plans.h"

namespace bitprism {
namespace {

// "the float score, 12 of 88 sensitivities and 3 evaluations".
std::string listed(const std::vector<std::string>& things) {
  std::string result;
  for (std::size_t i = 0; i < things.size(); ++i)
    result += (i == 0 ? "" : i + 1 == things.size() ? " and " : ", ") + things[i];
  return result;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return count == 1 ? text("one ", one) : text(count, ' ', many);
}

}  // namespace

std::unique_ptr<SearchJob> SearchPreparation::run(const std::function<void(const SearchEstimate&)>& expected) {
  chooseMethods();
  space_ = study_.space(request_);
  checkSearch(request_.search, space_);
  checkLimits();
  openSession();
  inheritFork();
  createSession();
  finished_ = session() ? session()->evaluations() : std::move(inheritance_.evaluations);
  study_.calibrateInputsFor(schemesIn(space_), stop_, progress_);
  if (trains(request_.search.tasks)) training_ = study_.planTraining(request_.training, request_.trainPath);
  measureFloat();
  if (request_.wantsActivations()) quantizeActivations();
  checkReachable(space_);
  job_->request_ = request_;
  takeSensitivities();
  beginSegment();
  tellEstimate(expected);
  if (goesOn_ && !again_) noteWhatIsKnown();
  if (needsTable_) measureSensitivities();
  findReference();
  if (session()) keepInSession();
  buildRunner();
  return std::move(job_);
}

void SearchPreparation::chooseMethods() {
  if (request_.trainPath.empty()) request_.trainPath = study_.settings_.trainPath;
  if (trains(request_.search.tasks) && request_.trainPath.empty())
    throw UsageError(
        text("task '", taskName(request_.search.tasks.back()), "' needs images to train on: name them with --train"));
  goesOn_ = !request_.sessionPath.empty() && std::filesystem::exists(request_.sessionPath);
  if (request_.automatic && request_.choices.empty() && goesOn_) {
    // The choices of a session are kept.
    const SearchRequest before = requestOf(Session::openForReading(request_.sessionPath, stop_));
    if (before.automatic)
      std::tie(request_.scheme, request_.others, request_.choices) =
          std::tie(before.scheme, before.others, before.choices);
  }
  if (request_.automatic && request_.choices.empty()) bitprism::chooseMethods(request_, study_, stop_, progress_);
}

// Before anything is measured: the ranges of inputs are still unknown, but not their bits.
void SearchPreparation::checkLimits() const {
  if (!request_.limits.empty()) checkReachable(study_.foreseenSpace(request_));
}

void SearchPreparation::openSession() {
  if (goesOn_ && !request_.forkOf.empty())
    throw UsageError(text("cannot fork into '", request_.sessionPath, "': the file already exists"));
  if (goesOn_) job_->session_.emplace(Session::open(request_.sessionPath, stop_));
  if (request_.lookAhead <= 0)
    request_.lookAhead = goesOn_ ? requestOf(*session()).lookAhead : std::max(2, request_.workers);
  if (!goesOn_) return;
  if (!request_.latency) request_.latency = requestOf(*session()).latency;
  try {
    study_.checkSession(*session(), request_);
  } catch (SettingsDiffer& difference) {
    describe(difference);
    throw;
  }
  again_ = beginRemeasuring(*session(), request_.remeasure);
  if (!again_) return;
  study_.sensitivities_.clear();
  study_.measured_.values.clear();
}

// The alternatives for the session.
void SearchPreparation::describe(SettingsDiffer& difference) {
  difference.asked = request_;
  difference.stored = requestOf(*session());
  try {
    inherit(*session(), study_.sessionSettings(request_), study_.searchEvaluator().metric());
  } catch (const Error& problem) {
    difference.forkProblem = problem.what();
  }
}

void SearchPreparation::inheritFork() {
  fresh_ = study_.sessionSettings(request_);
  if (request_.forkOf.empty()) return;
  inheritance_ = inherit(Session::openForReading(request_.forkOf), fresh_, study_.searchEvaluator().metric());
  fresh_.search["inherited"] = inheritance_.evaluations.size();
  const std::size_t all = inheritance_.evaluations.size() + inheritance_.left;
  job_->notices_.push_back(text("starts with ", inheritance_.evaluations.size(), " of the ", all, " evaluations of '",
                                request_.forkOf, "'",
                                inheritance_.left > 0 ? "; the others belong to tasks that it does not have" : ""));
}

void SearchPreparation::createSession() {
  if (goesOn_ || request_.sessionPath.empty()) return;
  job_->session_.emplace(
      Session::create(request_.sessionPath, fresh_, {inheritance_.evaluations, inheritance_.measuredByOlder}));
  if (inheritance_.activations) session()->setValue("activations", *inheritance_.activations);
  if (inheritance_.integer) session()->setValue("integer_form", *inheritance_.integer);
}

void SearchPreparation::measureFloat() {
  const char* what = "measuring the float network";
  report(progress_, what, 0, 0);
  if (study_.measuresElsewhere() && !(session() && session()->value("float_scores")))
    for (const StudyPart part : {StudyPart::Search, StudyPart::Report}) study_.floatScore(part, stop_, progress_);
  floats_ = floatScores(session(), study_.network_->layers.size(), study_.searchEvaluator(), study_.reportEvaluator(),
                        stop_, [&](const ProgressStep& step) { report(progress_, what, step.done, step.total); });
  if (!session()) return;
  const std::optional<Json> stored = session()->value("float");
  const char* metric = metricName(floats_.search.metric);
  if (!stored || !stored->contains("metric") || (*stored)["metric"] == metric) return;
  SettingsDiffer difference(request_.sessionPath,
                            settingDifferences({{"metric", (*stored)["metric"]}}, {{"metric", metric}}));
  describe(difference);
  throw difference;
}

void SearchPreparation::quantizeActivations() {
  const std::size_t layers = study_.network_->layers.size();
  if (!request_.inputs.empty() && request_.inputs.size() != layers)
    throw UsageError(text("a search with inputs of ", request_.inputs.size(), " layers, '", study_.network_->name,
                          "' has ", layers));
  const std::vector<ActivationRequest> inputs = request_.inputsOf(layers);
  const std::optional<Json> stored = session() ? session()->value("activations") : inheritance_.activations;
  request_.activations = stored ? activationsByBitsFromJson(*stored, request_.sessionPath)
                                : activationsByBits(inputs, study_.activationCalibration(stop_, progress_));
  if (request_.activations.size() != layers)
    throw InputError(text("session '", request_.sessionPath, "' has activations of ", request_.activations.size(),
                          " layers, expected ", layers));
  const std::optional<Json> form = session() ? session()->value("integer_form") : inheritance_.integer;
  if (form)
    request_.integer = integerFormFromJson(*form, request_.sessionPath);
  else if (!stored)
    shareIntegerForm(inputs);
  if (session() && !stored) session()->setValue("activations", bitprism::toJson(request_.activations));
  if (session() && !form && !request_.integer.empty())
    session()->setValue("integer_form", bitprism::toJson(request_.integer));
  space_ = study_.space(request_);
}

// One integer form for all plans, that of the plan with the widest codes everywhere: it rounds whatever stands between
// layers in any of them, and front points are exported as they were measured.
void SearchPreparation::shareIntegerForm(const std::vector<ActivationRequest>& inputs) {
  if (!targetProfile(request_.target).integers) return;
  if (trains(request_.search.tasks))
    throw UsageError(text("--target ", targetName(request_.target),
                          ": tasks that train have no integer form, which it needs; search without training"));
  const SearchSpace space = study_.space(request_);
  PlanChoice widest;
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    LayerChoice choice = layer.widest();
    for (const LayerChoice& each : layer.widths)
      if (each.bits <= maximumBits) choice = each;
    widest.push_back(choice);
  }
  const auto wanted = std::find_if(inputs.begin(), inputs.end(), [](const auto& input) { return input.wanted(); });
  const QuantPlan plan = withIntegerForm(study_, space.plan(widest), wanted->options, stop_, progress_);
  request_.integer = plan.integer;
  // Layers read the tensors' own grids where these have their bits.
  for (std::size_t l = 0; l < plan.activations.size(); ++l)
    for (auto& [bits, scheme] : request_.activations[l])
      if (!scheme.isFloat() && scheme.bits == plan.activations[l].bits) scheme = plan.activations[l];
}

// Those of the session and of the one it was forked from, so that none is measured twice.
void SearchPreparation::takeSensitivities() {
  if (session()) {
    segments_ = segmentsOf(*session());
    for (RawSensitivity& one : session()->rawSensitivities()) inheritance_.raw.push_back(std::move(one));
  }
  for (RawSensitivity& one : inheritance_.raw)
    study_.measured_.values.insert_or_assign({one.layer, one.choice}, std::move(one));
  if (again_) {
    for (SearchSegment& segment : segments_)
      if (!segment.sensitivity.kl.empty())
        segment.sensitivity = study_.sensitivity(segment.space, *job_, stop_, progress_);
    if (!segments_.empty()) session()->setSegments(segments_);
  }
  std::vector<KnownSensitivity>& known = study_.sensitivities_;
  for (const SearchSegment& segment : segments_)
    if (!segment.sensitivity.kl.empty()) known.emplace_back(segment.space, segment.sensitivity);
  known.insert(known.end(), inheritance_.sensitivities.begin(), inheritance_.sensitivities.end());
}

// Rules may have changed since the session's last segment began.
void SearchPreparation::beginSegment() {
  segment_ = {.rules = request_.rules, .space = space_};
  same_ = !segments_.empty() && segments_.back().rules == request_.rules;
  const Json& identity = session() ? session()->settings().search : fresh_.search;
  if (same_)
    segment_.firstTrial = segments_.back().firstTrial;
  else if (!segments_.empty())
    segment_.firstTrial = finished_.empty() ? 0 : finished_.back().trial + 1;
  else if (identity.contains("inherited"))
    segment_.firstTrial = static_cast<int>(integerMember(identity, "inherited", request_.sessionPath));
  needsTable_ = needsSensitivity(request_.search.method, space_);
  if (same_ && !segments_.back().sensitivity.kl.empty())
    storedTable_ = segments_.back().sensitivity;
  else if (session() && segments_.empty() && !again_)
    storedTable_ = session()->sensitivity();
}

std::size_t SearchPreparation::unknownNow() const {
  return storedTable_ ? 0 : unknownSensitivities(space_, study_.sensitivities_, study_.measured_);
}

void SearchPreparation::tellEstimate(const std::function<void(const SearchEstimate&)>& expected) const {
  const std::optional<MeasuringCosts> costs = study_.measuringCosts();
  if (!costs || !expected) return;
  const auto last = static_cast<int>(request_.search.tasks.size());
  const auto done = std::count_if(finished_.begin(), finished_.end(),
                                  [&](const Evaluation& evaluation) { return evaluation.taskIndex + 1 == last; });
  expected(estimateSearch(request_.search, request_.search.trials - (again_ ? 0 : static_cast<int>(done)),
                          needsTable_ ? unknownNow() : 0, std::min(request_.workers, request_.lookAhead), *costs));
}

void SearchPreparation::noteWhatIsKnown() {
  std::vector<std::string> things;
  if (floats_.known) things.emplace_back("the float score");
  if (needsTable_)
    if (const std::size_t all = unknownSensitivities(space_, {}), open = unknownNow(); open < all)
      things.push_back(open == 0 ? counted(all, "sensitivity", "sensitivities")
                                 : text(all - open, " of ", all, " sensitivities"));
  if (!finished_.empty()) things.push_back(counted(finished_.size(), "evaluation", "evaluations"));
  if (!things.empty())
    job_->notices_.push_back(text("continues with what '", request_.sessionPath, "' has: ", listed(things)));
}

void SearchPreparation::measureSensitivities() {
  segment_.sensitivity = storedTable_ ? *storedTable_ : study_.sensitivity(space_, *job_, stop_, progress_);
  if (session() && segments_.empty() && !storedTable_) session()->setSensitivity(segment_.sensitivity);
}

// The references for points of the front: the float network, 8 bits everywhere, and guessing.
void SearchPreparation::findReference() {
  const Network& network = *study_.network_;
  const QuantScheme eight = request_.scheme.at(8);
  const std::int64_t floatPeak = request_.countActivations ? study_.activationMemory()->peak({}) : 0;
  referenceSize_ = modelSize(network, uniformPlan(network.layers.size(), eight)).total() + floatPeak;
  floatSize_ = floatBytes(network) + floatPeak;
  referenceCost_ = referenceSize_;
  if (request_.cost != Cost::Memory) {
    referenceCost_ = study_.costs(request_).costOf(request_.cost, request_.plan(PlanChoice(network.layers.size(), 8)));
    const auto [least, most] = space_.reachable(request_.cost);
    if (referenceCost_ <= least) referenceCost_ = most + 1;  // 8 bits cost as little as any: every plan counts
  }
  // Without class scores or segmentation, the worst quality is 0 dB.
  const Metric metric = floats_.search.metric;
  const double classes = static_cast<double>(std::max<std::int64_t>(1, study_.searchEvaluator().classes()));
  if (answersClasses(metric)) chance_ = (metric == Metric::Top5 ? std::min(5.0, classes) : 1.0) / classes;
  if (metric == Metric::Binary || metric == Metric::Hamming) chance_ = 0.5;
}

void SearchPreparation::keepInSession() {
  Json measured = {
      {"accuracy", floats_.search.accuracy}, {"report_accuracy", floats_.report.accuracy},  {"bytes", floatSize_},
      {"reference_bytes", referenceSize_},   {"metric", metricName(floats_.search.metric)}, {"chance", chance_}};
  if (request_.cost != Cost::Memory) measured["reference_cost"] = referenceCost_;
  session()->setValue("float", measured);
  session()->setValue("costs", bitprism::toJson(study_.costs(request_)));
  session()->setValue("trials", request_.search.trials);
  if (!same_) session()->addSegment(segment_);
}

void SearchPreparation::measureAgain(Evaluator& search, Evaluator& report) {
  const Remeasured came = remeasureEvaluations(
      *session(), [&](const PlanChoice& bits) { return request_.plan(bits); }, search, report, stop_, progress_);
  finished_ = session()->evaluations();
  job_->notices_.push_back(
      text("measured again: ", counted(static_cast<std::size_t>(came.evaluations), "evaluation", "evaluations"),
           ", of which ", came.changed, " differ from before"));
}

void SearchPreparation::buildRunner() {
  Evaluator *search = &study_.planEvaluator(StudyPart::Search), *report = &study_.planEvaluator(StudyPart::Report);
  if (training_ && !study_.measuresElsewhere()) {
    if (session()) training_->keepStates(request_.sessionPath + ".training-");
    job_->search_ = std::make_unique<TrainingEvaluator>(study_.searchEvaluator(), training_);
    job_->report_ = std::make_unique<TrainingEvaluator>(study_.reportEvaluator(), training_);
    search = job_->search_.get();
    report = job_->report_.get();
  }
  if (again_) measureAgain(*search, *report);
  if (request_.cost != Cost::Memory)
    for (Evaluation& evaluation : finished_)
      evaluation.axisCost = study_.costs(request_).costOf(request_.cost, request_.plan(evaluation.bits));

  SearchRunSettings run;
  run.search = request_.search;
  run.search.chanceAccuracy = chance_;
  run.search.floatAccuracy = floats_.search.accuracy;
  run.search.referenceCost = referenceCost_;
  run.space = space_;
  run.firstTrial = segment_.firstTrial;
  run.workers = request_.workers;
  run.lookAhead = request_.lookAhead;
  run.maximumSeconds = request_.minutes * 60;
  run.reference = {chance_, static_cast<double>(referenceCost_), floats_.search.accuracy};
  run.floatAccuracy = floats_.search.accuracy;
  run.floatBytes = floatSize_;
  job_->space_ = space_;
  job_->sensitivity_ = segment_.sensitivity;
  job_->runner_ =
      std::make_unique<SearchRunner>(run, segment_.sensitivity, *search, report, finished_,
                                     [job = job_.get(), training = training_](const Evaluation& evaluation) {
                                       const std::lock_guard lock(job->sessionMutex_);
                                       if (!job->session_) return;
                                       job->session_->addEvaluation(evaluation);
                                       if (training && evaluation.task.epochs > 0)
                                         training->dropState(job->request_.plan(evaluation.bits), evaluation.task);
                                     });
}

}  // namespace bitprism
