#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace bitprism {

// What a plan costs: the x axis of a search, and what limits bound. Each is a whole number, a sum over layers and a
// fixed part: bytes of the packed network (and of activations, if these count), bit operations for one image, and
// nanoseconds for one image on the machine that a latency table describes.
enum class Cost { Memory, BitOperations, Latency };

const char* costName(Cost cost);   // in files and on the command line: "memory", "bops", "latency"
const char* costTitle(Cost cost);  // in sentences: "memory", "bit operations", "latency"
std::array<const char*, 3> costNames();
Cost costFromName(const std::string& name);  // throws UsageError

// With a unit and at least three digits: "12.3 KiB", "2.60 GBOPs", "3.21 ms".
std::string costText(Cost cost, std::int64_t amount);

// "100KiB", "2.5GBOPs", "3ms"; a number without a unit is in bytes, bit operations or nanoseconds. Throws UsageError.
std::int64_t costFromText(Cost cost, const std::string& written);

// The most that a plan may cost.
struct CostLimit {
  Cost cost = Cost::Memory;
  std::int64_t most = 0;
  bool operator==(const CostLimit&) const = default;
};

// The unit decides the cost: "100KiB", "3ms", "2GBOPs". Throws UsageError without one.
CostLimit costLimitFromText(const std::string& written);

// One limit for each cost, the tightest, in the order of the costs: equal limits are equal values.
std::vector<CostLimit> tightest(std::vector<CostLimit> limits);

std::string limitsText(const std::vector<CostLimit>& limits);  // "100.0 KiB and 3.00 ms"

// [{"cost": "latency", "most": 3000000}]. Reading throws InputError naming the source.
Json toJson(const std::vector<CostLimit>& limits);
std::vector<CostLimit> costLimitsFromJson(const Json& json, const std::string& source);

}  // namespace bitprism
