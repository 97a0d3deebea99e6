#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace bitprism {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4).
Digest sha256Digest(std::span<const std::uint8_t> message);

// The same as 64 hexadecimal digits.
std::string sha256(std::span<const std::uint8_t> message);

}  // namespace bitprism
