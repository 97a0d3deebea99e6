#include "core/work/local_workers.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/work/worker_process.h"

namespace bitprism {
namespace {

constexpr int attempts = 2;

// The worker takes more memory than it may.
class MemoryExceeded : public Error {
 public:
  using Error::Error;
};

}  // namespace

struct LocalWorkers::Slot {
  bool busy = false;
  std::unique_ptr<WorkerProcess> process;
  std::unique_ptr<WorkerClient> client;
  Json opened;

  // Ends the worker; how it ended, as what follows "the worker".
  std::string drop(bool dying) {
    client.reset();
    const std::string how = process ? process->end(dying) : "could not be started";
    process.reset();
    return how;
  }
};

LocalWorkers::LocalWorkers(LocalWorkerSettings settings) : settings_(std::move(settings)) {
  for (int i = 0; i < std::max(1, settings_.count); ++i) slots_.push_back(std::make_unique<Slot>());
}

LocalWorkers::~LocalWorkers() = default;

std::vector<Score> LocalWorkers::measure(const EvaluationRequest& request, std::stop_token stop,
                                         const Progress& progress, const Evaluator::OnScore& known) {
  std::vector<Score> scores;
  Slot& slot = take(stop);
  const std::unique_ptr<Slot, std::function<void(Slot*)>> held(&slot, [this](Slot* one) { giveBack(*one); });
  talkTo(slot, "evaluate in a worker", stop, progress,
         [&](WorkerClient& worker) { scores = worker.evaluate(request, stop, progress, known); });
  return scores;
}

Json LocalWorkers::opened(std::stop_token stop, const Progress& progress) {
  Slot& slot = take(stop);
  const std::unique_ptr<Slot, std::function<void(Slot*)>> held(&slot, [this](Slot* one) { giveBack(*one); });
  talkTo(slot, "open the network in a worker", stop, progress, [](WorkerClient&) {});
  return slot.opened;
}

LocalWorkers::Slot& LocalWorkers::take(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  Slot* found = nullptr;
  const bool free = changed_.wait(lock, stop, [&] {
    for (const auto& slot : slots_)
      if (!slot->busy && (!found || (slot->process && !found->process))) found = slot.get();  // one that runs
    return found != nullptr;
  });
  if (!free) throw Cancelled();
  if (!refusal_.empty()) throw Error(refusal_);
  found->busy = true;
  return *found;
}

void LocalWorkers::giveBack(Slot& slot) {
  const std::lock_guard lock(mutex_);
  slot.busy = false;
  changed_.notify_all();
}

void LocalWorkers::start(Slot& slot, const std::stop_token& stop, const Progress& progress) {
  slot.process = std::make_unique<WorkerProcess>(settings_.arguments, settings_.network.get());
  WorkerProcess* process = slot.process.get();
  slot.client =
      std::make_unique<WorkerClient>(process->channel(), settings_.patience, [process, most = settings_.memoryBytes] {
        if (most > 0 && process->residentBytes() > most)
          throw MemoryExceeded(text("took more than ", most >> 20, " MiB of memory, which is the limit"));
      });
  slot.opened = slot.client->open(settings_.opening, stop, progress);
}

// Starts a worker if there is none, and again if it is lost.
void LocalWorkers::talkTo(Slot& slot, const std::string& purpose, std::stop_token stop, const Progress& progress,
                          const Talk& talk) {
  if (slot.process && slot.process->channel().hasNews()) slot.drop(true);  // it ended while nobody asked it anything
  for (int attempt = 1;; ++attempt) {
    std::string how;
    bool opening = false;
    try {
      opening = !slot.process;
      if (opening) start(slot, stop, progress);
      opening = false;
      return talk(*slot.client);
    } catch (const Cancelled&) {
      if (opening || slot.client->stuck()) slot.drop(false);
      throw;
    } catch (const WorkerOutOfMemory&) {
      slot.drop(false);
      how = text("took more than ", settings_.memoryBytes >> 20, " MiB of memory, which is the limit");
    } catch (const MemoryExceeded& problem) {
      slot.drop(false);
      how = problem.what();
    } catch (const ProtocolError& problem) {
      slot.drop(false);
      how = text("sent what makes no sense (", problem.what(), ")");
    } catch (const WorkerSilent& problem) {
      slot.drop(false);
      how = problem.what();
    } catch (const ConnectionLost&) {
      how = slot.drop(true);
    } catch (const Error&) {
      if (opening) slot.drop(false);  // it cannot open the files
      throw;
    }
    if (stop.stop_requested()) throw Cancelled();
    const std::lock_guard lock(mutex_);
    ++restarts_;
    if (attempt < attempts) continue;
    const std::string sentence = text("cannot ", purpose, ": the worker ", how, ", twice");
    if (opening) refusal_ = sentence;
    throw Error(sentence);
  }
}

std::vector<pid_t> LocalWorkers::processes() const {
  const std::lock_guard lock(mutex_);
  std::vector<pid_t> ids;
  for (const auto& slot : slots_)
    if (slot->process && !slot->busy) ids.push_back(slot->process->id());
  return ids;
}

int LocalWorkers::restarts() const {
  const std::lock_guard lock(mutex_);
  return restarts_;
}

}  // namespace bitprism
