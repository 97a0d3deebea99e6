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

// What to try next.
struct Proposal {
  int trial = 0;
  PlanChoice bits;
  int task = 0;  // index into SearchSettings::tasks
  std::string why;
  std::optional<double> predictedAccuracy;
  std::optional<double> predictedDeviation;
};

// What the model believes now; empty members where a method has no model.
struct SearchInsight {
  std::vector<std::vector<double>> taskCorrelation;  // T x T
  std::vector<double> lengthScales;
  struct BandPoint {
    double bytes = 0, mean = 0, deviation = 0;
  };
  std::vector<BandPoint> band;  // predicted accuracy along the sweep, by bytes
};

// What a model takes from an evaluation at a cheap task. KL needs no labels and hardly any images; accuracy is what
// counts in the end, but of few images it is mostly noise. Both is what did best, by a hair
// (docs/measurements.md).
enum class CheapObservation { Kl, Accuracy, Both };

const char* cheapObservationName(CheapObservation observation);   // "kl", "accuracy", "both"
const char* cheapObservationTitle(CheapObservation observation);  // for people: "KL", "accuracy", "both"
std::array<const char*, 3> cheapObservationNames();
CheapObservation cheapObservationFromName(const std::string& name);  // throws UsageError

struct SearchSettings {
  std::string method = "mtgp";     // one of searchMethods() (search_method.h)
  std::vector<Task> tasks = {{}};  // rising cost; the last is the top task
  CheapObservation cheap = CheapObservation::Both;
  // Evaluations at the top task. Those at cheap tasks come on top of them, as far as their share of the cost allows, so
  // that nothing that may be on the front is lost to them.
  int trials = 40;
  std::uint64_t seed = 1;
  double chanceAccuracy = 0.1;
  double floatAccuracy = 1;
  std::int64_t referenceBytes = 0;  // of 8-bit uniform
};

// A model frozen at one moment. Immutable, safe from many threads; a prediction takes well under a millisecond.
class Predictor {
 public:
  virtual ~Predictor() = default;
  // bits must be within the search space.
  virtual Prediction predict(const PlanChoice& bits) const = 0;
  // The same of many, which a model may do faster than one by one.
  virtual std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const;
};

// Proposes plans and learns from their evaluations. One thread at a time. Deterministic: what is asked depends only on
// the settings and on what was told and asked before, in order. Asking may run ahead of telling by a fixed number of
// trials (SearchRunner's look-ahead), failed evaluations are told too.
class Search {
 public:
  virtual ~Search() = default;
  // Nothing when the space or the trials are exhausted. Throws Cancelled, after which asking again gives what would
  // have been given.
  virtual std::optional<Proposal> ask(std::stop_token stop = {}) = 0;
  virtual void tell(const Evaluation& evaluation) = 0;
  virtual std::shared_ptr<const Predictor> predictor() const { return nullptr; }  // null without a model
  std::optional<Prediction> predict(const PlanChoice& bits) const;
  virtual SearchInsight insight() const { return {}; }
};

// What makeSearch would refuse, told before anything is measured or written: throws UsageError.
void checkSearch(const SearchSettings& settings, const SearchSpace& space);

// Whether the method looks at what each layer alone does to the network, which takes long to measure. Curves only ask
// which of several schemes of the same width is to be had.
bool needsSensitivity(const std::string& method, const SearchSpace& space);

// Throws UsageError for an unknown method. sensitivity may be empty where needsSensitivity says so.
std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity);

}  // namespace bitprism
