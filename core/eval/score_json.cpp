#include "core/eval/score_json.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/infinity.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// The members of a score that are doubles, with their keys.
constexpr std::array<std::pair<const char*, double Score::*>, 6> scoreMembers = {{{"accuracy", &Score::accuracy},
                                                                                  {"loss", &Score::loss},
                                                                                  {"kl", &Score::kl},
                                                                                  {"agreement", &Score::agreement},
                                                                                  {"top5", &Score::top5},
                                                                                  {"sqnr_db", &Score::sqnrDb}}};

Json anyDouble(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double anyDoubleMember(const Json& json, const char* key, const std::string& source) {
  const Json& value = member(json, key, source);
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return infinity;
  if (value == "-inf") return -infinity;
  return numberMember(json, key, source);
}

}  // namespace

Json toJson(const Score& score) {
  Json json = {{"metric", metricName(score.metric)}, {"images", score.images}};
  for (const auto& [key, value] : scoreMembers) json[key] = anyDouble(score.*value);
  return json;
}

Score scoreFromJson(const Json& json, const std::string& source) {
  Score score;
  try {
    score.metric = metricFromName(stringMember(json, "metric", source));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  score.images = integerMember(json, "images", source);
  for (const auto& [key, value] : scoreMembers) score.*value = anyDoubleMember(json, key, source);
  return score;
}

Json toJson(const Task& task) {
  return {{"images", task.images}, {"epochs", task.epochs}};
}

Task taskFromJson(const Json& json, const std::string& source) {
  Task task;
  task.images = integerMember(json, "images", source);
  const std::int64_t epochs = integerMember(json, "epochs", source);
  if (task.images < 0 || epochs < 0 || epochs > std::numeric_limits<int>::max())
    throw InputError(text("cannot read '", source, "': 'images' or 'epochs' of a task is out of range"));
  task.epochs = static_cast<int>(epochs);
  return task;
}

}  // namespace bitprism
