#include "core/work/evaluation_request.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/eval/score_json.h"
#include "core/work/handshake.h"

namespace bitprism {
namespace {

bool booleanMember(const Json& json, const char* key, const std::string& source) {
  const Json& value = member(json, key, source);
  if (!value.is_boolean()) throw InputError(text("cannot read '", source, "': '", key, "' is neither true nor false"));
  return value.get<bool>();
}

Json scoresToJson(const std::vector<Score>& scores) {
  Json list = Json::array();
  for (const Score& score : scores) list.push_back(toJson(score));
  return list;
}

}  // namespace

Json toJson(const EvaluationRequest& request) {
  return {{"part", request.part},
          {"plans", request.plans},
          {"task", toJson(request.task)},
          {"afresh", request.afresh},
          {"each", request.each}};
}

EvaluationRequest evaluationRequestFromJson(const Json& json, const std::string& source) {
  EvaluationRequest request;
  request.part = stringMember(json, "part", source);
  const Json& plans = member(json, "plans", source);
  if (!plans.is_array() || plans.empty()) throw InputError(text("cannot read '", source, "': it names no plans"));
  request.plans.assign(plans.begin(), plans.end());
  request.task = taskFromJson(member(json, "task", source), source);
  request.afresh = booleanMember(json, "afresh", source);
  request.each = booleanMember(json, "each", source);
  if (!request.each && request.plans.size() != 1)
    throw InputError(text("cannot read '", source, "': it names ", request.plans.size(), " plans, expected one"));
  return request;
}

std::string checksumOf(const EvaluationRequest& request, const std::vector<Score>& scores) {
  const Json whole = {toJson(request), scoresToJson(scores)};
  const std::string words = whole.dump(-1, ' ', false, Json::error_handler_t::replace);
  return sha256({reinterpret_cast<const std::uint8_t*>(words.data()), words.size()});
}

Json resultToJson(const EvaluationRequest& request, const std::vector<Score>& scores, double seconds) {
  return {{"scores", scoresToJson(scores)},
          {"checksum", checksumOf(request, scores)},
          {"machine", machineName()},
          {"seconds", seconds}};
}

std::vector<Score> scoresOfResult(const Json& json, const EvaluationRequest& request, const std::string& source) {
  const Json& list = member(json, "scores", source);
  if (!list.is_array() || list.size() != request.plans.size())
    throw InputError(
        text("cannot read '", source, "': it has ", list.size(), " scores, expected ", request.plans.size()));
  std::vector<Score> scores;
  for (const Json& score : list) scores.push_back(scoreFromJson(score, source));
  if (stringMember(json, "checksum", source) != checksumOf(request, scores))
    throw InputError(text("cannot read '", source, "': its checksum does not fit its scores"));
  return scores;
}

}  // namespace bitprism
