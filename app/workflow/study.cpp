#include "app/workflow/study.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <thread>
#include <tuple>
#include <utility>

#include "app/example/example_images.h"
#include "app/workflow/automatic_methods.h"
#include "app/workflow/front_report.h"
#include "app/workflow/kept_measurements.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/search_preparation.h"
#include "app/workflow/session_costs.h"
#include "app/workflow/session_difference.h"
#include "app/workflow/target_limits.h"
#include "app/workflow/training_images.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/network/image_input.h"
#include "core/quant/methods/equalization.h"
#include "core/search/limited_plans.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/input_moments_collector.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

constexpr std::int64_t maximumCalibrationImages = 512;
constexpr std::uint64_t calibrationStream = 1;                                        // of made images
constexpr const char* studyPartNames[] = {"all", "search", "report", "calibration"};  // by the enum's numbers

}  // namespace

const char* studyPartName(StudyPart part) {
  return studyPartNames[static_cast<std::size_t>(part)];
}

StudyPart studyPartFromName(const std::string& name) {
  for (std::size_t i = 0; i < std::size(studyPartNames); ++i)
    if (name == studyPartNames[i]) return static_cast<StudyPart>(i);
  throw UsageError(
      text("unknown part of the images '", echoed(name), "', expected all, search, report or calibration"));
}

Network equalizedWithNotice(Network network) {
  Equalization result = equalized(network);
  std::vector<std::string> notices = std::move(network.notices);
  notices.push_back(result.pairs.empty() ? std::string("no two layers could be equalized")
                                         : text("equalized ", result.pairs.size(), " pairs of layers"));
  result.network.notices = std::move(notices);
  return std::move(result.network);
}

std::unique_ptr<Study> Study::open(const StudySettings& settings, std::stop_token stop, const Progress& progress,
                                   std::shared_ptr<const Network> network) {
  auto study = std::make_unique<Study>();
  study->settings_ = settings;
  if (settings.command && !settings.metric) study->settings_.metric = Metric::Command;
  ReadOptions options = settings.reading;
  options.stop = stop;
  options.weights = settings.weightsPath;
  const bool data = !settings.dataPath.empty();
  const std::string& shown = data ? settings.dataPath : settings.calibrationPath;
  const std::optional<MadeImagesName> made = madeImagesName(shown);
  if (!shown.empty() && !made) {
    report(progress, "reading images", 0, 0);
    const std::int64_t most = settings.images > 0 ? settings.images : -1;
    study->images_ = openImages(shown, data ? most : maximumCalibrationImages);
    const Shape ofImages = study->imageShape(shown);
    if (options.inputShape.empty()) options.inputShape = ofImages;
  }
  if (stop.stop_requested()) throw Cancelled();
  report(progress, "reading the network", 0, 0);
  if (!network) {
    Network read = readNetwork(settings.networkPath, options);
    if (!shown.empty()) requireGraph(read, text("use the images of '", shown, "' with"));
    if (settings.equalize) read = equalizedWithNotice(std::move(read));
    network = std::make_shared<const Network>(std::move(read));
  }
  if (settings.equalize && !network->notices.empty()) study->dataNotices_.push_back(network->notices.back());
  study->network_ = std::move(network);
  study->openedHash_ = study->network_->hash;
  if (stop.stop_requested()) throw Cancelled();
  if (made) study->useMadeImages(made->count, stop, progress);
  if (!study->hasData()) {
    if (settings.preprocessing) study->preprocessing_ = *settings.preprocessing;
    return study;
  }
  study->prepareImages();
  if (!data) {
    study->calibrationImages_ = std::exchange(study->images_, ImageSet());
    return study;
  }
  study->calibrationImages_ = study->calibrationImages(stop, progress);
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

// Images made from the network instead of any that were taken.
void Study::useMadeImages(std::int64_t count, const std::stop_token& stop, const Progress& progress) {
  MadeImages made = madeImages(count > 0 ? count : settings_.images, 0, stop, progress);
  images_ = std::move(made.images);
  preprocessing_ = std::move(made.preprocessing);
  dataNotices_.push_back(made.notice);
  dataNotices_.emplace_back(
      "What is measured on made images is how alike the plans and float answer, not how often they are right: it "
      "orders plans and finds those that break, but it is no accuracy.");
  // tests/accuracy/made_images.cpp, figures in docs/measurements.md.
  dataNotices_.push_back(text("How near it comes was measured on ",
                              made.norms > 0 ? "three networks for pictures of 32 x 32"
                                             : "four networks, for pictures of 32 x 32 and 224 x 224",
                              ": of two plans of a size, the one chosen on images like these was up to ",
                              made.norms > 0 ? "0.9" : "1.8",
                              " points less accurate than the one chosen on real images at the size of 4 "
                              "bits or more, and up to ",
                              made.norms > 0 ? "14.8" : "17.0", " points at that of 3 bits."));
}

MadeImages Study::madeImages(std::int64_t count, std::uint64_t stream, std::stop_token stop,
                             const Progress& progress) const {
  MadeImagesSettings how;
  how.count = count;
  how.seed = settings_.seed + (stream << 32);
  how.threads = settings_.threads;
  how.preprocessing = settings_.preprocessing;
  // Those beside other images are seen as the others are.
  if (!how.preprocessing && hasData() && !images_.made) how.preprocessing = preprocessing_;
  how.device = foundDevice(settings_.device);
  return makeImages(*network(), how, std::move(stop), progress);
}

// Resizes the images to the network's input size.
void Study::prepareImages() {
  const ImageInput input = imageInput(network_->program).value_or(ImageInput());
  preprocessing_ =
      adaptedPreprocessing(preprocessing_, images_, {input.channels, input.height, input.width}, dataNotices_);
  images_ = fitted(images_, preprocessing_, settings_.imageCacheBytes);
  if (settings_.command && settings_.metric == Metric::Command)
    dataNotices_.push_back(text("plans are measured by '", settings_.command->program, "': ", settings_.command->name));
  if (images_.labelled() && !settings_.metric && images_.classes > 2 && !givesClassScores(network_->program))
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
ImageSet Study::calibrationImages(const std::stop_token& stop, const Progress& progress) const {
  const std::string& path = !settings_.calibrationPath.empty() ? settings_.calibrationPath : settings_.trainPath;
  if (path.empty())
    return settings_.dataPath == "example" ? exampleImages(ExamplePart::Calibration, exampleCalibrationCount)
                                           : ImageSet();
  if (const auto made = madeImagesName(path)) return madeImages(made->count, calibrationStream, stop, progress).images;
  if (images_.made && !settings_.preprocessing)
    throw UsageError(text("'", path, "' beside made images needs the preprocessing that the network was trained with, ",
                          "expected --mean and --std"));
  if (path == "example") return exampleImages(ExamplePart::Calibration, exampleCalibrationCount);
  return fitted(openImages(path, maximumCalibrationImages), preprocessing_, settings_.imageCacheBytes);
}

AccuracyEvaluator& Study::build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images) {
  return build(evaluator, images, settings_.metric);
}

AccuracyEvaluator& Study::build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images,
                                std::optional<Metric> metric) {
  requireGraph(*network_, "run");
  if (images.count() == 0) throw UsageError("there are no images to measure on: name them with --data");
  const std::lock_guard lock(buildMutex_);
  if (!evaluator) {
    evaluator = std::make_unique<AccuracyEvaluator>(network_, images, preprocessing_, settings_.threads, metric,
                                                    settings_.device, settings_.command, settings_.head);
    if (!calibration_.empty()) evaluator->setCalibration(calibration_);
  }
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
  images.classSets = nullptr;
  images.boxes = nullptr;
  std::optional<Metric> wanted = settings_.metric;
  if (wanted && needsLabels(*wanted) && !(wanted == Metric::MeanIou && images.masks)) wanted = std::nullopt;
  // Made images may calibrate for others, and others for made ones.
  if (wanted && isMade(*wanted) && !images.made) wanted = std::nullopt;
  return build(calibrating_, images, wanted);
}

AccuracyEvaluator& Study::evaluatorOf(StudyPart part) {
  switch (part) {
    case StudyPart::Search:
      return searchEvaluator();
    case StudyPart::Report:
      return reportEvaluator();
    case StudyPart::Calibration:
      return calibrationEvaluator();
    case StudyPart::All:
      break;
  }
  return evaluator();
}

void Study::measureElsewhere(const MeasureByWorker& measure, int parallel) {
  for (const StudyPart part : {StudyPart::All, StudyPart::Search, StudyPart::Report, StudyPart::Calibration})
    elsewhere_[part] = std::make_unique<WorkerEvaluator>(network_, studyPartName(part), measure, parallel);
}

Evaluator& Study::planEvaluator(StudyPart part) {
  if (elsewhere_.empty()) return evaluatorOf(part);
  return *elsewhere_.at(part);
}

Score Study::floatScore(StudyPart part, std::stop_token stop, const Progress& progress) {
  const QuantPlan unchanged = floatPlan(network_->layers.size());
  if (elsewhere_.empty()) return evaluatorOf(part).evaluate(unchanged, Task{}, stop, progress);
  const auto start = std::chrono::steady_clock::now();
  const Score score = planEvaluator(part).evaluate(unchanged, Task{}, stop, progress);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  evaluatorOf(part).recall(unchanged, Task{}, score,
                           seconds / static_cast<double>(std::max<std::int64_t>(1, score.images)));
  return score;
}

SearchSpace Study::space(const SearchRequest& request) const {
  SearchSpace space =
      searchSpace(*network_, request.scheme, request.widths, request.rules, request.others, request.choices);
  limitSpace(space, targetProfile(request.target), *network_, request.inputsOf(network_->layers.size()));
  space.integer = request.integer;  // decides which inputs are quantized
  setActivations(space, *network_, request.activations);
  if (request.countActivations) countActivations(space, activationMemory());
  if (request.needs(Cost::Latency) && !request.latency)
    throw UsageError(text("a search with ", request.cost == Cost::Latency ? "the cost latency" : "a limit on latency",
                          " needs a latency table of '", network_->name,
                          "': ", latencyTableAdvice(settings_.networkPath)));
  setCosts(space, costs(request));
  space.limits = request.limits;
  setAxis(space, request.cost);
  return space;
}

SearchSpace Study::foreseenSpace(SearchRequest request) const {
  const std::size_t layers = network_->layers.size();
  if (request.activations.empty() && request.wantsActivations() &&
      (request.inputs.empty() || request.inputs.size() == layers))
    request.activations = foreseenActivations(request.inputsOf(layers), *network_);
  // That there is an integer form decides what is quantized and how fast it is; its ranges do not.
  if (request.integer.empty() && request.wantsActivations() && targetProfile(request.target).integers)
    request.integer.tensors = {{0, activationScheme(maximumBits, 0, 1, false, ActivationRange::MinMax)}};
  return space(request);
}

NetworkCosts Study::costs(const SearchRequest& request) const {
  const std::shared_ptr<const Network> network = this->network();
  {
    const std::lock_guard lock(buildMutex_);
    if (!macs_.empty()) return {macs_, request.latency};
  }
  NetworkCosts found = networkCosts(*network, request.latency);
  const std::lock_guard lock(buildMutex_);
  macs_ = found.macs;
  return found;
}

std::shared_ptr<const ActivationMemory> Study::activationMemory() const {
  const std::shared_ptr<const Network> network = this->network();
  requireGraph(*network, "count the activations of");
  return std::make_shared<const ActivationMemory>(network, slotShapes(network->program));
}

const ActivationCalibration& Study::activationCalibration(std::stop_token stop, const Progress& progress) {
  if (!activationCalibration_)
    activationCalibration_ =
        std::make_shared<const ActivationCalibration>(calibrationEvaluator().calibrateActivations(stop, progress));
  return *activationCalibration_;
}

const Study::CalibrationHalves& Study::calibrationHalves(std::stop_token stop, const Progress& progress) {
  if (calibrationHalves_[0] || calibrationImages_.count() < 2) return calibrationHalves_;
  CalibrationHalves found;
  for (std::size_t half = 0; half < found.size(); ++half) {
    std::vector<std::int64_t> own;
    for (std::int64_t i = static_cast<std::int64_t>(half); i < calibrationImages_.count(); i += 2) own.push_back(i);
    ImageSet images = subset(calibrationImages_, own);
    images.labels.clear();
    const AccuracyEvaluator evaluator(network(), images, preprocessing_, settings_.threads, {}, settings_.device);
    found[half] = std::make_shared<const ActivationCalibration>(evaluator.calibrateActivations(stop, progress));
  }
  calibrationHalves_ = std::move(found);
  return calibrationHalves_;
}

void Study::calibrateInputs(std::stop_token stop, const Progress& progress) {
  if (!calibration_.empty()) return;
  Calibration found = calibrationEvaluator().calibrateInputs(stop, progress);
  for (const Layer& layer : network_->layers)
    if (const std::string reason = reasonWithoutMoments(layer); !reason.empty()) dataNotices_.push_back(reason);
  const std::lock_guard lock(buildMutex_);
  calibration_ = std::move(found);
  for (auto* evaluator : {&all_, &search_, &report_, &calibrating_})
    if (*evaluator) (*evaluator)->setCalibration(calibration_);
}

void Study::calibrateInputsFor(std::span<const QuantScheme> schemes, std::stop_token stop, const Progress& progress) {
  const std::optional<std::string> who = needsInputs(schemes);
  if (!who) return;
  requireGraph(*network_, text("collect the layer inputs that ", *who, " needs from"));
  if (!canCalibrate()) throw UsageError(text(*who, " needs calibration images: give --data or --calibration"));
  calibrateInputs(stop, progress);
}

void Study::useNetwork(std::shared_ptr<const Network> network, Calibration calibration) {
  const std::lock_guard lock(buildMutex_);
  for (auto* evaluator : {&all_, &search_, &report_, &calibrating_})
    if (*evaluator) former_.push_back(std::move(*evaluator));
  network_ = std::move(network);
  elsewhere_.clear();
  calibration_ = std::move(calibration);
  sensitivities_.clear();
  measured_.values.clear();
  activationCalibration_.reset();
  calibrationHalves_ = {};
}

Sensitivity Study::sensitivity(const SearchSpace& space, std::stop_token stop, const Progress& progress,
                               std::vector<std::string>* notices) {
  return measureSensitivity(space, planEvaluator(StudyPart::Calibration), Task{}, stop, progress,
                            {.tables = sensitivities_, .memory = &measured_, .notices = notices});
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
  std::map<std::string, std::string> places = {{"network", settings_.networkPath},
                                               {"data", settings_.dataPath},
                                               {"calibration", settings.search.at("calibration").get<std::string>()},
                                               {"train", request.trainPath}};
  if (!settings_.weightsPath.empty()) places.emplace("weights", settings_.weightsPath);
  settings.places = placesFrom(places, request.sessionPath);
  return settings;
}

// The measurements of these weights on these images with the same split.
void Study::recall(const Session& session) {
  const SessionSettings& stored = session.settings();
  if (!hasData() || stored.networkHash != network_->hash || stored.dataName != images_.name ||
      stored.preprocessing != bitprism::toJson(preprocessing_) || session.measuredByOlder())
    return;
  const Json before = searchHere(session), now = identityOf({}, settings_, images_.count());
  for (const char* key : {"split_seed", "images", "calibration", "equalize"})
    if (before.value(key, Json()) != now.value(key, Json())) return;
  recallFloatScores(session, network_->layers.size(), searchEvaluator(), reportEvaluator());
  for (RawSensitivity& one : session.rawSensitivities())
    measured_.values.insert_or_assign({one.layer, one.choice}, std::move(one));
  for (SearchSegment& segment : segmentsOf(session))
    if (!segment.sensitivity.kl.empty())
      sensitivities_.emplace_back(std::move(segment.space), std::move(segment.sensitivity));
}

// Throws unless the session belongs to this network, these images and, except for new rules, this request.
void Study::checkSession(const Session& session, const SearchRequest& request) const {
  const SessionSettings& stored = session.settings();
  SessionSettings asked = sessionSettings(request);
  if (stored.networkHash != asked.networkHash)
    throw InputError(text("session '", session.path(), "' belongs to another network ('", stored.networkName,
                          "'), not to '", asked.networkName, "'"));
  if (stored.preprocessing != asked.preprocessing || stored.dataName != asked.dataName)
    throw InputError(text("session '", session.path(), "' was made with other images or another preprocessing ('",
                          stored.dataName, "')"));
  Json before = searchHere(session);
  before.erase("inherited");  // set if it was forked
  before.erase("weights");    // the network's hash tells them; their file may have moved
  asked.search.erase("weights");
  unifyBits(before);
  // Its rules may have changed since it was created.
  before["rules"] = request.newRules ? asked.search.at("rules") : bitprism::toJson(requestOf(session).rules);
  if (before != asked.search) throw SettingsDiffer(session.path(), settingDifferences(before, asked.search));
}

std::unique_ptr<SearchJob> Study::prepareSearch(SearchRequest request, std::stop_token stop, const Progress& progress,
                                                const std::function<void(const SearchEstimate&)>& expected) {
  requireGraph(*network_, "search");
  return SearchPreparation(*this, std::move(request), std::move(stop), progress).run(expected);
}

std::vector<QuantScheme> schemesIn(const SearchSpace& space) {
  std::vector<QuantScheme> schemes;
  for (const auto& layer : space.layers)
    for (const LayerChoice& choice : layer.widths) schemes.push_back(space.schemeOf(choice));
  return schemes;
}

void Study::changeRules(SearchJob& job, const SpaceRules& rules, std::stop_token stop, const Progress& progress) {
  SearchRequest request = job.request_;
  request.rules = rules;
  SearchSegment segment{.rules = rules, .space = space(request)};
  checkReachable(segment.space);
  if (needsInputs(schemesIn(segment.space)) && calibration_.empty())
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
