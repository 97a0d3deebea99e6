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
#include "core/run/trial_score.h"
#include "core/search/implausible.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int mostLookAhead = 64;
constexpr int workerNiceness = 10;
constexpr std::chrono::milliseconds publishingInterval(40);

double secondsBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

// One proposal in progress. Everything except the proposal is guarded by the runner's mutex.
struct Job {
  enum class State { Queued, Running, Done, Cancelled };
  Proposal proposal;
  std::shared_ptr<const SearchSpace> space;  // that it was proposed in
  std::shared_ptr<const Sensitivity> sensitivity;
  State state = State::Queued;
  bool recorded = false;
  Evaluation evaluation;
  ProgressStep progress;
};

}  // namespace

class SearchRunner::Implementation {
 public:
  Implementation(SearchRunSettings settings, Sensitivity sensitivity, Evaluator& evaluator, Evaluator* reporter,
                 std::vector<Evaluation> finished, OnEvaluation onEvaluation)
      : settings_(std::move(settings)),
        evaluator_(evaluator),
        reporter_(reporter),
        onEvaluation_(std::move(onEvaluation)),
        lookAhead_(static_cast<std::size_t>(std::clamp(settings_.lookAhead, 1, mostLookAhead))) {
    for (Evaluation& evaluation : finished) finished_.emplace(evaluation.trial, std::move(evaluation));
    for (const auto& [trial, evaluation] : finished_) shown_.evaluations.push_back(evaluation);
    beginSearch(settings_.space, sensitivity, settings_.firstTrial);
    for (const Evaluation& evaluation : shown_.evaluations) extendHypervolumes(evaluation);
    shown_.method = settings_.search.method;
    shown_.tasks = settings_.search.tasks;
    shown_.trials = settings_.search.trials;
    shown_.floatAccuracy = settings_.floatAccuracy;
    shown_.floatBytes = settings_.floatBytes;
  }

  std::shared_ptr<const SearchSnapshot> run(std::stop_token stop) {
    {
      const std::lock_guard lock(mutex_);
      begin_ = Clock::now();
    }
    {
      const std::stop_callback wake(stop, [this] {
        cancel_.request_stop();
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      });
      std::vector<std::jthread> workers;
      const auto count =
          std::clamp<std::size_t>(static_cast<std::size_t>(std::max(settings_.workers, 1)), 1, lookAhead_);
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
      rebuildHypervolumes();
      shown_.failure = failure;
      shown_.state = !failure.empty()                      ? SearchState::Failed
                     : stop.stop_requested() && !complete_ ? SearchState::Stopped
                                                           : SearchState::Finished;
    }
    return publish(true);
  }

  void pause() { setPaused(true); }
  void resume() { setPaused(false); }
  Latest<SearchSnapshot>& snapshots() { return snapshots_; }

  std::optional<Prediction> predict(const PlanChoice& bits) const {
    const auto [model, space] = this->model();
    if (!model || !space->contains(bits)) return {};
    return model->predict(bits);
  }

  std::pair<std::shared_ptr<const Predictor>, std::shared_ptr<const SearchSpace>> model() const {
    const std::lock_guard lock(predictorMutex_);
    return {predictor_, predictorSpace_};
  }

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
    // A new random stream, or the same random plans would be proposed again.
    if (firstTrial > 0) settings.seed = Random(settings.seed, static_cast<std::uint64_t>(firstTrial)).bits();
    std::vector<Evaluation> known;
    {
      const std::lock_guard lock(mutex_);
      for (const Evaluation& evaluation : shown_.evaluations)
        if (evaluation.trial < firstTrial) known.push_back(evaluation);
    }
    for (const Evaluation& evaluation : known) settings.trials -= isTop(evaluation);
    settings.trials = std::max(settings.trials, 0);
    search_ = makeSearch(settings, space, sensitivity);
    space_ = std::make_shared<const SearchSpace>(std::move(space));
    sensitivity_ = std::make_shared<const Sensitivity>(sensitivity);
    firstTrial_ = nextTrial_ = firstTrial;
    {
      const std::lock_guard lock(mutex_);
      shown_.rulesSince = firstTrial;
    }
    for (const Evaluation& evaluation : known)
      if (space_->contains(evaluation.bits)) tellSearch(evaluation);
  }

  // A search counts its trials from 0.
  void tellSearch(Evaluation evaluation) {
    evaluation.trial -= firstTrial_;
    search_->tell(evaluation);
  }

  bool isTop(const Evaluation& evaluation) const {
    return evaluation.taskIndex + 1 == static_cast<int>(settings_.search.tasks.size());
  }

  // Applies a requested change of the space once nothing is running. True when there is a new search.
  bool takeUpChange() {
    std::unique_ptr<Change> change;
    int first = nextTrial_;
    {
      const std::lock_guard lock(mutex_);
      if (!change_ || !pending_.empty()) return false;
      change = std::move(change_);
      if (!shown_.evaluations.empty()) first = std::max(first, shown_.evaluations.back().trial + 1);
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
      std::shared_ptr<Job> first;
      {
        std::unique_lock lock(mutex_);
        if (pending_.empty() && change_) continue;
        if (pending_.empty() && (exhausted || outOfTime())) break;
        if (cancel_.stop_requested()) return;
        first = pending_.empty() ? nullptr : pending_.front();
        const auto somethingToDo = [&] {
          if (cancel_.stop_requested()) return true;
          if (pending_.size() < lookAhead_ && !exhausted && !paused_ && !change_ && !outOfTime()) return true;
          if (!first) return !paused_ || change_;
          if (first->state == Job::State::Done && (mayTell() || exhausted)) return true;
          return std::any_of(pending_.begin(), pending_.end(),
                             [](const auto& job) { return job->state == Job::State::Done && !job->recorded; });
        };
        if (settings_.maximumSeconds > 0 && !paused_ && !outOfTime()) {
          const double left = settings_.maximumSeconds - activeSeconds();
          changed_.wait_for(lock, std::chrono::duration<double>(left), somethingToDo);
        } else {
          changed_.wait(lock, somethingToDo);
        }
        // When time runs out, nothing new is started.
        if (outOfTime()) std::erase_if(pending_, [](const auto& job) { return job->state == Job::State::Queued; });
        if (first && (first->state != Job::State::Done || !(mayTell() || exhausted))) first = nullptr;
      }
      recordFinished();
      if (cancel_.stop_requested()) return;
      if (first) tellFirst();
    }
    complete_ = true;
  }

  bool mayAsk() {
    const std::lock_guard lock(mutex_);
    return pending_.size() < lookAhead_ && !paused_ && !change_ && !cancel_.stop_requested() && !outOfTime();
  }

  // With the mutex held. A result that is reported before the look-ahead is full, because of a pause or the time limit,
  // would give the next proposal more information than in an undisturbed run. A change starts a search that receives
  // everything.
  bool mayTell() const { return pending_.size() >= lookAhead_ || change_ || outOfTime(); }

  bool askNext() {
    std::optional<Proposal> proposal = search_->ask(cancel_.get_token());
    learnFromModel();
    if (!proposal) return false;
    proposal->trial += firstTrial_;
    nextTrial_ = proposal->trial + 1;
    auto job = std::make_shared<Job>();
    job->space = space_;
    job->sensitivity = sensitivity_;
    const auto stored = finished_.find(proposal->trial);
    if (stored != finished_.end()) {
      job->evaluation = stored->second;
      job->state = Job::State::Done;
      job->recorded = true;
    }
    job->proposal = *std::move(proposal);
    {
      const std::lock_guard lock(mutex_);
      replaying_ = job->recorded;
      shown_.why = job->proposal.why;
      pending_.push_back(std::move(job));
      changed_.notify_all();
    }
    publish();
    return true;
  }

  void learnFromModel() {
    std::shared_ptr<const Predictor> model = search_->predictor();
    if (!model || model == predictor_) return;
    SearchInsight insight = search_->insight();
    {
      const std::lock_guard lock(predictorMutex_);
      predictor_ = std::move(model);
      predictorSpace_ = space_;
    }
    const std::lock_guard lock(mutex_);
    shown_.insight = std::move(insight);
  }

  // Passes on finished evaluations that are not saved yet, without waiting for an earlier trial.
  void recordFinished() {
    for (;;) {
      std::shared_ptr<Job> job;
      {
        const std::lock_guard lock(mutex_);
        for (const auto& candidate : pending_)
          if (candidate->state == Job::State::Done && !candidate->recorded) {
            job = candidate;
            break;
          }
        if (!job) return;
        job->recorded = true;
        insertShown(job->evaluation);
        measured_ += isTop(job->evaluation);
      }
      if (onEvaluation_) onEvaluation_(job->evaluation);
      publish(true);
    }
  }

  void tellFirst() {
    std::shared_ptr<Job> job;
    {
      const std::lock_guard lock(mutex_);
      job = pending_.front();
      pending_.pop_front();
    }
    tellSearch(job->evaluation);
    if (!finished_.contains(job->evaluation.trial)) {
      const std::lock_guard lock(mutex_);
      extendHypervolumes(job->evaluation);
    }
    publish(true);
  }

  void extendHypervolumes(const Evaluation& evaluation) {
    if (!isTop(evaluation) || !evaluation.ok()) return;
    front_.push_back({evaluation.score.accuracy, evaluation.bytes, 0});
    front_ = paretoFront(std::move(front_));
    shown_.hypervolumes.push_back(hypervolume(front_, settings_.reference));
  }

  // In trial order, not in the order of reports: a stopped search has finished trials that were not reported, and a
  // resumed one may fill a gap.
  void rebuildHypervolumes() {
    front_.clear();
    shown_.hypervolumes.clear();
    for (const Evaluation& evaluation : shown_.evaluations) extendHypervolumes(evaluation);
  }

  void insertShown(const Evaluation& evaluation) {
    const auto place = std::lower_bound(shown_.evaluations.begin(), shown_.evaluations.end(), evaluation.trial,
                                        [](const Evaluation& e, int trial) { return e.trial < trial; });
    if (place == shown_.evaluations.end() || place->trial != evaluation.trial)
      shown_.evaluations.insert(place, evaluation);
  }

  // A worker thread: takes the earliest free job.
  void work() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), workerNiceness);  // best effort
    for (;;) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
          if (closed_ || cancel_.stop_requested()) return true;
          if (paused_) return false;
          const auto next = std::find_if(pending_.begin(), pending_.end(),
                                         [](const auto& one) { return one->state == Job::State::Queued; });
          if (next == pending_.end()) return false;
          job = *next;
          return true;
        });
        if (!job) return;
        job->state = Job::State::Running;
      }
      publish();
      std::optional<Evaluation> evaluation = evaluate(*job);
      const std::lock_guard lock(mutex_);
      job->state = evaluation ? Job::State::Done : Job::State::Cancelled;
      if (evaluation) job->evaluation = *std::move(evaluation);
      changed_.notify_all();
    }
  }

  // Empty when cancelled; a failure is an evaluation, too.
  std::optional<Evaluation> evaluate(Job& job) {
    const std::stop_token stop = cancel_.get_token();
    const Proposal& proposal = job.proposal;
    Evaluation evaluation;
    evaluation.trial = proposal.trial;
    evaluation.bits = proposal.bits;
    evaluation.taskIndex = proposal.task;
    evaluation.task = settings_.search.tasks.at(static_cast<std::size_t>(proposal.task));
    evaluation.bytes = job.space->bytes(proposal.bits);
    evaluation.why = proposal.why;
    if (proposal.predictedAccuracy && proposal.predictedDeviation)
      evaluation.prediction = {trialScore(*proposal.predictedAccuracy), trialScore(*proposal.predictedDeviation)};
    // An evaluator may report from several threads.
    const Progress progress = [&](const ProgressStep& step) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !paused_ || cancel_.stop_requested(); });
        job.progress = step;
      }
      publish();
    };
    const double start = lockedActiveSeconds();
    try {
      const QuantPlan plan = job.space->plan(proposal.bits);
      measureTrial(evaluation, evaluator_, isTop(evaluation) ? reporter_ : nullptr, stop,
                   [&](Evaluator& evaluator, const Task& task) {
                     return measured(job, evaluator, plan, evaluation, task, progress);
                   });
    } catch (const Cancelled&) {
      return {};
    }
    evaluation.seconds = lockedActiveSeconds() - start;
    return evaluation;
  }

  // A score that contradicts the sensitivities is measured again.
  Score measured(const Job& job, Evaluator& evaluator, const QuantPlan& plan, Evaluation evaluation, const Task& task,
                 const Progress& progress) {
    const std::stop_token stop = cancel_.get_token();
    evaluation.task = task;
    evaluation.score = evaluator.evaluate(plan, task, stop, progress);
    const std::string why = contradiction(*job.space, *job.sensitivity, evaluation.bits, evaluation,
                                          settings_.search.chanceAccuracy, settings_.floatAccuracy);
    if (why.empty()) return evaluation.score;
    const ConfirmedScore result =
        confirmed(evaluation.score, [&] { return evaluator.evaluateAfresh(plan, task, stop, progress); });
    const std::lock_guard lock(mutex_);
    shown_.notices.push_back(text("trial ", evaluation.trial + 1, " had ", why, "; measured again, ",
                                  result.changed
                                      ? text("it has KL ", result.score.kl, " and accuracy ", result.score.accuracy)
                                      : std::string("the result was the same")));
    return result.score;
  }

  double lockedActiveSeconds() {
    const std::lock_guard lock(mutex_);
    return activeSeconds();
  }

  void setPaused(bool paused) {
    {
      const std::lock_guard lock(mutex_);
      if (paused == paused_) return;
      const Clock::time_point now = Clock::now();
      if (paused)
        pausedSince_ = now;
      else
        pausedTotal_ += secondsBetween(std::max(pausedSince_, begin_), now);
      paused_ = paused;
      changed_.notify_all();
    }
    publish(true);
  }

  // With the mutex held: time not spent paused.
  double activeSeconds() const {
    const Clock::time_point now = paused_ ? std::max(pausedSince_, begin_) : Clock::now();
    return secondsBetween(begin_, now) - pausedTotal_;
  }

  bool outOfTime() const { return settings_.maximumSeconds > 0 && activeSeconds() >= settings_.maximumSeconds; }

  // With the mutex held. Negative when nothing has been measured yet.
  double secondsLeft() const {
    const int done = shown_.topEvaluations();
    const int left = shown_.trials - done;
    double each = -1;
    if (measured_ > 0) {
      each = activeSeconds() / measured_;
    } else if (done > 0) {
      each = 0;
      for (const Evaluation& evaluation : shown_.evaluations) each += evaluation.seconds / static_cast<double>(done);
    }
    if (each < 0) return -1;
    const double all = each * std::max(left, 0);
    return settings_.maximumSeconds > 0 ? std::min(all, std::max(settings_.maximumSeconds - activeSeconds(), 0.0))
                                        : all;
  }

  // Builds and publishes a snapshot; progress reports too soon after the last one are skipped.
  std::shared_ptr<const SearchSnapshot> publish(bool important = false) {
    std::shared_ptr<const SearchSnapshot> snapshot;
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    if (!important && now - published_ < publishingInterval) return nullptr;
    published_ = now;
    if (shown_.state == SearchState::Preparing || shown_.state == SearchState::Running ||
        shown_.state == SearchState::Paused)
      shown_.state = paused_ ? SearchState::Paused : SearchState::Running;
    shown_.secondsElapsed = activeSeconds();
    const bool over = shown_.state == SearchState::Finished || shown_.state == SearchState::Stopped ||
                      shown_.state == SearchState::Failed;
    shown_.secondsLeft = over ? 0 : secondsLeft();
    shown_.phase = over ? "" : replaying_ ? "replaying finished trials" : "choosing the next plan";
    shown_.phaseDone = shown_.phaseTotal = 0;
    if (!over)
      for (const auto& job : pending_)
        if (job->state == Job::State::Running) {
          shown_.phase = text("evaluating trial ", job->proposal.trial + 1);
          shown_.phaseDone = job->progress.done;
          shown_.phaseTotal = job->progress.total;
          break;
        }
    snapshot = std::make_shared<const SearchSnapshot>(shown_);
    snapshots_.put(snapshot);
    return snapshot;
  }

  const SearchRunSettings settings_;
  Evaluator& evaluator_;
  Evaluator* reporter_;
  const OnEvaluation onEvaluation_;
  const std::size_t lookAhead_;

  // Only run's thread.
  std::unique_ptr<Search> search_;
  std::shared_ptr<const SearchSpace> space_;
  std::shared_ptr<const Sensitivity> sensitivity_;  // empty where the method needs none
  int firstTrial_ = 0, nextTrial_ = 0;              // of the search; of what it proposes next
  std::map<int, Evaluation> finished_;              // of earlier runs, by trial
  std::vector<FrontPoint> front_;
  bool complete_ = false;

  std::stop_source cancel_;
  Latest<SearchSnapshot> snapshots_;
  mutable std::mutex predictorMutex_;
  std::shared_ptr<const Predictor> predictor_;  // written by run's thread only
  std::shared_ptr<const SearchSpace> predictorSpace_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> pending_;  // asked and not told, in trial order
  SearchSnapshot shown_;
  std::unique_ptr<Change> change_;  // wished, not yet begun
  bool replaying_ = false;          // the newest trial was finished in an earlier run
  bool paused_ = false;
  bool closed_ = false;
  int measured_ = 0;  // at the top task
  Clock::time_point begin_ = Clock::now();
  Clock::time_point pausedSince_, published_;
  double pausedTotal_ = 0;
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
  return implementation_->predict(bits);
}

std::pair<std::shared_ptr<const Predictor>, std::shared_ptr<const SearchSpace>> SearchRunner::model() const {
  return implementation_->model();
}

}  // namespace bitprism
