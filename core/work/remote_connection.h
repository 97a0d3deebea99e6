#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/work/evaluation_request.h"
#include "core/work/handshake.h"
#include "core/work/lease_board.h"
#include "core/work/message_channel.h"

namespace bitprism {

// One request in progress. Guarded by the coordinator's mutex.
struct RemoteJob {
  EvaluationRequest request;
  std::optional<std::vector<Score>> scores;
  std::exception_ptr failure;
  std::optional<ProgressStep> step;                 // the newest, not passed on yet
  std::deque<std::pair<std::size_t, Score>> known;  // likewise
};

// One connected worker. Its thread alone receives; what is to be sent waits in `outbox`, guarded by the coordinator's
// mutex.
struct Connection {
  explicit Connection(FileDescriptor socket) : channel(std::move(socket), MessageLimits::ofStrangers()) {}

  MessageChannel channel;
  std::string name;  // for people
  Counterpart who;
  std::optional<WorkerId> worker;  // also while it goes home
  std::map<LeaseId, WorkId> leases;
  std::deque<Message> outbox;
  bool dropped = false;
  std::optional<std::chrono::steady_clock::time_point> sentHome;
  std::atomic<bool> over = false;
  std::jthread thread;
};

}  // namespace bitprism
