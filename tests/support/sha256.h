#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bitprism::test {

// FIPS 180-4, for comparing with hashes of reference streams.
inline std::string sha256(std::span<const std::uint8_t> message) {
  // The first 32 bits of the fractions of the cube roots, and square roots, of the first primes.
  static const auto constants = [] {
    std::pair<std::array<std::uint32_t, 64>, std::array<std::uint32_t, 8>> made;
    const auto fraction = [](long double root) {
      return static_cast<std::uint32_t>((root - std::floor(root)) * 0x1p32L);
    };
    std::size_t found = 0;
    for (std::uint32_t number = 2; found < 64; ++number) {
      bool isPrime = true;
      for (std::uint32_t d = 2; d * d <= number; ++d) isPrime &= number % d != 0;
      if (!isPrime) continue;
      made.first[found] = fraction(std::cbrt(static_cast<long double>(number)));
      if (found < 8) made.second[found] = fraction(std::sqrt(static_cast<long double>(number)));
      ++found;
    }
    return made;
  }();
  std::array<std::uint32_t, 8> state = constants.second;
  std::vector<std::uint8_t> padded(message.begin(), message.end());
  padded.push_back(0x80);
  while (padded.size() % 64 != 56) padded.push_back(0);
  for (int shift = 56; shift >= 0; shift -= 8)
    padded.push_back(static_cast<std::uint8_t>(std::uint64_t{message.size()} * 8 >> shift));
  for (std::size_t at = 0; at < padded.size(); at += 64) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | padded[at + i];
    for (std::size_t t = 16; t < 64; ++t) {
      const std::uint32_t a = w[t - 15], b = w[t - 2];
      w[t] = w[t - 16] + w[t - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) +
             (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t t = 0; t < 64; ++t) {
      const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                                  constants.first[t] + w[t];
      const std::uint32_t second =
          (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
    }
    const std::array<std::uint32_t, 8> round{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += round[i];
  }
  std::string hex;
  for (const std::uint32_t word : state)
    for (int shift = 28; shift >= 0; shift -= 4) hex += "0123456789abcdef"[word >> shift & 15];
  return hex;
}

}  // namespace bitprism::test
