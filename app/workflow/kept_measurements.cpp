#include "app/workflow/kept_measurements.h"

#include <cmath>

namespace bitprism {
namespace {

constexpr std::chrono::milliseconds commitInterval(500);
constexpr const char* floatScoresKey = "float_scores";

Json scoreJson(const Score& score) {
  return {{"metric", metricName(score.metric)},
          {"accuracy", score.accuracy},
          {"loss", score.loss},
          {"kl", score.kl},
          {"agreement", score.agreement},
          {"images", score.images},
          {"top5", score.top5},
          {"sqnr_db", score.sqnrDb}};
}

Score scoreFromKept(const Json& json, const std::string& source) {
  Score score;
  score.metric = metricFromName(stringMember(json, "metric", source));
  score.accuracy = numberMember(json, "accuracy", source);
  score.loss = numberMember(json, "loss", source);
  score.kl = numberMember(json, "kl", source);
  score.agreement = numberMember(json, "agreement", source);
  score.images = integerMember(json, "images", source);
  score.top5 = numberMember(json, "top5", source);
  score.sqnrDb = numberMember(json, "sqnr_db", source);
  return score;
}

// JSON has no NaN.
bool canBeKept(const Score& score) {
  for (const double value : {score.accuracy, score.loss, score.kl, score.agreement, score.top5, score.sqnrDb})
    if (!std::isfinite(value)) return false;
  return true;
}

}  // namespace

SensitivityKeeper::SensitivityKeeper(Session* session, std::mutex& mutex) : session_(session), mutex_(mutex) {
  if (!session_) return;
  const std::lock_guard lock(mutex_);
  for (const RawSensitivity& one : session_->rawSensitivities()) kept_.emplace(one.layer, one.choice);
}

void SensitivityKeeper::add(const RawSensitivity& measured) {
  if (!session_) return;
  waiting_.push_back(measured);
  if (std::chrono::steady_clock::now() - last_ >= commitInterval) flush();
}

void SensitivityKeeper::flush() {
  if (!session_ || waiting_.empty()) return;
  const std::lock_guard lock(mutex_);
  session_->addSensitivities(waiting_);
  for (const RawSensitivity& one : waiting_) kept_.emplace(one.layer, one.choice);
  waiting_.clear();
  last_ = std::chrono::steady_clock::now();
}

void SensitivityKeeper::addKnown(const SearchSpace& space, const SensitivityMemory& memory) {
  if (!session_) return;
  for (std::size_t l = 0; l < space.size(); ++l)
    for (const LayerChoice& choice : space.layers[l].widths)
      if (const RawSensitivity* raw = memory.find(l, sensitivityChoice(space, l, choice));
          raw && !kept_.contains({raw->layer, raw->choice}))
        waiting_.push_back(*raw);
  flush();
}

FloatScores floatScores(Session* session, std::size_t layers, AccuracyEvaluator& search, AccuracyEvaluator& report,
                        std::stop_token stop, const Progress& progress) {
  const QuantPlan unchanged = floatPlan(layers);
  FloatScores scores;
  Json kept = Json::object();
  if (session)
    if (const auto stored = session->value(floatScoresKey); stored && stored->is_object()) kept = *stored;
  scores.known = kept.contains("search") && kept.contains("report");
  const auto measure = [&](const char* name, AccuracyEvaluator& evaluator) {
    if (kept.contains(name))
      evaluator.recall(unchanged, Task{}, scoreFromKept(kept[name], session->path()),
                       numberMember(kept, "seconds_per_image", session->path()));
    const Score score = evaluator.evaluate(unchanged, Task{}, stop, progress);
    if (session && !kept.contains(name) && canBeKept(score)) {
      kept[name] = scoreJson(score);
      if (!kept.contains("seconds_per_image")) kept["seconds_per_image"] = evaluator.secondsPerImage().value_or(0);
      session->setValue(floatScoresKey, kept);
    }
    return score;
  };
  scores.search = measure("search", search);
  scores.report = measure("report", report);
  return scores;
}

void recallFloatScores(const Session& session, std::size_t layers, AccuracyEvaluator& search,
                       AccuracyEvaluator& report) {
  const auto kept = session.value(floatScoresKey);
  if (!kept || !kept->is_object()) return;
  const QuantPlan unchanged = floatPlan(layers);
  const auto recall = [&](const char* name, AccuracyEvaluator& evaluator) {
    if (kept->contains(name))
      evaluator.recall(unchanged, Task{}, scoreFromKept((*kept)[name], session.path()),
                       numberMember(*kept, "seconds_per_image", session.path()));
  };
  recall("search", search);
  recall("report", report);
}

}  // namespace bitprism
