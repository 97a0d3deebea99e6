#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/work/secret.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

TEST(SecretFile, isReadAgainAndBelongsToItsOwnerAlone) {
  const test::TemporaryFolder folder;
  const Secret secret = Secret::random();
  secret.write(folder / "secret");
  EXPECT_EQ(Secret::fromFile(folder / "secret").bytes(), secret.bytes());
  EXPECT_EQ(fs::status(folder / "secret").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(SecretFile, replacesNothing) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "secret") << "mine";
  EXPECT_THROW(Secret::random().write(folder / "secret"), Error);
  std::string content;
  std::ifstream(folder / "secret") >> content;
  EXPECT_EQ(content, "mine");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

// A part of it under its name would refuse every later search.
TEST(SecretFile, isWrittenCompletelyOrNotAtAll) {
  const test::TemporaryFolder folder;
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{10, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &little);
  EXPECT_THROW(Secret::random().write(folder / "secret"), Error);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace bitprism
