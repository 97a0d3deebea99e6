#include "app/workflow/search_fork.h"

#include <algorithm>

#include "app/workflow/kept_path.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

const Json& valueOf(const Json& object, const char* key) {
  static const Json none;
  return object.contains(key) ? object[key] : none;
}

bool startsWith(const Json& list, const Json& beginning) {
  return beginning.size() <= list.size() && std::equal(beginning.begin(), beginning.end(), list.begin());
}

}  // namespace

Inheritance inherit(const Session& origin, const SessionSettings& fork, Metric metric) {
  const SessionSettings& stored = origin.settings();
  const auto refuse = [&](const std::string& why) {
    throw UsageError(text("cannot fork '", origin.path(), "': ", why));
  };
  if (stored.networkHash != fork.networkHash)
    refuse(text("it measured another network ('", stored.networkName, "', not '", fork.networkName, "')"));
  if (stored.dataName != fork.dataName || stored.preprocessing != fork.preprocessing)
    refuse(text("it used other images or another preprocessing ('", stored.dataName, "')"));
  Json before = searchHere(origin);
  unifyBits(before);
  const Json& now = fork.search;
  for (const auto& [key, what] :
       {std::pair("images", "number of images"), std::pair("split_seed", "split of the images"),
        std::pair("equalize", "equalization of the network"),
        std::pair("count_activations", "counting of activations")})
    if (valueOf(before, key) != valueOf(now, key))
      refuse(text("the ", what, " differs (", valueOf(before, key), ", now ", valueOf(now, key), ")"));
  for (const auto& [key, what] :
       {std::pair("scheme", "scheme of the weights"), std::pair("activation", "quantization of the inputs"),
        std::pair("inputs", "quantization of the layers' inputs"), std::pair("target", "target")})
    if (valueOf(before, key) != valueOf(now, key))
      refuse(text("the ", what, " differs, so its plans cannot be used in the new search"));
  // Choices are mapped by the indices of their schemes.
  if (!startsWith(valueOf(now, "others"), valueOf(before, "others")))
    refuse("its layers choose among other methods; new ones can only be added after the existing ones");
  const bool sameCalibration = valueOf(before, "calibration") == valueOf(now, "calibration");
  const std::optional<Json> activations = origin.value("activations");
  if (activations && !sameCalibration) refuse("the ranges of its inputs come from other calibration images");

  Inheritance inheritance;
  inheritance.activations = activations;
  inheritance.integer = origin.value("integer_form");
  inheritance.measuredByOlder = origin.measuredByOlder();
  std::vector<Task> tasks;
  const Json& written = member(now, "tasks", "the new session");
  for (const Json& task : written)
    tasks.push_back({integerMember(task, "images", "the new session"),
                     static_cast<int>(integerMember(task, "epochs", "the new session"))});
  const bool sameTraining =
      valueOf(before, "training") == valueOf(now, "training") && valueOf(before, "train") == valueOf(now, "train");
  for (Evaluation& evaluation : origin.evaluations()) {
    const auto task = std::find(tasks.begin(), tasks.end(), evaluation.task);
    if (task == tasks.end()) {
      ++inheritance.left;
      continue;
    }
    if (evaluation.task.epochs > 0 && !sameTraining) refuse("it trained its plans differently, or on other images");
    if (evaluation.ok() && evaluation.score.metric != metric)
      refuse(
          text("it measured the ", metricTitle(evaluation.score.metric), ", the new search the ", metricTitle(metric)));
    evaluation.taskIndex = static_cast<int>(task - tasks.begin());
    evaluation.trial = static_cast<int>(inheritance.evaluations.size());
    inheritance.evaluations.push_back(std::move(evaluation));
  }
  if (sameCalibration)
    for (SearchSegment& segment : segmentsOf(origin))
      if (!segment.sensitivity.kl.empty())
        inheritance.sensitivities.emplace_back(std::move(segment.space), std::move(segment.sensitivity));
  if (sameCalibration) inheritance.raw = origin.rawSensitivities();
  return inheritance;
}

}  // namespace bitprism
