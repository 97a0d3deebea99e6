#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/file_descriptor.h"
#include "core/work/message.h"

namespace bitprism {

// The other side is gone: it closed the connection, or takes nothing any more.
class ConnectionLost : public Error {
 public:
  using Error::Error;
};

// Messages over a pair of file descriptors: a socket, or the two ends of pipes. send, wake and breakOff may be called
// from any thread, the rest from one at a time.
class MessageChannel {
 public:
  using Patience = std::chrono::milliseconds;

  // One socket for both directions, or one descriptor for each; both are closed at the end.
  explicit MessageChannel(FileDescriptor socket, const MessageLimits& limits = {});
  MessageChannel(FileDescriptor in, FileDescriptor out, const MessageLimits& limits = {});

  // Blocks until the system has taken all of it. Throws ConnectionLost when the other side is gone or took nothing for
  // half a minute, UsageError when the message exceeds the limits.
  void send(const Message& message);

  // The next message; empty after that long without one, or after wake(). Throws ConnectionLost, ProtocolError.
  std::optional<Message> receive(Patience patience);

  // Ends a receive() that waits, or else the next one.
  void wake();

  // Ends the connection of a socket in both directions, whatever waits for it. Any thread.
  void breakOff();

  // How long nothing came, not even a part of a message.
  Patience silence() const;

  // Whether bytes of the other side, or its end, wait to be received.
  bool hasNews() const;

  // From now on, once both sides have proved who they are; no message may be on its way.
  void authenticate(const Digest& sendingKey, const Digest& receivingKey, const MessageLimits& limits);

 private:
  using Clock = std::chrono::steady_clock;

  int outNumber() const { return out_ ? out_.get() : in_.get(); }
  void prepare();
  void takeIn();

  FileDescriptor in_, out_, wakeup_;
  std::mutex sending_;
  FrameSeal seal_;
  MessageLimits limits_;
  MessageReader reader_;
  Clock::time_point heard_ = Clock::now();
};

}  // namespace bitprism
