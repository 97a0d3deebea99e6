#include "core/codec/block_code.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/codec/bit_writer.h"
#include "core/codec/code_costs.h"
#include "core/codec/exponential_golomb.h"
#include "core/codec/golomb_rice.h"
#include "tests/support/made_maps.h"

namespace bitprism {
namespace {

std::vector<BlockCode> everyCode() {
  std::vector<BlockCode> codes{{BlockMode::Raw, 0}, {BlockMode::ZeroValue, 0}};
  for (const BlockMode mode : {BlockMode::ExponentialGolomb, BlockMode::Sparse, BlockMode::Rice, BlockMode::SparseRice})
    for (int k = 0; k <= mostK; ++k) codes.push_back({mode, k});
  return codes;
}

std::uint64_t promisedBits(const CodeCosts& costs, BlockCode code, int bits) {
  const auto k = static_cast<std::size_t>(code.k);
  switch (code.mode) {
    case BlockMode::Zero:
      return 0;
    case BlockMode::ExponentialGolomb:
      return costs.exponentialGolomb[k];
    case BlockMode::Sparse:
      return k == 0 ? costs.flagged : costs.sparse[k];
    case BlockMode::Raw:
      return costs.count * static_cast<unsigned>(bits);
    case BlockMode::ZeroValue:
      return costs.count + costs.nonZeros * static_cast<unsigned>(bits);
    case BlockMode::Rice:
      return costs.rice[k];
    case BlockMode::SparseRice:
      return costs.sparseRice[k];
  }
  return 0;
}

Bytes encoded(std::span<const std::uint16_t> codes, int bits, BlockCode code) {
  const std::uint64_t promised = promisedBits(codeCosts(codes, bits), code, bits);
  Bytes bytes(BitWriter::roomBytes(promised), 0xaa);
  EXPECT_EQ(encodeBlock(codes, bits, code, bytes.data()), promised);
  bytes.resize((promised + 7) / 8);
  return bytes;
}

std::string named(BlockCode code) {
  return std::string(blockModeName(code.mode)) + " " + std::to_string(code.k);
}

// Symbol by symbol, as the definition has it.
Bytes byDefinition(std::span<const std::uint16_t> codes, BlockCode code, std::size_t size) {
  Bytes bytes(size + 9);
  BitWriter writer(bytes.data());
  for (const std::uint16_t x : codes)
    if (code.mode == BlockMode::Sparse)
      putSparse(writer, x, code.k, SparseStart::Flagged);
    else if (code.mode == BlockMode::Rice)
      putRice(writer, x, code.k);
    else if (code.mode == BlockMode::SparseRice)
      putSparseRice(writer, x, code.k);
    else
      putExponentialGolomb(writer, x, code.k);
  bytes.resize(size);
  return bytes;
}

TEST(BlockCode, isItsDefinitionAndComesBack) {
  for (const int bits : {1, 2, 3, 7, 8, 9, 12, 15, 16})
    for (const std::size_t count : {1u, 2u, 31u, 64u, 65u, 517u, 4096u})
      for (const auto& [name, codes] : test::manyCodes(bits, count))
        for (const BlockCode code : everyCode()) {
          SCOPED_TRACE(name + ", " + named(code) + ", bits " + std::to_string(bits) + ", count " +
                       std::to_string(count));
          const Bytes bytes = encoded(codes, bits, code);
          if (code.mode != BlockMode::Raw && code.mode != BlockMode::ZeroValue) {
            ASSERT_EQ(bytes, byDefinition(codes, code, bytes.size()));
          }
          std::vector<std::uint16_t> back(count, 0xffff);
          decodeBlock({code, bytes, back}, bits);
          ASSERT_EQ(back, codes);
        }
}

// Two side by side, of the same mode or not, of different lengths, each in memory of its own so that a sanitizer sees a
// byte read too far.
TEST(BlockCode, decodesTwoAtOnce) {
  for (const int bits : {2, 8, 16}) {
    const auto all = test::manyCodes(bits, 700);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (const BlockCode code : everyCode())
        for (const BlockCode other : {code, BlockCode{BlockMode::Sparse, 3}, BlockCode{BlockMode::Rice, 5},
                                      BlockCode{BlockMode::ExponentialGolomb, 0}}) {
          const auto& codes = all[i].second;
          std::vector<std::uint16_t> others = all[(i + 3) % all.size()].second;
          others.resize(311);
          const Bytes bytes = encoded(codes, bits, code), otherBytes = encoded(others, bits, other);
          std::vector<std::uint16_t> back(codes.size(), 1), otherBack(others.size(), 1);
          decodeBlocks({code, bytes, back}, {other, otherBytes, otherBack}, bits);
          ASSERT_EQ(back, codes) << all[i].first << named(code) << named(other);
          ASSERT_EQ(otherBack, others) << all[i].first << named(code) << named(other);
        }
  }
}

TEST(BlockCode, refusesBytesThatEndEarlyOrGoOn) {
  for (const int bits : {3, 8, 16})
    for (const auto& [name, codes] : test::manyCodes(bits, 300))
      for (const BlockCode code : everyCode()) {
        SCOPED_TRACE(name + ", " + named(code));
        Bytes bytes = encoded(codes, bits, code);
        std::vector<std::uint16_t> back(codes.size());
        for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 16)
          EXPECT_THROW(decodeBlock({code, Bytes(bytes.begin(), bytes.begin() + static_cast<long>(size)), back}, bits),
                       InputError)
              << size;
        bytes.push_back(0);
        EXPECT_THROW(decodeBlock({code, bytes, back}, bits), InputError);
      }
}

TEST(BlockCode, refusesPaddingThatIsNotZero) {
  const std::vector<std::uint16_t> codes{1, 0, 3};
  for (const BlockCode code : {BlockCode{BlockMode::Sparse, 1}, BlockCode{BlockMode::Raw, 0},
                               BlockCode{BlockMode::ZeroValue, 0}, BlockCode{BlockMode::Rice, 1}}) {
    Bytes bytes = encoded(codes, 3, code);
    bytes.back() |= 1;
    std::vector<std::uint16_t> back(3);
    EXPECT_THROW(decodeBlock({code, bytes, back}, 3), InputError) << named(code);
  }
}

TEST(BlockCode, refusesNumbersThatAreTooLarge) {
  // 4096 in a block that says it has numbers of 8 bits, first and in the middle of others.
  for (const std::size_t place : {0u, 2000u, 4095u}) {
    std::vector<std::uint16_t> codes = test::sparseCodes(4096, 8, 0.5, 3);
    codes[place] = 4096;
    for (const BlockCode code : everyCode()) {
      if (code.mode == BlockMode::Raw || code.mode == BlockMode::ZeroValue) continue;
      const Bytes bytes = encoded(codes, 16, code);
      std::vector<std::uint16_t> back(codes.size());
      EXPECT_THROW(decodeBlock({code, bytes, back}, 8), InputError) << named(code);
    }
  }
}

TEST(BlockCode, refusesARunOfZerosThatNoCodeHas) {
  const Bytes nothing(600, 0);
  for (const BlockCode code : everyCode()) {
    if (code.mode == BlockMode::Rice || code.mode == BlockMode::Raw || code.mode == BlockMode::ZeroValue) continue;
    std::vector<std::uint16_t> back(100);
    EXPECT_THROW(decodeBlock({code, nothing, back}, 16), InputError) << named(code);
  }
}

}  // namespace
}  // namespace bitprism
