#include "app/workflow/command_lines.h"

#include <algorithm>

#include "app/workflow/contending_methods.h"
#include "app/workflow/kept_path.h"
#include "core/base/text.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/bit_widths.h"

namespace bitprism {
namespace {

// Images of the same name as the calibration: they are given as such, or as those that the network was trained on.
const std::string& calibrationOf(const StudySettings& study) {
  return study.calibrationPath.empty() ? study.trainPath : study.calibrationPath;
}

void addStudy(CommandWords& words, const StudySettings& study) {
  words.addFile(study.networkPath);
  if (!study.weightsPath.empty()) words.add("--weights", absolutePath(study.weightsPath));
  addData(words, study.dataPath, study.preprocessing);
}

// What most commands take beside network and images.
void addMeasuring(CommandWords& words, const StudySettings& study) {
  if (study.metric) words.add("--metric", metricName(*study.metric));
  if (!calibrationOf(study).empty()) words.add("--calibration", absolutePath(calibrationOf(study)));
  if (study.equalize) words.add("--equalize");
}

void addImageChoice(CommandWords& words, const StudySettings& study) {
  if (study.images > 0) words.add("--images", text(study.images));
  if (study.seed != 1) words.add("--seed", text(study.seed));
}

void addScheme(CommandWords& words, const QuantScheme& scheme) {
  words.add("--bits", text(scheme.bits));
  if (!scheme.hasCodes()) return;  // floats and halves have no method
  words.add("--method", methodName(scheme.method));
  addQuantizations(words, {scheme.quantization()});
}

void addPlan(CommandWords& words, const PlanSource& plan) {
  if (const auto* file = std::get_if<std::string>(&plan)) {
    if (!file->empty()) words.add("--plan", absolutePath(*file));
  } else if (const auto* point = std::get_if<PointOfSession>(&plan)) {
    words.add("--session", absolutePath(point->session));
    words.add("--size", text(point->bytes));
  } else if (const auto* automatic = std::get_if<AutomaticBits>(&plan)) {
    words.add("--bits", text(automatic->bits));
  } else {
    addScheme(words, std::get<QuantScheme>(plan));
  }
}

std::string tasksText(const std::vector<Task>& tasks) {
  std::string result;
  for (const Task& task : tasks)
    result += text(result.empty() ? "" : ",", task.images == 0 ? std::string("all") : text(task.images),
                   task.epochs == 0 ? std::string() : text(':', task.epochs));
  return result;
}

bool isAutomatic(const Quantization& quantization) {
  for (const SchemeUse use : {SchemeUse::Measured, SchemeUse::Trained})
    for (int bits = minimumBits; bits <= maximumBits; ++bits)
      for (const QuantScheme& candidate : automaticCandidates(bits, use))
        if (candidate.quantization() == quantization) return true;
  return false;
}

// Methods that the program chooses, and those that contend with them.
void addAutomaticMethods(CommandWords& words, const SearchRequest& request) {
  std::string names = automaticMethod;
  for (const Quantization& other : request.others) {
    if (isAutomatic(other)) continue;
    const Quantization plain = withStandardCorrection(Quantization{.method = other.method});
    if (other == plain)
      names += text(',', methodName(other.method));
    else
      words.lack(text("methods beside the automatic ones have their usual options on the command line, not those of ",
                      schemeNames(std::vector<Quantization>{other}).front(), ' ', optionsText(other)));
  }
  words.add("--methods", names);
  const auto kept = std::count_if(request.kept.begin(), request.kept.end(), [](const auto& one) { return !!one; });
  if (kept > 0)
    words.lack(text(kept, kept == 1 ? " layer keeps its" : " layers keep their",
                    " own method here; on the command line methods are chosen for all layers or for none"));
}

void addMethods(CommandWords& words, const SearchRequest& request) {
  if (request.automatic) return addAutomaticMethods(words, request);
  std::vector<Quantization> schemes = {request.scheme};
  schemes.insert(schemes.end(), request.others.begin(), request.others.end());
  std::string names;
  std::vector<Method> seen;
  for (const Quantization& scheme : schemes) {
    if (std::find(seen.begin(), seen.end(), scheme.method) != seen.end()) {
      words.lack(text("a method is searched once on the command line, not also as ",
                      schemeNames(std::vector<Quantization>{scheme}).front(), ' ', optionsText(scheme)));
      continue;
    }
    seen.push_back(scheme.method);
    names += (names.empty() ? "" : ",") + std::string(methodName(scheme.method));
  }
  words.add("--methods", names);
  addQuantizations(words, schemes);
}

// The training of tasks has no options of its own there.
void noteTraining(CommandWords& words, const SearchRequest& request) {
  if (!trains(request.search.tasks)) return;
  TrainingSettings usual, here = request.training;
  for (TrainingSettings* settings : {&usual, &here}) {
    settings->epochs = 1;
    settings->device = Device::Cpu;
    settings->threads = 0;
  }
  if (here != usual) words.lack("tasks with epochs train with the usual settings on the command line");
}

const char* trainingCommand(const TrainingSettings& training) {
  if (training.sparsity > 0) return "sparsify";
  return training.objective == TrainingObjective::Labels ? "finetune" : "distill";
}

// Only where they differ from what the command does by itself.
void addTraining(CommandWords& words, const TrainingSettings& training) {
  const TrainingSettings usual;
  words.add("--epochs", text(training.epochs));
  words.add("--batch", text(training.batch));
  words.add("--optimizer", optimizerName(training.optimizer));
  words.add("--learning-rate", exactText(training.learningRate));
  words.add("--schedule", scheduleName(training.schedule));
  words.add("--batch-norm", batchNormName(training.batchNorm));
  if (training.momentum != usual.momentum) words.add("--momentum", exactText(training.momentum));
  if (training.weightDecay != usual.weightDecay) words.add("--weight-decay", exactText(training.weightDecay));
  if (training.flip) words.add("--flip");
  if (training.padding != usual.padding) words.add("--padding", text(training.padding));
  if (training.seed != usual.seed) words.add("--seed", text(training.seed));
  if (training.sparsity > 0) {
    words.add("--sparsity", exactText(training.sparsity));
    if (training.zeroTarget > 0) words.add("--zeros", exactText(training.zeroTarget));
    words.add("--allowed-loss", exactText(training.allowedLoss));
    words.add("--learn", training.objective == TrainingObjective::Labels ? "labels" : "float");
  } else if (training.objective == TrainingObjective::Labels) {
    if (training.reshapeEpochs > 0) words.add("--reshape-epochs", text(training.reshapeEpochs));
  } else {
    if (training.temperature != usual.temperature) words.add("--temperature", exactText(training.temperature));
    if (training.featureWeight != usual.featureWeight) words.add("--feature-weight", exactText(training.featureWeight));
  }
}

}  // namespace

std::optional<QuantScheme> commonScheme(const QuantPlan& plan) {
  if (plan.layers.empty() || plan.quantizesActivations()) return {};
  for (const QuantScheme& scheme : plan.layers)
    if (canonical(scheme) != canonical(plan.layers.front())) return {};
  return canonical(plan.layers.front());
}

CommandWords inspectCommand(const StudySettings& study) {
  CommandWords words("inspect");
  words.addFile(study.networkPath);
  return words;
}

CommandWords evaluateCommand(const StudySettings& study, const PlanSource& plan) {
  CommandWords words("evaluate");
  addStudy(words, study);
  addMeasuring(words, study);
  addImageChoice(words, study);
  addPlan(words, plan);
  return words;
}

CommandWords exportCommand(const StudySettings& study, const PlanSource& plan, const std::string& format,
                           const std::string& output) {
  CommandWords words("export");
  addStudy(words, study);
  addMeasuring(words, study);
  addImageChoice(words, study);
  addPlan(words, plan);
  words.add("--format", format);
  words.add("--out", output);
  return words;
}

CommandWords searchCommand(const StudySettings& study, const SearchRequest& request) {
  CommandWords words("search");
  addStudy(words, study);
  if (study.metric) words.add("--metric", metricName(*study.metric));
  const bool training = trains(request.search.tasks) && !request.trainPath.empty();
  const std::string &calibration = calibrationOf(study), &train = training ? request.trainPath : study.trainPath;
  if (!train.empty()) words.add("--train", absolutePath(train));
  if (!calibration.empty() && calibration != train) words.add("--calibration", absolutePath(calibration));
  if (training && calibration.empty() && !(train == "example" && study.dataPath == "example"))
    words.lack("on the command line the training images are used for calibration as well");
  if (study.equalize) words.add("--equalize");
  if (study.images > 0) words.add("--images", text(study.images));
  const SearchSettings& search = request.search;
  words.add("--method", search.method);
  words.add("--trials", text(search.trials));
  words.add("--seed", text(search.seed));
  if (study.seed != search.seed) words.add("--split-seed", text(study.seed));
  words.add("--bits", widthsToText(request.widths));
  if (search.tasks != std::vector<Task>{Task{}}) {
    words.add("--tasks", tasksText(search.tasks));
    words.add("--cheap", cheapObservationName(search.cheap));
  }
  addMethods(words, request);
  if (request.inputs.empty())
    addInputs(words, request.activation);
  else
    words.lack("the inputs of layers are quantized in different ways, on the command line all alike");
  addRules(words, request.rules);
  noteTraining(words, request);
  if (request.countActivations) words.add("--count-activations");
  if (request.cost != Cost::Memory) words.add("--cost", costName(request.cost));
  for (const CostLimit& limit : request.limits) words.add("--at-most", exactLimitText(limit));
  if (request.target != Target::Any) words.add("--target", targetName(request.target));
  if (request.lookAhead > 0) words.add("--look-ahead", text(request.lookAhead));
  if (request.minutes > 0) words.add("--minutes", exactText(request.minutes));
  if (request.where.kind != WorkPlace::Kind::Here)
    addWorkPlace(words, request.where);
  else if (request.workers > 1)
    words.add("--workers", text(request.workers));
  words.add("--session", absolutePath(request.forkOf.empty() ? request.sessionPath : request.forkOf));
  if (!request.forkOf.empty()) words.add("--fork", request.sessionPath);
  return words;
}

CommandWords continueCommand(const std::string& session, int trials, const WorkPlace& where) {
  CommandWords words("search");
  words.add("--session", absolutePath(session));
  words.add("--trials", text(trials));
  addWorkPlace(words, where);
  return words;
}

CommandWords frontCommand(const std::string& session, const std::string& csv) {
  CommandWords words("front");
  words.addFile(session);
  if (!csv.empty()) words.add("--csv", csv);
  return words;
}

CommandWords trainCommand(const StudySettings& study, const PlanSource& plan, const std::string& images,
                          const TrainingSettings& training, const std::string& output) {
  CommandWords words(trainingCommand(training));
  StudySettings learning = study;
  learning.dataPath = images;
  addStudy(words, learning);
  if (!calibrationOf(study).empty()) words.add("--calibration", absolutePath(calibrationOf(study)));
  if (training.metric) words.add("--metric", metricName(*training.metric));
  if (study.equalize) words.add("--equalize");
  addPlan(words, plan);
  addTraining(words, training);
  words.add("--out", output);
  return words;
}

CommandWords compareCommand(const StudySettings& study, const std::string& methods, const std::string& settings) {
  CommandWords words("compare");
  addStudy(words, study);
  if (study.metric) words.add("--metric", metricName(*study.metric));
  if (!calibrationOf(study).empty()) words.add("--calibration", absolutePath(calibrationOf(study)));
  addImageChoice(words, study);
  words.add("--methods", methods);
  words.add("--settings", settings);
  return words;
}

CommandWords reportCommand(const StudySettings& study, const PlanSource& plan, const ReportOptions& options,
                           const std::string& output) {
  CommandWords words("report");
  if (const auto* point = std::get_if<PointOfSession>(&plan)) {
    words.addFile(point->session);
    words.add("--size", text(point->bytes));
  } else {
    addStudy(words, study);
    addMeasuring(words, study);
    addImageChoice(words, study);
    addPlan(words, plan);
  }
  if (options.sensitivities) words.add("--sensitivities");
  if (!options.methods.empty()) {
    words.add("--compare", options.methods);
    words.add("--settings", options.settings);
  }
  words.add("--out", output);
  return words;
}

}  // namespace bitprism
