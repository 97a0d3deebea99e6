#pragma once

#include "core/base/json.h"
#include "core/eval/evaluation.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// A part of a session's search with constant rules. Evaluations before its first trial, made under other rules or by
// the session that this one was forked from, are passed to its search if they lie in its space.
struct SearchSegment {
  int firstTrial = 0;
  SpaceRules rules;
  SearchSpace space;
  Sensitivity sensitivity;  // empty if the method needs none
};

// The space is written without its schemes and activations, which a session stores once, in its settings. Reading
// throws InputError naming the source.
Json toJson(const SearchSegment& segment);
SearchSegment searchSegmentFromJson(const Json& json, const std::string& source);

Json toJson(const Sensitivity& sensitivity);
Sensitivity sensitivityFromJson(const Json& json, const std::string& source);

}  // namespace bitprism
