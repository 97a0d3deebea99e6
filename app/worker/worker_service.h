#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "app/worker/worker_study.h"
#include "core/work/message_channel.h"

namespace bitprism {

// What a worker was started with.
struct WorkerServiceSettings {
  ReadOptions reading;                                          // how it reads networks
  unsigned threads = 0;                                         // of one evaluation; 0: as it is told
  std::string scratch;                                          // the folder for files that are sent
  int memory = -1;                                              // that it was given, with the network; -1: none
  bool mayConfine = false;                                      // itself for good, where it is told to
  bool alwaysBeats = false;                                     // heartbeats also while it has nothing to do
  std::optional<std::chrono::system_clock::time_point> endsAt;  // of its job
  std::function<void(const std::string&)> notice;               // told in a sentence what it does; may be null
};

// Does what a coordinator asks over a channel: one thing at a time on a thread of its own, with heartbeats from
// another, while the caller's thread takes messages.
class WorkerService {
 public:
  // study: what is open, kept from one connection to the next; null: nothing.
  WorkerService(MessageChannel& channel, const WorkerServiceSettings& settings, std::unique_ptr<WorkerStudy>& study,
                Json& opened);
  ~WorkerService();  // waits for what is being done, which is cancelled

  // Until the other side sends the worker home, or until stop, of which the other side is told. Throws ConnectionLost
  // and ProtocolError.
  void serve(std::stop_token stop);

 private:
  struct Request {
    std::uint64_t id = 0;
    Message message;
    std::stop_source stop;
  };

  void begin();
  void take(const Message& message);
  void confineFor(const Message& message);
  void work(const std::stop_token& stop);
  void beat(const std::stop_token& stop);
  Message answerTo(const Request& request);
  Message opened(const Request& request, const Progress& progress);
  Message result(const Request& request, const Progress& progress);
  Progress progressOf(std::uint64_t id);
  void tell(const std::string& sentence) const;
  Bytes partOfFile(const Request& request, const std::string& name, std::uint64_t offset);

  MessageChannel& channel_;
  const WorkerServiceSettings& settings_;
  std::unique_ptr<WorkerStudy>& study_;
  Json& opened_;  // what study_ was opened with
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Request>> waiting_;
  std::shared_ptr<Request> current_;
  std::optional<Message> part_;  // of a file, which was asked for
  std::jthread working_, beating_;
};

}  // namespace bitprism
