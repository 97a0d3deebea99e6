#include "app/desktop/background_job.h"

#include <sys/resource.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/run/latest.h"

namespace bitprism {
namespace {

constexpr int lookMilliseconds = 33;
constexpr int deliveryMilliseconds = 6;  // longest run of deliveries, to leave time to draw the frame

}  // namespace

struct BackgroundJob::Run {
  Mailbox mailbox;
  Latest<ProgressStep> progress;
  std::string failure;  // read after done
  bool cancelled = false;
  std::atomic<bool> done = false;
  std::jthread thread;  // last: it uses the rest
};

void Mailbox::post(Delivery delivery) {
  const std::lock_guard lock(mutex_);
  deliveries_.push_back(std::move(delivery));
}

Mailbox::Delivery Mailbox::take() {
  const std::lock_guard lock(mutex_);
  if (deliveries_.empty()) return {};
  Delivery delivery = std::move(deliveries_.front());
  deliveries_.pop_front();
  return delivery;
}

BackgroundJob::BackgroundJob(QObject* parent) : QObject(parent) {
  timer_.setInterval(lookMilliseconds);
  connect(&timer_, &QTimer::timeout, this, &BackgroundJob::poll);
}

BackgroundJob::~BackgroundJob() {
  // All are asked before the first is waited for.
  if (current_) current_->thread.request_stop();
}

void BackgroundJob::start(Work work) {
  retire();
  current_ = std::make_unique<Run>();
  Run& run = *current_;
  run.thread = std::jthread([&run, work = std::move(work)](std::stop_token stop) {
    lowerPriority();
    const Progress progress = [&run](const ProgressStep& step) {
      run.progress.put(std::make_shared<const ProgressStep>(step));
    };
    try {
      work(stop, progress, run.mailbox);
    } catch (const Cancelled&) {
      run.cancelled = true;
    } catch (const std::exception& error) {
      run.failure = shownMessage(error.what());
    }
    run.done = true;
  });
  timer_.start();
  emit started();
}

void BackgroundJob::cancel() {
  if (!current_) return;
  retire();
  emit cancelled();
}

void BackgroundJob::retire() {
  if (!current_) return;
  current_->thread.request_stop();
  retired_.push_back(std::move(current_));
}

void BackgroundJob::poll() {
  std::erase_if(retired_, [](const std::unique_ptr<Run>& run) { return run->done.load(); });
  if (!current_) {
    if (retired_.empty()) timer_.stop();
    return;
  }
  // Read before the mailbox is emptied: all posts happen before the end.
  const bool done = current_->done;
  if (const auto step = current_->progress.take())
    emit progressed(QString::fromStdString(step->what), step->done, step->total);
  QElapsedTimer spent;
  spent.start();
  const Run* polled = current_.get();
  while (spent.elapsed() < deliveryMilliseconds) {
    const Mailbox::Delivery delivery = current_->mailbox.take();
    if (!delivery) {
      if (!done) return;
      const std::unique_ptr<Run> run = std::move(current_);
      if (run->cancelled) {
        emit cancelled();
      } else if (!run->failure.empty()) {
        emit failed(QString::fromStdString(run->failure));
      } else {
        emit finished();
      }
      return;
    }
    delivery();
    if (current_.get() != polled) return;  // the delivery started something else
  }
}

void lowerPriority() {
  // Linux keeps a nice value per thread. Failing is harmless: the work then competes on equal terms.
  [[maybe_unused]] const int result = setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

}  // namespace bitprism
