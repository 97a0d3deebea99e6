#include "core/quant/scheme/bit_widths.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

TEST(BitWidths, readsWhatPeopleWrite) {
  EXPECT_EQ(widthsFromText("4"), std::vector<int>{4});
  EXPECT_EQ(widthsFromText("2-5"), (std::vector<int>{2, 3, 4, 5}));
  EXPECT_EQ(widthsFromText("8, 2,4,4"), (std::vector<int>{2, 4, 8}));
  EXPECT_EQ(widthsFromText("7-8,16,32"), (std::vector<int>{7, 8, 16, 32}));
  for (const char* bad : {"", "x", "0", "9", "4-2", "2-16", "8-32", "2--3", "2-", "-3", "1e1", "4;5", "99999999999"})
    EXPECT_THROW(widthsFromText(bad), UsageError) << bad;
}

TEST(BitWidths, writesWhatItReads) {
  for (const char* good : {"4", "2-8", "2,4,8", "2-4,6,7,16", "1-8,16,32"})
    EXPECT_EQ(widthsToText(widthsFromText(good)), good);
}

}  // namespace
}  // namespace bitprism
