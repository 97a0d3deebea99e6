#include "core/torch/measure/plans_side_by_side.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr std::size_t plansAtOnce = 4;                              // of many with a common beginning
constexpr std::int64_t prefixLimitBytes = std::int64_t{512} << 20;  // of the float network's values where plans branch

}  // namespace

PlansSideBySide::PlansSideBySide(MeasuredNetwork& network, const std::vector<QuantPlan>& plans,
                                 std::vector<std::size_t> open, std::int64_t images)
    : network_(network),
      plans_(plans),
      open_(std::move(open)),
      images_(images),
      batches_((images + network.batchSize - 1) / network.batchSize),
      groups_((open_.size() + plansAtOnce - 1) / plansAtOnce),
      prefixes_(static_cast<std::size_t>(batches_)) {}

PlansSideBySide::Group* PlansSideBySide::measure(std::int64_t item, const std::stop_token& stop,
                                                 const std::function<void(std::int64_t)>& measured) {
  const std::int64_t batch = item % batches_;
  Group& group = groups_[static_cast<std::size_t>(item / batches_)];
  std::call_once(group.begun, [&] { begin(group, item / batches_, stop); });
  const std::int64_t first = batch * network_.batchSize, size = std::min(network_.batchSize, images_ - first);
  const MeasuredNetwork::Outputs original = network_.referenceOutputs(batch, size);
  Prefix& kept = prefixes_[static_cast<std::size_t>(batch)];
  {
    // The later group may reach a batch first: the other then recomputes the float network's prefix.
    const std::lock_guard lock(kept.mutex);
    Executor::State prefix = takePrefix(kept, network_.runner.firstChange(plans_[group.members.front()]), first, size);
    for (std::size_t k = 0; k < group.members.size(); ++k) {
      if (stop.stop_requested()) return nullptr;
      network_.runner.advance(prefix, network_.floating, network_.runner.firstChange(plans_[group.members[k]]));
      Executor::State state = prefix;
      network_.runner.advance(state, group.prepared[k], network_.runner.instructions());
      const MeasuredNetwork::Outputs outputs = comparableOutputs(network_.runner.executor().outputs(state), size,
                                                                 std::max(size, network_.input.fixedBatch()));
      network_.add(group.sums[k][static_cast<std::size_t>(batch)], first, size, outputs, original);
      measured(size);
    }
    keepPrefix(kept, std::move(prefix));
  }
  if (--group.left > 0) return nullptr;
  group.prepared.clear();
  return &group;
}

void PlansSideBySide::begin(Group& group, std::int64_t number, const std::stop_token& stop) {
  const auto from = static_cast<std::size_t>(number) * plansAtOnce;
  group.members = std::span(open_).subspan(from, std::min(plansAtOnce, open_.size() - from));
  group.prepared.clear();
  for (const std::size_t plan : group.members) {
    if (stop.stop_requested()) throw Cancelled();
    group.prepared.push_back(network_.runner.prepare(plans_[plan], stop));
  }
  group.sums.assign(group.members.size(), std::vector<ScoreSums>(static_cast<std::size_t>(batches_)));
  group.left = batches_;
}

// The float network's values before an instruction, or from the start.
Executor::State PlansSideBySide::takePrefix(Prefix& kept, std::size_t before, std::int64_t first, std::int64_t size) {
  Executor::State prefix = kept.state && kept.state->next <= before
                               ? *std::exchange(kept.state, std::nullopt)
                               : network_.runner.executor().start(network_.input.batch(first, size));
  kept.state.reset();
  prefixBytes_ -= std::exchange(kept.bytes, 0);
  return prefix;
}

void PlansSideBySide::keepPrefix(Prefix& kept, Executor::State prefix) {
  const std::int64_t bytes = prefix.bytes();
  if (prefixBytes_.fetch_add(bytes) + bytes <= prefixLimitBytes) {
    kept.bytes = bytes;
    kept.state = std::move(prefix);
  } else {
    prefixBytes_ -= bytes;
  }
}

}  // namespace bitprism
