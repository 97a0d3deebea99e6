#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace bitprism {

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits.
std::string sha256(std::span<const std::uint8_t> message);

}  // namespace bitprism
