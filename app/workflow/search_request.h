#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workflow/activation_request.h"
#include "app/workflow/image_source.h"
#include "core/data/fitted_images.h"
#include "core/eval/box_decoding.h"
#include "core/eval/device.h"
#include "core/eval/metric_command.h"
#include "core/quant/plan/quant_plan.h"
#include "core/quant/targets/target_profile.h"
#include "core/search/network_costs.h"
#include "core/search/search.h"
#include "core/session/session.h"
#include "core/torch/read/network_reader.h"
#include "core/train/training.h"
#include "core/work/work_place.h"

namespace bitprism {

struct StudySettings {
  std::string networkPath;
  std::string weightsPath;                                // weights in place of the network's own; empty: none
  std::string dataPath;                                   // empty: measuring is not possible
  std::string trainPath;                                  // images to calibrate on, if given
  std::string calibrationPath;                            // likewise, takes precedence over trainPath
  std::optional<Preprocessing> preprocessing;             // absent: standardPreprocessing
  std::uint64_t seed = 1;                                 // of the splits
  std::int64_t images = 0;                                // use at most this many of dataPath; 0: all
  std::int64_t imageCacheBytes = defaultImageCacheBytes;  // of decoded images, for each set of images
  unsigned threads = 0;                                   // of one evaluation; 0: one per core
  std::optional<Metric> metric;                           // of Score::accuracy; absent: depends on the data
  std::optional<MetricCommand> command;                   // that measures, where the metric is Command
  std::optional<BoxHead> head;                            // of a detector; absent: by its outputs
  Device device = Device::Automatic;                      // where networks are evaluated
  bool equalize = false;                                  // cross-layer equalization when the network is opened
  ReadOptions reading;  // how the network is read; its shape is that of the images, else this one
};

// The settings of a search, besides the network and the data.
struct SearchRequest {
  std::string sessionPath;                        // created, or continued if it exists; empty: kept in memory only
  SearchSettings search;                          // chance, float accuracy and reference bytes are filled in
  Quantization scheme;                            // of every layer
  std::vector<Quantization> others;               // that compete with it
  bool automatic = false;                         // schemes are chosen when the search is prepared
  AllowedChoices choices;                         // of each layer among these; empty: all (automatic_methods.h)
  std::vector<std::optional<Quantization>> kept;  // schemes of layers with a fixed one, until the choice is made
  std::vector<int> widths = widthsBetween(2, 8);  // allowed for each layer
  SpaceRules rules;                               // locks, bounds and ties of layers
  Cost cost = Cost::Memory;                       // the axis of the search
  std::vector<CostLimit> limits;                  // that all its plans keep, one for each cost (tightest)
  std::shared_ptr<const LatencyTable> latency;    // of the network; null: unknown (latencyTableOf)
  ActivationRequest activation;
  std::vector<ActivationRequest> inputs;  // of each layer, if they differ; empty: activation for all layers
  ActivationsByBits activations;          // the resulting schemes; set by Study
  Target target = Target::Any;            // what the plans are for
  IntegerForm integer;                    // of every plan, where the target computes in integers; set by Study
  TrainingSettings training;              // of tasks with epochs, except for their number
  std::string trainPath;                  // the training images; empty: StudySettings::trainPath
  bool countActivations = false;          // the peak of activations counts as memory too
  bool equalized = false;                 // of a session: whether its network was (StudySettings::equalize)
  std::string forkOf;                     // a session whose evaluations the new one starts with; empty: none
  bool remeasure = false;                 // first measures everything in the session again
  bool newRules = false;                  // rules other than the session's start a new segment instead of being refused
  WorkPlace where;                        // what evaluates its plans
  int workers = 1;
  int lookAhead = 0;  // trials proposed before the first result; 0: the session's, else as many as workers, >= 2
  double minutes = 0;

  bool wantsActivations() const;
  bool needs(Cost of) const;                                          // as axis or limit
  std::vector<ActivationRequest> inputsOf(std::size_t layers) const;  // one per layer

  // The plan of an allocation, as by SearchSpace::plan, without the network.
  QuantPlan plan(const PlanChoice& bits) const;
  std::optional<PlanChoice> choicesOf(const QuantPlan& plan) const;  // likewise
};

// The settings of a session's search under the current rules, with its length if known. Throws InputError if the
// settings are damaged.
SearchRequest requestOf(const Session& session);

// The network and the images that a session's search measures.
StudySettings studySettingsOf(const Session& session);

// Its segments with complete spaces; none before its search was prepared. Throws InputError.
std::vector<SearchSegment> segmentsOf(const Session& session);

// Everything that decides which trials a search makes and what they measure, but not their number; stored in the
// session.
Json identityOf(const SearchRequest& request, const StudySettings& settings, std::int64_t images);

// Converts the schemes of a stored identity to the form of identityOf: the window once stored them at 8 bits.
void unifyBits(Json& identity);

// The tasks, at least one, the top task last. Throws InputError.
std::vector<Task> tasksOf(const Session& session);

}  // namespace bitprism
