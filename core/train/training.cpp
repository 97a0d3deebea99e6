#include "core/train/training.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::array<EnumName<TrainingObjective>, 2> objectives = {
    {{TrainingObjective::Labels, "labels"}, {TrainingObjective::Distillation, "distillation"}}};
constexpr std::array<EnumName<TrainingOptimizer>, 2> optimizers = {
    {{TrainingOptimizer::Sgd, "sgd"}, {TrainingOptimizer::Adam, "adam"}}};
constexpr std::array<EnumName<LearningSchedule>, 3> schedules = {
    {{LearningSchedule::Cosine, "cosine"}, {LearningSchedule::Step, "step"}, {LearningSchedule::Constant, "constant"}}};
constexpr std::array<EnumName<BatchNormTraining>, 3> batchNorms = {{{BatchNormTraining::Folded, "folded"},
                                                                    {BatchNormTraining::Frozen, "frozen"},
                                                                    {BatchNormTraining::Trained, "trained"}}};
static_assert(namesEveryValue<objectives>() && namesEveryValue<optimizers>() && namesEveryValue<schedules>() &&
              namesEveryValue<batchNorms>());

template <class Table>
auto fromName(const Table& table, const char* what, const std::string& name) {
  if (const auto known = valueNamed(table, name)) return *known;
  throw UsageError(text("unknown ", what, " '", name, "', expected ", alternatives(namesIn(table))));
}

template <class Table>
std::vector<std::string> nameList(const Table& table) {
  const auto names = namesIn(table);
  return {names.begin(), names.end()};
}

}  // namespace

const char* objectiveName(TrainingObjective objective) {
  return rowOf(objectives, objective).name;
}

const char* optimizerName(TrainingOptimizer optimizer) {
  return rowOf(optimizers, optimizer).name;
}

const char* scheduleName(LearningSchedule schedule) {
  return rowOf(schedules, schedule).name;
}

const char* batchNormName(BatchNormTraining mode) {
  return rowOf(batchNorms, mode).name;
}

std::vector<std::string> optimizerNames() {
  return nameList(optimizers);
}

std::vector<std::string> scheduleNames() {
  return nameList(schedules);
}

std::vector<std::string> batchNormNames() {
  return nameList(batchNorms);
}

TrainingOptimizer optimizerFromName(const std::string& name) {
  return fromName(optimizers, "optimizer", name);
}

LearningSchedule scheduleFromName(const std::string& name) {
  return fromName(schedules, "schedule", name);
}

BatchNormTraining batchNormFromName(const std::string& name) {
  return fromName(batchNorms, "batch norm mode", name);
}

double standardLearningRate(TrainingOptimizer optimizer, BatchNormTraining batchNorm) {
  if (optimizer == TrainingOptimizer::Adam) return 3e-4;
  return batchNorm == BatchNormTraining::Folded ? 1e-3 : 1e-2;
}

int standardEpochs(std::int64_t images, std::int64_t batch) {
  constexpr std::int64_t steps = 600, fewest = 5, most = 30;
  const std::int64_t stepsOfOne = std::max<std::int64_t>(1, (images + batch - 1) / batch);
  return static_cast<int>(std::clamp((steps + stepsOfOne - 1) / stepsOfOne, fewest, most));
}

void checkTraining(const TrainingSettings& settings) {
  const auto need = [](bool good, const auto&... what) {
    if (!good) throw UsageError(text(what...));
  };
  need(settings.epochs >= 0 && settings.epochs <= 100000, "training takes 0 to 100000 epochs, not ", settings.epochs);
  need(settings.batch >= 1 && settings.batch <= 65536, "a batch has 1 to 65536 images, not ", settings.batch);
  need(settings.learningRate > 0 && std::isfinite(settings.learningRate), "the learning rate must be above 0, not ",
       settings.learningRate);
  need(settings.momentum >= 0 && settings.momentum < 1, "the momentum is at least 0 and below 1, not ",
       settings.momentum);
  need(settings.weightDecay >= 0 && std::isfinite(settings.weightDecay), "the weight decay must not be below 0, not ",
       settings.weightDecay);
  need(settings.padding >= 0 && settings.padding <= 1024, "images are shifted by 0 to 1024 pixels, not ",
       settings.padding);
  need(settings.temperature > 0 && std::isfinite(settings.temperature), "the temperature must be above 0, not ",
       settings.temperature);
  need(settings.featureWeight >= 0 && std::isfinite(settings.featureWeight),
       "the weight of features must not be below 0, not ", settings.featureWeight);
  need(settings.featureWeight == 0 || settings.objective == TrainingObjective::Distillation,
       "a weight of features needs distillation");
  need(settings.reshapeEpochs >= 0 && settings.reshapeEpochs <= settings.epochs, "reshaping takes 0 to ",
       settings.epochs, " of ", settings.epochs, " epochs, not ", settings.reshapeEpochs);
  need(settings.sparsity >= 0 && std::isfinite(settings.sparsity), "the weight of sparsity must not be below 0, not ",
       settings.sparsity);
  need(settings.zeroTarget >= 0 && settings.zeroTarget < 1, "the target share of zeros is at least 0 and below 1, not ",
       settings.zeroTarget);
  need(settings.zeroTarget == 0 || settings.sparsity > 0, "a target share of zeros needs a weight of sparsity above 0");
  need(settings.allowedLoss >= 0 && settings.allowedLoss <= 1, "the allowed loss is a fraction between 0 and 1, not ",
       settings.allowedLoss);
}

double scheduleFactor(LearningSchedule schedule, double part) {
  switch (schedule) {
    case LearningSchedule::Cosine:
      return 0.5 * (1 + std::cos(std::numbers::pi * part));
    case LearningSchedule::Step:
      return part < 0.5 ? 1 : part < 0.75 ? 0.1 : 0.01;
    case LearningSchedule::Constant:
      break;
  }
  return 1;
}

Json toJson(const TrainingSettings& settings) {
  return {{"objective", objectiveName(settings.objective)},
          {"epochs", settings.epochs},
          {"batch", settings.batch},
          {"optimizer", optimizerName(settings.optimizer)},
          {"learning_rate", settings.learningRate},
          {"momentum", settings.momentum},
          {"weight_decay", settings.weightDecay},
          {"schedule", scheduleName(settings.schedule)},
          {"flip", settings.flip},
          {"padding", settings.padding},
          {"batch_norm", batchNormName(settings.batchNorm)},
          {"temperature", settings.temperature},
          {"feature_weight", settings.featureWeight},
          {"reshape_epochs", settings.reshapeEpochs},
          {"sparsity", settings.sparsity},
          {"zero_target", settings.zeroTarget},
          {"allowed_loss", settings.allowedLoss},
          {"seed", settings.seed},
          {"device", deviceName(settings.device)}};
}

TrainingSettings trainingFromJson(const Json& json, const std::string& source) {
  TrainingSettings settings;
  try {
    settings.objective = stringMember(json, "objective", source) == objectiveName(TrainingObjective::Labels)
                             ? TrainingObjective::Labels
                             : TrainingObjective::Distillation;
    settings.epochs = static_cast<int>(integerMember(json, "epochs", source));
    settings.batch = integerMember(json, "batch", source);
    settings.optimizer = optimizerFromName(stringMember(json, "optimizer", source));
    settings.learningRate = numberMember(json, "learning_rate", source);
    settings.momentum = numberMember(json, "momentum", source);
    settings.weightDecay = numberMember(json, "weight_decay", source);
    settings.schedule = scheduleFromName(stringMember(json, "schedule", source));
    settings.flip = member(json, "flip", source) == true;
    settings.padding = integerMember(json, "padding", source);
    settings.batchNorm = batchNormFromName(stringMember(json, "batch_norm", source));
    settings.temperature = numberMember(json, "temperature", source);
    settings.featureWeight = numberMember(json, "feature_weight", source);
    settings.reshapeEpochs = static_cast<int>(integerMember(json, "reshape_epochs", source));
    settings.sparsity = numberMember(json, "sparsity", source);
    settings.zeroTarget = numberMember(json, "zero_target", source);
    settings.allowedLoss = numberMember(json, "allowed_loss", source);
    settings.seed = static_cast<std::uint64_t>(integerMember(json, "seed", source));
    settings.device = deviceFromName(stringMember(json, "device", source));
    checkTraining(settings);
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  return settings;
}

}  // namespace bitprism
