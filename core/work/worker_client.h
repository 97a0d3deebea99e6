#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "core/eval/evaluator.h"
#include "core/work/evaluation_request.h"
#include "core/work/message_channel.h"
#include "core/work/shared_files.h"

namespace bitprism {

// A worker's answer that it lacked the memory for what it was asked; another one may have it.
class WorkerOutOfMemory : public Error {
 public:
  using Error::Error;
};

// The worker gave no sign of life for too long.
class WorkerSilent : public ConnectionLost {
 public:
  using ConnectionLost::ConnectionLost;
};

// The exception that a Failure stands for: what the worker threw itself, or WorkerOutOfMemory. And the other way round.
[[noreturn]] void throwFailure(const Message& failure);
Message failureMessage(std::uint64_t id, const std::exception& problem);

// Asks one worker over a channel, and waits for the answers. One thread at a time.
class WorkerClient {
 public:
  struct Patience {
    std::chrono::milliseconds silence{30'000};  // without any message while it works: it is lost
    std::chrono::milliseconds cancel{100};      // from a cancel until it must have stopped
  };

  // watch: called several times a second while the worker works; may throw what ends the wait.
  explicit WorkerClient(MessageChannel& channel, Patience patience, std::function<void()> watch = {})
      : channel_(channel), patience_(patience), watch_(std::move(watch)) {}

  // What it may ask for while it opens; outlive this.
  void share(const SharedFiles& files) { files_ = &files; }

  // Has it open a network and images. What it found. All of these throw what the worker threw, ConnectionLost or
  // ProtocolError when nothing more can come from it, and Cancelled.
  Json open(const Json& opening, std::stop_token stop = {}, const Progress& progress = {});

  std::vector<Score> evaluate(const EvaluationRequest& request, std::stop_token stop = {},
                              const Progress& progress = {}, const Evaluator::OnScore& known = {});

  // It did not stop in time when it was last cancelled: it has to be ended.
  bool stuck() const { return stuck_; }

 private:
  Message answer(MessageType type, Json header, MessageType wanted, const std::stop_token& stop,
                 const Progress& progress, const Evaluator::OnScore& known);

  MessageChannel& channel_;
  Patience patience_;
  std::function<void()> watch_;
  const SharedFiles* files_ = nullptr;
  std::uint64_t id_ = 0;
  bool stuck_ = false, started_ = false;
};

}  // namespace bitprism
