#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/codec/map_stream.h"

// Codes of activation maps, ordinary and malicious.
namespace bitprism::test {

// As a ReLU leaves them: zeros, alone or in rows, and half a normal distribution.
inline std::vector<std::uint16_t> sparseCodes(std::size_t count, int bits, double zeros, std::uint64_t seed) {
  Random random(seed);
  const double largest = (1 << bits) - 1;
  std::vector<std::uint16_t> codes(count);
  for (std::uint16_t& code : codes)
    if (random.uniform() >= zeros)
      code = static_cast<std::uint16_t>(std::min(largest, std::floor(std::abs(random.normal()) * largest / 4)));
  return codes;
}

using NamedCodes = std::pair<std::string, std::vector<std::uint16_t>>;

inline std::vector<NamedCodes> manyCodes(int bits, std::size_t count) {
  const auto largest = static_cast<std::uint16_t>((1 << bits) - 1);
  std::vector<NamedCodes> all;
  for (const double zeros : {0.0, 0.3, 0.6, 0.9, 0.999})
    all.emplace_back("zeros " + std::to_string(zeros), sparseCodes(count, bits, zeros, 7));
  all.emplace_back("all zero", std::vector<std::uint16_t>(count, 0));
  all.emplace_back("all one", std::vector<std::uint16_t>(count, 1));
  all.emplace_back("all largest", std::vector<std::uint16_t>(count, largest));
  std::vector<std::uint16_t> codes(count);
  Random random(11);
  for (std::uint16_t& code : codes) code = static_cast<std::uint16_t>(random.below(largest + 1U));
  all.emplace_back("uniform", codes);
  for (std::uint16_t& code : codes) code = static_cast<std::uint16_t>(random.bits() & largest >> random.below(17));
  all.emplace_back("every width", codes);
  for (std::uint16_t& code : codes) code = random.below(2) == 0 ? 0 : largest;
  all.emplace_back("least and largest", codes);
  for (std::size_t i = 0; i < count; ++i) codes[i] = i % 67 == 66 ? largest : std::uint16_t{0};
  all.emplace_back("long rows of zeros", codes);
  codes = sparseCodes(count, bits, 0.5, 3);
  for (std::uint16_t& code : codes)
    code = random.below(40) == 0 ? largest : static_cast<std::uint16_t>(code >> bits / 2);
  all.emplace_back("small with outliers", codes);
  for (std::size_t i = 0; i < count; ++i) codes[i] = i + 1 == count ? largest : std::uint16_t{0};
  all.emplace_back("one at the end", codes);
  for (std::size_t i = 0; i < count; ++i) codes[i] = static_cast<std::uint16_t>(i & largest);
  all.emplace_back("rising", codes);
  return all;
}

inline ActivationMap mapOf(std::vector<std::uint16_t> codes, int bits) {
  ActivationMap map;
  map.shape = {1, 1, 1, static_cast<std::uint32_t>(codes.size())};
  map.grid = {bits, 1, false};
  map.codes = std::move(codes);
  return map;
}

}  // namespace bitprism::test
