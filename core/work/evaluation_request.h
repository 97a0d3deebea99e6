#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// What a worker is asked to measure.
struct EvaluationRequest {
  std::string part;         // of the images: "all", "search", "report" or "calibration"
  std::vector<Json> plans;  // at least one (planToJson)
  Task task;
  bool afresh = false;  // as Evaluator::evaluateAfresh
  bool each = false;    // as Evaluator::evaluateEach; else there is one plan
};

Json toJson(const EvaluationRequest& request);
EvaluationRequest evaluationRequestFromJson(const Json& json, const std::string& source);  // throws InputError

// SHA-256 of a request and its scores: says that these scores are the answer to that request.
std::string checksumOf(const EvaluationRequest& request, const std::vector<Score>& scores);

// {"scores", "checksum", "machine", "seconds"}.
Json resultToJson(const EvaluationRequest& request, const std::vector<Score>& scores, double seconds);

// The scores of a result. Throws InputError when their number or their checksum does not fit the request.
std::vector<Score> scoresOfResult(const Json& json, const EvaluationRequest& request, const std::string& source);

}  // namespace bitprism
