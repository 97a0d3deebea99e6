#pragma once

#include <string>

#include "core/base/json.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// A score as JSON, from which the same doubles come back; what is not finite is written as "nan", "inf" or "-inf".
Json toJson(const Score& score);
Score scoreFromJson(const Json& json, const std::string& source);  // throws InputError naming the source

// {"images", "epochs"}, as in sessions.
Json toJson(const Task& task);
Task taskFromJson(const Json& json, const std::string& source);  // throws InputError naming the source

}  // namespace bitprism
