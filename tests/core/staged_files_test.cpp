#include "core/base/staged_files.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

void put(StagedFiles& files, const std::string& name, const std::string& content) {
  const std::span<const std::uint8_t> part(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
  files.write(name, std::span(&part, 1));
}

std::string contentOf(const std::string& path) {
  const Bytes bytes = readFile(path);
  return {bytes.begin(), bytes.end()};
}

std::size_t entries(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(StagedFiles, changesNothingUntilTheyArePlaced) {
  const test::TemporaryFolder folder;
  writeFile(folder / "a", "old");
  {
    StagedFiles files(folder / "a");
    put(files, "a", "new");
    EXPECT_EQ(contentOf(files.pathOf("a")), "new");
    EXPECT_EQ(contentOf(folder / "a"), "old");
  }
  EXPECT_EQ(contentOf(folder / "a"), "old");
  EXPECT_EQ(entries(folder.path()), 1u);
}

TEST(StagedFiles, placesAllOfThem) {
  const test::TemporaryFolder folder;
  writeFile(folder / "a.data", "old");
  {
    StagedFiles files(folder / "a");
    put(files, "a.data", "numbers");
    put(files, "a", "model");
    files.place({"a.data", "a"});
  }
  EXPECT_EQ(contentOf(folder / "a.data"), "numbers");
  EXPECT_EQ(contentOf(folder / "a"), "model");
  EXPECT_EQ(entries(folder.path()), 2u);
}

TEST(StagedFiles, putsBackWhatStoodThereWhenOneCannotBePlaced) {
  const test::TemporaryFolder folder;
  writeFile(folder / "a.data", "old");
  {
    StagedFiles files(folder / "a");
    put(files, "a.data", "numbers");
    put(files, "b.data", "more");
    put(files, "a", "model");
    fs::create_directory(folder / "a");  // came in between
    EXPECT_THROW(files.place({"a.data", "b.data", "a"}), Error);
  }
  EXPECT_EQ(contentOf(folder / "a.data"), "old");
  EXPECT_FALSE(fs::exists(folder / "b.data"));
  EXPECT_EQ(entries(folder.path()), 2u);
}

TEST(StagedFiles, saysWhyThePlaceCannotBeWritten) {
  const test::TemporaryFolder folder;
  writeFile(folder / "file", "x");
  const auto message = [](const std::string& path) -> std::string {
    try {
      StagedFiles files(path);
    } catch (const Error& problem) {
      return problem.what();
    }
    return "none";
  };
  EXPECT_EQ(message(folder / "file/a"), "cannot write '" + (folder / "file/a") + "': Not a directory");
  EXPECT_EQ(message(folder.path()), "cannot write '" + folder.path() + "': Is a directory");
}

}  // namespace
}  // namespace bitprism
