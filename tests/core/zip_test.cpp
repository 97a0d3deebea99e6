#include "core/files/zip.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/base/error.h"
#include "tests/support/data_files.h"

namespace bitprism {
namespace {

// The places of the directory's entries: where each says that its file begins.
std::vector<std::size_t> beginnings(const Bytes& zip) {
  std::vector<std::size_t> places;
  const std::uint8_t mark[] = {'P', 'K', 1, 2};
  for (std::size_t at = 0; at + 46 <= zip.size(); ++at)
    if (std::memcmp(zip.data() + at, mark, sizeof mark) == 0) places.push_back(at + 42);
  return places;
}

TEST(Zip, givesWhatWasPutIn) {
  const Bytes zip = test::zipFile({{"a", Bytes(1000, 1), false}, {"folder/", {}}, {"b", Bytes(10, 2)}});
  const std::vector<ZipEntry> entries = zipEntries(zip, "a.zip");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[1].name, "folder/");
  EXPECT_EQ(readZipEntry(zip, entries[0], "a.zip"), Bytes(1000, 1));
  EXPECT_EQ(readZipEntry(zip, entries[2], "a.zip"), Bytes(10, 2));
}

// One stream under two names would be unpacked twice, under a thousand a thousand times.
TEST(Zip, entriesThatLieOnEachOtherAreRefused) {
  Bytes zip = test::zipFile({{"a", Bytes(100'000, 1), false}, {"b", Bytes(100'000, 1), false}});
  const std::vector<std::size_t> places = beginnings(zip);
  ASSERT_EQ(places.size(), 2U);
  for (const std::uint32_t into : {0U, 10U}) {
    std::memcpy(zip.data() + places[1], &into, sizeof into);
    try {
      zipEntries(zip, "a.zip");
      FAIL() << into;
    } catch (const InputError& problem) {
      EXPECT_STREQ(problem.what(),
                   "cannot read 'a.zip': its entries 'a' and 'b' lie on each other, expected bytes of their own");
    }
  }
}

}  // namespace
}  // namespace bitprism
