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
constexpr std::size_t wordCount = 1 << 16;

constexpr std::size_t mostWidth = 16;

// The sum of bit_width(y + 2^k) over many y, for every k. A y of n bits with j leading ones gives k + 1 for k >= n, and
// for a smaller k it gives n, or n + 1 where adding 2^k carries beyond its highest bit, that is from k = n - j on.
struct WidthSums {
  std::array<std::uint32_t, mostWidth + 1> width{};    // how many y have n bits
  std::array<std::uint32_t, mostWidth + 1> carries{};  // changes of the number of y that carry, from one k to the next

  std::array<std::uint64_t, ks> sums() const {
    std::array<std::uint64_t, ks> all{};
    std::uint32_t carrying = 0;
    for (std::size_t k = 0; k < ks; ++k) {
      carrying += carries[k];
      std::uint32_t sum = carrying;
      for (std::size_t n = 0; n < width.size(); ++n) sum += width[n] * static_cast<std::uint32_t>(std::max(n, k + 1));
      all[k] = sum;
    }
    return all;
  }
};

// A number x falls into one of 242 kinds, by its width n, its leading ones j and whether only zeros follow them
// ("plain"). The kind determines the widths of x + 2^k and x - 1 + 2^k for any k, so a block is counted once for all k.
// Zero is kind 0; then come, n by n and j by j, the plain ones and the others, which exist up to j = n
// - 2: the order in which they appear among rising numbers.
struct Kinds {
  static constexpr std::size_t most = 256;

  Kinds() : of(wordCount) {
    std::array<int, 1024> known;
    known.fill(-1);
    int count = 0;
    for (std::size_t x = 0; x < wordCount; ++x) {
      const auto number = static_cast<std::uint32_t>(x);
      const int width = std::bit_width(number);
      const int ones = number == 0 ? 0 : std::countl_one(number << (32 - width));
      const bool plain = number == 0 || std::countr_zero(number) >= width - ones;
      int& kind = known[static_cast<std::size_t>((width * 17 + ones) * 2 + plain)];
      if (kind < 0) kind = count++;
      of[x] = static_cast<std::uint8_t>(kind);
    }
  }

  std::vector<std::uint8_t> of;  // every code's kind
};

// Numbers of n bits in two halves, by their second bit: 2n and 2n + 1.
constexpr std::size_t halves = 2 * (mostWidth + 1);

// The shortest codes of a half's numbers: Rice(k), sparse Rice(k). They grow with x: an escape is the longest code, and
// for large k nothing escapes.
struct RiceBounds {
  RiceBounds() {
    for (std::size_t half = 0; half < halves; ++half) {
      const std::size_t n = half / 2;
      const std::uint32_t smallest = n == 0 ? 0 : (1U << (n - 1)) + (half % 2 == 1 && n > 1 ? 1U << (n - 2) : 0U);
      for (std::size_t k = 0; k < ks; ++k) {
        lengths[half][k] = static_cast<std::uint8_t>(riceLength(smallest, static_cast<int>(k)));
        lengths[half][ks + k] = static_cast<std::uint8_t>(sparseRiceLength(smallest, static_cast<int>(k)));
      }
    }
  }

  std::array<std::array<std::uint8_t, 2 * ks>, halves> lengths{};
};

// Four tables, so that zeros do not wait for each other.
constexpr std::size_t tables = 4;
using Counts = std::array<std::array<std::uint32_t, Kinds::most>, tables>;

BITPRISM_BIT_CLONES void countKinds(const std::uint16_t* codes, std::size_t count, const std::uint8_t* kindOf,
                                    Counts& counts) {
  std::size_t i = 0;
  for (; i + tables <= count; i += tables)
    for (std::size_t t = 0; t < tables; ++t) ++counts[t][kindOf[codes[i + t]]];
  for (; i < count; ++i) ++counts[0][kindOf[codes[i]]];
  for (std::size_t kind = 0; kind < Kinds::most; ++kind)
    counts[0][kind] += counts[1][kind] + counts[2][kind] + counts[3][kind];
}

BITPRISM_BIT_CLONES void addRiceBounds(const RiceBounds& bounds, const std::array<std::uint32_t, halves>& counts,
                                       std::uint32_t* sums) {
  for (std::size_t half = 0; half < halves; ++half)
    for (std::size_t c = 0; c < 2 * ks; ++c) sums[c] += counts[half] * bounds.lengths[half][c];
}

// The sums over the kinds of a block.
struct BlockSums {
  std::uint32_t zeros = 0, others = 0;
  WidthSums plain, below;  // of x; of x - 1 where x > 0
  std::array<std::uint32_t, halves> half{};

  BlockSums(const std::array<std::uint32_t, Kinds::most>& counts, std::size_t bits) : zeros(counts[0]) {
    plain.width[0] = half[0] = zeros;
    std::size_t kind = 1;
    for (std::size_t n = 1; n <= bits; ++n) {
      const std::uint32_t power = counts[kind];  // x = 2^(n - 1), above n - 1 ones
      std::uint32_t all = 0;
      for (std::size_t j = 1; j <= n; ++j) {
        const std::uint32_t bare = counts[kind++], more = j + 1 < n ? counts[kind++] : 0;
        all += bare + more;
        plain.carries[n - j] += bare + more;
        below.carries[n - j] += more;
        if (j > 1) below.carries[n - j + 1] += bare;  // one leading one less
        if (j == 1) half[2 * n] = bare + more;
      }
      half[2 * n + 1] = all - half[2 * n];
      others += all;
      plain.width[n] = all;
      plain.carries[n] -= all;
      below.width[n] += all - power;
      below.carries[n] -= all - power;
      below.width[n - 1] += power;
      below.carries[0] += power;
      below.carries[n - 1] -= power;
    }
  }
};

// The sum of this many Rice lengths (at most 33 bits each) fits 16 bits, and a vector holds twice as many such sums.
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

// The number of codes per step, such that sums of their lengths stay below 2^32.
constexpr std::size_t chunk = std::size_t{1} << 20;

// Rice's are lower bounds.
CodeCosts quickCosts(std::span<const std::uint16_t> codes, int bits) {
  static const Kinds kinds;
  static const RiceBounds bounds;
  CodeCosts costs;
  costs.count = codes.size();
  for (std::size_t at = 0; at < codes.size(); at += chunk) {
    const std::size_t many = std::min(chunk, codes.size() - at);
    Counts counts{};
    countKinds(codes.data() + at, many, kinds.of.data(), counts);
    const BlockSums block(counts[0], static_cast<std::size_t>(bits));
    if (block.zeros + block.others != many)
      throw Error(text("cannot code a map: a code does not fit into ", bits, " bits"));
    std::array<std::uint32_t, 2 * ks> rice{};
    addRiceBounds(bounds, block.half, rice.data());
    const auto sums = block.plain.sums(), sumsBelow = block.below.sums();
    costs.nonZeros += block.others;
    for (std::size_t k = 0; k < ks; ++k) {
      // EG_k takes 2 bit_width(x + 2^k) - 1 - k bits, SEG_k one more for x - 1, and one for a zero.
      costs.exponentialGolomb[k] += 2 * sums[k] - many * (k + 1);
      costs.sparse[k] += block.zeros + 2 * sumsBelow[k] - block.others * k;
      costs.rice[k] += rice[k];
      costs.sparseRice[k] += rice[ks + k];
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
  // The most promising first: once its size is known, few others can be smaller.
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
