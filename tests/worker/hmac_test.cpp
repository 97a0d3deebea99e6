#include "core/base/hmac.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"

namespace bitprism {
namespace {

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct HmacCase {
  std::string key, message;
  const char* expected;
};

// RFC 4231, sections 4.2 to 4.4 and 4.7.
TEST(Hmac, agreesWithThePublishedVectors) {
  const std::vector<HmacCase> cases = {
      {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
  for (const HmacCase& one : cases)
    EXPECT_EQ(hexText(hmacSha256(bytesOf(one.key), bytesOf(one.message))), one.expected) << one.message;
}

TEST(Hmac, comparesWholeDigests) {
  Digest one{}, other{};
  EXPECT_TRUE(equalInConstantTime(one, other));
  for (const std::size_t at : {std::size_t{0}, other.size() - 1}) {
    other = one;
    other[at] ^= 1;
    EXPECT_FALSE(equalInConstantTime(one, other)) << at;
  }
  EXPECT_FALSE(equalInConstantTime(one, std::span(one).first(31)));
}

TEST(Hex, comesBack) {
  const Bytes bytes = {0, 1, 0x7f, 0x80, 0xff};
  EXPECT_EQ(hexText(bytes), "00017f80ff");
  EXPECT_EQ(bytesFromHex("00017f80ff"), bytes);
  EXPECT_EQ(bytesFromHex("00017F80FF"), bytes);
  for (const char* bad : {"0", "0g", "-1", "0x"}) EXPECT_TRUE(bytesFromHex(bad).empty()) << bad;
}

}  // namespace
}  // namespace bitprism
