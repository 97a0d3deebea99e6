#include "app/workflow/study.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <tuple>
#include <utility>

#include "app/example/example_images.h"
#include "app/workflow/automatic_methods.h"
#include "app/workflow/front_report.h"
#include "app/workflow/kept_measurements.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/remeasuring.h"
#include "app/workflow/search_fork.h"
#include "app/workflow/training_images.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/image_input.h"
#include "core/quant/methods/equalization.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/measure/input_moments_collector.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

constexpr std::int64_t maximumCalibrationImages = 512;

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

Network equalizedWithNotice(Network network) {
  Equalization result = equalized(network);
  std::vector<std::string> notices = std::move(network.notices);
  notices.push_back(result.pairs.empty() ? std::string("no two layers could be equalized")
                                         : text("equalized ", result.pairs.size(), " pairs of layers"));
  result.network.notices = std::move(notices);
  return std::move(result.network);
}

std::unique_ptr<Study> Study::open(const StudySettings& settings, std::stop_token stop, const Progress& progress) {
  auto study = std::make_unique<Study>();
  study->settings_ = settings;
  ReadOptions options = settings.reading;
  options.stop = stop;
  const bool data = !settings.dataPath.empty();
  const std::string& shown = data ? settings.dataPath : settings.calibrationPath;
  if (!shown.empty()) {
    report(progress, "reading images", 0, 0);
    const std::int64_t most = settings.images > 0 ? settings.images : -1;
    study->images_ = openImages(shown, data ? most : maximumCalibrationImages);
    const Shape ofImages = study->imageShape(shown);
    if (options.inputShape.empty()) options.inputShape = ofImages;
  }
  if (stop.stop_requested()) throw Cancelled();
  report(progress, "reading the network", 0, 0);
  Network network = readNetwork(settings.networkPath, options);
  if (settings.equalize) {
    network = equalizedWithNotice(std::move(network));
    study->dataNotices_.push_back(network.notices.back());
  }
  study->network_ = std::make_shared<const Network>(std::move(network));
  if (stop.stop_requested()) throw Cancelled();
  if (!study->hasData()) {
    if (settings.preprocessing) study->preprocessing_ = *settings.preprocessing;
    return study;
  }
  study->prepareImages();
  if (!data) {
    study->calibrationImages_ = std::exchange(study->images_, ImageSet());
    return study;
  }
  study->calibrationImages_ = study->calibrationImages();
  const bool own = study->calibrationImages_.count() > 0;
  const Splits splits = splitImages(study->images_.count(), settings.seed, !own);
  study->searchImages_ = subset(study->images_, splits.search);
  study->reportImages_ = subset(study->images_, splits.report);
  if (!own) study->calibrationImages_ = subset(study->images_, splits.calibration);
  return study;
}

// The input shape according to the images, for files that leave it open: channels, height, width; empty when they
// differ in size.
Shape Study::imageShape(const std::string& path) {
  dataNotices_ = images_.notices;
  preprocessing_ =
      settings_.preprocessing ? *settings_.preprocessing : standardPreprocessing(path, images_, dataNotices_);
  const std::optional<ImageSize> size = fittedSize(images_, preprocessing_);
  return size ? Shape{size->channels, size->height, size->width} : Shape{};
}

// Brings the images to the size that the network takes.
void Study::prepareImages() {
  const ImageInput input = imageInput(network_->program).value_or(ImageInput());
  preprocessing_ = suitedTo(preprocessing_, images_, {input.channels, input.height, input.width}, dataNotices_);
  images_ = fitted(images_, preprocessing_, settings_.imageCacheBytes);
  if (images_.labelled() && !settings_.metric && !givesClassScores(network_->program))
    dataNotices_.push_back(text("the labels of '", images_.name, "' are not used: '", network_->name,
                                "' does not give one number per class and image, so plans are measured by the ",
                                metricTitle(Metric::Sqnr), " against float"));
}

// Whether the first output has exactly one number per class and image.
bool Study::givesClassScores(const Program& program) {
  const std::vector<SlotForm> forms = slotForms(program);
  for (const int output : program.outputs) {
    const SlotForm& form = forms[static_cast<std::size_t>(output)];
    if (form.kind != InputKind::Float) continue;
    const std::int64_t rows = std::max<std::int64_t>(1, fixedBatch(program));
    return form.shape.size() >= 2 && form.shape[1] > 1 && elementCount(form.shape) == rows * form.shape[1];
  }
  return false;
}

// Separate images for calibration; none: they are split from the data.
ImageSet Study::calibrationImages() const {
  const std::string& path = !settings_.calibrationPath.empty() ? settings_.calibrationPath : settings_.trainPath;
  if (path.empty())
    return settings_.dataPath == "example" ? drawExampleImages(ExamplePart::Calibration, exampleCalibrationCount)
                                           : ImageSet();
  if (path == "example") return drawExampleImages(ExamplePart::Calibration, exampleCalibrationCount);
  return fitted(openImages(path, maximumCalibrationImages), preprocessing_, settings_.imageCacheBytes);
}

AccuracyEvaluator& Study::build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images) {
  return build(evaluator, images, settings_.metric);
}

AccuracyEvaluator& Study::build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images,
                                std::optional<Metric> metric) {
  if (images.count() == 0) throw UsageError("there are no images to measure on: name them with --data");
  const std::lock_guard lock(buildMutex_);
  if (!evaluator)
    evaluator = std::make_unique<AccuracyEvaluator>(network_, images, preprocessing_, settings_.threads, metric,
                                                    settings_.device);
  return *evaluator;
}

AccuracyEvaluator& Study::evaluator() {
  return build(all_, images_);
}
AccuracyEvaluator& Study::searchEvaluator() {
  return build(search_, searchImages_);
}
AccuracyEvaluator& Study::reportEvaluator() {
  return build(report_, reportImages_);
}
AccuracyEvaluator& Study::calibrationEvaluator() {
  // Calibration never uses labels.
  ImageSet images = calibrationImages_;
  images.labels.clear();
  const std::optional<Metric> wanted = settings_.metric;
  const bool needsLabels = wanted == Metric::Accuracy || (wanted == Metric::MeanIou && !images.masks);
  return build(calibration_, images, needsLabels ? std::nullopt : wanted);
}

SearchSpace Study::space(const SearchRequest& request) const {
  SearchSpace space =
      searchSpace(*network_, request.scheme, request.widths, request.rules, request.others, request.choices);
  setActivations(space, *network_, request.activations);
  if (request.countActivations) countActivations(space, activationMemory());
  return space;
}

std::shared_ptr<const ActivationMemory> Study::activationMemory() const {
  const std::shared_ptr<const Network> network = this->network();
  return std::make_shared<const ActivationMemory>(network, slotShapes(network->program));
}

const ActivationCalibration& Study::activationCalibration(std::stop_token stop, const Progress& progress) {
  if (!activationCalibration_)
    activationCalibration_ =
        std::make_shared<const ActivationCalibration>(calibrationEvaluator().calibrateActivations(stop, progress));
  return *activationCalibration_;
}

void Study::calibrateInputs(std::stop_token stop, const Progress& progress) {
  if (inputsCalibrated_) return;
  std::shared_ptr<const Network> informed =
      withInputMoments(*network_, calibrationEvaluator().inputMoments(stop, progress));
  for (const Layer& layer : informed->layers)
    if (const std::string reason = reasonWithoutMoments(layer); !reason.empty()) dataNotices_.push_back(reason);
  const std::lock_guard lock(buildMutex_);
  for (auto* evaluator : {&all_, &search_, &report_, &calibration_})
    if (*evaluator) former_.push_back(std::move(*evaluator));
  network_ = std::move(informed);
  inputsCalibrated_ = true;
}

void Study::useNetwork(std::shared_ptr<const Network> network) {
  const std::lock_guard lock(buildMutex_);
  for (auto* evaluator : {&all_, &search_, &report_, &calibration_})
    if (*evaluator) former_.push_back(std::move(*evaluator));
  network_ = std::move(network);
  sensitivities_.clear();
  measured_.values.clear();
  activationCalibration_.reset();
  inputsCalibrated_ = false;
}

void Study::calibrateInputsFor(std::span<const QuantScheme> schemes, std::stop_token stop, const Progress& progress) {
  const std::optional<std::string> who = needsInputs(schemes);
  if (!who) return;
  if (!canCalibrate()) throw UsageError(text(*who, " needs calibration images: give --data or --calibration"));
  calibrateInputs(stop, progress);
}

Sensitivity Study::sensitivity(const SearchSpace& space, std::stop_token stop, const Progress& progress,
                               std::vector<std::string>* notices) {
  return measureSensitivity(space, calibrationEvaluator(), Task{}, stop, progress, sensitivities_, &measured_, notices);
}

// The same, saving each value in the job's session as it arrives.
Sensitivity Study::sensitivity(const SearchSpace& space, SearchJob& job, std::stop_token stop,
                               const Progress& progress) {
  SensitivityKeeper keeper(job.session_ ? &*job.session_ : nullptr, job.sessionMutex_);
  keeper.addKnown(space, measured_);
  measured_.measured = [&](const RawSensitivity& one) { keeper.add(one); };
  const auto forget = [&] { measured_.measured = nullptr; };
  try {
    Sensitivity table = sensitivity(space, stop, progress, &job.notices_);
    forget();
    keeper.flush();
    return table;
  } catch (const Cancelled&) {
    forget();
    keeper.flush();
    throw;
  } catch (...) {
    forget();
    throw;
  }
}

std::optional<MeasuringCosts> Study::measuringCosts() {
  if (!hasData()) return {};
  const std::optional<double> seconds = searchEvaluator().secondsPerImage();
  if (!seconds) return {};
  return MeasuringCosts{*seconds, searchImages_.count(), reportImages_.count(), calibrationImages_.count()};
}

// The settings of the session.
SessionSettings Study::sessionSettings(const SearchRequest& request) const {
  SessionSettings settings;
  settings.networkPath = absolutePath(settings_.networkPath);
  settings.networkName = network_->name;
  settings.networkHash = network_->hash;
  settings.dataPath = absolutePath(settings_.dataPath);
  settings.dataName = images_.name;
  settings.preprocessing = bitprism::toJson(preprocessing_);
  settings.search = identityOf(request, settings_, images_.count());
  settings.places = placesFrom({{"network", settings_.networkPath},
                                {"data", settings_.dataPath},
                                {"calibration", settings.search.at("calibration").get<std::string>()},
                                {"train", request.trainPath}},
                               request.sessionPath);
  return settings;
}

// Throws unless the session belongs to this network, these images and, except for new rules, this request.
void Study::checkSession(const Session& session, const SearchRequest& request) const {
  const SessionSettings &stored = session.settings(), asked = sessionSettings(request);
  if (stored.networkHash != asked.networkHash)
    throw InputError(text("session '", session.path(), "' belongs to another network ('", stored.networkName,
                          "'), not to '", asked.networkName, "'"));
  if (stored.preprocessing != asked.preprocessing || stored.dataName != asked.dataName)
    throw InputError(text("session '", session.path(), "' was made with other images or another preprocessing ('",
                          stored.dataName, "')"));
  Json before = searchHere(session);
  before.erase("inherited");  // it was forked
  // Its rules may have changed since it was made.
  before["rules"] = request.newRules ? asked.search.at("rules") : bitprism::toJson(requestOf(session).rules);
  if (before != asked.search)
    throw UsageError(text("session '", session.path(), "' was made with other settings: ",
                          difference(before, asked.search), "; fork it to continue with other settings"));
}

std::unique_ptr<SearchJob> Study::prepareSearch(SearchRequest request, std::stop_token stop, const Progress& progress,
                                                const std::function<void(const SearchEstimate&)>& expected) {
  if (request.trainPath.empty()) request.trainPath = settings_.trainPath;
  if (trains(request.search.tasks) && request.trainPath.empty())
    throw UsageError(
        text("task '", taskName(request.search.tasks.back()), "' needs images to train on: name them with --train"));
  const bool goesOn = !request.sessionPath.empty() && std::filesystem::exists(request.sessionPath);
  if (request.automatic && request.choices.empty() && goesOn) {
    // The choices of a session are kept.
    const SearchRequest before = requestOf(Session::openForReading(request.sessionPath, stop));
    if (before.automatic)
      std::tie(request.scheme, request.others, request.choices) =
          std::tie(before.scheme, before.others, before.choices);
  }
  if (request.automatic && request.choices.empty()) chooseMethods(request, *this, stop, progress);
  SearchSpace space = this->space(request);
  checkSearch(request.search, space);
  auto job = std::make_unique<SearchJob>();
  if (goesOn && !request.forkOf.empty())
    throw UsageError(text("cannot fork into '", request.sessionPath, "': the file already exists"));
  if (goesOn) job->session_.emplace(Session::open(request.sessionPath, stop));
  if (request.lookAhead <= 0)
    request.lookAhead = goesOn ? requestOf(*job->session_).lookAhead : std::max(2, request.workers);
  if (goesOn) checkSession(*job->session_, request);
  const bool again = goesOn && beginRemeasuring(*job->session_, request.remeasure);
  if (again) {
    sensitivities_.clear();
    measured_.values.clear();
  }
  Inheritance inheritance;
  SessionSettings fresh = sessionSettings(request);
  if (!request.forkOf.empty()) {
    inheritance = inherit(Session::openForReading(request.forkOf), fresh, searchEvaluator().metric());
    fresh.search["inherited"] = inheritance.evaluations.size();
    const std::size_t all = inheritance.evaluations.size() + inheritance.left;
    job->notices_.push_back(text("starts with ", inheritance.evaluations.size(), " of the ", all, " evaluations of '",
                                 request.forkOf, "'",
                                 inheritance.left > 0 ? "; the others belong to tasks that it does not have" : ""));
  }
  if (!goesOn && !request.sessionPath.empty()) {
    job->session_.emplace(
        Session::create(request.sessionPath, fresh, {inheritance.evaluations, inheritance.measuredByOlder}));
    if (inheritance.activations) job->session_->setValue("activations", *inheritance.activations);
  }
  std::vector<Evaluation> finished = job->session_ ? job->session_->evaluations() : std::move(inheritance.evaluations);

  std::vector<QuantScheme> schemes;
  for (const auto& layer : space.layers)
    for (const int choice : layer.widths) schemes.push_back(space.schemeOf(choice));
  calibrateInputsFor(schemes, stop, progress);

  std::shared_ptr<PlanTraining> training;
  if (trains(request.search.tasks)) training = planTraining(request.training, request.trainPath);

  report(progress, "measuring the float network", 0, 0);
  const FloatScores floats = floatScores(job->session_ ? &*job->session_ : nullptr, network_->layers.size(),
                                         searchEvaluator(), reportEvaluator(), stop, progress);
  const Score &floatScore = floats.search, &floatReport = floats.report;
  if (job->session_)
    if (const auto stored = job->session_->value("float");
        stored && stored->contains("metric") && (*stored)["metric"] != metricName(floatScore.metric))
      throw UsageError(text("session '", request.sessionPath, "' was made with other settings: 'metric' was ",
                            (*stored)["metric"], ", now \"", metricName(floatScore.metric), "\""));

  if (request.wantsActivations()) {
    if (!request.inputs.empty() && request.inputs.size() != network_->layers.size())
      throw UsageError(text("a search with inputs of ", request.inputs.size(), " layers, '", network_->name, "' has ",
                            network_->layers.size()));
    const std::vector<ActivationRequest> inputs = request.inputsOf(network_->layers.size());
    const std::optional<Json> stored = job->session_ ? job->session_->value("activations") : inheritance.activations;
    request.activations = stored ? activationsByBitsFromJson(*stored, request.sessionPath)
                                 : activationsByBits(inputs, activationCalibration(stop, progress));
    if (request.activations.size() != network_->layers.size())
      throw InputError(text("session '", request.sessionPath, "' has activations of ", request.activations.size(),
                            " layers, expected ", network_->layers.size()));
    if (job->session_ && !stored) job->session_->setValue("activations", bitprism::toJson(request.activations));
    space = this->space(request);
  }
  job->request_ = request;

  std::vector<SearchSegment> segments = job->session_ ? segmentsOf(*job->session_) : std::vector<SearchSegment>();
  if (job->session_)
    for (RawSensitivity& one : job->session_->rawSensitivities()) inheritance.raw.push_back(std::move(one));
  for (RawSensitivity& one : inheritance.raw)
    measured_.values.insert_or_assign({one.layer, one.choice}, std::move(one));
  if (again) {
    for (SearchSegment& segment : segments)
      if (!segment.sensitivity.kl.empty()) segment.sensitivity = sensitivity(segment.space, *job, stop, progress);
    if (!segments.empty()) job->session_->setSegments(segments);
  }
  for (const SearchSegment& segment : segments)
    if (!segment.sensitivity.kl.empty()) sensitivities_.emplace_back(segment.space, segment.sensitivity);
  sensitivities_.insert(sensitivities_.end(), inheritance.sensitivities.begin(), inheritance.sensitivities.end());
  SearchSegment segment{.rules = request.rules, .space = space};
  const bool same = !segments.empty() && segments.back().rules == request.rules;
  const int next = finished.empty() ? 0 : finished.back().trial + 1;
  const Json& identity = job->session_ ? job->session_->settings().search : fresh.search;
  if (same)
    segment.firstTrial = segments.back().firstTrial;
  else if (!segments.empty())
    segment.firstTrial = next;
  else if (identity.contains("inherited"))
    segment.firstTrial = static_cast<int>(integerMember(identity, "inherited", request.sessionPath));

  const bool needsTable = needsSensitivity(request.search.method, space);
  const std::optional<Sensitivity> stored = same && !segments.back().sensitivity.kl.empty()
                                                ? std::optional(segments.back().sensitivity)
                                            : job->session_ && segments.empty() && !again ? job->session_->sensitivity()
                                                                                          : std::nullopt;
  if (const std::optional<MeasuringCosts> costs = measuringCosts(); costs && expected) {
    const int done = static_cast<int>(std::count_if(finished.begin(), finished.end(), [&](const Evaluation& e) {
      return e.taskIndex + 1 == static_cast<int>(request.search.tasks.size());
    }));
    const std::size_t unknown = needsTable && !stored ? unknownSensitivities(space, sensitivities_, measured_) : 0;
    expected(estimateSearch(request.search, request.search.trials - (again ? 0 : done), unknown,
                            std::min(request.workers, request.lookAhead), *costs));
  }
  if (goesOn && !again) {
    std::vector<std::string> things;
    if (floats.known) things.emplace_back("the float score");
    if (needsTable)
      if (const std::size_t all = unknownSensitivities(space, {}),
          open = stored ? 0 : unknownSensitivities(space, sensitivities_, measured_);
          open < all)
        things.push_back(open == 0 ? counted(all, "sensitivity", "sensitivities")
                                   : text(all - open, " of ", all, " sensitivities"));
    if (!finished.empty()) things.push_back(counted(finished.size(), "evaluation", "evaluations"));
    if (!things.empty())
      job->notices_.push_back(text("continues with what '", request.sessionPath, "' has: ", listed(things)));
  }
  if (needsTable) segment.sensitivity = stored ? *stored : sensitivity(space, *job, stop, progress);
  if (job->session_ && needsTable && segments.empty() && !stored) job->session_->setSensitivity(segment.sensitivity);

  QuantScheme eight = request.scheme;
  eight.bits = 8;
  const std::int64_t floatPeak = request.countActivations ? activationMemory()->peak({}) : 0;
  const std::int64_t reference = modelSize(*network_, uniformPlan(network_->layers.size(), eight)).total() + floatPeak;
  const std::int64_t unquantized = floatBytes(*network_) + floatPeak;
  // Without class scores or segmentation, the worst quality is 0 dB.
  const bool guessable = floatScore.metric == Metric::Accuracy || floatScore.metric == Metric::Agreement;
  const double chance =
      guessable ? 1.0 / static_cast<double>(std::max<std::int64_t>(1, searchEvaluator().classes())) : 0;
  if (job->session_) {
    job->session_->setValue("float", {{"accuracy", floatScore.accuracy},
                                      {"report_accuracy", floatReport.accuracy},
                                      {"bytes", unquantized},
                                      {"reference_bytes", reference},
                                      {"metric", metricName(floatScore.metric)},
                                      {"chance", chance}});
    job->session_->setValue("trials", request.search.trials);
    if (!same) job->session_->addSegment(segment);
  }

  SearchJob* raw = job.get();
  Evaluator *search = &searchEvaluator(), *reporter = &reportEvaluator();
  if (training) {
    if (job->session_) training->keepStates(request.sessionPath + ".training-");
    job->search_ = std::make_unique<TrainingEvaluator>(searchEvaluator(), training);
    job->report_ = std::make_unique<TrainingEvaluator>(reportEvaluator(), training);
    search = job->search_.get();
    reporter = job->report_.get();
  }
  if (again) {
    const Remeasured came = remeasureEvaluations(
        *job->session_, [&](const BitAllocation& bits) { return request.plan(bits); }, *search, *reporter, stop,
        progress);
    finished = job->session_->evaluations();
    job->notices_.push_back(
        text("measured again: ", counted(static_cast<std::size_t>(came.evaluations), "evaluation", "evaluations"),
             ", of which ", came.changed, " differ from before"));
  }

  SearchRunSettings run;
  run.search = request.search;
  run.search.chanceAccuracy = chance;
  run.search.floatAccuracy = floatScore.accuracy;
  run.search.referenceBytes = reference;
  run.space = space;
  run.firstTrial = segment.firstTrial;
  run.workers = request.workers;
  run.lookAhead = request.lookAhead;
  run.maximumSeconds = request.minutes * 60;
  run.reference = {chance, static_cast<double>(reference), floatScore.accuracy};
  run.floatAccuracy = floatScore.accuracy;
  run.floatBytes = unquantized;
  job->space_ = space;
  job->runner_ = std::make_unique<SearchRunner>(
      run, segment.sensitivity, *search, reporter, finished, [raw, training](const Evaluation& evaluation) {
        const std::lock_guard lock(raw->sessionMutex_);
        if (!raw->session_) return;
        raw->session_->addEvaluation(evaluation);
        if (training && evaluation.task.epochs > 0)
          training->dropState(raw->request_.plan(evaluation.bits), evaluation.task);
      });
  return job;
}

void Study::changeRules(SearchJob& job, const SpaceRules& rules, std::stop_token stop, const Progress& progress) {
  SearchRequest request = job.request_;
  request.rules = rules;
  SearchSegment segment{.rules = rules, .space = space(request)};
  std::vector<QuantScheme> schemes;
  for (const auto& layer : segment.space.layers)
    for (const int choice : layer.widths) schemes.push_back(segment.space.schemeOf(choice));
  if (needsInputs(schemes) && !inputsCalibrated_)
    throw UsageError(
        "the new rules need statistics of layer inputs, which this search did not measure; start a new one");
  if (needsSensitivity(request.search.method, segment.space))
    segment.sensitivity = sensitivity(segment.space, job, stop, progress);
  SearchJob* raw = &job;
  job.runner().changeSpace(segment.space, segment.sensitivity, [raw, segment](int firstTrial) mutable {
    segment.firstTrial = firstTrial;
    const std::lock_guard lock(raw->sessionMutex_);
    if (raw->session_) raw->session_->addSegment(segment);
  });
}

std::shared_ptr<PlanTraining> Study::planTraining(TrainingSettings settings, const std::string& path) {
  const ImageSet images = trainingImages(*this, path, 0);
  const bool classes = images.labelled() && givesClassScores(network_->program);
  settings.objective = classes ? TrainingObjective::Labels : TrainingObjective::Distillation;
  settings.threads = settings_.threads;
  return std::make_shared<PlanTraining>(network_, images, preprocessing_, settings);
}

TrainedPlan Study::measuredPlan(const Session& session, const Evaluation& evaluation, std::stop_token stop,
                                const Progress& progress) {
  const QuantPlan plan = planOf(session, evaluation);
  if (evaluation.task.epochs == 0) return {network_, plan};
  const SearchRequest request = requestOf(session);
  return planTraining(request.training, request.trainPath)->trained(plan, evaluation.task, stop, progress);
}

}  // namespace bitprism
