#include "core/work/endpoint.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr int waitingConnections = 128;
constexpr int mostPort = 65535;
constexpr const char* unixPrefix = "unix:";
using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

[[noreturn]] void failEndpoint(const char* what, const Endpoint& endpoint, const std::string& reason) {
  throw Error(text("cannot ", what, " '", endpoint.str(), "': ", reason));
}

Addresses addressesOf(const Endpoint& endpoint, bool listening) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (listening ? AI_PASSIVE : 0);
  const std::string port = std::to_string(endpoint.port);
  const int failure = getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found);
  if (failure != 0) failEndpoint(listening ? "listen at" : "connect to", endpoint, gai_strerror(failure));
  return {found, &freeaddrinfo};
}

sockaddr_un unixAddress(const Endpoint& endpoint, const char* what) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (endpoint.path.size() >= sizeof address.sun_path)
    failEndpoint(what, endpoint,
                 text("the path has ", endpoint.path.size(), " bytes, expected fewer than ", sizeof address.sun_path));
  std::copy(endpoint.path.begin(), endpoint.path.end(), address.sun_path);
  return address;
}

// Small messages go out at once, and a machine that is gone is noticed after half a minute even when all is quiet.
void tune(int socket) {
  const auto set = [&](int level, int option, int value) { setsockopt(socket, level, option, &value, sizeof value); };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 10);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

// Connects without blocking for longer than that; 0 or the number of the error.
int connected(int socket, const sockaddr* address, socklen_t size, std::chrono::milliseconds patience) {
  if (connect(socket, address, size) == 0) return 0;
  if (errno != EINPROGRESS && errno != EAGAIN) return errno;
  pollfd end{socket, POLLOUT, 0};
  if (poll(&end, 1, static_cast<int>(patience.count())) <= 0) return ETIMEDOUT;
  int failure = 0;
  socklen_t length = sizeof failure;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &length);
  return failure;
}

FileDescriptor listeningUnix(const Endpoint& at) {
  FileDescriptor listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = unixAddress(at, "listen at");
  const mode_t before = umask(S_IRWXG | S_IRWXO);
  const bool bound = bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int failure = errno;
  umask(before);
  if (!bound) failEndpoint("listen at", at, std::strerror(failure));
  if (listen(listening.get(), waitingConnections) != 0) failEndpoint("listen at", at, std::strerror(errno));
  return listening;
}

FileDescriptor listeningTcp(Endpoint& at) {
  int failure = 0;
  const Addresses found = addressesOf(at, true);
  for (const addrinfo* one = found.get(); one; one = one->ai_next) {
    FileDescriptor listening(socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    if (listening) setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (!listening || bind(listening.get(), one->ai_addr, one->ai_addrlen) != 0 ||
        listen(listening.get(), waitingConnections) != 0) {
      failure = errno;
      continue;
    }
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (getsockname(listening.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0)
      at.port = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                                  : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
    return listening;
  }
  failEndpoint("listen at", at, std::strerror(failure));
}

}  // namespace

Endpoint Endpoint::parse(const std::string& written) {
  const auto fail = [&] {
    throw UsageError(text("'", written, "' is not a place to listen or to connect, expected HOST:PORT such as ",
                          "node1:7000 or [::1]:7000, or unix:PATH"));
  };
  Endpoint endpoint;
  if (written.starts_with(unixPrefix)) {
    endpoint.path = written.substr(std::strlen(unixPrefix));
    if (endpoint.path.empty()) fail();
    return endpoint;
  }
  const std::size_t colon = written.rfind(':');
  if (colon == std::string::npos) fail();
  endpoint.host = written.substr(0, colon);
  const bool bracketed = endpoint.host.size() > 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']';
  if (bracketed) endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  if (endpoint.host.empty() || endpoint.host.find_first_of(bracketed ? "[]" : "[]:") != std::string::npos) fail();
  const char *first = written.data() + colon + 1, *last = written.data() + written.size();
  const auto [end, problem] = std::from_chars(first, last, endpoint.port);
  if (problem != std::errc() || end != last || endpoint.port < 0 || endpoint.port > mostPort) fail();
  return endpoint;
}

std::string Endpoint::str() const {
  if (!path.empty()) return unixPrefix + path;
  return host.find(':') != std::string::npos ? text('[', host, "]:", port) : text(host, ':', port);
}

Listener::Listener(const Endpoint& at) : endpoint_(at) {
  socket_ = at.path.empty() ? listeningTcp(endpoint_) : listeningUnix(at);
}

Listener::~Listener() {
  if (!endpoint_.path.empty()) unlink(endpoint_.path.c_str());
}

FileDescriptor Listener::accept(std::chrono::milliseconds patience) const {
  pollfd end{socket_.get(), POLLIN, 0};
  if (poll(&end, 1, static_cast<int>(patience.count())) <= 0) return {};
  FileDescriptor connection(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (connection && endpoint_.path.empty()) tune(connection.get());
  return connection;
}

FileDescriptor connectTo(const Endpoint& to, std::chrono::milliseconds patience) {
  int failure = 0;
  if (!to.path.empty()) {
    FileDescriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_un address = unixAddress(to, "connect to");
    failure = connected(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address, patience);
    if (failure == 0) return connection;
  } else {
    const Addresses found = addressesOf(to, false);
    for (const addrinfo* one = found.get(); one; one = one->ai_next) {
      FileDescriptor connection(socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      failure = connection ? connected(connection.get(), one->ai_addr, one->ai_addrlen, patience) : errno;
      if (failure != 0) continue;
      tune(connection.get());
      return connection;
    }
  }
  failEndpoint("connect to", to, std::strerror(failure));
}

FileDescriptor connectPatiently(const Endpoint& to, std::chrono::seconds patience, std::stop_token stop) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds once(5000), firstPause(50), longestPause(2000);
  const Clock::time_point late = Clock::now() + patience;
  std::chrono::milliseconds pause = firstPause;
  std::mutex mutex;
  std::condition_variable_any wakeup;
  for (;;) {
    if (stop.stop_requested()) throw Cancelled();
    try {
      return connectTo(to, once);
    } catch (const Error&) {
      if (Clock::now() + pause >= late) throw;
    }
    std::unique_lock lock(mutex);
    wakeup.wait_for(lock, stop, pause, [] { return false; });
    pause = std::min(pause * 2, longestPause);
  }
}

}  // namespace bitprism
