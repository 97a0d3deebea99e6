#include "core/search/cost.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iomanip>
#include <optional>
#include <string_view>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/plan/operation_counts.h"

namespace bitprism {
namespace {

struct CostInfo {
  Cost value;
  const char* name;
  const char* title;
  const char* expected;
};

constexpr std::array<CostInfo, 3> costInfos = {
    {{Cost::Memory, "memory", "memory", "bytes or a number with KiB or MiB, such as 100KiB"},
     {Cost::BitOperations, "bops", "bit operations", "a number with BOPs, such as 2.5GBOPs"},
     {Cost::Latency, "latency", "latency", "a number with us, ms or s, such as 3ms"}}};
static_assert(namesEveryValue<costInfos>());

struct Unit {
  const char* name;
  Cost cost;
  double factor;
};

constexpr Unit units[] = {{"B", Cost::Memory, 1},
                          {"KiB", Cost::Memory, 1024},
                          {"MiB", Cost::Memory, 1024.0 * 1024},
                          {"GiB", Cost::Memory, 1024.0 * 1024 * 1024},
                          {"BOPs", Cost::BitOperations, 1},
                          {"kBOPs", Cost::BitOperations, 1e3},
                          {"MBOPs", Cost::BitOperations, 1e6},
                          {"GBOPs", Cost::BitOperations, 1e9},
                          {"TBOPs", Cost::BitOperations, 1e12},
                          {"ns", Cost::Latency, 1},
                          {"us", Cost::Latency, 1e3},
                          {"ms", Cost::Latency, 1e6},
                          {"s", Cost::Latency, 1e9}};

constexpr double largestCost = 1e18;  // sums over layers stay whole numbers

// A positive number with its unit, null without one; empty if it is neither.
struct Written {
  double value = 0;
  const Unit* unit = nullptr;
};

std::optional<Written> parsed(const std::string& written) {
  Written result;
  const char* const last = written.data() + written.size();
  const auto [end, problem] = std::from_chars(written.data(), last, result.value);
  if (problem != std::errc() || !(result.value > 0) || !std::isfinite(result.value)) return {};
  std::string_view unit(end, static_cast<std::size_t>(last - end));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (unit.empty()) return result;
  const auto* const found =
      std::find_if(std::begin(units), std::end(units), [&](const Unit& u) { return unit == u.name; });
  if (found == std::end(units) || result.value * found->factor > largestCost) return {};
  result.unit = found;
  return result;
}

std::int64_t amountOf(const Written& written) {
  return std::llround(written.value * (written.unit ? written.unit->factor : 1));
}

// Three digits.
std::string threeDigits(double value) {
  return text(std::fixed, std::setprecision(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2), value);
}

}  // namespace

const char* costName(Cost cost) {
  return rowOf(costInfos, cost).name;
}

const char* costTitle(Cost cost) {
  return rowOf(costInfos, cost).title;
}

std::array<const char*, 3> costNames() {
  return namesIn(costInfos);
}

Cost costFromName(const std::string& name) {
  if (const auto known = valueNamed(costInfos, name)) return *known;
  throw UsageError(text("unknown cost '", name, "', expected ", alternatives(costNames())));
}

std::string costText(Cost cost, std::int64_t amount) {
  const auto value = static_cast<double>(amount);
  switch (cost) {
    case Cost::Memory:
      return text(std::fixed, std::setprecision(1), value / 1024, " KiB");
    case Cost::BitOperations:
      return text(countText(value), amount < 1000 ? " BOPs" : "BOPs");
    case Cost::Latency:
      return value >= 999.5e6   ? threeDigits(value / 1e9) + " s"
             : value >= 999.5e3 ? threeDigits(value / 1e6) + " ms"
                                : threeDigits(value / 1e3) + " us";
  }
  return {};
}

std::int64_t costFromText(Cost cost, const std::string& written) {
  const std::optional<Written> found = parsed(written);
  const std::int64_t amount =
      found && (!found->unit || found->unit->cost == cost) && found->value <= largestCost ? amountOf(*found) : 0;
  if (amount > 0) return amount;
  const CostInfo& info = rowOf(costInfos, cost);
  throw UsageError(
      text("'", written, "' is not ", cost == Cost::Memory ? "a size" : info.title, ", expected ", info.expected));
}

CostLimit costLimitFromText(const std::string& written) {
  const std::optional<Written> found = parsed(written);
  if (!found || !found->unit || amountOf(*found) <= 0)
    throw UsageError(
        text("'", written, "' is not a limit, expected a number with a unit, such as 100KiB, 2.5GBOPs or 3ms"));
  return {found->unit->cost, amountOf(*found)};
}

std::vector<CostLimit> tightest(std::vector<CostLimit> limits) {
  std::stable_sort(limits.begin(), limits.end(), [](const CostLimit& a, const CostLimit& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.most < b.most;
  });
  limits.erase(std::unique(limits.begin(), limits.end(),
                           [](const CostLimit& a, const CostLimit& b) { return a.cost == b.cost; }),
               limits.end());
  return limits;
}

std::string limitsText(const std::vector<CostLimit>& limits) {
  std::string result;
  for (std::size_t i = 0; i < limits.size(); ++i)
    result += (i == 0 ? "" : i + 1 == limits.size() ? " and " : ", ") + costText(limits[i].cost, limits[i].most);
  return result;
}

Json toJson(const std::vector<CostLimit>& limits) {
  Json list = Json::array();
  for (const CostLimit& limit : limits) list.push_back({{"cost", costName(limit.cost)}, {"most", limit.most}});
  return list;
}

std::vector<CostLimit> costLimitsFromJson(const Json& json, const std::string& source) {
  if (!json.is_array()) throw InputError(text("cannot read '", source, "': 'limits' is not a list"));
  std::vector<CostLimit> limits;
  for (const Json& one : json) {
    const std::int64_t most = integerMember(one, "most", source);
    const auto cost = valueNamed(costInfos, stringMember(one, "cost", source));
    if (!cost || most <= 0)
      throw InputError(
          text("cannot read '", source, "': a limit is not on ", alternatives(costNames()), " with a number above 0"));
    limits.push_back({*cost, most});
  }
  return tightest(std::move(limits));
}

}  // namespace bitprism
