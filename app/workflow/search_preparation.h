#pragma once

#include "app/workflow/kept_measurements.h"
#include "app/workflow/search_fork.h"
#include "app/workflow/study.h"

namespace bitprism {

class SettingsDiffer;

// Makes a search out of a request, for Study::prepareSearch: opens or creates its session, measures what it needs and
// nobody knows, and builds its runner. Steps are in the order of run() and share what they find. Used once.
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
  bool goesOn_ = false;      // the session was there
  bool again_ = false;       // all of it is measured again
  SessionSettings fresh_;    // of a session that is made
  Inheritance inheritance_;  // of the one that it is forked from
  std::vector<Evaluation> finished_;
  std::shared_ptr<PlanTraining> training_;  // null where no task trains
  FloatScores floats_;
  std::vector<SearchSegment> segments_;  // that the session has
  SearchSegment segment_;                // that begins now
  bool same_ = false;                    // it is the last of those
  bool needsTable_ = false;
  std::optional<Sensitivity> storedTable_;
  std::int64_t floatSize_ = 0, referenceSize_ = 0;
  double chance_ = 0;
};

}  // namespace bitprism
