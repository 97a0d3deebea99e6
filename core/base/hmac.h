#pragma once

#include <cstdint>
#include <span>

#include "core/base/sha256.h"

namespace bitprism {

// HMAC-SHA-256 (RFC 2104): only who knows the key can compute it of a message.
Digest hmacSha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message);

// Whether both are equal, in a time that does not tell where they differ.
bool equalInConstantTime(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other);

}  // namespace bitprism
