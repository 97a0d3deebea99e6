#pragma once

#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/eval/evaluation.h"
#include "core/search/search_space.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// The next plan to evaluate.
struct Proposal {
  int trial = 0;
  PlanChoice bits;
  int task = 0;  // index into SearchSettings::tasks
  std::string why;
  std::optional<double> predictedAccuracy;
  std::optional<double> predictedDeviation;
};

// The current state of the model; members are empty for a method without a model.
struct SearchInsight {
  std::vector<std::vector<double>> taskCorrelation;  // T x T
  std::vector<double> lengthScales;
  struct BandPoint {
    double cost = 0, mean = 0, deviation = 0;
  };
  std::vector<BandPoint> band;  // predicted accuracy along the sweep, by cost on the axis
};

// What a model uses of an evaluation at a cheap task. KL needs no labels and few images; accuracy is what counts in the
// end, but on few images it is mostly noise. Both was best, by a small margin (docs/measurements.md).
enum class CheapObservation { Kl, Accuracy, Both };

const char* cheapObservationName(CheapObservation observation);   // "kl", "accuracy", "both"
const char* cheapObservationTitle(CheapObservation observation);  // for display: "KL", "accuracy", "both"
std::array<const char*, 3> cheapObservationNames();
CheapObservation cheapObservationFromName(const std::string& name);  // throws UsageError

struct SearchSettings {
  std::string method = "mtgp";     // one of searchMethods() (search_method.h)
  std::vector<Task> tasks = {{}};  // rising cost; the last is the top task
  CheapObservation cheap = CheapObservation::Both;
  // Evaluations at the top task. Those at cheap tasks are additional, within their share of the cost, so that they
  // never displace evaluations that may be on the front.
  int trials = 40;
  std::uint64_t seed = 1;
  double chanceAccuracy = 0.1;
  double floatAccuracy = 1;
  std::int64_t referenceCost = 0;  // of 8-bit uniform, on the axis of the space
};

// A model frozen at one moment. Immutable, safe from many threads; a prediction takes well under a millisecond.
class Predictor {
 public:
  virtual ~Predictor() = default;
  // bits must be within the search space.
  virtual Prediction predict(const PlanChoice& bits) const = 0;
  // The same for many plans, which a model may do faster than one at a time.
  virtual std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const;
};

// Proposes plans and learns from their evaluations. One thread at a time. Deterministic: a proposal depends only on the
// settings and on the sequence of ask and tell calls before it. Asking may run ahead of telling by a fixed number of
// trials (SearchRunner's look-ahead); failed evaluations are reported too.
class Search {
 public:
  virtual ~Search() = default;
  // Empty if the space or the trials are exhausted. Throws Cancelled; a repeated call then returns the same proposal.
  virtual std::optional<Proposal> ask(std::stop_token stop = {}) = 0;
  virtual void tell(const Evaluation& evaluation) = 0;
  virtual std::shared_ptr<const Predictor> predictor() const { return nullptr; }  // null without a model
  std::optional<Prediction> predict(const PlanChoice& bits) const;
  virtual SearchInsight insight() const { return {}; }
};

// The checks of makeSearch, before anything is measured or written. Throws UsageError.
void checkSearch(const SearchSettings& settings, const SearchSpace& space);

// Whether the method uses the sensitivity of each single layer, which takes long to measure. Curves need it only to
// choose between schemes of the same width.
bool needsSensitivity(const std::string& method, const SearchSpace& space);

// Throws UsageError for an unknown method. sensitivity may be empty unless needsSensitivity.
std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity);

}  // namespace bitprism
