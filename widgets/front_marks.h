#pragma once

#include <QString>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/run/search_snapshot.h"

namespace bitprism {

// The marks next to the evaluations: the float network, uniform bits, the current plan. On another axis than memory,
// what is in bytes here is in the amounts of that cost.
struct FrontMarks {
  struct Uniform {
    int bits = 0;
    std::int64_t bytes = 0;
    double accuracy = 0;
    bool operator==(const Uniform&) const = default;
  };
  // Uniform bits whose size is known and whose quality is still being measured.
  struct Awaited {
    int bits = 0;
    std::int64_t bytes = 0;
    bool operator==(const Awaited&) const = default;
  };
  // The best plan predicted within the budget, of those never tried.
  struct Untried {
    std::int64_t bytes = 0;
    double mean = 0, deviation = 0;
    bool operator==(const Untried&) const = default;
  };
  Metric metric = Metric::Accuracy;
  Cost axis = Cost::Memory;
  std::optional<double> floatAccuracy;
  std::int64_t floatBytes = 0;  // 0: unknown
  std::vector<Uniform> uniforms;
  std::vector<Awaited> awaited;
  std::optional<Untried> untried;
  std::int64_t planBytes = 0;               // 0: no plan
  std::optional<double> planAccuracy;       // measured
  std::optional<double> predictedAccuracy;  // if not measured
  double predictedDeviation = 0;
  bool countsActivations = false;  // memory is the network and the peak of activations
};

// The front of another session, shown for comparison.
struct OtherFront {
  QString name;
  std::shared_ptr<const SearchSnapshot> snapshot;
  bool sameNetwork = true;  // its plans can be pinned
  QString network = {};     // that it is of
};

}  // namespace bitprism
