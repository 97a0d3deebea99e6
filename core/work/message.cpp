#include "core/work/message.h"

#include <algorithm>

#include "core/base/byte_stream.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint32_t frameMagic = 0x4b575042;  // "BPWK"
constexpr int lengthWidth = 8;                    // of a block's length, in bytes

struct FrameHead {
  std::uint32_t magic = 0;
  std::uint16_t version = 0, type = 0;
  std::uint32_t headerBytes = 0, blocks = 0;
  std::uint64_t bodyBytes = 0;
};

FrameHead headFrom(std::span<const std::uint8_t> bytes) {
  ByteReader in(bytes, "a frame");
  FrameHead head;
  head.magic = static_cast<std::uint32_t>(in.number(4));
  head.version = static_cast<std::uint16_t>(in.number(2));
  head.type = static_cast<std::uint16_t>(in.number(2));
  head.headerBytes = static_cast<std::uint32_t>(in.number(4));
  head.blocks = static_cast<std::uint32_t>(in.number(4));
  head.bodyBytes = in.number(8);
  return head;
}

[[noreturn]] void refuse(const std::string& fact) {
  throw ProtocolError(text("cannot read a message: ", fact));
}

Message messageFrom(const FrameHead& head, std::span<const std::uint8_t> body) {
  Message message;
  message.type = static_cast<MessageType>(head.type);
  try {
    ByteReader in(body, "a message");
    const std::span<const std::uint8_t> header = in.take(head.headerBytes);
    message.header = parseJson({header.begin(), header.end()}, "a message");
    for (std::uint32_t i = 0; i < head.blocks; ++i) {
      const std::span<const std::uint8_t> block = in.take(in.number(lengthWidth));
      message.blocks.emplace_back(block.begin(), block.end());
    }
    if (in.remaining() > 0) in.fail("bytes follow the last block");
  } catch (const InputError& problem) {
    throw ProtocolError(problem.what());
  }
  if (!message.header.is_object()) refuse("its header is not a JSON object");
  return message;
}

}  // namespace

void FrameSeal::useKey(const Digest& key) {
  key_ = key;
  count_ = 0;
}

Digest FrameSeal::next(std::span<const std::uint8_t> head, std::span<const std::uint8_t> body) {
  ByteWriter sealed;
  if (key_) sealed.number(count_++, 8);
  sealed.append(head);
  sealed.append(body);
  return key_ ? hmacSha256(*key_, sealed.bytes()) : sha256Digest(sealed.bytes());
}

Bytes frameOf(const Message& message, FrameSeal& seal, const MessageLimits& limits) {
  // Text that is not UTF-8 (paths may be) is sent as well as JSON allows.
  const std::string header = message.header.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::uint64_t blockBytes = 0;
  for (const Bytes& block : message.blocks) blockBytes += block.size();
  if (header.size() > limits.headerBytes || message.blocks.size() > limits.blocks || blockBytes > limits.blockBytes)
    throw UsageError(text("a message of ", header.size(), " bytes with ", message.blocks.size(), " blocks of ",
                          blockBytes, " bytes cannot be sent, expected at most ", limits.headerBytes, " bytes with ",
                          limits.blocks, " blocks of ", limits.blockBytes, " bytes"));
  ByteWriter body;
  body.append({reinterpret_cast<const std::uint8_t*>(header.data()), header.size()});
  for (const Bytes& block : message.blocks) {
    body.number(block.size(), lengthWidth);
    body.append(block);
  }
  ByteWriter frame;
  frame.number(frameMagic, 4);
  frame.number(protocolVersion, 2);
  frame.number(static_cast<std::uint16_t>(message.type), 2);
  frame.number(header.size(), 4);
  frame.number(message.blocks.size(), 4);
  frame.number(body.size(), 8);
  frame.append(seal.next(frame.bytes(), body.bytes()));
  frame.append(body.bytes());
  return frame.take();
}

// Of the frame whose start is there.
std::uint64_t MessageReader::checkedBodyBytes() const {
  const FrameHead head = headFrom(std::span(waiting_).first(frameHeadBytes));
  if (head.magic != frameMagic) refuse("its first bytes are not those of a message");
  if (head.version != protocolVersion)
    refuse(text("it has version ", head.version, " of the protocol, expected ", protocolVersion,
                "; run the same release on both sides"));
  if (head.type < static_cast<std::uint16_t>(MessageType::Hello) ||
      head.type > static_cast<std::uint16_t>(MessageType::FileContent))
    refuse(text("its type ", head.type, " is unknown"));
  if (head.headerBytes > limits_.headerBytes)
    refuse(text("its header has ", head.headerBytes, " bytes, expected at most ", limits_.headerBytes));
  if (head.blocks > limits_.blocks) refuse(text("it has ", head.blocks, " blocks, expected at most ", limits_.blocks));
  const std::uint64_t least = head.headerBytes + std::uint64_t{head.blocks} * lengthWidth;
  if (head.bodyBytes < least || head.bodyBytes - least > limits_.blockBytes)
    refuse(text("it has ", head.bodyBytes, " bytes, expected ", least, " to ", least + limits_.blockBytes));
  return head.bodyBytes;
}

std::optional<Message> MessageReader::next() {
  if (waiting_.size() < frameStartBytes) return {};
  const std::uint64_t bodyBytes = checkedBodyBytes();
  if (waiting_.size() - frameStartBytes < bodyBytes) return {};
  const std::span<const std::uint8_t> all = waiting_;
  const std::span<const std::uint8_t> head = all.first(frameHeadBytes);
  const std::span<const std::uint8_t> body = all.subspan(frameStartBytes, bodyBytes);
  if (!equalInConstantTime(seal_.next(head, body), all.subspan(frameHeadBytes, frameStartBytes - frameHeadBytes)))
    refuse("its checksum does not fit its content");
  Message message = messageFrom(headFrom(head), body);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(frameStartBytes + bodyBytes));
  return message;
}

}  // namespace bitprism
