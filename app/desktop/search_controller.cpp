#include "app/desktop/search_controller.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/desktop/background_job.h"
#include "core/base/echoed.h"
#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr int pollMilliseconds = 33;
constexpr std::chrono::milliseconds lockWait(5);

SearchSnapshot firstSnapshot(const SearchRequest& request) {
  SearchSnapshot snapshot;
  snapshot.state = SearchState::Preparing;
  snapshot.method = request.search.method;
  snapshot.tasks = request.search.tasks;
  snapshot.trials = request.search.trials;
  snapshot.axis = request.cost;
  return snapshot;
}

// A study may be busy for a long time, and stopping must not wait for it. Throws Cancelled.
std::unique_lock<std::mutex> lockedStudy(SharedStudy& study, const std::stop_token& stop, const Progress& progress) {
  std::unique_lock lock(study.mutex, std::try_to_lock);
  if (!lock) report(progress, "waiting for other measurements", 0, 0);
  for (; !lock && !stop.stop_requested(); lock.try_lock()) std::this_thread::sleep_for(lockWait);
  if (stop.stop_requested()) throw Cancelled();
  return lock;
}

bool isOver(const SearchSnapshot& snapshot) {
  return snapshot.state == SearchState::Finished || snapshot.state == SearchState::Stopped ||
         snapshot.state == SearchState::Failed;
}

}  // namespace

SearchController::SearchController(QObject* parent) : QObject(parent) {
  timer_.setInterval(pollMilliseconds);
  connect(&timer_, &QTimer::timeout, this, &SearchController::poll);
}

SearchController::~SearchController() {
  stop();
}

void SearchController::start(std::shared_ptr<SharedStudy> study, const SearchRequest& request) {
  if (active()) return;
  before_ = Shown{request_, snapshot_, model()};
  model_ = before_->model;
  if (!snapshot_ || snapshot_->evaluations.empty()) {
    before_->snapshot.reset();  // there is nothing to keep
    request_ = request;
  }
  asked_ = request;
  rules_ = request.rules;
  if (run_) retired_.push_back(std::move(run_));
  for (const std::unique_ptr<Run>& run : retired_) {
    run->thread.request_stop();
    run->changer.request_stop();
  }
  reported_ = false;
  noticed_ = 0;
  started_.start();
  run_ = std::make_unique<Run>();
  run_->study = std::move(study);
  run_->before = std::exchange(retired_, {});
  showPreparing({});
  Run& run = *run_;
  run.thread = std::jthread([&run, request](std::stop_token stop) { work(run, request, stop); });
  timer_.start();
}

// Null if the search is evaluated in this process.
SearchWorkers* SearchController::workersFor(Run& run, const SearchRequest& request, const std::stop_token& stop,
                                            const Progress& progress) {
  if (request.where.kind == WorkPlace::Kind::Here) return nullptr;
  const auto keep = [&run](std::vector<std::string> Run::*list) {
    return [&run, list](const std::string& sentence) {
      const std::lock_guard lock(run.mutex);
      (run.*list).push_back(sentence);
    };
  };
  Study& study = *run.study->study;
  report(progress, "starting workers", 0, 0);
  auto workers = std::make_unique<SearchWorkers>(study,
                                                 SearchWorkers::Settings{.place = request.where,
                                                                         .training = workerTraining(request, study),
                                                                         .session = request.sessionPath,
                                                                         .notice = keep(&Run::notices),
                                                                         .news = keep(&Run::news)},
                                                 stop, progress);
  const std::lock_guard lock(run.workersMutex);
  run.workers = std::move(workers);
  return run.workers.get();
}

// Has the study while it does. The window's own measurements never wait for workers.
void SearchController::prepare(Run& run, const SearchRequest& request, const std::stop_token& stop) {
  const Progress progress = [&run](const ProgressStep& step) {
    run.preparing.put(std::make_shared<const ProgressStep>(step));
  };
  const auto lock = lockedStudy(*run.study, stop, progress);
  Study& study = *run.study->study;
  SearchWorkers* const workers = workersFor(run, request, stop, progress);
  std::unique_ptr<SearchJob> made;
  try {
    made = study.prepareSearch(request, stop, progress);
  } catch (...) {
    if (workers) workers->leave(study);
    throw;
  }
  if (workers) workers->leave(study);
  const std::lock_guard jobLock(run.mutex);
  run.prepared = Prepared{made->request(), {}};
  if (!made->sensitivity().kl.empty()) run.prepared->sensitivity.emplace(made->space(), made->sensitivity());
  run.notices.insert(run.notices.end(), made->notices().begin(), made->notices().end());
  run.job = std::move(made);
}

void SearchController::work(Run& run, const SearchRequest& request, std::stop_token stop) {
  lowerPriority();
  run.before.clear();  // which closes the session that may be continued
  try {
    prepare(run, request, stop);
    run.last = run.job->runner().run(stop);
  } catch (const Cancelled&) {
  } catch (const SettingsDiffer& difference) {
    run.difference = difference;
  } catch (const std::exception& error) {
    run.failure = error.what();
  }
  std::unique_ptr<SearchWorkers> ended;
  {
    const std::lock_guard lock(run.workersMutex);
    ended = std::move(run.workers);
  }
  ended.reset();  // they go home
  run.done = true;
}

void SearchController::pause() {
  if (!run_) return;
  const std::lock_guard lock(run_->mutex);
  if (run_->job) run_->job->runner().pause();
}

void SearchController::resume() {
  if (!run_) return;
  const std::lock_guard lock(run_->mutex);
  if (run_->job) run_->job->runner().resume();
}

void SearchController::togglePause() {
  if (snapshot_ && snapshot_->state == SearchState::Paused)
    resume();
  else
    pause();
}

void SearchController::stop() {
  if (!run_) return;
  run_->thread.request_stop();
  run_->changer.request_stop();
}

void SearchController::clear() {
  stop();
  if (run_) retired_.push_back(std::move(run_));
  if (!retired_.empty()) timer_.start();
  reported_ = true;
  model_.reset();
  before_.reset();
  sensitivity_.reset();
  snapshot_.reset();
  emit snapshotChanged();
}

void SearchController::showStored(const StoredSearch& stored) {
  if (active()) return;
  request_ = stored.request;
  model_ = stored.model;
  sensitivity_.reset();
  take(stored.snapshot);
}

void SearchController::goOnIn(const std::string& sessionPath) {
  if (active()) return;
  request_.sessionPath = sessionPath;
  emit snapshotChanged();
}

void SearchController::changeRules(const SpaceRules& rules) {
  if (!active() || rules == rules_) return;
  rules_ = rules;
  if (!before_) request_.rules = rules;
  Run& run = *run_;
  {
    const std::lock_guard lock(run.mutex);
    run.wishedRules = rules;
    if (std::exchange(run.changing, true)) return;  // it checks again when it is done
  }
  run.changer = std::jthread([&run](std::stop_token stop) { change(run, std::move(stop)); });
}

// On a thread of its own: sensitivities may have to be measured.
void SearchController::change(Run& run, std::stop_token stop) {
  lowerPriority();
  for (;;) {
    const std::lock_guard study(run.study->mutex);  // after the search was prepared
    SpaceRules rules;
    SearchJob* job = nullptr;
    {
      const std::lock_guard lock(run.mutex);
      job = run.job.get();
      if (!run.wishedRules || !job || stop.stop_requested()) {
        run.changing = false;
        return;
      }
      rules = *std::exchange(run.wishedRules, std::nullopt);
    }
    try {
      run.study->study->changeRules(*job, rules, stop);
    } catch (const Cancelled&) {
    } catch (const std::exception& problem) {
      const std::lock_guard lock(run.mutex);
      run.changeProblem = problem.what();
    }
  }
}

std::optional<std::int64_t> SearchController::bytes(const PlanChoice& bits) const {
  if (run_) {
    const std::lock_guard lock(run_->mutex);
    if (run_->job && run_->job->space().contains(bits)) return run_->job->space().bytes(bits);
  }
  if (!model_ || !model_->space.contains(bits)) return {};
  return model_->space.bytes(bits);
}

std::optional<std::vector<WorkerActivity>> SearchController::workers() const {
  if (!run_) return {};
  const std::lock_guard lock(run_->workersMutex);
  if (!run_->workers || !run_->workers->endpoint()) return {};
  return run_->workers->activities();
}

std::optional<Endpoint> SearchController::endpoint() const {
  if (!run_) return {};
  const std::lock_guard lock(run_->workersMutex);
  return run_->workers ? run_->workers->endpoint() : std::nullopt;
}

void SearchController::sendHome(WorkerId worker) {
  if (!run_) return;
  const std::lock_guard lock(run_->workersMutex);
  if (run_->workers) run_->workers->sendHome(worker);
}

std::optional<Prediction> SearchController::predict(const PlanChoice& bits) const {
  if (run_) {
    const std::lock_guard lock(run_->mutex);
    if (run_->job)
      if (const std::optional<Prediction> prediction = run_->job->runner().predict(bits)) return prediction;
  }
  if (!model_ || !model_->predictor || !model_->space.contains(bits)) return {};
  return model_->predictor->predict(bits);
}

std::optional<SearchModel> SearchController::model() const {
  if (run_) {
    const std::lock_guard lock(run_->mutex);
    if (run_->job)
      if (const auto [predictor, space] = run_->job->runner().model(); predictor)
        return SearchModel{*space, {}, predictor, {}};
  }
  if (!model_ || !model_->predictor) return {};
  return model_;
}

void SearchController::take(std::shared_ptr<const SearchSnapshot> snapshot) {
  if (!snapshot) return;
  snapshot_ = std::move(snapshot);
  emit snapshotChanged();
}

void SearchController::dropEnded() {
  std::erase_if(retired_, [](const std::unique_ptr<Run>& run) {
    const std::lock_guard lock(run->mutex);
    return run->done && !run->changing;
  });
}

// The search shown stays while another is prepared, with the progress of that.
void SearchController::showPreparing(const ProgressStep& step) {
  const bool shown = before_ && before_->snapshot;
  auto snapshot = std::make_shared<SearchSnapshot>(shown ? *before_->snapshot : firstSnapshot(asked_));
  if (!shown || before_->request.sessionPath == asked_.sessionPath) snapshot->trials = asked_.search.trials;
  snapshot->state = SearchState::Preparing;
  snapshot->failure.clear();
  snapshot->why.clear();
  snapshot->notices.clear();
  snapshot->phase = step.what;
  snapshot->phaseDone = step.done;
  snapshot->phaseTotal = step.total;
  snapshot->secondsLeft = remaining_.after(QString::fromStdString(step.what), step.done, step.total);
  take(std::move(snapshot));
}

void SearchController::takePrepared(Prepared prepared) {
  if (!before_ || before_->request.sessionPath != asked_.sessionPath) model_.reset();
  before_.reset();
  request_ = std::move(prepared.request);
  request_.rules = rules_;  // changed meanwhile
  sensitivity_ = std::move(prepared.sensitivity);
  emit this->prepared();
}

void SearchController::tell(std::vector<std::string> notices) {
  if (snapshot_ && !before_)
    for (; noticed_ < snapshot_->notices.size(); ++noticed_) notices.push_back(snapshot_->notices[noticed_]);
  if (notices.empty()) return;
  QStringList lines;
  for (const std::string& notice : notices) lines << QString::fromStdString(shownMessage(notice));
  emit noticed(lines.join(QChar('\n')));
}

void SearchController::poll() {
  dropEnded();
  if (!run_) {
    if (retired_.empty()) timer_.stop();
    return;
  }
  const bool done = run_->done;  // read before the results are taken: all are put before the end
  std::shared_ptr<const SearchSnapshot> newest;
  std::string problem;
  std::optional<Prepared> prepared;
  std::vector<std::string> notices, news;
  {
    const std::lock_guard lock(run_->mutex);
    problem = std::exchange(run_->changeProblem, {});
    prepared = std::exchange(run_->prepared, std::nullopt);
    notices = std::exchange(run_->notices, {});
    news = std::exchange(run_->news, {});
    if (run_->job) newest = run_->job->runner().snapshots().take();
  }
  if (const auto step = run_->preparing.take(); step && before_ && !prepared) showPreparing(*step);
  if (prepared) takePrepared(*std::move(prepared));
  // The end is shown once its thread has ended: another search can then start.
  if (newest && isOver(*newest)) newest.reset();
  if (done && run_->last) newest = run_->last;
  take(std::move(newest));
  tell(std::move(notices));
  for (const std::string& sentence : news) emit workersNews(QString::fromStdString(shownMessage(sentence)));
  if (!problem.empty()) emit rulesRefused(QString::fromStdString(problem));
  if (done && !reported_) end();
}

// The search's thread has ended.
void SearchController::end() {
  reported_ = true;
  if (retired_.empty()) timer_.stop();
  if (before_) {  // it was not prepared
    const Shown before = *std::exchange(before_, std::nullopt);
    const bool broken = run_->difference || !run_->failure.empty();
    if (before.snapshot) {
      request_ = before.request;
      model_ = before.model;
      take(before.snapshot);
    } else {
      SearchSnapshot snapshot = firstSnapshot(asked_);
      snapshot.state = broken ? SearchState::Failed : SearchState::Stopped;
      snapshot.secondsElapsed = secondsSinceStart();
      if (!broken) snapshot.phase = "measurements so far are kept";
      snapshot.failure = run_->difference ? run_->difference->what() : run_->failure;
      take(std::make_shared<const SearchSnapshot>(std::move(snapshot)));
    }
  }
  if (!run_->failure.empty())
    emit failed(QString::fromStdString(run_->failure));
  else if (run_->last && !run_->last->failure.empty())
    emit failed(QString::fromStdString(shownMessage(run_->last->failure)));
  const std::optional<SettingsDiffer> difference = run_->difference;
  emit ended();
  if (difference) emit refused(*difference);
}

}  // namespace bitprism
