#include "core/base/trusted_programs.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

const std::string one(64, 'a'), two(64, 'b');

TEST(TrustedPrograms, containsAddedHashesWhateverTheirNames) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "below/trusted.txt";
  TrustedPrograms trusted(file);
  EXPECT_FALSE(trusted.contains(one));
  EXPECT_TRUE(trusted.remember(one, "net.pt\n" + two));
  EXPECT_TRUE(trusted.remember(one, "again.pt"));
  EXPECT_TRUE(TrustedPrograms(file).contains(one));
  EXPECT_FALSE(trusted.contains(two));
  EXPECT_FALSE(trusted.contains(one.substr(0, 63)));
  EXPECT_TRUE(trusted.remember(two, ""));
  EXPECT_TRUE(trusted.contains(two));
}

TEST(TrustedPrograms, saysSoWhenItCannotRemember) {
  EXPECT_FALSE(TrustedPrograms("").remember(one, "net.pt"));
  EXPECT_FALSE(TrustedPrograms("/dev/null/trusted.txt").remember(one, "net.pt"));
}

TEST(TrustedPrograms, keepsThemInTheUsersConfiguration) {
  const char* before = std::getenv("XDG_CONFIG_HOME");
  const std::string kept = before ? before : "";
  setenv("XDG_CONFIG_HOME", "/somewhere", 1);
  EXPECT_EQ(TrustedPrograms::usersFile(), "/somewhere/BitPrism/trusted-programs.txt");
  if (before)
    setenv("XDG_CONFIG_HOME", kept.c_str(), 1);
  else
    unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace bitprism
