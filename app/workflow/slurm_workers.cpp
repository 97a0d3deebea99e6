#include "app/workflow/slurm_workers.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/companion_program.h"
#include "core/work/worker_process.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;

std::string workersText(int count) {
  return text(count, count == 1 ? " worker" : " workers");
}

}  // namespace

SlurmWorkers::SlurmWorkers(const ClusterFiles& files, const Endpoint& endpoint, SlurmSettings settings)
    : files_(files),
      settings_(std::move(settings)),
      wanted_(settings_.workers),
      jobs_(files.jobName()),
      call_({companionProgram(WorkerProcess::program, "start workers"), "--connect", endpoint.str(), "--secret-file",
             files.secretFile()}) {
  files_.keep(endpoint);
  joinedBefore_ = settings_.joined();
  if (SlurmStep::possible()) {
    step_ = std::make_unique<SlurmStep>(settings_.workers, settings_.options, call_);
    sentence_ = text("started ", workersText(settings_.workers), " in this allocation of Slurm");
  } else {
    // Workers that were told another place do not find this one.
    if (!files.before().empty() && files.before() != endpoint.str()) jobs_.cancel();
    const int living = files.before().empty() ? 0 : jobs_.living();
    if (living > 0) sentence_ = text(workersText(living), " of before ", living == 1 ? "is" : "are", " still there");
    if (living < settings_.workers) sentence_ += (sentence_.empty() ? "" : "; ") + submit(settings_.workers - living);
  }
  keeping_ = std::jthread([this](const std::stop_token& stop) { keepUp(stop); });
}

SlurmWorkers::~SlurmWorkers() {
  keeping_ = {};
  try {
    step_ = nullptr;
    if (!SlurmStep::possible()) jobs_.cancel();
  } catch (const Error&) {
    // the workers end by themselves when nobody listens any more
  }
  files_.remove();
}

std::string SlurmWorkers::submit(int workers) {
  return text("submitted job ", jobs_.submit(workers, settings_.options, call_), " of ", workersText(workers),
              " to Slurm");
}

// Workers that are neither here nor to come.
int SlurmWorkers::missing() {
  if (step_) return step_->ended() ? wanted_.load() : 0;
  return std::max(0, wanted_ - jobs_.living());
}

// Whether that made sense.
bool SlurmWorkers::replace(int missing) {
  constexpr int mostFutile = 3;
  const std::int64_t joined = settings_.joined();
  const int futile = joined == joinedBefore_ ? futile_ + 1 : 0;
  if (futile >= mostFutile) {
    settings_.notice(text("the jobs of workers end before any has come, ", futile,
                          " times in a row, so no more are submitted; --sbatch '--output=FILE' tells why"));
    return false;
  }
  if (step_) {
    step_ = std::make_unique<SlurmStep>(missing, settings_.options, call_);
    settings_.notice(text("started ", workersText(missing), " in place of those that have ended"));
  } else {
    settings_.notice(submit(missing) + ", in place of those that have ended");
  }
  joinedBefore_ = joined;
  futile_ = futile;
  return true;
}

// Asks Slurm only while workers are missing here, and less often while nothing changes.
void SlurmWorkers::keepUp(const std::stop_token& stop) {
  auto pause = settings_.pause;
  Clock::time_point asked = Clock::now();
  int before = 0;
  std::string trouble;
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, stop, std::min(settings_.pause, std::chrono::milliseconds(1000)),
                           [&] { return stop.stop_requested(); })) {
    const int present = settings_.present();
    if (present != before) pause = settings_.pause;
    before = present;
    if (present >= wanted_ || Clock::now() - asked < pause) continue;
    try {
      if (const int count = missing(); count > 0 && !replace(count)) return;
      trouble.clear();
    } catch (const Error& problem) {
      if (trouble != problem.what()) settings_.notice(trouble = problem.what());
    }
    asked = Clock::now();
    pause = std::min(2 * pause, std::max(settings_.rest, settings_.pause));
  }
}

}  // namespace bitprism
