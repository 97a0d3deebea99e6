#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

#include "core/eval/evaluation.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// Tables `evaluations`, `predictions` and `sensitivities` of a session: a row per measurement, with a hash of its
// content. `path` names the session in errors; reading throws InputError if a row is damaged.

// Replaces one of the same trial.
void putEvaluation(SQLite::Database& database, const Evaluation& evaluation);
std::vector<Evaluation> readEvaluations(SQLite::Database& database, const std::string& path);  // by trial

// Replaces those of the same layers and choices.
void putSensitivities(SQLite::Database& database, const std::vector<RawSensitivity>& measured);
std::vector<RawSensitivity> readSensitivities(SQLite::Database& database, const std::string& path);

}  // namespace bitprism
