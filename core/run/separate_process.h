#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace bitprism {

// Limits for work in another process.
struct ProcessLimits {
  double seconds = 60;                         // of processor time, which does not depend on the load of the machine
  std::int64_t bytes = std::int64_t{3} << 30;  // of memory, in addition to what the process has at the start
};

// How the work ended.
struct ProcessEnding {
  enum class Kind {
    Done,     // completed
    Stopped,  // on request
    TooLong,  // exceeded its time
    Killed,   // by this signal: a crash, or the system ran out of memory; 0: it ended without a result
    Lost      // no process could be started for it
  };
  Kind kind = Kind::Done;
  int signal = 0;
  std::int64_t peakBytes = 0;  // peak resident memory
};

// The connection between the two processes; either side may send and receive. If the other side is gone, both throw
// ChannelBroken, which only SeparateProcess needs to catch.
class ProcessChannel {
 public:
  explicit ProcessChannel(int socket, std::stop_token stop = {}) : socket_(socket), stop_(std::move(stop)) {}

  void send(const void* data, std::size_t size) const;
  void receive(void* data, std::size_t size) const;
  void sendNumber(std::uint64_t value) const { send(&value, sizeof value); }
  std::uint64_t receiveNumber() const;
  void sendText(const std::string& text) const;
  std::string receiveText() const;  // throws ChannelBroken if its stated length exceeds 64 MiB

 private:
  int socket_;
  std::stop_token stop_;
};

struct ChannelBroken {};

// A separate process for work that must not damage this one: an untrusted file may crash the process, never end, take
// all memory or write where it should not. Every request is served by a new process, which cannot write files and ends
// with the request. Safe from many threads, one request at a time.
class SeparateProcess {
 public:
  using Work = std::function<void(const std::string& request, const ProcessChannel& channel)>;

  // Forks, which needs a process without threads: call it first in main. The work inherits what it captures.
  explicit SeparateProcess(Work work);
  SeparateProcess(const SeparateProcess&) = delete;
  SeparateProcess& operator=(const SeparateProcess&) = delete;
  ~SeparateProcess();

  // Runs the work and `talk`, its counterpart here; when `talk` returns, the work is ended with the result Done. An
  // exception from `talk` also ends the work and is rethrown. A request must be shorter than 64 KiB.
  ProcessEnding run(const std::string& request, const ProcessLimits& limits, std::stop_token stop,
                    const std::function<void(const ProcessChannel&)>& talk) const;

 private:
  int control_ = -1;
  pid_t process_ = -1;
  mutable std::mutex mutex_;
};

}  // namespace bitprism
