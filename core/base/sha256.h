#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace bitprism {

// FIPS 180-4, as 64 hexadecimal digits: a name of a content that nobody can give to another one.
std::string sha256(std::span<const std::uint8_t> message);

}  // namespace bitprism
