#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/torch/measure/measured_network.h"

namespace bitprism {

// Plans measured side by side, a few at a time over all batches. The float network's values at the end of a group's
// common prefix are kept for the next group while memory allows, else recomputed. Items may be measured by many threads
// at once.
class PlansSideBySide {
 public:
  // open: indices of the plans to measure, those that change earliest first. network and plans must outlive this.
  PlansSideBySide(MeasuredNetwork& network, const std::vector<QuantPlan>& plans, std::vector<std::size_t> open,
                  std::int64_t images);

  struct Group {
    std::once_flag begun;
    std::span<const std::size_t> members;  // plans, by index
    std::vector<PlanRunner::Prepared> prepared;
    std::vector<std::vector<ScoreSums>> sums;  // of each plan, by batch
    std::atomic<std::int64_t> left;            // batches not yet measured
  };

  std::int64_t items() const { return static_cast<std::int64_t>(groups_.size()) * batches_; }

  // Measures one batch of one group; calls `measured` with the number of its images for every plan. Returns the group
  // after its last batch, else null. Throws Cancelled.
  Group* measure(std::int64_t item, const std::stop_token& stop, const std::function<void(std::int64_t)>& measured);

 private:
  struct Prefix {
    std::mutex mutex;
    std::optional<Executor::State> state;
    std::int64_t bytes = 0;
  };

  void begin(Group& group, std::int64_t number, const std::stop_token& stop);
  Executor::State takePrefix(Prefix& kept, std::size_t before, std::int64_t first, std::int64_t size);
  void keepPrefix(Prefix& kept, Executor::State prefix);

  MeasuredNetwork& network_;
  const std::vector<QuantPlan>& plans_;
  const std::vector<std::size_t> open_;
  std::int64_t images_, batches_;
  std::vector<Group> groups_;
  std::vector<Prefix> prefixes_;
  std::atomic<std::int64_t> prefixBytes_{0};
};

}  // namespace bitprism
