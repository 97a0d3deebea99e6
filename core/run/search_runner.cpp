#include "core/run/search_runner.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/run/active_time.h"
#include "core/run/growing_snapshot.h"
#include "core/run/latest_model.h"
#include "core/run/look_ahead.h"
#include "core/run/trial_job.h"

namespace bitprism {
namespace {

using Clock = ActiveTime::Clock;

constexpr int workerNiceness = 10;
constexpr std::chrono::milliseconds publishingInterval(40);

}  // namespace

class SearchRunner::Implementation {
 public:
  Implementation(SearchRunSettings settings, Sensitivity sensitivity, Evaluator& evaluator, Evaluator* reporter,
                 std::vector<Evaluation> finished, OnEvaluation onEvaluation)
      : settings_(std::move(settings)),
        evaluator_(evaluator),
        reporter_(reporter),
        onEvaluation_(std::move(onEvaluation)),
        lookAhead_(settings_.lookAhead),
        growing_(settings_.search.tasks.size(), settings_.reference) {
    for (Evaluation& evaluation : finished) finished_.emplace(evaluation.trial, std::move(evaluation));
    for (const auto& [trial, evaluation] : finished_) growing_.shown.evaluations.push_back(evaluation);
    beginSearch(settings_.space, sensitivity, settings_.firstTrial);
    for (const Evaluation& evaluation : growing_.shown.evaluations) growing_.extendHypervolumes(evaluation);
    growing_.shown.method = settings_.search.method;
    growing_.shown.tasks = settings_.search.tasks;
    growing_.shown.axis = settings_.space.axis;
    growing_.shown.trials = settings_.search.trials;
    growing_.shown.floatAccuracy = settings_.floatAccuracy;
    growing_.shown.floatBytes = settings_.floatBytes;
  }

  std::shared_ptr<const SearchSnapshot> run(std::stop_token stop) {
    {
      const std::lock_guard lock(mutex_);
      time_.begin();
    }
    {
      const std::stop_callback wake(stop, [this] {
        cancel_.request_stop();
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      });
      std::vector<std::jthread> workers;
      const auto count =
          std::clamp<std::size_t>(static_cast<std::size_t>(std::max(settings_.workers, 1)), 1, lookAhead_.trials());
      for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
      std::string failure;
      try {
        drive();
      } catch (const Cancelled&) {
        cancel_.request_stop();
      } catch (const std::exception& problem) {
        failure = problem.what();
        cancel_.request_stop();
      }
      {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
      }
      workers.clear();
      if (failure.empty()) try {
          recordFinished();
        } catch (const std::exception& problem) {
          failure = problem.what();
        }
      const std::lock_guard lock(mutex_);
      growing_.rebuildHypervolumes();
      growing_.shown.failure = failure;
      growing_.shown.state = !failure.empty()                      ? SearchState::Failed
                             : stop.stop_requested() && !complete_ ? SearchState::Stopped
                                                                   : SearchState::Finished;
    }
    return publish(true);
  }

  void pause() { setPaused(true); }
  void resume() { setPaused(false); }
  Latest<SearchSnapshot>& snapshots() { return snapshots_; }

  const LatestModel& model() const { return model_; }

  void changeSpace(SearchSpace space, Sensitivity sensitivity, std::function<void(int)> begun) {
    if (needsSensitivity(settings_.search.method, space)) checkSensitivity(space, sensitivity);
    auto change = std::make_unique<Change>(Change{std::move(space), std::move(sensitivity), std::move(begun)});
    const std::lock_guard lock(mutex_);
    change_ = std::move(change);
    changed_.notify_all();
  }

 private:
  struct Change {
    SearchSpace space;
    Sensitivity sensitivity;
    std::function<void(int)> begun;
  };

  // Only run's thread, or its creator's. Passes evaluations before the trial that lie in the space to the search.
  void beginSearch(SearchSpace space, const Sensitivity& sensitivity, int firstTrial) {
    SearchSettings settings = settings_.search;
    // A new random stream; otherwise the same random plans would be proposed again.
    if (firstTrial > 0) settings.seed = Random(settings.seed, static_cast<std::uint64_t>(firstTrial)).bits();
    std::vector<Evaluation> known;
    {
      const std::lock_guard lock(mutex_);
      for (const Evaluation& evaluation : growing_.shown.evaluations)
        if (evaluation.trial < firstTrial) known.push_back(evaluation);
    }
    for (const Evaluation& evaluation : known) settings.trials -= growing_.isTop(evaluation);
    settings.trials = std::max(settings.trials, 0);
    search_ = makeSearch(settings, space, sensitivity);
    space_ = std::make_shared<const SearchSpace>(std::move(space));
    sensitivity_ = std::make_shared<const Sensitivity>(sensitivity);
    firstTrial_ = nextTrial_ = firstTrial;
    {
      const std::lock_guard lock(mutex_);
      growing_.shown.rulesSince = firstTrial;
    }
    for (const Evaluation& evaluation : known)
      if (space_->contains(evaluation.bits)) tellSearch(evaluation);
  }

  // A search counts its trials from 0.
  void tellSearch(Evaluation evaluation) {
    evaluation.trial -= firstTrial_;
    search_->tell(evaluation);
  }

  // Applies a requested change of the space once nothing is running. True when there is a new search.
  bool takeUpChange() {
    std::unique_ptr<Change> change;
    int first = nextTrial_;
    {
      const std::lock_guard lock(mutex_);
      if (!change_ || !pending_.empty()) return false;
      change = std::move(change_);
      if (!growing_.shown.evaluations.empty()) first = std::max(first, growing_.shown.evaluations.back().trial + 1);
    }
    beginSearch(std::move(change->space), change->sensitivity, first);
    if (change->begun) change->begun(first);
    return true;
  }

  // The driving thread: proposes, waits, reports. Returns when nothing is left to do.
  void drive() {
    bool exhausted = false;
    for (;;) {
      if (takeUpChange()) exhausted = false;
      while (!exhausted && mayAsk()) exhausted = !askNext();
      std::shared_ptr<TrialJob> first;
      {
        std::unique_lock lock(mutex_);
        if (pending_.empty() && change_) continue;
        if (pending_.empty() && (exhausted || outOfTime())) break;
        if (cancel_.stop_requested()) return;
        first = pending_.empty() ? nullptr : pending_.front();
        const auto somethingToDo = [&] {
          if (cancel_.stop_requested()) return true;
          if (lookAhead_.mayPropose(pending_.size()) && !exhausted && !time_.paused() && !change_ && !outOfTime())
            return true;
          if (!first) return !time_.paused() || change_;
          if (first->state == TrialJob::State::Done && (mayTell() || exhausted)) return true;
          return std::any_of(pending_.begin(), pending_.end(),
                             [](const auto& job) { return job->state == TrialJob::State::Done && !job->recorded; });
        };
        if (settings_.maximumSeconds > 0 && !time_.paused() && !outOfTime()) {
          const double left = settings_.maximumSeconds - time_.seconds();
          changed_.wait_for(lock, std::chrono::duration<double>(left), somethingToDo);
        } else {
          changed_.wait(lock, somethingToDo);
        }
        // When time runs out, nothing new is started.
        if (outOfTime()) std::erase_if(pending_, [](const auto& job) { return job->state == TrialJob::State::Queued; });
        if (first && (first->state != TrialJob::State::Done || !(mayTell() || exhausted))) first = nullptr;
      }
      recordFinished();
      if (cancel_.stop_requested()) return;
      if (first) tellFirst();
    }
    complete_ = true;
  }

  bool mayAsk() {
    const std::lock_guard lock(mutex_);
    return lookAhead_.mayPropose(pending_.size()) && !time_.paused() && !change_ && !cancel_.stop_requested() &&
           !outOfTime();
  }

  // With the mutex held. A result that is reported before the look-ahead is full, because of a pause or the time limit,
  // would give the next proposal more information than in an undisturbed run. A change starts a search that receives
  // everything.
  bool mayTell() const { return lookAhead_.mayTell(pending_.size()) || change_ || outOfTime(); }

  bool askNext() {
    std::optional<Proposal> proposal = search_->ask(cancel_.get_token());
    learnFromModel();
    if (!proposal) return false;
    proposal->trial += firstTrial_;
    nextTrial_ = proposal->trial + 1;
    auto job = std::make_shared<TrialJob>();
    job->space = space_;
    job->sensitivity = sensitivity_;
    const auto stored = finished_.find(proposal->trial);
    if (stored != finished_.end()) {
      job->evaluation = stored->second;
      job->state = TrialJob::State::Done;
      job->recorded = true;
    }
    job->proposal = *std::move(proposal);
    {
      const std::lock_guard lock(mutex_);
      replaying_ = job->recorded;
      growing_.shown.why = job->proposal.why;
      pending_.push_back(std::move(job));
      changed_.notify_all();
    }
    publish();
    return true;
  }

  void learnFromModel() {
    std::shared_ptr<const Predictor> model = search_->predictor();
    if (!model || model == model_.get().first) return;
    SearchInsight insight = search_->insight();
    model_.put({std::move(model), space_});
    const std::lock_guard lock(mutex_);
    growing_.shown.insight = std::move(insight);
  }

  // Passes on finished evaluations that are not saved yet, without waiting for an earlier trial.
  void recordFinished() {
    for (;;) {
      std::shared_ptr<TrialJob> job;
      {
        const std::lock_guard lock(mutex_);
        for (const auto& candidate : pending_)
          if (candidate->state == TrialJob::State::Done && !candidate->recorded) {
            job = candidate;
            break;
          }
        if (!job) return;
        job->recorded = true;
        growing_.insert(job->evaluation);
        measured_ += growing_.isTop(job->evaluation);
      }
      if (onEvaluation_) onEvaluation_(job->evaluation);
      publish(true);
    }
  }

  void tellFirst() {
    std::shared_ptr<TrialJob> job;
    {
      const std::lock_guard lock(mutex_);
      job = pending_.front();
      pending_.pop_front();
    }
    tellSearch(job->evaluation);
    if (!finished_.contains(job->evaluation.trial)) {
      const std::lock_guard lock(mutex_);
      growing_.extendHypervolumes(job->evaluation);
    }
    publish(true);
  }

  // A worker thread: takes the earliest free job.
  void work() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), workerNiceness);  // best effort
    for (;;) {
      std::shared_ptr<TrialJob> job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
          if (closed_ || cancel_.stop_requested()) return true;
          if (time_.paused()) return false;
          const auto next = std::find_if(pending_.begin(), pending_.end(),
                                         [](const auto& one) { return one->state == TrialJob::State::Queued; });
          if (next == pending_.end()) return false;
          job = *next;
          return true;
        });
        if (!job) return;
        job->state = TrialJob::State::Running;
      }
      publish();
      std::optional<Evaluation> evaluation = evaluate(*job);
      const std::lock_guard lock(mutex_);
      job->state = evaluation ? TrialJob::State::Done : TrialJob::State::Cancelled;
      if (evaluation) job->evaluation = *std::move(evaluation);
      changed_.notify_all();
    }
  }

  // Empty when cancelled; a failure is an evaluation, too.
  std::optional<Evaluation> evaluate(TrialJob& job) {
    const std::stop_token stop = cancel_.get_token();
    const Proposal& proposal = job.proposal;
    Evaluation evaluation = openEvaluation(job, settings_.search.tasks);
    // An evaluator may report from several threads.
    const Progress progress = [&](const ProgressStep& step) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !time_.paused() || cancel_.stop_requested(); });
        job.progress = step;
      }
      publish();
    };
    const double start = activeSeconds();
    try {
      const QuantPlan plan = job.space->plan(proposal.bits);
      measureTrial(evaluation, evaluator_, growing_.isTop(evaluation) ? reporter_ : nullptr, stop,
                   [&](Evaluator& evaluator, const Task& task) {
                     return measured(job, evaluator, plan, evaluation, task, progress);
                   });
    } catch (const Cancelled&) {
      return {};
    }
    evaluation.seconds = activeSeconds() - start;
    return evaluation;
  }

  // A score that contradicts the sensitivities is measured again.
  Score measured(const TrialJob& job, Evaluator& evaluator, const QuantPlan& plan, Evaluation evaluation,
                 const Task& task, const Progress& progress) {
    const std::stop_token stop = cancel_.get_token();
    evaluation.task = task;
    const CheckedScore checked = checkedScore(
        job, std::move(evaluation), {settings_.search.chanceAccuracy, settings_.floatAccuracy},
        [&] { return evaluator.evaluate(plan, task, stop, progress); },
        [&] { return evaluator.evaluateAfresh(plan, task, stop, progress); });
    if (!checked.notice.empty()) {
      const std::lock_guard lock(mutex_);
      growing_.shown.notices.push_back(checked.notice);
    }
    return checked.score;
  }

  double activeSeconds() {
    const std::lock_guard lock(mutex_);
    return time_.seconds();
  }

  void setPaused(bool paused) {
    {
      const std::lock_guard lock(mutex_);
      if (paused == time_.paused()) return;
      time_.setPaused(paused);
      changed_.notify_all();
    }
    publish(true);
  }

  // With the mutex held.
  bool outOfTime() const { return settings_.maximumSeconds > 0 && time_.seconds() >= settings_.maximumSeconds; }

  // Builds and publishes a snapshot; progress reports too soon after the last one are skipped.
  std::shared_ptr<const SearchSnapshot> publish(bool important = false) {
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    if (!important && now - published_ < publishingInterval) return nullptr;
    published_ = now;
    SearchSnapshot& shown = growing_.shown;
    if (shown.state == SearchState::Preparing || shown.state == SearchState::Running ||
        shown.state == SearchState::Paused)
      shown.state = time_.paused() ? SearchState::Paused : SearchState::Running;
    shown.secondsElapsed = time_.seconds();
    const bool over = growing_.over();
    shown.secondsLeft = over ? 0 : growing_.secondsLeft(shown.secondsElapsed, measured_, settings_.maximumSeconds);
    shown.phase = over ? "" : replaying_ ? "replaying finished trials" : "choosing the next plan";
    shown.phaseDone = shown.phaseTotal = 0;
    if (!over)
      for (const auto& job : pending_)
        if (job->state == TrialJob::State::Running) {
          shown.phase = text("evaluating trial ", job->proposal.trial + 1);
          shown.phaseDone = job->progress.done;
          shown.phaseTotal = job->progress.total;
          break;
        }
    auto snapshot = std::make_shared<const SearchSnapshot>(shown);
    snapshots_.put(snapshot);
    return snapshot;
  }

  const SearchRunSettings settings_;
  Evaluator& evaluator_;
  Evaluator* reporter_;
  const OnEvaluation onEvaluation_;
  const LookAhead lookAhead_;

  // Only run's thread.
  std::unique_ptr<Search> search_;
  std::shared_ptr<const SearchSpace> space_;
  std::shared_ptr<const Sensitivity> sensitivity_;  // empty if the method needs none
  int firstTrial_ = 0, nextTrial_ = 0;              // of the search; of its next proposal
  std::map<int, Evaluation> finished_;              // of earlier runs, by trial
  bool complete_ = false;

  std::stop_source cancel_;
  Latest<SearchSnapshot> snapshots_;
  LatestModel model_;  // written by run's thread only

  std::mutex mutex_;  // guards the following members
  std::condition_variable changed_;
  std::deque<std::shared_ptr<TrialJob>> pending_;  // proposed but not reported, in trial order
  GrowingSnapshot growing_;
  std::unique_ptr<Change> change_;  // requested, not yet started
  bool replaying_ = false;          // the newest trial was finished in an earlier run
  bool closed_ = false;
  int measured_ = 0;  // at the top task
  ActiveTime time_;
  Clock::time_point published_;
};

SearchRunner::SearchRunner(SearchRunSettings settings, Sensitivity sensitivity, Evaluator& evaluator, Evaluator* report,
                           std::vector<Evaluation> finished, OnEvaluation onEvaluation)
    : implementation_(std::make_unique<Implementation>(std::move(settings), std::move(sensitivity), evaluator, report,
                                                       std::move(finished), std::move(onEvaluation))) {}

SearchRunner::~SearchRunner() = default;

std::shared_ptr<const SearchSnapshot> SearchRunner::run(std::stop_token stop) {
  return implementation_->run(std::move(stop));
}

void SearchRunner::pause() {
  implementation_->pause();
}
void SearchRunner::resume() {
  implementation_->resume();
}
void SearchRunner::changeSpace(SearchSpace space, Sensitivity sensitivity, std::function<void(int)> begun) {
  implementation_->changeSpace(std::move(space), std::move(sensitivity), std::move(begun));
}
Latest<SearchSnapshot>& SearchRunner::snapshots() {
  return implementation_->snapshots();
}

std::optional<Prediction> SearchRunner::predict(const PlanChoice& bits) const {
  return implementation_->model().predict(bits);
}

std::pair<std::shared_ptr<const Predictor>, std::shared_ptr<const SearchSpace>> SearchRunner::model() const {
  return implementation_->model().get();
}

}  // namespace bitprism
