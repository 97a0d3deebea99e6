#include "core/base/json.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

std::string jsonRefusal(const std::string& content) {
  try {
    parseJson(content, "file");
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "accepted";
}

TEST(ParseJson, refusesInASentence) {
  EXPECT_EQ(jsonRefusal("{\"a\": }"), "cannot read 'file': not valid JSON at byte 7");
  EXPECT_EQ(jsonRefusal("[1e999]"), "cannot read 'file': it holds a number that is too large");
  EXPECT_EQ(jsonRefusal(std::string(65, '[') + std::string(65, ']')), "cannot read 'file': JSON nested deeper than 64");
  EXPECT_EQ(jsonRefusal(std::string(64, '[') + std::string(64, ']')), "accepted");
}

TEST(ParseJson, countsBracketsOutsideOfTextsOnly) {
  EXPECT_EQ(jsonRefusal('"' + std::string(100, '[') + '"'), "accepted");
  EXPECT_EQ(jsonRefusal("\"\\\"" + std::string(100, '[') + '"'), "accepted");  // an escaped quote does not end the text
  // An escaped backslash before the quote does not hide its end.
  EXPECT_NE(jsonRefusal("[\"\\\\\"," + std::string(100, '[')).find("nested deeper"), std::string::npos);
}

TEST(IntegerMember, refusesWhatDoesNotFit) {
  const Json json = parseJson("{\"good\": -5, \"large\": 18446744073709551615, \"part\": 1.5}", "file");
  EXPECT_EQ(integerMember(json, "good", "file"), -5);
  EXPECT_THROW(integerMember(json, "large", "file"), InputError);
  EXPECT_THROW(integerMember(json, "part", "file"), InputError);
  EXPECT_THROW(integerMember(json, "none", "file"), InputError);
}

}  // namespace
}  // namespace bitprism
