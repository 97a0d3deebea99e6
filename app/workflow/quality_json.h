#pragma once

#include <string>

#include "core/base/json.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// Puts a quality into a document that names its metric: under `key`, which has "accuracy" in it and is what scripts
// look for, from 0 to 1; an output SQNR also in dB, under the same key with "sqnr_db" in its place.
void putQuality(Json& json, const std::string& key, const Score& score);
void putQuality(Json& json, const std::string& key, Metric metric, double quality);

}  // namespace bitprism
