#include "core/work/message.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/base/byte_stream.h"

namespace bitprism {
namespace {

Message someMessage() {
  return {MessageType::Result, {{"scores", {1.5, 2.25}}, {"machine", "node1"}}, {{1, 2, 3}, {}, Bytes(1000, 7)}};
}

Bytes framed(const Message& message) {
  FrameSeal seal;
  return frameOf(message, seal);
}

void expectSame(const Message& one, const Message& other) {
  EXPECT_EQ(one.type, other.type);
  EXPECT_EQ(one.header, other.header);
  EXPECT_EQ(one.blocks, other.blocks);
}

// A frame with a number at a place of its head, sealed as it should be.
Bytes withHead(std::size_t at, int width, std::uint64_t value) {
  Bytes frame = framed(someMessage());
  ByteWriter number;
  number.number(value, width);
  std::copy(number.bytes().begin(), number.bytes().end(), frame.begin() + static_cast<std::ptrdiff_t>(at));
  return frame;
}

std::string refusalOf(const Bytes& frame, const MessageLimits& limits = {}) {
  MessageReader reader(limits);
  reader.add(frame);
  try {
    reader.next();
  } catch (const ProtocolError& problem) {
    return problem.what();
  }
  return "none";
}

TEST(MessageFrame, comesBack) {
  MessageReader reader;
  reader.add(framed(someMessage()));
  reader.add(framed({}));
  expectSame(reader.next().value(), someMessage());
  expectSame(reader.next().value(), {});
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.midway());
}

TEST(MessageFrame, isReadByteByByte) {
  const Bytes frame = framed(someMessage());
  MessageReader reader;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    ASSERT_FALSE(reader.next()) << i;
    reader.add(std::span(frame).subspan(i, 1));
    EXPECT_TRUE(reader.midway());
  }
  expectSame(reader.next().value(), someMessage());
}

TEST(MessageFrame, isNotTakenWhenAnyByteIsAnother) {
  const Bytes frame = framed(someMessage());
  for (std::size_t i = 0; i < frame.size(); i += i < 120 ? 1 : 97) {
    Bytes changed = frame;
    changed[i] ^= 4;
    MessageReader reader;
    reader.add(changed);
    try {
      // A longer length waits for more; nothing else may pass.
      EXPECT_FALSE(reader.next()) << i;
      EXPECT_TRUE(i >= 16 && i < 24) << i;
    } catch (const ProtocolError&) {
      SUCCEED();
    }
  }
}

TEST(MessageFrame, isRefusedByItsStartAlone) {
  constexpr std::uint64_t huge = std::uint64_t{1} << 62;
  EXPECT_NE(refusalOf(withHead(0, 4, 0)).find("first bytes"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(4, 2, 2)).find("version 2 of the protocol, expected 1"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(6, 2, 0)).find("type 0 is unknown"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(6, 2, 999)).find("type 999 is unknown"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(8, 4, 0xffffffff)).find("header has 4294967295 bytes"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(12, 4, 0xffffffff)).find("4294967295 blocks"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(16, 8, huge)).find("4611686018427387904 bytes"), std::string::npos);
  EXPECT_NE(refusalOf(withHead(16, 8, 1)).find("it has 1 bytes"), std::string::npos);
  EXPECT_NE(refusalOf(framed(someMessage()), MessageLimits::ofStrangers()).find("3 blocks"), std::string::npos);
  // The same when no more than the start has come.
  Bytes start = withHead(16, 8, huge);
  start.resize(frameStartBytes);
  EXPECT_NE(refusalOf(start), "none");
}

// A body that is sealed as it should be but is none.
Bytes sealed(const std::string& body, std::uint32_t headerBytes, std::uint32_t blocks) {
  ByteWriter head;
  head.number(0x4b575042, 4);
  head.number(protocolVersion, 2);
  head.number(1, 2);
  head.number(headerBytes, 4);
  head.number(blocks, 4);
  head.number(body.size(), 8);
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(body.data()), body.size());
  FrameSeal seal;
  head.append(seal.next(head.bytes(), bytes));
  head.append(bytes);
  return head.take();
}

TEST(MessageFrame, isRefusedForWhatItHolds) {
  const std::string blockOf9 = std::string("\x09\0\0\0\0\0\0\0", 8) + "12345678";
  EXPECT_EQ(refusalOf(sealed("{}", 2, 0)), "none");
  EXPECT_NE(refusalOf(sealed("{]", 2, 0)).find("not valid JSON"), std::string::npos);
  EXPECT_NE(refusalOf(sealed("[]", 2, 0)).find("not a JSON object"), std::string::npos);
  EXPECT_NE(refusalOf(sealed(std::string(200, '['), 200, 0)).find("nested deeper"), std::string::npos);
  EXPECT_NE(refusalOf(sealed("{}" + blockOf9, 2, 1)), "none");
  EXPECT_NE(refusalOf(sealed("{}more", 2, 0)).find("bytes follow"), std::string::npos);
}

TEST(MessageFrame, isRefusedToSendersAboveTheLimits) {
  FrameSeal seal;
  EXPECT_THROW(frameOf(someMessage(), seal, {.blocks = 2}), UsageError);
  EXPECT_THROW(frameOf(someMessage(), seal, {.blockBytes = 1002}), UsageError);
  EXPECT_THROW(frameOf(someMessage(), seal, {.headerBytes = 10}), UsageError);
  EXPECT_NO_THROW(frameOf(someMessage(), seal, {.blockBytes = 1003}));
}

TEST(MessageFrame, cannotBeSentAgainOrLeftOutOrForgedOnceThereIsAKey) {
  Digest key{}, other{};
  other.back() = 1;
  const auto readerWith = [&] {
    MessageReader reader;
    reader.seal().useKey(key);
    return reader;
  };
  FrameSeal seal, forged;
  seal.useKey(key);
  forged.useKey(other);
  const Bytes first = frameOf(someMessage(), seal), second = frameOf(someMessage(), seal);
  MessageReader reader = readerWith();
  reader.add(first);
  expectSame(reader.next().value(), someMessage());
  reader.add(first);
  EXPECT_THROW(reader.next(), ProtocolError);
  MessageReader late = readerWith(), fooled = readerWith(), open = readerWith();
  late.add(second);
  EXPECT_THROW(late.next(), ProtocolError);
  fooled.add(frameOf(someMessage(), forged));
  EXPECT_THROW(fooled.next(), ProtocolError);
  open.add(framed(someMessage()));
  EXPECT_THROW(open.next(), ProtocolError);
}

}  // namespace
}  // namespace bitprism
