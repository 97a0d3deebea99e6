#pragma once

#include <string>

#include "core/base/json.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// Adds a quality and its metric to a document: from 0 to 1 under `key`, whose name contains "accuracy" and is used by
// scripts; an output SQNR also in dB, under the key with "sqnr_db" instead of "accuracy".
void putQuality(Json& json, const std::string& key, const Score& score);
void putQuality(Json& json, const std::string& key, Metric metric, double quality);

}  // namespace bitprism
