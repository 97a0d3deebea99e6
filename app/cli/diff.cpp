#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/network_comparison.h"
#include "app/workflow/quality_json.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

struct DiffOptions {
  std::string first, second, shape, metric;
  std::int64_t images = 0;
  DataOptions data;
};

// Both networks on the same images.
struct MeasuredPair {
  Score first, second;
  std::shared_ptr<const AnswerComparison> answers;  // null: the outputs are not one class per image
  std::vector<std::string> classNames;
};

MeasuredPair measured(Study& first, Study& second, const CommandContext& context) {
  MeasuredPair pair;
  const auto plan = [](const Study& study) { return floatPlan(study.network()->layers.size()); };
  AccuracyEvaluator &one = first.evaluator(), &other = second.evaluator();
  pair.first = one.evaluate(plan(first), Task{}, context.stop, context.progress);
  pair.second = other.evaluate(plan(second), Task{}, context.stop, context.progress);
  pair.classNames = first.images().classNames;
  if (!one.answersClasses() || !other.answersClasses() || one.classes() != other.classes()) return pair;
  const auto answersOf = [&](AccuracyEvaluator& evaluator, Study& study) {
    return evaluator.answers({study.network(), plan(study), {}}, Task{}, context.stop, context.progress);
  };
  pair.answers = std::make_shared<const AnswerComparison>(
      compareAnswers(answersOf(one, first), answersOf(other, second), one.imageSet().labels, one.classes()));
  return pair;
}

std::string typeText(const std::optional<StoredLayer>& stored) {
  if (!stored) return "-";
  if (!stored->grid) return "float";
  return text(stored->grid->bits, stored->grid->bits == 1 ? " bit" : " bits");
}

std::string sqnrText(const LayerPair& pair) {
  if (!pair.match.both()) return "-";
  if (!pair.difference) return "other shape";
  return pair.difference->largest == 0 ? "equal" : fixed(pair.difference->sqnrDb, 1);
}

void print(const NetworkComparison& comparison) {
  TextTable table({"layer of A", "layer of B", "matched by", "A", "B", "bytes A", "bytes B", "SQNR dB", "largest"});
  for (const LayerPair& pair : comparison.layers) {
    const LayerMatch& match = pair.match;
    table.add({match.first ? comparison.first->layers[*match.first].name : "-",
               match.second ? comparison.second->layers[*match.second].name : "-",
               match.reason == MatchReason::Name    ? "name"
               : match.reason == MatchReason::Shape ? "shape and order"
                                                    : "-",
               typeText(pair.first), typeText(pair.second), pair.first ? text(pair.first->bytes) : "-",
               pair.second ? text(pair.second->bytes) : "-", sqnrText(pair),
               pair.difference ? text(pair.difference->largest) : "-"});
  }
  std::cout << table.str();
  std::cout << comparison.matched() << " layers matched, " << comparison.differing() << " of them differ; "
            << comparison.first->layers.size() << " layers in A, " << comparison.second->layers.size() << " in B\n";
  std::cout << "file A    " << comparison.first->name << ", " << kibText(comparison.firstBytes) << '\n';
  std::cout << "file B    " << comparison.second->name << ", " << kibText(comparison.secondBytes) << '\n';
}

void print(const MeasuredPair& pair) {
  std::cout << metricTitle(pair.first.metric) << " A " << qualityText(pair.first) << ", B " << qualityText(pair.second)
            << " on " << pair.first.images << " images\n";
  if (!pair.answers) return;
  const AnswerCounts& counts = pair.answers->counts;
  std::cout << counts.changed() << " of " << counts.images() << " images change their answer";
  if (counts.labelled() > 0)
    std::cout << "; only A is right on " << counts.onlyFirst << ", only B on " << counts.onlySecond
              << " (McNemar's exact test: p = " << text(pair.answers->p) << ')';
  std::cout << '\n';
}

void diff(const DiffOptions& options, const CommandContext& context) {
  const bool measuring = !options.data.path().empty();
  if (!measuring && (options.images > 0 || !options.metric.empty()))
    throw UsageError("--images and --metric need --data");
  std::shared_ptr<const Network> first, second;
  std::unique_ptr<Study> one, other;
  if (measuring) {
    const auto open = [&](const std::string& path) {
      StudySettings settings = options.data.study(path);
      settings.images = options.images;
      settings.metric = metricOf(options.metric);
      return openStudy(settings, context);
    };
    one = open(options.first);
    other = open(options.second);
    printNotices(one->dataNotices());
    first = one->network();
    second = other->network();
  } else {
    const ReadOptions reading = readingOf(context, options.shape);
    first = std::make_shared<const Network>(readNetwork(options.first, reading));
    second = std::make_shared<const Network>(readNetwork(options.second, reading));
  }
  const NetworkComparison comparison =
      compareNetworks(first, options.first, second, options.second, context.stop, context.progress);
  std::optional<MeasuredPair> pair;
  if (measuring) pair = measured(*one, *other, context);
  if (!context.json) {
    print(comparison);
    if (pair) print(*pair);
    return;
  }
  Json document = toJson(comparison);
  if (pair) {
    document["images"] = pair->first.images;
    document["metric"] = metricName(pair->first.metric);
    putQuality(document["a"], "accuracy", pair->first);
    putQuality(document["b"], "accuracy", pair->second);
    document["answers"] = pair->answers ? toJson(*pair->answers, pair->classNames) : Json();
  }
  std::cout << document.dump(1) << '\n';
}

}  // namespace

Run addDiff(CLI::App& app) {
  auto* command = app.add_subcommand(
      "diff", "two network files side by side: which layers match, how their weights and answers differ");
  const auto options = std::make_shared<DiffOptions>();
  addNetwork(*command, options->first, "a")->required();
  addNetwork(*command, options->second, "b")->required();
  options->data.add(*command, false);
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  addMetric(*command, options->metric);
  addShape(*command, options->shape);
  return [options](const CommandContext& context) { diff(*options, context); };
}

}  // namespace bitprism
