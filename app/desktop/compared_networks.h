#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <tuple>

#include "app/desktop/background_job.h"
#include "app/desktop/compared_plan.h"

namespace bitprism {

// Which layers of two networks match and how their weights differ, each network under its plan; the last pair that was
// wanted. Computed in the background. Belongs to the window's thread.
class ComparedNetworks : public QObject {
  Q_OBJECT

 public:
  using Pairs = std::vector<LayerPair>;

  explicit ComparedNetworks(QObject* parent = nullptr);

  // Null while unknown; then it is being computed, unless that failed or was cancelled.
  std::shared_ptr<const Pairs> want(const ComparedPlan& a, const ComparedPlan& b);
  void clear();

  BackgroundJob& job() { return job_; }

 signals:
  void changed();

 private:
  using Key = std::tuple<std::uint64_t, QuantPlan, std::uint64_t, QuantPlan>;  // hashes of the networks

  std::optional<Key> key_;  // computed, or being computed
  std::shared_ptr<const Pairs> pairs_;
  BackgroundJob job_;
};

}  // namespace bitprism
