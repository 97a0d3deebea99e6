#include "core/work/handshake.h"

#include <unistd.h>

#include <array>

#include "core/base/echoed.h"
#include "core/base/hex.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::size_t challengeBytes = 32, longestName = 255;
constexpr std::chrono::seconds handshakePatience(10);

const char* roleName(WorkRole role) {
  return role == WorkRole::Coordinator ? "coordinator" : "worker";
}

WorkRole otherRole(WorkRole role) {
  return role == WorkRole::Coordinator ? WorkRole::Worker : WorkRole::Coordinator;
}

Message awaited(MessageChannel& channel, MessageType type) {
  const auto late = std::chrono::steady_clock::now() + handshakePatience;
  for (;;) {
    const auto left = std::chrono::duration_cast<MessageChannel::Patience>(late - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw ConnectionLost("the other side says nothing");
    if (std::optional<Message> message = channel.receive(left)) {
      if (message->type != type) throw ProtocolError("the other side does not begin with who it is and a proof of it");
      return *std::move(message);
    }
  }
}

// HMAC(secret, purpose | role | the role's challenge | the other's challenge).
Digest derived(const Secret& secret, const char* purpose, WorkRole role, const Bytes& own, const Bytes& others) {
  Bytes message;
  for (const char* word : {purpose, roleName(role)}) {
    const std::string_view letters(word);
    message.insert(message.end(), letters.begin(), letters.end());
    message.push_back(0);
  }
  message.insert(message.end(), own.begin(), own.end());
  message.insert(message.end(), others.begin(), others.end());
  return hmacSha256(secret.bytes(), message);
}

}  // namespace

Counterpart shakeHands(MessageChannel& channel, WorkRole role, const Secret& secret) {
  const WorkRole other = otherRole(role);
  const Bytes own = randomBytes(challengeBytes);
  channel.send({MessageType::Hello,
                {{"role", roleName(role)},
                 {"challenge", hexText(own)},
                 {"machine", machineName()},
                 {"process", static_cast<std::int64_t>(getpid())}},
                {}});
  Counterpart counterpart;
  Bytes theirs, proof;
  const std::string source = "a greeting";
  try {
    const Message hello = awaited(channel, MessageType::Hello);
    if (stringMember(hello.header, "role", source) != roleName(other))
      throw ProtocolError(text("the other side is not a ", roleName(other)));
    theirs = bytesFromHex(stringMember(hello.header, "challenge", source));
    if (theirs.size() != challengeBytes) throw ProtocolError("the challenge of the other side has a wrong length");
    counterpart.machine = echoed(stringMember(hello.header, "machine", source).substr(0, longestName));
    counterpart.process = integerMember(hello.header, "process", source);
    // A worker proves first, so that nobody else learns anything from a coordinator.
    if (role == WorkRole::Worker)
      channel.send({MessageType::Proof, {{"proof", hexText(derived(secret, "proof", role, own, theirs))}}, {}});
    proof = bytesFromHex(stringMember(awaited(channel, MessageType::Proof).header, "proof", source));
  } catch (const InputError& problem) {
    throw ProtocolError(problem.what());
  }
  if (!equalInConstantTime(proof, derived(secret, "proof", other, theirs, own)))
    throw ProtocolError(text("the ", roleName(other), " on '", counterpart.machine, "' does not know the secret"));
  if (role == WorkRole::Coordinator)
    channel.send({MessageType::Proof, {{"proof", hexText(derived(secret, "proof", role, own, theirs))}}, {}});
  channel.authenticate(derived(secret, "key", role, own, theirs), derived(secret, "key", other, theirs, own), {});
  return counterpart;
}

std::string machineName() {
  std::array<char, longestName + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

}  // namespace bitprism
