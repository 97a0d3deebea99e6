#pragma once

#include "core/base/json.h"
#include "core/eval/evaluation.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// A stretch of a session's search in which the rules stay the same. What was measured before its first trial, under
// other rules or by the session that this one was forked from, is told to its search where it lies within its space.
struct SearchSegment {
  int firstTrial = 0;
  SpaceRules rules;
  SearchSpace space;
  Sensitivity sensitivity;  // empty where the method needs none
};

// The space goes without its schemes and activations, which a session keeps once, in its settings. Reading throws
// InputError naming the source.
Json toJson(const SearchSegment& segment);
SearchSegment searchSegmentFromJson(const Json& json, const std::string& source);

Json toJson(const Sensitivity& sensitivity);
Sensitivity sensitivityFromJson(const Json& json, const std::string& source);

}  // namespace bitprism
