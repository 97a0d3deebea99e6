#pragma once

#include <string>

#include "core/work/message_channel.h"
#include "core/work/secret.h"

namespace bitprism {

enum class WorkRole { Coordinator, Worker };

// Who is on the other side.
struct Counterpart {
  std::string machine;  // its host name
  std::int64_t process = 0;
};

// Both sides prove that they know the secret without sending it, each by HMAC-SHA-256 of the role, its own and the
// other's random challenge; from then on messages are sealed with keys derived from all three. Throws ProtocolError
// when the other side does not know the secret, has another version or the same role; ConnectionLost when it is gone or
// says nothing for ten seconds.
Counterpart shakeHands(MessageChannel& channel, WorkRole role, const Secret& secret);

std::string machineName();

}  // namespace bitprism
