#pragma once

#include <QString>
#include <cstdint>

#include "core/eval/evaluation.h"

namespace bitprism {

// A layer of the plans in a table of trials.
struct TrialLayer {
  QString name;
  std::int64_t weights = 0;
  bool operator==(const TrialLayer&) const = default;
};

enum class FrontPlace { None, Front, Knee };

// An evaluation as a row. A plain value; the evaluation outlives it.
struct TrialRow {
  const Evaluation* evaluation = nullptr;
  double meanBits = 0;  // per weight
  FrontPlace place = FrontPlace::None;
};

}  // namespace bitprism
