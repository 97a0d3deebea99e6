#include "core/search/search_method.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/error.h"
#include "tests/support/declared_rows.h"

namespace bitprism {
namespace {

TEST(SearchMethods, haveNamesAndTitlesOfTheirOwn) {
  std::set<std::string> names, titles;
  for (const SearchMethodInfo* method : searchMethods()) {
    EXPECT_TRUE(names.insert(method->name).second) << method->name;
    EXPECT_TRUE(titles.insert(method->title).second) << method->name;
    EXPECT_TRUE(method->make) << method->name;
    EXPECT_EQ(&searchMethodNamed(method->name), method);
  }
  EXPECT_EQ(searchMethodNamed(SearchSettings().method).name, SearchSettings().method);
}

TEST(SearchMethods, areAllThatHeadersDeclare) {
  EXPECT_EQ(searchMethods().size(), test::declaredRows("core/search", "SearchMethodInfo").size());
}

TEST(SearchMethods, refuseOtherNamesWithAListOfTheirs) {
  try {
    searchMethodNamed("annealing");
    FAIL();
  } catch (const UsageError& problem) {
    for (const std::string& name : searchMethodNames())
      EXPECT_NE(std::string(problem.what()).find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace bitprism
