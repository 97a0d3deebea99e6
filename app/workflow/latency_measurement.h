#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "core/base/progress.h"
#include "core/network/network.h"
#include "core/quant/plan/latency_table.h"

namespace bitprism {

struct LatencyRequest {
  std::string library;  // of ONNX Runtime (findOnnxRuntime)
  int threads = 1;
  std::int64_t batch = 1;
  double seconds = 20;  // about, for the times of whole files
};

// Measures the network's latency table in ONNX Runtime, on files of the network that are written for it and removed:
// float, integer throughout, with stored weights, with rounded inputs, and a few in which some layers are integer.
//
// All files run in turn (interleavedNanoseconds). The runtime's own profile of the first four says how a file's time is
// spread over its operators; layers of the same shape share their mean. These times, and what crossing between floats
// and whole numbers takes, are fitted to the mixed files (fittedTable). Three more mixed files show how well the table
// predicts (LatencyTable::error). Throws Error, UsageError, Cancelled.
LatencyTable measureLatency(const Network& network, const LatencyRequest& request, std::stop_token stop = {},
                            const Progress& progress = {});

// "Intel(R) Xeon(R) ...": of this machine.
std::string machineProcessor();

// A line each for people: of the table, and of a plan's predicted time beside float.
std::string latencyConditionsText(const LatencyConditions& conditions);
std::string millisecondsText(double nanoseconds);  // "0.279 ms"

}  // namespace bitprism
