#pragma once

#include "app/workflow/kept_measurements.h"
#include "app/workflow/search_fork.h"
#include "app/workflow/study.h"

namespace bitprism {

class SettingsDiffer;

// Makes a search out of a request, for Study::prepareSearch: opens or creates its session, measures missing values, and
// builds its runner. Steps are in the order of run() and share their results. Used once.
class SearchPreparation {
 public:
  SearchPreparation(Study& study, SearchRequest request, std::stop_token stop, const Progress& progress)
      : study_(study), request_(std::move(request)), stop_(std::move(stop)), progress_(progress) {}

  std::unique_ptr<SearchJob> run(const std::function<void(const SearchEstimate&)>& expected);

 private:
  void chooseMethods();
  void openSession();
  void describe(SettingsDiffer& difference);
  void inheritFork();
  void createSession();
  void measureFloat();
  void quantizeActivations();
  void checkLimits() const;
  void shareIntegerForm(const std::vector<ActivationRequest>& inputs);
  void takeSensitivities();
  void beginSegment();
  void tellEstimate(const std::function<void(const SearchEstimate&)>& expected) const;
  void noteWhatIsKnown();
  void measureSensitivities();
  void findReference();
  void keepInSession();
  void measureAgain(Evaluator& search, Evaluator& report);
  void buildRunner();

  Session* session() { return job_->session_ ? &*job_->session_ : nullptr; }
  std::size_t unknownNow() const;

  Study& study_;
  SearchRequest request_;
  std::stop_token stop_;
  const Progress& progress_;
  std::unique_ptr<SearchJob> job_ = std::make_unique<SearchJob>();

  SearchSpace space_;
  bool goesOn_ = false;      // the session existed
  bool again_ = false;       // everything is measured again
  SessionSettings fresh_;    // of a new session
  Inheritance inheritance_;  // of the session that it is forked from
  std::vector<Evaluation> finished_;
  std::shared_ptr<PlanTraining> training_;  // null if no task trains
  FloatScores floats_;
  std::vector<SearchSegment> segments_;  // of the session
  SearchSegment segment_;                // the new one
  bool same_ = false;                    // it equals the last of those
  bool needsTable_ = false;
  std::optional<Sensitivity> storedTable_;
  std::int64_t floatSize_ = 0, referenceSize_ = 0, referenceCost_ = 0;
  double chance_ = 0;
};

}  // namespace bitprism
