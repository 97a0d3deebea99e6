#pragma once

#include <vector>

#include "core/quant/plan/latency_table.h"

namespace bitprism {

// A plan whose file was timed.
struct TimedPlan {
  QuantPlan plan;
  double nanoseconds = 0;
};

// What tells which parts and values of a table take the same time.
struct LatencyKinds {
  std::vector<int> parts;           // the kind of each part, from 0
  std::vector<double> elements;     // of each value; equal ones are of one kind
  std::vector<bool> givenAsFloats;  // values that cost nothing to restore
};

// The table that agrees best with timed plans, given one whose parts have the times that a profile shows. `floats` and
// `integer` are timed files of the float network and of the one that is integer throughout, `mixed` of plans in
// between.
//
// First, times of crossing, a share for every value and a share for its size, are fitted to the mixed plans by least
// squares, and integer parts scaled so that the integer file takes its time. From there, the times of every kind of
// part and of crossing are shifted by a Bayesian linear regression: its prior means are these times, its prior
// deviations shares of them, and its observations all timed files; no time falls below a fifth of what it was. So kinds
// that the files say nothing about keep what the profile says of them. Throws Error when the table has no time of
// integer parts.
LatencyTable fittedTable(LatencyTable profiled, const LatencyKinds& kinds, const TimedPlan& floats,
                         const TimedPlan& integer, const std::vector<TimedPlan>& mixed);

}  // namespace bitprism
