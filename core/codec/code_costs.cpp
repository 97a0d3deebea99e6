#include "core/codec/code_costs.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/codec/bit_clones.h"
#include "core/codec/exponential_golomb.h"
#include "core/codec/golomb_rice.h"
#include "core/codec/zero_value.h"

namespace bitprism {
namespace {

constexpr std::size_t ks = mostK + 1;
constexpr std::size_t codeCount = 1 << 16;

// Numbers whose EG_k and SEG_k lengths are the same for every k. EG_k(x) is longer by two bits from every 2^a - 2^k on,
// SEG_k from every 2^a - 2^k + 1 on; in binary 2^a - 2^k is a row of ones and then zeros. So the width of x, the number
// of its leading ones and whether only zeros follow them say all: 241 kinds, which a block's numbers are counted into
// once.
struct Kinds {
  static constexpr std::size_t most = 256;
  // Lengths by column: EG_k, SEG_k (SEG_0 flagged), and least lengths of Rice(k) and sparse Rice(k).
  static constexpr std::size_t columns = 4 * ks;

  Kinds() : of(codeCount) {
    std::array<int, 1024> known;
    known.fill(-1);
    for (std::size_t x = 0; x < codeCount; ++x) {
      const auto number = static_cast<std::uint32_t>(x);
      const int width = std::bit_width(number);
      const int ones = width == 0 ? 0 : std::countl_one(number << (32 - width));
      const bool plain = std::countr_zero(number) >= width - ones || number == 0;
      int& kind = known[static_cast<std::size_t>((width * 17 + ones) * 2 + plain)];
      if (kind < 0) {
        kind = static_cast<int>(count);
        add(number);
      }
      of[x] = static_cast<std::uint8_t>(kind);
    }
  }

  std::vector<std::uint8_t> of;  // every code's kind
  std::size_t count = 0;
  std::array<std::array<std::uint8_t, columns>, most> lengths{};

 private:
  void add(std::uint32_t smallest) {
    auto& row = lengths[count++];
    for (std::size_t k = 0; k < ks; ++k) {
      const int low = static_cast<int>(k);
      row[k] = static_cast<std::uint8_t>(exponentialGolombLength(smallest, low));
      row[ks + k] = static_cast<std::uint8_t>(sparseLength(smallest, low, SparseStart::Flagged));
      // These grow with x: an escape is the longest code, and where k is large nothing escapes.
      row[2 * ks + k] = static_cast<std::uint8_t>(riceLength(smallest, low));
      row[3 * ks + k] = static_cast<std::uint8_t>(sparseRiceLength(smallest, low));
    }
  }
};

const Kinds& kinds() {
  static const Kinds made;
  return made;
}

// Four tables, lest every zero should wait for the one before it.
constexpr std::size_t tables = 4;
using Counts = std::array<std::array<std::uint32_t, Kinds::most>, tables>;

BITPRISM_BIT_CLONES void countKinds(const std::uint16_t* codes, std::size_t count, const std::uint8_t* kindOf,
                                    Counts& counts) {
  std::size_t i = 0;
  for (; i + tables <= count; i += tables)
    for (std::size_t t = 0; t < tables; ++t) ++counts[t][kindOf[codes[i + t]]];
  for (; i < count; ++i) ++counts[0][kindOf[codes[i]]];
}

BITPRISM_BIT_CLONES void addLengths(const std::uint8_t* lengths, std::uint32_t many, std::uint32_t* sums) {
  for (std::size_t c = 0; c < Kinds::columns; ++c) sums[c] += many * lengths[c];
}

BITPRISM_BIT_CLONES std::uint32_t allBits(const std::uint16_t* codes, std::size_t count) {
  std::uint16_t seen = 0;
  for (std::size_t i = 0; i < count; ++i) seen |= codes[i];
  return seen;
}

// So many of Rice's lengths, of 33 bits at most, add up in 16 bits, of which twice as many fit into a vector.
constexpr std::size_t shortSum = 1984;

BITPRISM_BIT_CLONES std::uint64_t riceBits(const std::uint16_t* codes, std::size_t count, int k) {
  const auto usual = static_cast<std::uint16_t>(k + 1);
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < count; at += shortSum) {
    const std::size_t end = std::min(count, at + shortSum);
    std::uint16_t some = 0;
    for (std::size_t i = at; i < end; ++i) {
      const auto quotient = static_cast<std::uint16_t>(codes[i] >> k);
      const auto length = static_cast<std::uint16_t>(quotient + usual);
      some = static_cast<std::uint16_t>(some + (quotient < riceEscape ? length : riceEscape + riceEscapeBits));
    }
    sum += some;
  }
  return sum;
}

BITPRISM_BIT_CLONES std::uint64_t sparseRiceBits(const std::uint16_t* codes, std::size_t count, int k) {
  const auto usual = static_cast<std::uint16_t>(k + 2);
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < count; at += shortSum) {
    const std::size_t end = std::min(count, at + shortSum);
    std::uint16_t some = 0;
    for (std::size_t i = at; i < end; ++i) {
      const auto number = static_cast<std::uint16_t>(codes[i] - 1);
      const auto quotient = static_cast<std::uint16_t>(number >> k);
      const auto length = static_cast<std::uint16_t>(quotient + usual);
      const std::uint16_t above = quotient < riceEscape ? length : 1 + riceEscape + riceEscapeBits;
      some = static_cast<std::uint16_t>(some + (codes[i] == 0 ? 1 : above));
    }
    sum += some;
  }
  return sum;
}

// At most so many codes at a time: their lengths' sums stay below 2^32.
constexpr std::size_t chunk = std::size_t{1} << 20;

// Rice's are lower bounds.
CodeCosts quickCosts(std::span<const std::uint16_t> codes, int bits) {
  if (allBits(codes.data(), codes.size()) >> bits != 0)
    throw Error(text("cannot code a map: a code does not fit into ", bits, " bits"));
  const Kinds& known = kinds();
  CodeCosts costs;
  costs.count = codes.size();
  for (std::size_t at = 0; at < codes.size(); at += chunk) {
    const std::size_t many = std::min(chunk, codes.size() - at);
    Counts counts{};
    countKinds(codes.data() + at, many, known.of.data(), counts);
    std::array<std::uint32_t, Kinds::columns> sums{};
    for (std::size_t kind = 0; kind < known.count; ++kind) {
      std::uint32_t here = 0;
      for (const auto& table : counts) here += table[kind];
      if (here > 0) addLengths(known.lengths[kind].data(), here, sums.data());
      if (kind == 0) costs.nonZeros += many - here;
    }
    for (std::size_t k = 0; k < ks; ++k) {
      costs.exponentialGolomb[k] += sums[k];
      costs.sparse[k] += sums[ks + k];
      costs.rice[k] += sums[2 * ks + k];
      costs.sparseRice[k] += sums[3 * ks + k];
    }
  }
  costs.flagged = costs.sparse[0];
  costs.sparse[0] = costs.exponentialGolomb[0];
  return costs;
}

// All but Rice.
CodeChoice cheapestOfTheRest(const CodeCosts& costs, int bits) {
  if (costs.nonZeros == 0) return {{BlockMode::Zero, 0}, 0};
  CodeChoice best{{BlockMode::Raw, 0}, costs.count * static_cast<unsigned>(bits)};
  const auto consider = [&](BlockMode mode, std::size_t k, std::uint64_t needed) {
    if (needed < best.bits) best = {{mode, static_cast<int>(k)}, needed};
  };
  consider(BlockMode::Sparse, 0, costs.flagged);
  for (std::size_t k = 1; k < ks; ++k) consider(BlockMode::Sparse, k, costs.sparse[k]);
  for (std::size_t k = 0; k < ks; ++k) consider(BlockMode::ExponentialGolomb, k, costs.exponentialGolomb[k]);
  consider(BlockMode::ZeroValue, 0, zeroValueBits(costs.count, costs.nonZeros, bits));
  return best;
}

// Of codes of equal size: sparse Rice before Rice, then the smaller k.
bool isBefore(BlockCode one, BlockCode other) {
  return one.mode != other.mode ? one.mode == BlockMode::SparseRice : one.k < other.k;
}

}  // namespace

CodeCosts& CodeCosts::operator+=(const CodeCosts& other) {
  count += other.count;
  nonZeros += other.nonZeros;
  flagged += other.flagged;
  for (std::size_t k = 0; k < ks; ++k) {
    exponentialGolomb[k] += other.exponentialGolomb[k];
    sparse[k] += other.sparse[k];
    rice[k] += other.rice[k];
    sparseRice[k] += other.sparseRice[k];
  }
  return *this;
}

CodeCosts codeCosts(std::span<const std::uint16_t> codes, int bits) {
  CodeCosts costs = quickCosts(codes, bits);
  for (std::size_t k = 0; k < ks; ++k) {
    costs.rice[k] = riceBits(codes.data(), codes.size(), static_cast<int>(k));
    costs.sparseRice[k] = sparseRiceBits(codes.data(), codes.size(), static_cast<int>(k));
  }
  return costs;
}

CodeChoice cheapest(const CodeCosts& costs, int bits) {
  CodeChoice best = cheapestOfTheRest(costs, bits);
  const auto consider = [&](BlockMode mode, std::size_t k, std::uint64_t needed) {
    if (needed < best.bits) best = {{mode, static_cast<int>(k)}, needed};
  };
  for (std::size_t k = 0; k < ks; ++k) consider(BlockMode::SparseRice, k, costs.sparseRice[k]);
  for (std::size_t k = 0; k < ks; ++k) consider(BlockMode::Rice, k, costs.rice[k]);
  return best;
}

CodeChoice chooseCode(std::span<const std::uint16_t> codes, int bits) {
  const CodeCosts costs = quickCosts(codes, bits);
  CodeChoice best = cheapestOfTheRest(costs, bits);
  // The most promising first: when its size is known, few others can still be smaller.
  std::array<CodeChoice, 2 * ks> candidates;
  for (std::size_t k = 0; k < ks; ++k) {
    candidates[k] = {{BlockMode::SparseRice, static_cast<int>(k)}, costs.sparseRice[k]};
    candidates[ks + k] = {{BlockMode::Rice, static_cast<int>(k)}, costs.rice[k]};
  }
  std::ranges::stable_sort(candidates, {}, &CodeChoice::bits);
  CodeChoice rice{{}, ~std::uint64_t{0}};
  for (const CodeChoice& candidate : candidates) {
    if (candidate.bits >= best.bits || candidate.bits > rice.bits) break;
    const auto exact = candidate.code.mode == BlockMode::Rice ? riceBits : sparseRiceBits;
    const std::uint64_t needed = exact(codes.data(), codes.size(), candidate.code.k);
    // As `cheapest` decides: sparse before plain, then the smaller k.
    const bool wins = needed < rice.bits || (needed == rice.bits && isBefore(candidate.code, rice.code));
    if (wins) rice = {candidate.code, needed};
  }
  return rice.bits < best.bits ? rice : best;
}

}  // namespace bitprism
