#include "core/quant/plan/latency_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr double leastShare = 0.5;  // of what the profile says of integer kernels, that they keep in the first fit

// Prior deviations, as shares of what they belong to.
constexpr double floatShare = 0.2, integerShare = 0.5, crossingShare = 1;
constexpr double leastDeviation = 1e-3, overheadDeviation = 1e-2;  // of the float network's time
constexpr double leastKept = 0.2;     // of a time, whatever the files say: nothing takes no time
constexpr double timingNoise = 0.02;  // of a file's time

void setCrossings(LatencyTable& table, const LatencyKinds& kinds, double each, double element) {
  for (std::size_t v = 0; v < table.values.size(); ++v) {
    const double cost = each + element * kinds.elements[v];
    table.values[v] = {cost, kinds.givenAsFloats[v] ? 0 : cost};
  }
}

// Least squares of two unknowns that are not negative, from the normal equations.
std::pair<double, double> nonNegative(double aa, double ab, double bb, double ay, double by) {
  const double determinant = aa * bb - ab * ab;
  constexpr double singular = 1e-9;
  if (determinant > singular * aa * bb) {
    const double a = (ay * bb - by * ab) / determinant, b = (by * aa - ay * ab) / determinant;
    if (a >= 0 && b >= 0) return {a, b};
  }
  const double a = aa > 0 ? std::max(0.0, ay / aa) : 0, b = bb > 0 ? std::max(0.0, by / bb) : 0;
  const double gainA = aa > 0 ? a * ay : 0, gainB = bb > 0 ? b * by : 0;
  return gainA > gainB ? std::pair{a, 0.0} : std::pair{0.0, b};
}

// Crossings by two figures, and integer parts scaled to the integer file.
void fitCrossings(LatencyTable& table, const LatencyKinds& kinds, const TimedPlan& integer,
                  const std::vector<TimedPlan>& mixed) {
  setCrossings(table, kinds, 0, 0);
  const LatencyTable free = table;
  LatencyTable ones = table;  // count crossings, and the elements that cross
  ones.overhead = 0;
  for (LatencyTable::Part& part : ones.parts) part.nanoseconds = {};
  LatencyTable sizes = ones;
  setCrossings(ones, kinds, 1, 0);
  setCrossings(sizes, kinds, 0, 1);
  LatencyTable withoutIntegers = free;
  for (LatencyTable::Part& part : withoutIntegers.parts) part.in(LatencyForm::Integer) = 0;
  const auto floats = [&](const QuantPlan& plan) { return withoutIntegers.planNanoseconds(plan); };
  const auto integers = [&](const QuantPlan& plan) { return free.planNanoseconds(plan) - floats(plan); };
  const double all = integers(integer.plan);
  if (all <= 0) throw Error("the runtime's profile of the integer form names none of the network's operators");
  double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
  for (const TimedPlan& timed : mixed) {
    const double share = integers(timed.plan) / all;
    const double a = ones.planNanoseconds(timed.plan) - share * ones.planNanoseconds(integer.plan);
    const double b = sizes.planNanoseconds(timed.plan) - share * sizes.planNanoseconds(integer.plan);
    const double y = timed.nanoseconds - floats(timed.plan) - share * (integer.nanoseconds - floats(integer.plan));
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ay += a * y;
    by += b * y;
  }
  auto [each, element] = nonNegative(aa, ab, bb, ay, by);
  double crossing = each * ones.planNanoseconds(integer.plan) + element * sizes.planNanoseconds(integer.plan);
  // Mixed plans that were measured beside other work must not explain the kernels away that the profile names.
  const double rest = integer.nanoseconds - floats(integer.plan);
  const double kernels = std::max(leastShare * all, rest - crossing);
  if (crossing > 0 && kernels > rest - crossing) {
    const double part = std::max(0.0, rest - kernels) / crossing;
    each *= part;
    element *= part;
  }
  setCrossings(table, kinds, each, element);
  for (LatencyTable::Part& part : table.parts) part.in(LatencyForm::Integer) *= kernels / all;
}

// A figure of the table that is shifted, in every part or value of one kind alike.
struct Shift {
  std::vector<double*> times;
  double deviation = 0;      // of its prior
  double least = 0;          // the lowest shift
  std::vector<double> uses;  // by file
  double value = 0;
};

class ShiftedTimes {
 public:
  ShiftedTimes(LatencyTable& table, const LatencyKinds& kinds, std::vector<TimedPlan> timed)
      : table_(table), timed_(std::move(timed)), floatTime_(table.floatNanoseconds()) {
    for (const TimedPlan& one : timed_) {
      runs_.push_back(table.runOf(one.plan));
      left_.push_back(one.nanoseconds - table.planNanoseconds(one.plan));
      const double noise = timingNoise * std::max(1.0, one.nanoseconds);
      weights_.push_back(1 / (noise * noise));
    }
    Shift& overhead = shifts_.emplace_back();
    overhead.times = {&table.overhead};
    overhead.uses.assign(timed_.size(), 1);
    overhead.deviation = overheadDeviation * floatTime_;
    addParts(kinds, LatencyForm::Float, floatShare);
    addParts(kinds, LatencyForm::Integer, integerShare);
    addCrossings(kinds, &LatencyTable::Value::quantize, &LatencyTable::Run::quantized, false);
    addCrossings(kinds, &LatencyTable::Value::dequantize, &LatencyTable::Run::restored, true);
    for (Shift& shift : shifts_) bound(shift);
  }

  // Coordinate descent on a convex quadratic within bounds.
  void fit() {
    constexpr int mostSweeps = 2000;
    constexpr double settled = 1e-6;  // of a deviation
    for (int sweep = 0; sweep < mostSweeps; ++sweep) {
      double moved = 0;
      for (Shift& shift : shifts_) moved = std::max(moved, step(shift) / shift.deviation);
      if (moved < settled) break;
    }
    for (const Shift& shift : shifts_)
      for (double* time : shift.times) *time = std::max(0.0, *time + shift.value);
  }

 private:
  void addParts(const LatencyKinds& kinds, LatencyForm form, double share) {
    std::map<int, Shift> found;
    for (std::size_t p = 0; p < table_.parts.size(); ++p) {
      Shift& shift = found[kinds.parts[p]];
      shift.times.push_back(&table_.parts[p].in(form));
      addUses(shift, [&](const LatencyTable::Run& run) { return run.forms[p] == form; });
    }
    take(found, share);
  }

  void addCrossings(const LatencyKinds& kinds, double LatencyTable::Value::*time,
                    std::vector<bool> LatencyTable::Run::*used, bool restoring) {
    std::map<double, Shift> found;
    for (std::size_t v = 0; v < table_.values.size(); ++v) {
      if (restoring && kinds.givenAsFloats[v]) continue;
      Shift& shift = found[kinds.elements[v]];
      shift.times.push_back(&(table_.values[v].*time));
      addUses(shift, [&](const LatencyTable::Run& run) { return (run.*used)[v]; });
    }
    take(found, crossingShare);
  }

  void addUses(Shift& shift, const std::function<bool(const LatencyTable::Run&)>& uses) const {
    shift.uses.resize(runs_.size());
    for (std::size_t f = 0; f < runs_.size(); ++f) shift.uses[f] += uses(runs_[f]) ? 1 : 0;
  }

  template <typename Key>
  void take(std::map<Key, Shift>& found, double share) {
    for (auto& [kind, shift] : found) {
      double sum = 0;
      for (const double* time : shift.times) sum += *time;
      shift.deviation = std::max(share * sum / static_cast<double>(shift.times.size()), leastDeviation * floatTime_);
      if (std::any_of(shift.uses.begin(), shift.uses.end(), [](double uses) { return uses > 0; }))
        shifts_.push_back(std::move(shift));
    }
  }

  static void bound(Shift& shift) {
    shift.least = (leastKept - 1) * **std::min_element(shift.times.begin(), shift.times.end(),
                                                       [](const double* a, const double* b) { return *a < *b; });
  }

  double step(Shift& shift) {
    double slope = 0, curvature = 1 / (shift.deviation * shift.deviation);
    for (std::size_t f = 0; f < left_.size(); ++f) {
      slope += weights_[f] * shift.uses[f] * (left_[f] + shift.uses[f] * shift.value);
      curvature += weights_[f] * shift.uses[f] * shift.uses[f];
    }
    const double value = std::max(shift.least, slope / curvature), change = value - shift.value;
    for (std::size_t f = 0; f < left_.size(); ++f) left_[f] -= shift.uses[f] * change;
    shift.value = value;
    return std::fabs(change);
  }

  LatencyTable& table_;
  const std::vector<TimedPlan> timed_;
  const double floatTime_;
  std::vector<LatencyTable::Run> runs_;
  std::vector<double> left_, weights_;  // by file: what the shifts do not explain yet; the inverse of its variance
  std::vector<Shift> shifts_;
};

}  // namespace

LatencyTable fittedTable(LatencyTable profiled, const LatencyKinds& kinds, const TimedPlan& floats,
                         const TimedPlan& integer, const std::vector<TimedPlan>& mixed) {
  fitCrossings(profiled, kinds, integer, mixed);
  std::vector<TimedPlan> timed = mixed;
  timed.push_back(floats);
  timed.push_back(integer);
  ShiftedTimes(profiled, kinds, std::move(timed)).fit();
  return profiled;
}

}  // namespace bitprism
