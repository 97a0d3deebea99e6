#pragma once

#include <optional>
#include <string>

#include "app/workflow/study.h"

namespace bitprism {

// The content of a plan file besides the plan, so that the measurement can be repeated. Absent values are unknown.
struct PlanFacts {
  std::optional<Preprocessing> preprocessing;

  struct Calibration {
    std::string source;         // of the images used to choose the activations' ranges
    std::int64_t images = 0;    // their number
    std::uint64_t seed = 1;     // of the split they come from
    ActivationRequest request;  // the range rule

    // Their location: separate images, or a part of the data, of which the first dataImages (0: all) were used. Both
    // empty: unknown.
    std::string own, data;
    std::int64_t dataImages = 0;
    bool operator==(const Calibration&) const = default;
  };
  std::optional<Calibration> calibration;  // written only if the plan depends on them

  struct Measured {
    std::string data;
    Score score;
    std::optional<double> floatValue;   // of the same metric
    std::optional<double> reportValue;  // on images that the search never saw
    bool operator==(const Measured&) const = default;
  };
  std::optional<Measured> measured;

  Target target = Target::Any;  // what the plan was made for
};

// The preprocessing and the calibration images of the study.
PlanFacts factsOf(Study& study, const ActivationRequest& activation);

// The plan on all of the study's images. Throws Cancelled.
PlanFacts::Measured measuredOf(Study& study, const QuantPlan& plan, std::stop_token stop = {},
                               const Progress& progress = {});

// Of one of a session's evaluations.
PlanFacts factsOf(const Session& session, const Evaluation& evaluation);

// planToJson with "tool", "preprocessing", "calibration" and "measured" added. Readers that know only the plan ignore
// them.
Json planDocument(const QuantPlan& plan, const Network& network, const PlanFacts& facts);

// A plan file before its network is known: its preprocessing determines how the images are opened.
class PlanFile {
 public:
  explicit PlanFile(const std::string& path);  // throws InputError

  const PlanFacts& facts() const { return facts_; }
  QuantPlan plan(const Network& network) const;  // throws InputError

  // "'plan.json' specifies the preprocessing: --scale ...": shown if the user gave no preprocessing.
  std::string preprocessingNotice() const;

 private:
  std::string path_;
  Json document_;
  PlanFacts facts_;
};

// If the user named no images: opens those that the plan was calibrated on, and returns a notice. No effect if they are
// unknown or no longer exist.
std::optional<std::string> adoptCalibration(const PlanFacts& facts, StudySettings& settings);

// "0.1.0".
const char* toolVersion();

}  // namespace bitprism
