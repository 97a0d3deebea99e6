#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

using Bytes = std::vector<std::uint8_t>;

// Reads a whole file. Throws InputError when it cannot be read or is larger than limit bytes.
Bytes readFile(const std::string& path, std::uint64_t limit = std::uint64_t{1} << 36);

// Writes a temporary file next to it, flushes to disk and renames, so that a full disk or a kill leaves the old file
// intact. Throws Error naming the path and the reason.
void writeFile(const std::string& path, std::span<const std::uint8_t> bytes);
void writeFile(const std::string& path, std::string_view text);
// The same for content given in consecutive parts.
void writeFile(const std::string& path, std::span<const std::span<const std::uint8_t>> parts);

// 64-bit FNV-1a over eight-byte words: distinguishes contents, but is not a cryptographic hash.
std::uint64_t contentHash(std::span<const std::uint8_t> bytes, std::uint64_t seed = 0xcbf29ce484222325ULL);

}  // namespace bitprism
