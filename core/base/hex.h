#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/file.h"

namespace bitprism {

// Two lower-case hexadecimal digits a byte.
std::string hexText(std::span<const std::uint8_t> bytes);

// The bytes again; empty unless the text consists of pairs of hexadecimal digits.
Bytes bytesFromHex(std::string_view text);

}  // namespace bitprism
