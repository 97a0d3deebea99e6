#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/file_descriptor.h"

namespace bitprism {

// Where a coordinator listens: a host and a port, IPv4 or IPv6, or the path of a Unix socket.
struct Endpoint {
  std::string host;  // name or number; of IPv6 without brackets
  int port = 0;      // 0: any free one, for listening
  std::string path;  // of a Unix socket; empty: TCP

  // "host:1234", "127.0.0.1:0", "[::1]:1234" or "unix:/path". Throws UsageError.
  static Endpoint parse(const std::string& written);

  std::string str() const;  // as parse takes it
  bool operator==(const Endpoint&) const = default;
};

// A socket that takes connections. A Unix socket has mode 600 and is removed at the end. Safe from many threads.
class Listener {
 public:
  explicit Listener(const Endpoint& at);  // throws Error naming the endpoint
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  const Endpoint& endpoint() const { return endpoint_; }  // with the port that the system chose

  // The next connection; none after that long.
  FileDescriptor accept(std::chrono::milliseconds patience) const;

 private:
  Endpoint endpoint_;
  FileDescriptor socket_;
};

// Tries once, every address of the host in turn. Throws Error naming the endpoint and the reason.
FileDescriptor connectTo(const Endpoint& to, std::chrono::milliseconds patience);

// Tries until somebody listens, for at most that long. Throws Error like connectTo, Cancelled.
FileDescriptor connectPatiently(const Endpoint& to, std::chrono::seconds patience, std::stop_token stop = {});

}  // namespace bitprism
