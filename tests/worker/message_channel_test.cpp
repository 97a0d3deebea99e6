#include "core/work/message_channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "core/work/endpoint.h"
#include "core/work/handshake.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using namespace std::chrono_literals;

constexpr auto longTime = 60'000ms;  // that only a failure needs

std::pair<FileDescriptor, FileDescriptor> socketPair() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

Message numbered(int number, std::size_t bytes = 0) {
  return {MessageType::Evaluate, {{"number", number}}, {Bytes(bytes, static_cast<std::uint8_t>(number))}};
}

TEST(MessageChannelTest, carriesMessagesBothWaysInOrder) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one)), there(std::move(other));
  for (int i = 0; i < 20; ++i) here.send(numbered(i, 100));
  there.send(numbered(99));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(there.receive(longTime).value().header["number"], i);
  EXPECT_EQ(here.receive(longTime).value().header["number"], 99);
}

TEST(MessageChannelTest, carriesMoreThanTheSystemTakesAtOnce) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one)), there(std::move(other));
  const std::jthread sender([&] { here.send(numbered(3, 20 << 20)); });
  const Message got = there.receive(longTime).value();
  EXPECT_EQ(got.blocks.at(0), Bytes(20 << 20, 3));
}

TEST(MessageChannelTest, worksOverTwoPipes) {
  int to[2], from[2];
  ASSERT_EQ(pipe2(to, O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(from, O_CLOEXEC), 0);
  MessageChannel here{FileDescriptor(from[0]), FileDescriptor(to[1])};
  MessageChannel there{FileDescriptor(to[0]), FileDescriptor(from[1])};
  here.send(numbered(1));
  there.send(numbered(2));
  EXPECT_EQ(there.receive(longTime).value().header["number"], 1);
  EXPECT_EQ(here.receive(longTime).value().header["number"], 2);
}

TEST(MessageChannelTest, sendsFromManyThreadsWithoutMixing) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one)), there(std::move(other));
  std::vector<std::jthread> senders;
  for (int i = 0; i < 8; ++i)
    senders.emplace_back([&here, i] {
      for (int k = 0; k < 50; ++k) here.send(numbered(i, 3000));
    });
  std::vector<int> seen(8);
  for (int i = 0; i < 400; ++i) {
    const Message got = there.receive(longTime).value();
    ASSERT_EQ(got.blocks.at(0), Bytes(3000, static_cast<std::uint8_t>(got.header["number"].get<int>())));
    ++seen[got.header["number"].get<std::size_t>()];
  }
  EXPECT_EQ(seen, std::vector<int>(8, 50));
}

TEST(MessageChannelTest, saysThatTheOtherSideIsGone) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one));
  other.reset();
  EXPECT_THROW(here.receive(longTime), ConnectionLost);
  EXPECT_THROW(here.send(numbered(1)), ConnectionLost);
}

TEST(MessageChannelTest, saysThatAMessageWasCutOff) {
  FrameSeal seal;
  const Bytes frame = frameOf(numbered(1, 50), seal);
  for (const std::size_t kept : {std::size_t{1}, frameStartBytes - 1, frameStartBytes, frame.size() - 1}) {
    auto [one, other] = socketPair();
    MessageChannel here(std::move(one));
    ASSERT_EQ(write(other.get(), frame.data(), kept), static_cast<ssize_t>(kept));
    other.reset();
    try {
      here.receive(longTime);
      FAIL() << kept;
    } catch (const ConnectionLost& problem) {
      EXPECT_STREQ(problem.what(), "the connection was closed in the middle of a message");
    }
  }
}

TEST(MessageChannelTest, refusesWhatIsNoMessage) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one));
  const std::string words = "GET / HTTP/1.1\r\nHost: somewhere\r\nAccept: everything there is\r\n\r\n";
  ASSERT_GT(write(other.get(), words.data(), words.size()), 0);
  EXPECT_THROW(here.receive(longTime), ProtocolError);
}

TEST(MessageChannelTest, endsItsWaitWhenWokenOrWhenNothingComes) {
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one));
  EXPECT_FALSE(here.receive(1ms));
  here.wake();
  EXPECT_FALSE(here.receive(longTime));
  const std::jthread waker([&] { here.wake(); });
  EXPECT_FALSE(here.receive(longTime));
}

TEST(SecretFile, isTakenOnlyWhereNobodyElseReadsIt) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "secret";
  const Secret secret = Secret::random();
  secret.write(path);
  EXPECT_EQ(Secret::fromFile(path).bytes(), secret.bytes());
  EXPECT_THROW(secret.write(path), Error);
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  EXPECT_THROW(Secret::fromFile(path), InputError);
  std::filesystem::permissions(path, std::filesystem::perms(0600));
  std::ofstream(path) << "too short\n";
  EXPECT_THROW(Secret::fromFile(path), InputError);
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_THROW(Secret::fromFile(path), InputError);
  EXPECT_THROW(Secret::fromFile(folder / "none"), InputError);
  EXPECT_THROW(Secret::fromFile(folder.path()), InputError);
  EXPECT_NE(Secret::random().bytes(), Secret::random().bytes());
}

class HandshakeTest : public testing::Test {
 protected:
  // What the coordinator's side says, with a worker's side in another thread.
  std::string saidWith(const std::function<void(MessageChannel&)>& worker, const Secret& secret) {
    auto [one, other] = socketPair();
    const std::jthread thread([&worker, end = std::move(other)]() mutable {
      MessageChannel there(std::move(end), MessageLimits::ofStrangers());
      try {
        worker(there);
      } catch (const Error&) {  // what the coordinator says is looked at
      }
    });
    MessageChannel here(std::move(one), MessageLimits::ofStrangers());  // ends before the thread, which waits for that
    try {
      machine_ = shakeHands(here, WorkRole::Coordinator, secret).machine;
      return "fine";
    } catch (const Error& problem) {
      return problem.what();
    }
  }

  static Secret secretOf(const std::string& words) {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "secret") << words;
    std::filesystem::permissions(folder / "secret", std::filesystem::perms(0600));
    return Secret::fromFile(folder / "secret");
  }

  std::string machine_;
};

TEST_F(HandshakeTest, letsBothSidesKnowEachOtherAndSealsWhatFollows) {
  const Secret secret = Secret::random();
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one), MessageLimits::ofStrangers()),
      there(std::move(other), MessageLimits::ofStrangers());
  const std::jthread worker([&] {
    shakeHands(there, WorkRole::Worker, secret);
    there.send(numbered(5, 100'000));
  });
  EXPECT_EQ(shakeHands(here, WorkRole::Coordinator, secret).machine, machineName());
  EXPECT_EQ(here.receive(longTime).value().blocks.at(0).size(), 100'000u);
  here.send(numbered(6));
  EXPECT_EQ(there.receive(longTime).value().header["number"], 6);
}

TEST_F(HandshakeTest, refusesAnotherSecret) {
  const Secret secret = Secret::random();
  const std::string said =
      saidWith([](MessageChannel& there) { shakeHands(there, WorkRole::Worker, Secret::random()); }, secret);
  EXPECT_NE(said.find("does not know the secret"), std::string::npos) << said;
}

TEST_F(HandshakeTest, refusesASecretThatDiffersInItsLastByte) {
  const std::string said =
      saidWith([](MessageChannel& there) { shakeHands(there, WorkRole::Worker, secretOf("0123456789abcdef1")); },
               secretOf("0123456789abcdef0"));
  EXPECT_NE(said.find("does not know the secret"), std::string::npos) << said;
}

TEST_F(HandshakeTest, aWorkerRefusesACoordinatorThatDoesNotKnowTheSecret) {
  auto [one, other] = socketPair();
  const std::jthread impostor([end = std::move(other)]() mutable {
    MessageChannel there(std::move(end), MessageLimits::ofStrangers());
    there.send({MessageType::Hello,
                {{"role", "coordinator"}, {"challenge", std::string(64, '0')}, {"machine", "m"}, {"process", 1}},
                {}});
    there.send({MessageType::Proof, {{"proof", std::string(64, '0')}}, {}});
    try {
      for (;;) there.receive(longTime);
    } catch (const Error&) {  // the worker leaves
    }
  });
  MessageChannel here(std::move(one), MessageLimits::ofStrangers());
  EXPECT_THROW(shakeHands(here, WorkRole::Worker, Secret::random()), ProtocolError);
}

// Sends back to each side what it said itself.
TEST_F(HandshakeTest, refusesItsOwnWords) {
  const std::string said = saidWith(
      [](MessageChannel& there) {
        for (;;) there.send(there.receive(longTime).value());
      },
      Secret::random());
  EXPECT_NE(said.find("not a worker"), std::string::npos) << said;
}

TEST_F(HandshakeTest, refusesWhatIsNoGreeting) {
  const Secret secret = Secret::random();
  const auto hello = [](const Json& header) {
    return [header](MessageChannel& there) { there.send({MessageType::Hello, header, {}}); };
  };
  for (const Json& header :
       std::vector<Json>{Json::object(),
                         {{"role", "worker"}, {"challenge", "00"}, {"machine", "m"}, {"process", 1}},
                         {{"role", "worker"}, {"challenge", std::string(64, 'z')}, {"machine", "m"}, {"process", 1}},
                         {{"role", "worker"}, {"challenge", std::string(64, '0')}, {"machine", 3}, {"process", 1}}})
    EXPECT_NE(saidWith(hello(header), secret), "fine") << header.dump();
  EXPECT_NE(saidWith(
                [](MessageChannel& there) {
                  there.send({MessageType::Open, Json::object(), {}});
                },
                secret),
            "fine");
}

TEST_F(HandshakeTest, refusesMoreThanAGreetingFromStrangers) {
  const std::string said = saidWith([](MessageChannel&) {}, Secret::random());
  EXPECT_NE(said, "fine");
  auto [one, other] = socketPair();
  MessageChannel here(std::move(one), MessageLimits::ofStrangers());
  FrameSeal seal;
  const Bytes large = frameOf({MessageType::Hello, {{"role", std::string(1 << 20, 'x')}}, {}}, seal);
  ASSERT_GT(send(other.get(), large.data(), frameStartBytes, MSG_NOSIGNAL), 0);
  EXPECT_THROW(shakeHands(here, WorkRole::Coordinator, Secret::random()), ProtocolError);
}

TEST(EndpointTest, isReadAsItIsWritten) {
  for (const char* written : {"node1:7000", "127.0.0.1:0", "[::1]:65535", "unix:/tmp/socket"})
    EXPECT_EQ(Endpoint::parse(written).str(), written);
  for (const char* bad :
       {"", "node1", "node1:", ":7000", "node1:-1", "node1:65536", "node1:7x", "::1:7000", "[]:1", "unix:"})
    EXPECT_THROW(Endpoint::parse(bad), UsageError) << bad;
}

TEST(EndpointTest, connectsOverEveryKindOfSocket) {
  const test::TemporaryFolder folder;
  for (const std::string& at : {std::string("127.0.0.1:0"), std::string("[::1]:0"), "unix:" + (folder / "socket")}) {
    std::optional<Listener> listener;
    try {
      listener.emplace(Endpoint::parse(at));
    } catch (const Error& problem) {
      if (at.starts_with("[")) continue;  // a machine without IPv6
      FAIL() << problem.what();
    }
    MessageChannel there(connectTo(listener->endpoint(), longTime));
    MessageChannel here(listener->accept(longTime));
    there.send(numbered(7));
    EXPECT_EQ(here.receive(longTime).value().header["number"], 7) << at;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "socket")) << "the socket's file is left";
}

TEST(EndpointTest, saysWhyItCannotConnectOrListen) {
  std::optional<Listener> listener(Endpoint::parse("127.0.0.1:0"));
  const Endpoint taken = listener->endpoint();
  EXPECT_THROW(Listener again(taken), Error);
  EXPECT_FALSE(listener->accept(1ms));
  listener.reset();
  try {
    connectTo(taken, longTime);
    FAIL();
  } catch (const Error& problem) {
    EXPECT_EQ(std::string(problem.what()), "cannot connect to '" + taken.str() + "': Connection refused");
  }
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(connectPatiently(taken, 60s, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace bitprism
