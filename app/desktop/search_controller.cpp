#include "app/desktop/search_controller.h"

#include <algorithm>
#include <utility>

#include "app/desktop/background_job.h"
#include "core/base/echoed.h"
#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr int pollMilliseconds = 33;

SearchSnapshot firstSnapshot(const SearchRequest& request) {
  SearchSnapshot snapshot;
  snapshot.state = SearchState::Preparing;
  snapshot.method = request.search.method;
  snapshot.tasks = request.search.tasks;
  snapshot.trials = request.search.trials;
  return snapshot;
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
  if (run_) retired_.push_back(std::move(run_));
  dropEnded();  // which closes the session that may be gone on with
  request_ = request;
  reported_ = false;
  noticed_ = 0;
  run_ = std::make_unique<Run>();
  run_->study = std::move(study);
  take(std::make_shared<const SearchSnapshot>(firstSnapshot(request)));
  Run& run = *run_;
  run.thread = std::jthread([&run, request](std::stop_token stop) { work(run, request, stop); });
  timer_.start();
}

void SearchController::work(Run& run, const SearchRequest& request, std::stop_token stop) {
  lowerPriority();
  SearchSnapshot preparing = firstSnapshot(request);
  const auto end = [&](SearchState state, const std::string& failure) {
    preparing.state = state;
    preparing.failure = failure;
    run.prepared.put(std::make_shared<const SearchSnapshot>(preparing));
    run.failure = failure;
  };
  try {
    SearchJob* job = nullptr;
    {
      const std::lock_guard lock(run.study->mutex);
      auto made = run.study->study->prepareSearch(request, stop, [&](const ProgressStep& step) {
        preparing.phase = step.what;
        preparing.phaseDone = step.done;
        preparing.phaseTotal = step.total;
        run.prepared.put(std::make_shared<const SearchSnapshot>(preparing));
      });
      const std::lock_guard jobLock(run.mutex);
      run.whole = made->request();
      run.notices = made->notices();
      run.job = std::move(made);
      job = run.job.get();
    }
    run.prepared.put(job->runner().run(stop));
  } catch (const Cancelled&) {
    end(SearchState::Stopped, {});
  } catch (const std::exception& error) {
    end(SearchState::Failed, error.what());
  }
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
  snapshot_.reset();
  emit snapshotChanged();
}

void SearchController::showStored(const StoredSearch& stored) {
  if (active()) return;
  request_ = stored.request;
  model_ = stored.model;
  take(stored.snapshot);
}

void SearchController::changeRules(const SpaceRules& rules) {
  if (!active() || rules == request_.rules) return;
  request_.rules = rules;
  Run& run = *run_;
  {
    const std::lock_guard lock(run.mutex);
    run.wishedRules = rules;
    if (std::exchange(run.changing, true)) return;  // it looks again when it is done
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
  if (!run_) return {};
  const std::lock_guard lock(run_->mutex);
  if (!run_->job || !run_->job->space().contains(bits)) return {};
  return run_->job->space().bytes(bits);
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

void SearchController::poll() {
  dropEnded();
  if (!run_) {
    if (retired_.empty()) timer_.stop();
    return;
  }
  const bool done = run_->done;  // before the boxes are emptied: what is put is put before the end
  std::shared_ptr<const SearchSnapshot> newest = run_->prepared.take();
  std::string refused;
  std::optional<SearchRequest> whole;
  std::vector<std::string> notices;
  {
    const std::lock_guard lock(run_->mutex);
    refused = std::exchange(run_->changeProblem, {});
    whole = std::exchange(run_->whole, std::nullopt);
    notices = std::exchange(run_->notices, {});
    if (run_->job) {
      if (auto running = run_->job->runner().snapshots().take()) {
        if (!newest || newest->state == SearchState::Preparing) newest = running;
      }
    }
  }
  if (whole) {
    whole->rules = std::move(request_.rules);  // those wished meanwhile
    request_ = *std::move(whole);
    emit prepared();
  }
  if (newest)
    for (; noticed_ < newest->notices.size(); ++noticed_) notices.push_back(newest->notices[noticed_]);
  take(newest);
  if (!notices.empty()) {
    QStringList lines;
    for (const std::string& notice : notices) lines << QString::fromStdString(shownMessage(notice));
    emit noticed(lines.join(QChar('\n')));
  }
  if (!refused.empty()) emit rulesRefused(QString::fromStdString(refused));
  if (!done || reported_) return;
  reported_ = true;
  if (retired_.empty()) timer_.stop();
  if (!run_->failure.empty()) emit failed(QString::fromStdString(run_->failure));
  emit ended();
}

}  // namespace bitprism
