#include "app/desktop/job_board.h"

#include <algorithm>
#include <utility>

#include "app/desktop/background_job.h"

namespace bitprism {

void JobBoard::add(BoardJob job) {
  jobs_.push_back(std::move(job));
}

void JobBoard::add(BackgroundJob& job, BoardJob how) {
  if (!how.running) how.running = [&job] { return job.running(); };
  if (!how.cancel) how.cancel = [&job] { job.cancel(); };
  if (!how.discard) how.discard = [&job] { job.cancel(); };
  add(std::move(how));
  connect(&job, &BackgroundJob::progressed, this, &JobBoard::progressed);
  connect(&job, &BackgroundJob::failed, this, &JobBoard::failed);
  connect(&job, &BackgroundJob::failed, this, &JobBoard::ended);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job, end, this, &JobBoard::ended);
}

bool JobBoard::busy() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const BoardJob& job) { return job.shown && job.running(); });
}

bool JobBoard::settled() const {
  return std::none_of(jobs_.begin(), jobs_.end(), [](const BoardJob& job) { return job.awaited && job.running(); });
}

QStringList JobBoard::running() const {
  QStringList names;
  for (const BoardJob& job : jobs_)
    if (job.running()) names << job.name;
  return names;
}

void JobBoard::cancelAll() {
  for (const BoardJob& job : jobs_)
    if (job.cancellable && job.cancel) job.cancel();
  emit ended();
}

void JobBoard::discard(Lifetime ended) {
  for (const BoardJob& job : jobs_)
    if (job.lifetime <= ended && job.discard) job.discard();
}

}  // namespace bitprism
