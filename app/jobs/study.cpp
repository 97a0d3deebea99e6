#include "app/jobs/study.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

#include "app/jobs/front_report.h"
#include "app/jobs/training_images.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/example_images.h"
#include "core/quant/equalization.h"
#include "core/torch/input_moments_collector.h"
#include "core/torch/network_reader.h"
#include "core/torch/slot_shapes.h"

namespace bitprism {
namespace {

constexpr std::int64_t maximumCalibrationImages = 512;

Json toJson(const std::vector<Task>& tasks) {
  Json list = Json::array();
  for (const Task& task : tasks) list.push_back({{"images", task.images}, {"epochs", task.epochs}});
  return list;
}

// Everything that decides which trials a search makes and what they measure, but not how many.
Json identity(const SearchRequest& request, const StudySettings& settings, const ImageSet& images) {
  Json json = {{"method", request.search.method},
               {"seed", request.search.seed},
               {"tasks", toJson(request.search.tasks)},
               {"scheme", toJson(request.scheme)},
               {"widths", request.widths},
               {"rules", bitprism::toJson(request.rules)},
               {"activation", bitprism::toJson(request.activation)},
               {"cheap", cheapObservationName(request.search.cheap)},
               {"look_ahead", request.lookAhead},
               {"split_seed", settings.seed},
               {"images", images.count()},
               {"calibration", !settings.calibrationPath.empty() ? settings.calibrationPath : settings.trainPath}};
  if (settings.equalize) json["equalize"] = true;
  if (request.countActivations) json["count_activations"] = true;
  if (trains(request.search.tasks)) {
    json["training"] = bitprism::toJson(request.training);
    json["train"] = request.trainPath;
  }
  if (!request.others.empty()) {
    Json others = Json::array();
    for (const QuantScheme& scheme : request.others) others.push_back(bitprism::toJson(scheme));
    json["others"] = std::move(others);
  }
  if (!request.inputs.empty()) {
    Json inputs = Json::array();
    for (const ActivationRequest& input : request.inputs) inputs.push_back(bitprism::toJson(input));
    json["inputs"] = std::move(inputs);
  }
  return json;
}

// The first key in which two settings differ, with both values.
std::string difference(const Json& stored, const Json& asked) {
  for (const auto& [key, value] : stored.items())
    if (!asked.contains(key) || asked[key] != value)
      return text("'", key, "' was ", value.dump(), ", now ",
                  asked.contains(key) ? asked[key].dump() : std::string("absent"));
  return "settings were added";
}

bool sameSpace(const SearchSpace& a, const SearchSpace& b) {
  if (a.scheme != b.scheme || a.others != b.others || a.activations != b.activations ||
      a.layers.size() != b.layers.size())
    return false;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].widths != b.layers[l].widths) return false;
  return true;
}

}  // namespace

bool SearchRequest::wantsActivations() const {
  return activation.wanted() || std::any_of(inputs.begin(), inputs.end(), [](const auto& i) { return i.wanted(); });
}

std::vector<ActivationRequest> SearchRequest::inputsOf(std::size_t layers) const {
  return inputs.empty() ? std::vector<ActivationRequest>(layers, activation) : inputs;
}

QuantPlan SearchRequest::plan(const BitAllocation& bits) const {
  return SearchSpace{.scheme = scheme, .others = others, .activations = activations}.plan(bits);
}

std::optional<BitAllocation> SearchRequest::choicesOf(const QuantPlan& plan) const {
  return SearchSpace{.scheme = scheme, .others = others}.choicesOf(plan);
}

SearchRequest requestOf(const Session& session) {
  const std::string& source = session.path();
  const Json& search = session.settings().search;
  SearchRequest request;
  request.sessionPath = source;
  request.search.method = stringMember(search, "method", source);
  request.search.seed = static_cast<std::uint64_t>(integerMember(search, "seed", source));
  request.search.tasks = tasksOf(session);
  request.scheme = schemeFromJson(member(search, "scheme", source));
  if (search.contains("others")) {
    if (!search["others"].is_array()) throw InputError(text("cannot read '", source, "': 'others' is no list"));
    for (const Json& other : search["others"]) request.others.push_back(schemeFromJson(other));
  }
  if (search.contains("training")) {
    request.training = trainingFromJson(search["training"], source);
    request.trainPath = stringMember(search, "train", source);
  }
  request.countActivations = search.contains("count_activations") && search["count_activations"] == true;
  request.equalized = search.contains("equalize") && search["equalize"] == true;
  try {
    request.search.cheap = cheapObservationFromName(stringMember(search, "cheap", source));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  request.lookAhead = static_cast<int>(integerMember(search, "look_ahead", source));
  const Json& widths = member(search, "widths", source);
  request.widths.clear();
  if (widths.is_array())
    for (const Json& bits : widths)
      if (bits.is_number_integer() && bitsExist(bits.get<int>())) request.widths.push_back(bits.get<int>());
  if (request.widths.empty() || request.widths.size() != widths.size())
    throw InputError(text("cannot read '", source, "': 'widths' is no list of bit-widths"));
  request.rules = spaceRulesFromJson(member(search, "rules", source), source);
  request.activation = activationRequestFromJson(member(search, "activation", source), source);
  if (search.contains("inputs")) {
    if (!search["inputs"].is_array()) throw InputError(text("cannot read '", source, "': 'inputs' is no list"));
    for (const Json& input : search["inputs"]) request.inputs.push_back(activationRequestFromJson(input, source));
  }
  if (const auto stored = session.value("activations"); stored && request.wantsActivations())
    request.activations = activationsByBitsFromJson(*stored, source);
  return request;
}

std::vector<Task> tasksOf(const Session& session) {
  const std::string& source = session.path();
  const Json& stored = member(session.settings().search, "tasks", source);
  if (!stored.is_array() || stored.empty()) throw InputError(text("cannot read '", source, "': 'tasks' is no list"));
  std::vector<Task> tasks;
  for (const Json& task : stored)
    tasks.push_back({integerMember(task, "images", source), static_cast<int>(integerMember(task, "epochs", source))});
  return tasks;
}

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
  ReadOptions options;
  const bool data = !settings.dataPath.empty();
  const std::string& shown = data ? settings.dataPath : settings.calibrationPath;
  if (!shown.empty()) {
    report(progress, "reading images", 0, 0);
    const std::int64_t most = settings.images > 0 ? settings.images : -1;
    study->images_ = openImages(shown, data ? most : maximumCalibrationImages);
    options.inputShape = study->imageShape(shown);
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

// What the images tell of a network's input where its file leaves it open: channels, height, width; empty when they
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
  const Shape& shape = network_->program.inputs.at(0).shape;
  const ImageSize input = shape.size() == 4 ? ImageSize{shape[1], shape[2], shape[3]} : ImageSize{};
  preprocessing_ = suitedTo(preprocessing_, images_, input, dataNotices_);
  images_ = fitted(images_, preprocessing_, settings_.imageCacheBytes);
}

// Images of their own for calibration; none: they are split off the data.
ImageSet Study::calibrationImages() const {
  const std::string& path = !settings_.calibrationPath.empty() ? settings_.calibrationPath : settings_.trainPath;
  if (path.empty())
    return settings_.dataPath == "example" ? drawExampleImages(ExamplePart::Calibration, exampleCalibrationCount)
                                           : ImageSet();
  if (path == "example") return drawExampleImages(ExamplePart::Calibration, exampleCalibrationCount);
  return fitted(openImages(path, maximumCalibrationImages), preprocessing_, settings_.imageCacheBytes);
}

AccuracyEvaluator& Study::build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images) {
  if (images.count() == 0) throw UsageError("no images are open, so nothing can be measured: name them with --data");
  const std::lock_guard lock(buildMutex_);
  if (!evaluator)
    evaluator =
        std::make_unique<AccuracyEvaluator>(network_, images, preprocessing_, settings_.threads, settings_.metric);
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
  return build(calibration_, calibrationImages_);
}

SearchSpace Study::space(const SearchRequest& request) const {
  SearchSpace space = searchSpace(*network_, request.scheme, request.widths, request.rules, request.others);
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
  activationCalibration_.reset();
  inputsCalibrated_ = false;
}

void Study::calibrateInputsFor(std::span<const QuantScheme> schemes, std::stop_token stop, const Progress& progress) {
  const std::optional<std::string> who = needsInputs(schemes);
  if (!who) return;
  if (!canCalibrate())
    throw UsageError(text(*who, " needs calibration images: give --data or --calibration"));
  calibrateInputs(stop, progress);
}

Sensitivity Study::sensitivity(const SearchSpace& space, std::stop_token stop, const Progress& progress) {
  for (const auto& [known, values] : sensitivities_)
    if (sameSpace(known, space)) return values;
  Sensitivity measured = measureSensitivity(space, calibrationEvaluator(), Task{}, stop, progress);
  sensitivities_.emplace_back(space, measured);
  return measured;
}

std::unique_ptr<SearchJob> Study::prepareSearch(SearchRequest request, std::stop_token stop, const Progress& progress) {
  if (request.trainPath.empty()) request.trainPath = settings_.trainPath;
  if (trains(request.search.tasks) && request.trainPath.empty())
    throw UsageError(
        text("task '", taskName(request.search.tasks.back()), "' needs images to train on: name them with --train"));
  SearchSpace space = this->space(request);
  checkSearch(request.search, space);
  auto job = std::make_unique<SearchJob>();
  const bool goesOn = !request.sessionPath.empty() && std::filesystem::exists(request.sessionPath);
  if (goesOn) job->session_.emplace(Session::open(request.sessionPath));
  if (request.lookAhead <= 0)
    request.lookAhead = goesOn ? requestOf(*job->session_).lookAhead : std::max(2, request.workers);
  const Json asked = identity(request, settings_, images_);
  std::vector<Evaluation> finished;
  if (!request.sessionPath.empty()) {
    if (goesOn) {
      const SessionSettings& stored = job->session_->settings();
      if (stored.networkHash != network_->hash)
        throw InputError(text("session '", request.sessionPath, "' belongs to another network ('", stored.networkName,
                              "'), not to '", network_->name, "'"));
      if (stored.preprocessing != bitprism::toJson(preprocessing_) || stored.dataName != images_.name)
        throw InputError(text("session '", request.sessionPath,
                              "' was made with other images or another preprocessing ('", stored.dataName, "')"));
      if (stored.search != asked)
        throw UsageError(text("session '", request.sessionPath,
                              "' was made with other settings: ", difference(stored.search, asked)));
      finished = job->session_->evaluations();
    } else {
      SessionSettings fresh;
      fresh.networkPath = settings_.networkPath;
      fresh.networkName = network_->name;
      fresh.networkHash = network_->hash;
      fresh.dataPath = settings_.dataPath;
      fresh.dataName = images_.name;
      fresh.preprocessing = bitprism::toJson(preprocessing_);
      fresh.search = asked;
      job->session_.emplace(Session::create(request.sessionPath, fresh));
    }
  }

  std::vector<QuantScheme> schemes;
  for (const auto& layer : space.layers)
    for (const int choice : layer.widths) schemes.push_back(space.schemeOf(choice));
  calibrateInputsFor(schemes, stop, progress);

  std::shared_ptr<PlanTraining> training;
  if (trains(request.search.tasks)) training = planTraining(request.training, request.trainPath);

  report(progress, "measuring the float network", 0, 0);
  const QuantPlan unchanged = floatPlan(network_->layers.size());
  const Score floatScore = searchEvaluator().evaluate(unchanged, Task{}, stop, progress);
  const Score floatReport = reportEvaluator().evaluate(unchanged, Task{}, stop, progress);

  if (request.wantsActivations()) {
    if (!request.inputs.empty() && request.inputs.size() != network_->layers.size())
      throw UsageError(text("a search with inputs of ", request.inputs.size(), " layers, '", network_->name, "' has ",
                            network_->layers.size()));
    const std::vector<ActivationRequest> inputs = request.inputsOf(network_->layers.size());
    const std::optional<Json> stored = job->session_ ? job->session_->value("activations") : std::nullopt;
    request.activations = stored ? activationsByBitsFromJson(*stored, request.sessionPath)
                                 : activationsByBits(inputs, activationCalibration(stop, progress));
    if (request.activations.size() != network_->layers.size())
      throw InputError(text("session '", request.sessionPath, "' has activations of ", request.activations.size(),
                            " layers, expected ", network_->layers.size()));
    if (job->session_ && !stored) job->session_->setValue("activations", bitprism::toJson(request.activations));
    space = this->space(request);
  }

  Sensitivity table;
  if (needsSensitivity(request.search.method, space)) {
    const std::optional<Sensitivity> stored = job->session_ ? job->session_->sensitivity() : std::nullopt;
    table = stored ? *stored : sensitivity(space, stop, progress);
    if (job->session_ && !stored) job->session_->setSensitivity(table);
  }

  QuantScheme eight = request.scheme;
  eight.bits = 8;
  const std::int64_t floatPeak = request.countActivations ? activationMemory()->peak({}) : 0;
  const std::int64_t reference = modelSize(*network_, uniformPlan(network_->layers.size(), eight)).total() + floatPeak;
  const std::int64_t unquantized = floatBytes(*network_) + floatPeak;
  // An output that is no class score, or no segmentation, is worth nothing at 0 dB.
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
  }

  SearchRunSettings run;
  run.search = request.search;
  run.search.chanceAccuracy = chance;
  run.search.floatAccuracy = floatScore.accuracy;
  run.search.referenceBytes = reference;
  run.space = space;
  run.workers = request.workers;
  run.lookAhead = request.lookAhead;
  run.maximumSeconds = request.minutes * 60;
  run.reference = {chance, static_cast<double>(reference), floatScore.accuracy};
  run.floatAccuracy = floatScore.accuracy;
  run.floatBytes = unquantized;
  job->space_ = space;
  SearchJob* raw = job.get();
  Evaluator *search = &searchEvaluator(), *reporter = &reportEvaluator();
  if (training) {
    job->search_ = std::make_unique<TrainingEvaluator>(searchEvaluator(), training);
    job->report_ = std::make_unique<TrainingEvaluator>(reportEvaluator(), training);
    search = job->search_.get();
    reporter = job->report_.get();
  }
  job->runner_ =
      std::make_unique<SearchRunner>(run, table, *search, reporter, finished, [raw](const Evaluation& evaluation) {
        if (raw->session_) raw->session_->addEvaluation(evaluation);
      });
  return job;
}

std::shared_ptr<PlanTraining> Study::planTraining(TrainingSettings settings, const std::string& path) {
  const ImageSet images = trainingImages(*this, path, 0);
  settings.objective = images.labelled() ? TrainingObjective::Labels : TrainingObjective::Distillation;
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
