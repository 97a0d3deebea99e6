#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hmac.h"
#include "core/base/json.h"

namespace bitprism {

// What a message between a coordinator and a worker is. The numbers are in frames: append only.
enum class MessageType : std::uint16_t {
  Hello = 1,   // both: who one is, and a challenge (handshake.h)
  Proof,       // both: the answer to the challenge
  Open,        // to a worker: the network and images to measure with
  Opened,      // from it: what it found
  Evaluate,    // to it: plans to measure (evaluation_request.h)
  Progress,    // from it: how far it is
  Scored,      // from it: the score of one plan of several
  Result,      // from it: the scores, with a checksum and the name of the machine
  Failure,     // from it: why it could not do what it was asked
  Cancel,      // to it: what it was asked is no longer needed
  Cancelled,   // from it: it has stopped
  Heartbeat,   // both: nothing but a sign of life
  Leave,       // both: the connection ends as intended
  NeedFile,    // from it: a part of a file that it does not find (shared_files.h)
  FileContent  // to it: that part, as a block
};

// A header, which is JSON, and raw blocks of bytes.
struct Message {
  MessageType type = MessageType::Heartbeat;
  Json header = Json::object();
  std::vector<Bytes> blocks;
};

// What a message may have at most; frames that state more are refused before memory is taken for them.
struct MessageLimits {
  std::uint32_t headerBytes = 16 << 20;
  std::uint32_t blocks = 16;
  std::uint64_t blockBytes = 64 << 20;  // of all blocks

  // For those who have not proved who they are.
  static MessageLimits ofStrangers() { return {.headerBytes = 4096, .blocks = 0, .blockBytes = 0}; }
};

// The other side does not keep to the protocol, or bytes were changed on the way; the connection cannot be used any
// more.
class ProtocolError : public Error {
 public:
  using Error::Error;
};

// What frames are sealed with: SHA-256 until a key is known, then HMAC-SHA-256 over a count of the frames and the
// frame, so that none can be changed, left out or sent again. One thread at a time.
class FrameSeal {
 public:
  void useKey(const Digest& key);
  Digest next(std::span<const std::uint8_t> head, std::span<const std::uint8_t> body);

 private:
  std::optional<Digest> key_;
  std::uint64_t count_ = 0;
};

// The first bytes of every frame: magic, version, type, bytes of the header, number of blocks, bytes of the body, seal.
inline constexpr std::size_t frameHeadBytes = 24, frameStartBytes = frameHeadBytes + std::tuple_size_v<Digest>;
inline constexpr std::uint16_t protocolVersion = 1;

// The frame of a message: its start, the header as JSON, and every block after its length (docs/formats.md). Throws
// UsageError when the message exceeds the limits.
Bytes frameOf(const Message& message, FrameSeal& seal, const MessageLimits& limits = {});

// Takes in bytes as they come, and gives messages once they are complete. One thread at a time.
class MessageReader {
 public:
  explicit MessageReader(MessageLimits limits = {}) : limits_(limits) {}

  void setLimits(const MessageLimits& limits) { limits_ = limits; }
  FrameSeal& seal() { return seal_; }

  void add(std::span<const std::uint8_t> bytes) { waiting_.insert(waiting_.end(), bytes.begin(), bytes.end()); }

  // The next message; empty until all of it is there. Throws ProtocolError for bytes that are not one: as soon as the
  // start of a frame is there, if it is that.
  std::optional<Message> next();

  bool midway() const { return !waiting_.empty(); }  // a message has begun

 private:
  std::uint64_t checkedBodyBytes() const;

  MessageLimits limits_;
  FrameSeal seal_;
  Bytes waiting_;
};

}  // namespace bitprism
