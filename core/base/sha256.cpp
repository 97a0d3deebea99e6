#include "core/base/sha256.h"

#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "core/base/hex.h"
#include "core/base/hmac.h"

namespace bitprism {
namespace {

using Words = std::array<std::uint32_t, 8>;

// The first 32 bits of the fractions of the cube roots, and square roots, of the first primes.
struct Sha256Constants {
  std::array<std::uint32_t, 64> rounds{};
  Words start{};

  Sha256Constants() {
    const auto fraction = [](long double root) {
      return static_cast<std::uint32_t>((root - std::floor(root)) * 0x1p32L);
    };
    std::size_t found = 0;
    for (std::uint32_t number = 2; found < rounds.size(); ++number) {
      bool prime = true;
      for (std::uint32_t divisor = 2; divisor * divisor <= number; ++divisor) prime &= number % divisor != 0;
      if (!prime) continue;
      rounds[found] = fraction(std::cbrt(static_cast<long double>(number)));
      if (found < start.size()) start[found] = fraction(std::sqrt(static_cast<long double>(number)));
      ++found;
    }
  }
};

// Section 6.2.2, one block of 64 bytes.
void digest(Words& state, const std::uint8_t* block) {
  static const Sha256Constants constants;
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | block[i];
  for (std::size_t t = 16; t < 64; ++t) {
    const std::uint32_t a = w[t - 15], b = w[t - 2];
    w[t] = w[t - 16] + w[t - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t t = 0; t < 64; ++t) {
    const std::uint32_t first =
        h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + constants.rounds[t] + w[t];
    const std::uint32_t second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const Words round{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += round[i];
}

}  // namespace

Digest sha256Digest(std::span<const std::uint8_t> message) {
  Words state = Sha256Constants().start;
  const std::size_t whole = message.size() / 64 * 64;
  for (std::size_t at = 0; at < whole; at += 64) digest(state, message.data() + at);
  std::vector<std::uint8_t> last(message.begin() + static_cast<std::ptrdiff_t>(whole), message.end());
  last.push_back(0x80);
  while (last.size() % 64 != 56) last.push_back(0);
  for (int shift = 56; shift >= 0; shift -= 8)
    last.push_back(static_cast<std::uint8_t>(std::uint64_t{message.size()} * 8 >> shift));
  for (std::size_t at = 0; at < last.size(); at += 64) digest(state, last.data() + at);
  Digest bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - i % 4 * 8));
  return bytes;
}

std::string sha256(std::span<const std::uint8_t> message) {
  return hexText(sha256Digest(message));
}

}  // namespace bitprism
