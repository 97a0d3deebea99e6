#include "core/work/message_channel.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr int takingPatience = 30'000;               // milliseconds in which the other side must take something
constexpr std::size_t taken = std::size_t{1} << 16;  // bytes at a time

void makeNonBlocking(int number) {
  const int flags = fcntl(number, F_GETFL);
  if (flags < 0 || fcntl(number, F_SETFL, flags | O_NONBLOCK) < 0)
    throw Error(text("cannot use a connection: ", std::strerror(errno)));
}

// To a socket without SIGPIPE; pipes need the program to ignore it.
ssize_t writeSome(int number, const std::uint8_t* data, std::size_t size) {
  const ssize_t sent = ::send(number, data, size, MSG_NOSIGNAL);
  return sent < 0 && errno == ENOTSOCK ? ::write(number, data, size) : sent;
}

}  // namespace

MessageChannel::MessageChannel(FileDescriptor socket, const MessageLimits& limits)
    : in_(std::move(socket)), limits_(limits), reader_(limits) {
  prepare();
}

MessageChannel::MessageChannel(FileDescriptor in, FileDescriptor out, const MessageLimits& limits)
    : in_(std::move(in)), out_(std::move(out)), limits_(limits), reader_(limits) {
  prepare();
}

void MessageChannel::prepare() {
  makeNonBlocking(in_.get());
  if (out_) makeNonBlocking(out_.get());
  wakeup_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wakeup_) throw Error(text("cannot use a connection: ", std::strerror(errno)));
}

void MessageChannel::send(const Message& message) {
  const std::lock_guard lock(sending_);
  const Bytes frame = frameOf(message, seal_, limits_);
  std::size_t at = 0;
  while (at < frame.size()) {
    const ssize_t sent = writeSome(outNumber(), frame.data() + at, frame.size() - at);
    if (sent > 0) {
      at += static_cast<std::size_t>(sent);
      continue;
    }
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
      throw ConnectionLost(text("the connection was closed: ", std::strerror(errno)));
    pollfd end{outNumber(), POLLOUT, 0};
    if (poll(&end, 1, takingPatience) == 0) throw ConnectionLost("the other side takes no messages any more");
  }
}

std::optional<Message> MessageChannel::receive(Patience patience) {
  const Clock::time_point late = Clock::now() + patience;
  for (;;) {
    if (std::optional<Message> message = reader_.next()) return message;
    const auto left = std::chrono::duration_cast<Patience>(late - Clock::now()).count();
    pollfd ends[2] = {{in_.get(), POLLIN, 0}, {wakeup_.get(), POLLIN, 0}};
    const int ready = poll(ends, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30)));
    if (ready < 0 && errno != EINTR) throw ConnectionLost(text("the connection was closed: ", std::strerror(errno)));
    if (ready > 0 && ends[0].revents != 0) takeIn();
    if (ready > 0 && ends[1].revents != 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t cleared = ::read(wakeup_.get(), &count, sizeof count);
      return reader_.next();
    }
    if (ready == 0 && Clock::now() >= late) return {};
  }
}

// What has come, without waiting.
void MessageChannel::takeIn() {
  std::array<std::uint8_t, taken> some;
  const ssize_t got = ::read(in_.get(), some.data(), some.size());
  if (got > 0) {
    heard_ = Clock::now();
    reader_.add(std::span(some).first(static_cast<std::size_t>(got)));
  } else if (got == 0) {
    throw ConnectionLost(reader_.midway() ? "the connection was closed in the middle of a message"
                                          : "the other side closed the connection");
  } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
    throw ConnectionLost(text("the connection was closed: ", std::strerror(errno)));
  }
}

void MessageChannel::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wakeup_.get(), &one, sizeof one);  // full: it will wake anyway
}

void MessageChannel::breakOff() {
  shutdown(in_.get(), SHUT_RDWR);
}

MessageChannel::Patience MessageChannel::silence() const {
  return std::chrono::duration_cast<Patience>(Clock::now() - heard_);
}

bool MessageChannel::hasNews() const {
  pollfd end{in_.get(), POLLIN, 0};
  return reader_.midway() || (poll(&end, 1, 0) > 0 && end.revents != 0);
}

void MessageChannel::authenticate(const Digest& sendingKey, const Digest& receivingKey, const MessageLimits& limits) {
  const std::lock_guard lock(sending_);
  limits_ = limits;
  seal_.useKey(sendingKey);
  reader_.setLimits(limits);
  reader_.seal().useKey(receivingKey);
}

}  // namespace bitprism
