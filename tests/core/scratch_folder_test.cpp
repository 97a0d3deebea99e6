#include "core/base/scratch_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/base/file_descriptor.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

// The folder for temporary files is one of the test's own.
class ScratchFolderTest : public testing::Test {
 protected:
  ScratchFolderTest() {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  ~ScratchFolderTest() override {
    if (before_)
      setenv("TMPDIR", before_->c_str(), 1);
    else
      unsetenv("TMPDIR");
  }

  // A folder with a file in it, as long unused.
  std::string left(const std::string& name, std::chrono::hours age) const {
    fs::create_directory(folder_ / name);
    std::ofstream(folder_ / (name + "/file")) << "content";
    fs::last_write_time(folder_ / name, fs::file_time_type::clock::now() - age);
    return folder_ / name;
  }

  test::TemporaryFolder folder_;
  std::optional<std::string> before_;
};

TEST_F(ScratchFolderTest, isRemovedAtTheEnd) {
  std::string path;
  {
    const ScratchFolder scratch;
    path = scratch.pathOf("");
    std::ofstream(scratch.pathOf("file")) << "content";
    EXPECT_TRUE(fs::is_directory(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

// Of processes that were killed.
TEST_F(ScratchFolderTest, removesThoseThatNobodyUsesAnyMore) {
  const std::string abandoned = left("bitprism-scratch-aB3xYz", std::chrono::hours(30));
  const ScratchFolder scratch;
  EXPECT_FALSE(fs::exists(abandoned));
}

TEST_F(ScratchFolderTest, keepsWhatIsNewOrUsedOrNotIts) {
  const std::string used = left("bitprism-scratch-aB3xYz", std::chrono::hours(30));
  const FileDescriptor lock(open(used.c_str(), O_RDONLY | O_DIRECTORY));
  ASSERT_EQ(flock(lock.get(), LOCK_SH), 0);
  const std::string recent = left("bitprism-scratch-aB3xY0", std::chrono::hours(1)),
                    longer = left("bitprism-scratch-folders", std::chrono::hours(30)),
                    other = left("bitprism-images", std::chrono::hours(30)),
                    elsewhere = left("elsewhere", std::chrono::hours(30));
  fs::create_directory_symlink(elsewhere, folder_ / "bitprism-scratch-linked");
  fs::create_directory_symlink(elsewhere, folder_ / "bitprism-scratch-link00");
  const ScratchFolder scratch;
  for (const std::string& path : {used, recent, longer, other, elsewhere}) EXPECT_TRUE(fs::exists(path)) << path;
  EXPECT_TRUE(fs::exists(elsewhere + "/file"));
}

TEST_F(ScratchFolderTest, areNotRemovedByEachOther) {
  const ScratchFolder first;
  fs::last_write_time(first.pathOf(""), fs::file_time_type::clock::now() - std::chrono::hours(30));
  const ScratchFolder second;
  EXPECT_TRUE(fs::exists(first.pathOf("")));
}

}  // namespace
}  // namespace bitprism
