#include "core/base/echoed.h"

#include <gtest/gtest.h>

namespace bitprism {
namespace {

TEST(EchoedText, shortWordsStayAsTheyAre) {
  EXPECT_EQ(echoed(""), "");
  EXPECT_EQ(echoed("cat.png"), "cat.png");
  EXPECT_EQ(echoed("Größe 猫 🐈"), "Größe 猫 🐈");
}

TEST(EchoedText, longWordsKeepTheirStartAndTheirEnd) {
  const std::string cell = "start" + std::string(5000, 'x') + "end";
  const std::string shown = echoed(cell);
  EXPECT_LE(shown.size(), echoedCharacters + 3);
  EXPECT_TRUE(shown.starts_with("startxxx"));
  EXPECT_TRUE(shown.ends_with("xxxend"));
  EXPECT_NE(shown.find("..."), std::string::npos);
  EXPECT_EQ(echoed(std::string(echoedCharacters, 'y')), std::string(echoedCharacters, 'y'));
}

TEST(EchoedText, charactersAreNeverCutApart) {
  std::string cats;
  for (int i = 0; i < 500; ++i) cats += "猫";
  const std::string shown = echoed(cats);
  EXPECT_EQ((shown.size() - 3) % 3, 0U);
  for (std::size_t limit = 3; limit < 30; ++limit)
    for (const char* repeated : {"é", "猫", "🐈"}) {
      std::string words;
      for (int i = 0; i < 100; ++i) words += repeated;
      EXPECT_EQ(echoed(words, limit).find("\\x"), std::string::npos) << limit;
    }
}

TEST(EchoedText, whatATerminalWouldObeyIsEscaped) {
  EXPECT_EQ(echoed("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(echoed("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(echoed(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(echoed("\x7f"), "\\x7f");
  EXPECT_EQ(echoed("gpj.\xe2\x80\xae"
                   "x"),
            "gpj.\\u202ex");  // right-to-left override
  EXPECT_EQ(echoed("\xc2\x9b"), "\\u009b");
  EXPECT_EQ(echoed("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(echoed("\xc0\xaf\xed\xa0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80");  // overlong, and half of a pair
}

TEST(EchoedText, messagesKeepTheirLinesAndEndSomewhere) {
  EXPECT_EQ(shownMessage(""), "");
  EXPECT_EQ(shownMessage("cannot read 'x'\n  expected y\n"), "cannot read 'x'\n  expected y\n");
  EXPECT_EQ(shownMessage("a\x1b[2J\nb"), "a\\x1b[2J\nb");
  const std::string message = "'" + std::string(100000, 'y') + "' is no method";
  EXPECT_EQ(shownMessage(message).size(), messageCharacters + 3);
  EXPECT_TRUE(shownMessage(message).ends_with("yyy' is no method"));
}

}  // namespace
}  // namespace bitprism
