#include "app/workflow/quality_json.h"

namespace bitprism {
namespace {

void putDecibels(Json& json, std::string key, double decibels) {
  constexpr std::string_view word = "accuracy";
  key.replace(key.find(word), word.size(), "sqnr_db");
  json[key] = decibels;
}

}  // namespace

void putQuality(Json& json, const std::string& key, Metric metric, double quality) {
  json[key] = quality;
  if (inDecibels(metric)) putDecibels(json, key, inUnit(metric, quality));
}

void putQuality(Json& json, const std::string& key, const Score& score) {
  json[key] = score.accuracy;
  if (inDecibels(score.metric))
    putDecibels(json, key, score.accuracy > 0 ? inUnit(score.metric, score.accuracy) : score.sqnrDb);
}

}  // namespace bitprism
