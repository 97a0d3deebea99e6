#include "core/run/separate_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/confinement.h"

namespace bitprism {
namespace {

using ProcessClock = std::chrono::steady_clock;

constexpr int stopPollMilliseconds = 50;  // the longest delay until a stop request is noticed
constexpr double waitingFactor = 10;      // seconds of real time per second of processor time
constexpr std::size_t mostText = std::size_t{1} << 26;
constexpr std::size_t mostRequest = std::size_t{1} << 16;

// The header of a request, and its answer.
struct Order {
  double seconds;
  std::int64_t bytes;
};
struct Outcome {
  int status;
  int late;
  std::int64_t peakKibibytes;
};

// One message with a file descriptor; false: the other side is gone.
bool sendOrder(int socket, const Order& order, const std::string& request, int passed) {
  iovec parts[2] = {{const_cast<Order*>(&order), sizeof order}, {const_cast<char*>(request.data()), request.size()}};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &passed, sizeof passed);
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof order + request.size());
}

// A stop request after the end has no effect.
enum class Received { Order, Other, End };

Received receiveOrder(int socket, Order& order, std::string& request, int& passed) {
  request.resize(mostRequest);
  iovec parts[2] = {{&order, sizeof order}, {request.data(), request.size()}};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  ssize_t got;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return Received::End;
  const cmsghdr* header = got < static_cast<ssize_t>(sizeof order) ? nullptr : CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS) return Received::Other;
  std::memcpy(&passed, CMSG_DATA(header), sizeof passed);
  request.resize(static_cast<std::size_t>(got) - sizeof order);
  return Received::Order;
}

// In the process that serves one request.
[[noreturn]] void serve(const SeparateProcess::Work& work, const Order& order, const std::string& request, int socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
#if !defined(__SANITIZE_ADDRESS__)  // which reports there
    dup2(nowhere, STDERR_FILENO);
#endif
  }
  limitResource(RLIMIT_STACK, 64 << 20);  // for deep recursion that readers do not refuse
  std::signal(SIGXCPU, SIG_DFL);
  std::signal(SIGPIPE, SIG_IGN);
  if (order.seconds > 0) {
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGXCPU;
    timer_t timer{};
    itimerspec due{};
    due.it_value.tv_sec = static_cast<time_t>(order.seconds);
    due.it_value.tv_nsec = static_cast<long>((order.seconds - static_cast<double>(due.it_value.tv_sec)) * 1e9) + 1;
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0) timer_settime(timer, 0, &due, nullptr);
  }
  try {
    confine({.readsAnything = true, .memoryBytes = order.bytes});
    work(request, ProcessChannel(socket));
  } catch (const ChannelBroken&) {
    // The other side is gone.
  } catch (...) {
    _exit(1);  // a normal exit would run code of the parent process
  }
  _exit(0);
}

// Waits for the process that serves a request, and ends it when it exceeds its time, or when the other side requests it
// or is gone.
Outcome attend(pid_t child, int control, int alive, double seconds, bool& orphaned) {
  Outcome outcome{};
  const ProcessClock::time_point late =
      ProcessClock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(seconds * waitingFactor * 1000));
  for (bool ended = false; !ended;) {
    pollfd ends[2] = {{alive, POLLIN, 0}, {control, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(late - ProcessClock::now()).count();
    const int ready = poll(ends, 2, seconds > 0 ? static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)) : -1);
    if (ready < 0) continue;
    if (ends[0].revents != 0) break;
    if (ends[1].revents != 0) {
      char request;
      orphaned = recv(control, &request, 1, 0) <= 0;
      ended = true;
    } else if (seconds > 0 && ProcessClock::now() >= late) {
      outcome.late = 1;
      ended = true;
    }
    if (ended) kill(child, SIGKILL);
  }
  rusage usage{};
  while (wait4(child, &outcome.status, 0, &usage) < 0 && errno == EINTR) {
  }
  outcome.peakKibibytes = usage.ru_maxrss;
  return outcome;
}

// The process that waits for requests. It has one thread and does nothing itself, so it may fork at any time.
[[noreturn]] void waitForOrders(const SeparateProcess::Work& work, int control) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_IGN);  // the other side decides
  bool orphaned = false;
  while (!orphaned) {
    Order order{};
    std::string request;
    int socket = -1;
    const Received received = receiveOrder(control, order, request, socket);
    if (received == Received::End) break;
    if (received == Received::Other) continue;
    int alive[2] = {-1, -1};
    Outcome outcome{};
    const pid_t child = pipe2(alive, O_CLOEXEC) == 0 ? fork() : -1;
    if (child == 0) {
      close(control);
      close(alive[0]);
      serve(work, order, request, socket);
    }
    close(socket);
    if (alive[1] >= 0) close(alive[1]);
    if (child < 0)
      outcome.status = -1;
    else
      outcome = attend(child, control, alive[0], order.seconds, orphaned);
    if (alive[0] >= 0) close(alive[0]);
    if (send(control, &outcome, sizeof outcome, MSG_NOSIGNAL) < 0) break;
  }
  _exit(0);
}

ProcessEnding endingOf(const Outcome& outcome) {
  ProcessEnding ending;
  ending.peakBytes = outcome.peakKibibytes * 1024;
  if (outcome.status == -1) {
    ending.kind = ProcessEnding::Kind::Lost;
  } else if (outcome.late || (WIFSIGNALED(outcome.status) && WTERMSIG(outcome.status) == SIGXCPU)) {
    ending.kind = ProcessEnding::Kind::TooLong;
  } else if (WIFSIGNALED(outcome.status)) {
    ending.kind = ProcessEnding::Kind::Killed;
    ending.signal = WTERMSIG(outcome.status);
  } else if (WEXITSTATUS(outcome.status) != 0) {
    ending.kind = ProcessEnding::Kind::Killed;
  }
  return ending;
}

}  // namespace

void ProcessChannel::send(const void* data, std::size_t size) const {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = ::send(socket_, at, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) throw ChannelBroken();
    at += sent;
    size -= static_cast<std::size_t>(sent);
  }
}

void ProcessChannel::receive(void* data, std::size_t size) const {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    pollfd end{socket_, POLLIN, 0};
    const int ready = poll(&end, 1, stop_.stop_possible() ? stopPollMilliseconds : -1);
    if (stop_.stop_requested()) throw ChannelBroken();
    if (ready <= 0) continue;
    const ssize_t got = ::recv(socket_, at, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw ChannelBroken();
    at += got;
    size -= static_cast<std::size_t>(got);
  }
}

std::uint64_t ProcessChannel::receiveNumber() const {
  std::uint64_t value = 0;
  receive(&value, sizeof value);
  return value;
}

void ProcessChannel::sendText(const std::string& text) const {
  sendNumber(text.size());
  send(text.data(), text.size());
}

std::string ProcessChannel::receiveText() const {
  const std::uint64_t size = receiveNumber();
  if (size > mostText) throw ChannelBroken();
  std::string text(size, '\0');
  receive(text.data(), size);
  return text;
}

SeparateProcess::SeparateProcess(Work work) {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw Error(text("cannot make a socket: ", std::strerror(errno)));
  process_ = fork();
  if (process_ == 0) {
    close(ends[0]);
    waitForOrders(work, ends[1]);
  }
  close(ends[1]);
  control_ = ends[0];
  if (process_ < 0) {
    close(control_);
    throw Error(text("cannot start a process: ", std::strerror(errno)));
  }
}

SeparateProcess::~SeparateProcess() {
  close(control_);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

ProcessEnding SeparateProcess::run(const std::string& request, const ProcessLimits& limits, std::stop_token stop,
                                   const std::function<void(const ProcessChannel&)>& talk) const {
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) return {.kind = ProcessEnding::Kind::Stopped};
  if (request.size() >= mostRequest) throw Error("a request to another process has 64 KiB or more, expected less");
  int line[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) return {.kind = ProcessEnding::Kind::Lost};
  const bool sent = sendOrder(control_, {limits.seconds, limits.bytes}, request, line[1]);
  close(line[1]);
  if (!sent) {
    close(line[0]);
    return {.kind = ProcessEnding::Kind::Lost};
  }
  std::exception_ptr thrown;
  bool broken = false;
  try {
    talk(ProcessChannel(line[0], stop));
  } catch (const ChannelBroken&) {
    broken = true;
  } catch (...) {
    thrown = std::current_exception();
  }
  const bool stopped = stop.stop_requested();
  ::send(control_, "k", 1, MSG_NOSIGNAL);  // the work is no longer needed, finished or not
  close(line[0]);
  Outcome outcome{};
  ssize_t got;
  do got = recv(control_, &outcome, sizeof outcome, 0);
  while (got < 0 && errno == EINTR);
  if (thrown) std::rethrow_exception(thrown);
  if (got != static_cast<ssize_t>(sizeof outcome)) return {.kind = ProcessEnding::Kind::Lost};
  ProcessEnding ending = endingOf(outcome);
  if (broken && stopped)
    ending.kind = ProcessEnding::Kind::Stopped;
  else if (!broken)
    ending.kind = ProcessEnding::Kind::Done;
  else if (ending.kind == ProcessEnding::Kind::Done)
    ending.kind = ProcessEnding::Kind::Killed;  // it ended without a result
  return ending;
}

}  // namespace bitprism
