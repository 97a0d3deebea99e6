#include <filesystem>
#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/quality_json.h"
#include "app/workflow/training_images.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/train/trainer.h"
#include "core/torch/write/network_writer.h"

namespace bitprism {
namespace {

constexpr int sparsifyEpochs = 10;

enum class Purpose { Finetune, Distill, Sparsify };

struct TrainingOptions {
  Purpose purpose = Purpose::Finetune;
  std::string network, plan, output, floatOutput, curve, heldOut, test, calibration, optimizer, schedule, batchNorm,
      learn = "labels", metric;
  int bits = 0;
  std::optional<int> epochs;
  double learningRate = 0;
  std::int64_t images = 0;
  TrainingSettings training;
  bool force = false, restart = false, equalize = false;
  DataOptions data;
  SchemeOptions scheme;
  ActivationFlags activation;
};

void addTrainingFlags(CLI::App& command, TrainingOptions& options, Purpose purpose) {
  TrainingSettings& training = options.training;
  command.add_option("--images", options.images, "train on the first images, up to this number")
      ->check(CLI::PositiveNumber);
  command.add_option("--held-out", options.heldOut,
                     "held-out images to evaluate every epoch on (default: a tenth of --data)");
  command.add_option("--test", options.test, "measure before and after on these images");
  addMetric(command, options.metric);
  command.add_option("--calibration", options.calibration,
                     "images for the ranges of activations (default: part of --data)");
  command.add_option("--epochs", options.epochs,
                     purpose == Purpose::Sparsify ? text("passes over the images (default: ", sparsifyEpochs, ")")
                                                  : "passes over the images (default: 5 to 30, about 600 steps)");
  command.add_option("--batch", training.batch, "images per step")->capture_default_str();
  command.add_option("--optimizer", options.optimizer, "adam or sgd (Nesterov)");
  command.add_option("--learning-rate", options.learningRate,
                     "peak learning rate (default: 3e-4 for adam; 0.01 for sgd, 0.001 if batch norm is folded)");
  command.add_option("--momentum", training.momentum, "sgd")->capture_default_str();
  command.add_option("--weight-decay", training.weightDecay, "weight decay of weights, not of biases")
      ->capture_default_str();
  command.add_option("--schedule", options.schedule,
                     "schedule of the learning rate: cosine, step (a tenth at 1/2 and 3/4), constant");
  command.add_flag("--flip", training.flip, "mirror images at random");
  command.add_option("--padding", training.padding, "shift images randomly by up to this many pixels")
      ->capture_default_str();
  command.add_option(
      "--batch-norm", options.batchNorm,
      "folded: merged into the layers; frozen: separate, with its stored statistics; trained: separate, with those of "
      "the batch (only if the file has batch norm)");
  command.add_option("--seed", training.seed, "seed of the order of images and of the held-out images")
      ->capture_default_str();
  command.add_option("--threads", training.threads, "0: one per core; the result does not depend on it")
      ->capture_default_str();
  if (purpose == Purpose::Finetune)
    command.add_option("--reshape-epochs", training.reshapeEpochs,
                       "gdrq: number of first epochs that only clip weights, which flattens their histogram");
  if (purpose == Purpose::Distill) {
    command.add_option("--temperature", training.temperature, "temperature of the compared softmax")
        ->capture_default_str();
    command
        .add_option("--feature-weight", training.featureWeight,
                    "also compare the input of the last layer, with this weight")
        ->capture_default_str();
  }
  if (purpose == Purpose::Sparsify) {
    command.add_option("--sparsity", training.sparsity, "initial weight of the mean |x| after every ReLU")
        ->capture_default_str();
    command.add_option("--zeros", training.zeroTarget, "target share of zeros, to which the weight is adapted")
        ->check(CLI::Range(0.0, 0.99));
    command
        .add_option("--allowed-loss", training.allowedLoss,
                    "keep the sparsest epoch that loses at most this much accuracy on held-out images")
        ->capture_default_str();
    command
        .add_option("--learn", options.learn, "labels, or float: the float network's outputs, which needs no labels")
        ->check(CLI::IsMember({"labels", "float"}))
        ->capture_default_str();
  }
}

Json toJson(const TrainingRecord& record) {
  Json json = {{"epoch", record.epoch}, {"loss", record.loss}, {"seconds", record.seconds}};
  if (record.sparsity > 0) json["zeros"] = record.sparsity;
  if (record.measured) {
    json["metric"] = metricName(record.score.metric);
    putQuality(json, "accuracy", record.score);
    json["agreement"] = record.score.agreement;
    json["kl"] = record.score.kl;
  }
  return json;
}

std::vector<std::string> rowOf(const TrainingRecord& record) {
  std::vector<std::string> row = {std::to_string(record.epoch),
                                  record.epoch > 0 ? fixed(record.loss, 4) : "-",
                                  record.measured ? qualityText(record.score) : "-",
                                  record.measured ? percentText(record.score.agreement) : "-",
                                  record.measured ? fixed(record.score.kl, 4) : "-",
                                  record.sparsity > 0 ? percentText(record.sparsity) : "-",
                                  fixed(record.seconds, 1)};
  return row;
}

std::string curveCsv(const std::vector<TrainingRecord>& records) {
  std::string csv = "epoch,loss,metric,accuracy,agreement,kl,zeros,seconds\n";
  for (const TrainingRecord& record : records)
    csv += text(record.epoch, ",", record.loss, ",", record.measured ? metricName(record.score.metric) : "", ",",
                record.score.accuracy, ",", record.score.agreement, ",", record.score.kl, ",", record.sparsity, ",",
                record.seconds, "\n");
  return csv;
}

QuantPlan planOf(const TrainingOptions& options, const std::optional<PlanFile>& file, Study& study,
                 const CommandContext& context) {
  QuantPlan plan = floatPlan(study.network()->layers.size());
  if (file)
    plan = file->plan(*study.network());
  else if (options.bits != 0)
    plan = options.scheme.plan(study, options.bits, SchemeUse::Trained, context);
  const ActivationRequest activation = options.activation.request();
  if (activation.wanted()) {
    printNotices(activationNotices(*study.network()));
    plan = withActivations(plan, activation, study.activationCalibration(context.stop, context.progress));
  }
  return plan;
}

// The settings given by options, as far as they do not depend on the images.
void settle(TrainingOptions& options) {
  TrainingSettings& training = options.training;
  if (options.learn == "float") training.objective = TrainingObjective::Distillation;
  if (!options.optimizer.empty()) training.optimizer = optimizerFromName(options.optimizer);
  if (!options.schedule.empty()) training.schedule = scheduleFromName(options.schedule);
  if (!options.batchNorm.empty()) training.batchNorm = batchNormFromName(options.batchNorm);
  training.learningRate =
      options.learningRate != 0 ? options.learningRate : standardLearningRate(training.optimizer, training.batchNorm);
  training.device = foundDevice(options.data.device());
  training.metric = metricOf(options.metric);
  training.epochs =
      options.epochs.value_or(options.purpose == Purpose::Sparsify ? sparsifyEpochs : standardEpochs(INT32_MAX, 1));
  checkTraining(training);
}

// Scores on the images of --test: of the float network, and of the plan before and after training.
struct TestScores {
  std::unique_ptr<AccuracyEvaluator> evaluator;  // null without --test
  Score floating, before, after;
};

TestScores scoresBefore(const TrainingOptions& options, const Study& study, const QuantPlan& plan,
                        const CommandContext& context) {
  TestScores test;
  if (options.test.empty()) return test;
  const TrainingSettings& training = options.training;
  const ImageSet set = trainingImages(study, options.data.path(), options.test, options.images, training.seed).heldOut;
  test.evaluator = std::make_unique<AccuracyEvaluator>(study.network(), set, study.preprocessing(), training.threads,
                                                       training.metric, training.device);
  test.floating = test.evaluator->evaluate(floatPlan(plan.layers.size()), Task{}, context.stop, context.progress);
  test.before = test.evaluator->evaluate(plan, Task{}, context.stop, context.progress);
  return test;
}

void resume(Trainer& trainer, const std::string& checkpoint, bool restart) {
  if (restart) std::filesystem::remove(checkpoint);
  if (!std::filesystem::exists(checkpoint)) return;
  try {
    trainer.resume(readFile(checkpoint), checkpoint);
  } catch (const Error& problem) {
    throw UsageError(
        text("'", checkpoint, "' cannot be continued (", problem.what(), "); pass --restart to start over"));
  }
  printNotices({text("continuing from '", checkpoint, "'")});
}

TrainingWatch watchOf(const CommandContext& context, const std::string& checkpoint) {
  TrainingWatch watch;
  watch.step = [&context](const TrainingStep& step) { report(context.progress, "training", step.step, step.steps); };
  watch.record = [&context](const TrainingRecord& record) {
    if (context.json) return;
    const std::string heldOut = text("held out, ", metricTitle(record.score.metric));
    const std::vector<std::string> header = {"epoch", "loss", heldOut, "agreement", "KL", "zeros", "seconds"};
    const std::vector<std::size_t> widths = {5, 8, heldOut.size(), 9, 8, 8, 8};
    if (record.epoch == 0) std::cout << TextTable::line(header, widths);
    std::cout << TextTable::line(rowOf(record), widths) << std::flush;
  };
  watch.checkpoint = [checkpoint](const Bytes& bytes) { writeFile(checkpoint, bytes); };
  return watch;
}

Json documentOf(const TrainingOptions& options, const ExportReport& written, const TrainingImages& images,
                const TrainingResult& result, const TestScores& test) {
  Json document = {{"file", written.file},
                   {"file_bytes", written.fileBytes},
                   {"promised_bytes", written.promisedBytes},
                   {"best_epoch", result.bestEpoch},
                   {"images", images.learning.count()},
                   {"held_out_images", images.heldOut.count()},
                   {"seconds", result.seconds},
                   {"images_per_second", result.imagesPerSecond},
                   {"settings", bitprism::toJson(options.training)},
                   {"records", Json::array()}};
  for (const TrainingRecord& record : result.records) document["records"].push_back(toJson(record));
  if (!test.evaluator) return document;
  document["test"] = {{"images", test.floating.images}, {"metric", metricName(test.floating.metric)}};
  putQuality(document["test"], "float_accuracy", test.floating);
  putQuality(document["test"], "before_accuracy", test.before);
  putQuality(document["test"], "after_accuracy", test.after);
  document["test"]["before"] = test.before.accuracy;
  document["test"]["after"] = test.after.accuracy;
  return document;
}

void runTraining(TrainingOptions& options, const CommandContext& context) {
  checkOutput(options.output, options.force);
  if (!options.floatOutput.empty()) checkOutput(options.floatOutput, options.force);
  const NetworkWriter& writer = networkWriterFor(options.output);
  TrainingSettings& training = options.training;
  settle(options);
  StudySettings settings = options.data.study(options.network);
  settings.calibrationPath = options.calibration;
  settings.equalize = options.equalize;
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  if (file) adoptPreprocessing(*file, settings);
  const auto study = openStudy(settings, context);
  printNotices(study->dataNotices());
  const QuantPlan plan = planOf(options, file, *study, context);
  const TrainingImages images =
      trainingImages(*study, options.data.path(), options.heldOut, options.images, training.seed);
  if (!options.epochs && options.purpose != Purpose::Sparsify)
    training.epochs = standardEpochs(images.learning.count(), training.batch);
  TestScores test = scoresBefore(options, *study, plan, context);

  Trainer trainer(study->network(), plan, images.learning, images.heldOut, study->preprocessing(), training);
  const std::string checkpoint = options.output + ".checkpoint";
  resume(trainer, checkpoint, options.restart);
  const TrainingResult result = trainer.run(context.stop, watchOf(context, checkpoint));

  if (test.evaluator)
    test.after = test.evaluator->evaluate({result.network, result.plan}, Task{}, context.stop, context.progress);
  const ExportReport written =
      exportFile(*result.network, result.plan, writer, options.output, {.force = options.force});
  if (!options.floatOutput.empty())
    exportFile(*result.network, floatPlan(plan.layers.size()), networkWriterFor(options.floatOutput),
               options.floatOutput, {.force = options.force});
  if (!options.curve.empty()) writeFile(options.curve, curveCsv(result.records));
  std::filesystem::remove(checkpoint);
  if (context.json) {
    std::cout << documentOf(options, written, images, result, test).dump(1) << '\n';
    return;
  }
  std::cout << options.output << ": " << written.fileBytes << " bytes, the weights of epoch " << result.bestEpoch
            << ", " << fixed(result.imagesPerSecond, 0) << " images per second\n";
  if (test.evaluator)
    std::cout << "on " << test.floating.images << " images of '" << options.test
              << "': " << metricTitle(test.floating.metric) << ", float " << qualityText(test.floating) << ", before "
              << qualityText(test.before) << ", after " << qualityText(test.after) << '\n';
}

Run add(CLI::App& app, Purpose purpose, const std::string& name, const std::string& description) {
  auto* command = app.add_subcommand(name, description);
  const auto options = std::make_shared<TrainingOptions>();
  options->purpose = purpose;
  TrainingSettings& training = options->training;
  if (purpose == Purpose::Distill) training.objective = TrainingObjective::Distillation;
  if (purpose == Purpose::Sparsify) training.sparsity = 1;
  addNetwork(*command, options->network)->required();
  options->data.add(*command, true);
  auto* bits = command->add_option("--bits", options->bits, "the same bit-width for every layer (default: float)");
  command->add_option("--plan", options->plan, "a plan as JSON")->excludes(bits);
  command->add_option("--out", options->output, "the file to write: " + writtenFormatsText())->required();
  command->add_option("--float-out", options->floatOutput, "also write the trained network before rounding");
  command->add_option("--curve", options->curve, "write a CSV file with a row per epoch");
  command->add_flag("--force", options->force, "overwrite files");
  command->add_flag("--restart", options->restart, "start over even if FILE.checkpoint holds an interrupted training");
  addEqualize(*command, options->equalize);
  addTrainingFlags(*command, *options, purpose);
  options->scheme.add(*command);
  options->activation.add(*command);
  return [options](const CommandContext& context) {
    try {
      runTraining(*options, context);
    } catch (const Cancelled&) {
      const std::string kept = options->output + ".checkpoint";
      if (context.interruption && std::filesystem::exists(kept))
        *context.interruption =
            text("interrupted; the training so far is saved in '", kept, "', and the same command continues it");
      throw;
    }
  };
}

}  // namespace

Run addFinetune(CLI::App& app) {
  return add(app, Purpose::Finetune, "finetune",
             "train a network under a plan on labelled images, with straight-through gradients");
}

Run addDistill(CLI::App& app) {
  return add(app, Purpose::Distill, "distill",
             "train a network under a plan to match the float network's outputs; labels are not used");
}

Run addSparsify(CLI::App& app) {
  return add(app, Purpose::Sparsify, "sparsify", "train a network so that more of its activations are zero");
}

}  // namespace bitprism
