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
struct ApartLimits {
  double seconds = 60;                         // of processor time, which does not depend on the load of the machine
  std::int64_t bytes = std::int64_t{3} << 30;  // of memory, in addition to what the process has at the start
};

// How the work ended.
struct ApartEnding {
  enum class Kind {
    Done,     // completed
    Stopped,  // on request
    TooLong,  // exceeded its time
    Killed,   // by this signal: a crash, or the system ran out of memory; 0: it ended without a result
    Lost      // no process could be started for it
  };
  Kind kind = Kind::Done;
  int signal = 0;
  std::int64_t peakBytes = 0;  // peak memory
};

// The connection between the two processes; either side may send and receive. If the other side is gone, both throw
// ApartBroken, which only ApartProcess needs to catch.
class ApartChannel {
 public:
  explicit ApartChannel(int socket, std::stop_token stop = {}) : socket_(socket), stop_(std::move(stop)) {}

  void send(const void* data, std::size_t size) const;
  void receive(void* data, std::size_t size) const;
  void sendNumber(std::uint64_t value) const { send(&value, sizeof value); }
  std::uint64_t receiveNumber() const;
  void sendText(const std::string& text) const;
  std::string receiveText() const;  // throws ApartBroken if its stated length exceeds 64 MiB

 private:
  int socket_;
  std::stop_token stop_;
};

struct ApartBroken {};

// A separate process for work that must not damage this one: an untrusted file may crash the process, never end, take
// all memory or write where it should not. Every request is served in a new process, which cannot write files and ends
// with the request. Safe from many threads, one request at a time.
class ApartProcess {
 public:
  using Work = std::function<void(const std::string& request, const ApartChannel& channel)>;

  // Forks, which needs a process without threads: call it first in main. The work inherits what it captures.
  explicit ApartProcess(Work work);
  ApartProcess(const ApartProcess&) = delete;
  ApartProcess& operator=(const ApartProcess&) = delete;
  ~ApartProcess();

  // Runs the work and `talk`, its counterpart here; when `talk` returns, the work is ended, and Done. An exception from
  // `talk` also ends the work and is rethrown. A request holds less than 64 KiB.
  ApartEnding run(const std::string& request, const ApartLimits& limits, std::stop_token stop,
                  const std::function<void(const ApartChannel&)>& talk) const;

 private:
  int control_ = -1;
  pid_t process_ = -1;
  mutable std::mutex mutex_;
};

}  // namespace bitprism
