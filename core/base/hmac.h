#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace bitprism {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4) as bytes; as text: sha256.h.
Digest sha256Digest(std::span<const std::uint8_t> message);

// HMAC-SHA-256 (RFC 2104): only who knows the key can compute it of a message.
Digest hmacSha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message);

// Whether both are equal, in a time that does not tell where they differ.
bool equalInConstantTime(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other);

}  // namespace bitprism
