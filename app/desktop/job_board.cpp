#include "app/desktop/job_board.h"

#include <algorithm>
#include <utility>

#include "app/desktop/background_job.h"
#include "widgets/core_text.h"

namespace bitprism {
namespace {

constexpr int shownMilliseconds = 200;

QString capitalized(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

}  // namespace

JobBoard::JobBoard(QObject* parent) : QObject(parent) {
  looking_.setInterval(shownMilliseconds);
  connect(&looking_, &QTimer::timeout, this, &JobBoard::look);
}

void JobBoard::add(BoardJob job) {
  entries_.push_back({std::move(job)});
}

void JobBoard::add(BackgroundJob& job, BoardJob how) {
  if (!how.running) how.running = [&job] { return job.running(); };
  if (!how.stopping) how.stopping = [&job] { return job.stopping(); };
  if (!how.cancel) how.cancel = [&job] { job.cancel(); };
  if (!how.discard) how.discard = [&job] { job.cancel(); };
  const QString name = how.name;
  add(std::move(how));
  connect(&job, &BackgroundJob::started, this, &JobBoard::noteStart);
  connect(&job, &BackgroundJob::progressed, this,
          [this, name](const QString& what, qint64 done, qint64 total) { showProgress(name, what, done, total); });
  connect(&job, &BackgroundJob::failed, this, &JobBoard::failed);
  connect(&job, &BackgroundJob::failed, this, &JobBoard::noteEnd);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job, end, this, &JobBoard::noteEnd);
}

bool JobBoard::busy() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.job.shown && entry.job.running(); });
}

bool JobBoard::settled() const {
  return std::none_of(entries_.begin(), entries_.end(),
                      [](const Entry& entry) { return entry.job.awaited && entry.job.running(); });
}

QStringList JobBoard::running() const {
  QStringList names;
  for (const Entry& entry : entries_)
    if (entry.job.running()) names << entry.job.name;
  return names;
}

bool JobBoard::isStopping(const Entry& entry) {
  return entry.cancelled && entry.job.stopping && entry.job.stopping();
}

std::vector<RunningJob> JobBoard::shown() const {
  std::vector<std::pair<int, RunningJob>> jobs;
  for (const Entry& entry : entries_) {
    const bool running = entry.job.running(), stopping = isStopping(entry);
    if (!entry.job.shown || !(running || stopping)) continue;
    RunningJob job{.name = entry.job.name,
                   .text = entry.job.title.isEmpty() ? capitalized(coreText(entry.job.name)) : entry.job.title,
                   .cancellable = entry.job.cancellable && entry.job.cancel,
                   .pausable = entry.job.pause != nullptr,
                   .stopping = stopping};
    if (running && !entry.what.isEmpty()) {
      job.text = capitalized(coreText(entry.what));
      job.done = entry.done;
      job.total = entry.total;
      job.secondsLeft = entry.secondsLeft;
    }
    if (running && entry.job.describe) entry.job.describe(job);
    jobs.emplace_back(entry.job.importance, std::move(job));
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<RunningJob> result;
  for (auto& [importance, job] : jobs) result.push_back(std::move(job));
  return result;
}

JobBoard::Entry* JobBoard::find(const QString& name) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.job.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

void JobBoard::cancel(Entry& entry) {
  if (!entry.job.cancellable || !entry.job.cancel) return;
  if (entry.job.running()) entry.cancelled = true;
  entry.job.cancel();
}

void JobBoard::cancel(const QString& name) {
  if (Entry* entry = find(name)) cancel(*entry);
  noteEnd();
}

void JobBoard::pause(const QString& name) {
  if (Entry* entry = find(name); entry && entry->job.pause) entry->job.pause();
  noteStart();
}

void JobBoard::sendHome(const QString& name, std::uint64_t worker) {
  if (Entry* entry = find(name); entry && entry->job.sendHome) entry->job.sendHome(worker);
  noteStart();
}

void JobBoard::cancelAll() {
  for (Entry& entry : entries_)
    if (entry.job.cancelledWithAll) cancel(entry);
  noteEnd();
}

void JobBoard::discard(Lifetime ended) {
  for (Entry& entry : entries_)
    if (entry.job.lifetime <= ended && entry.job.discard) entry.job.discard();
}

void JobBoard::showProgress(const QString& name, const QString& what, qint64 done, qint64 total) {
  if (Entry* entry = find(name)) {
    entry->what = what;
    entry->done = done;
    entry->total = total;
    entry->secondsLeft = entry->remaining.after(what, done, total);
  }
  emit progressed(what, done, total);
  noteStart();
}

void JobBoard::noteStart() {
  if (looking_.isActive()) return;
  looking_.start();
  emit changed();
}

void JobBoard::noteEnd() {
  emit ended();
  looking_.start();
  emit changed();
}

// As long as anything is shown, for jobs without progress.
void JobBoard::look() {
  for (Entry& entry : entries_) {
    const bool running = entry.job.running();
    if (!running) entry.what.clear();
    entry.cancelled = entry.cancelled && isStopping(entry);
  }
  if (shown().empty()) looking_.stop();
  emit changed();
}

}  // namespace bitprism
