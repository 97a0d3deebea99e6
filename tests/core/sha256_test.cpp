#include "core/base/sha256.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bitprism {
namespace {

std::string hashOf(const std::string& message) {
  return sha256({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()});
}

// The examples of FIPS 180-2, appendix B, and the empty message.
TEST(Sha256, isTheStandards) {
  EXPECT_EQ(hashOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hashOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hashOf(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, tellsMessagesOfEveryLengthAroundABlockApart) {
  std::vector<std::string> hashes;
  for (std::size_t length = 0; length < 200; ++length) hashes.push_back(hashOf(std::string(length, '\0')));
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

}  // namespace
}  // namespace bitprism
