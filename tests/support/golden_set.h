#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/test_paths.h"

// Tests over folders of reference vectors: tests/vectors, which is always there, and the one that BITPRISM_GOLDEN
// names. Both have files of the same form (tests/vectors/README.md), but names, shapes and counts of their own.
namespace bitprism::test {

// Missing parts of a set are skipped by name.
struct MissingVector : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Parameter of a test: "own" or "given".
class GoldenSet : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_ = isOwn() ? std::string(BITPRISM_SOURCE_DIR) + "/tests/vectors" : goldenFolder();
    if (folder_.empty()) GTEST_SKIP() << "no folder of golden vectors (BITPRISM_GOLDEN)";
  }

  bool isOwn() const { return GetParam() == "own"; }
  const std::string& folder() const { return folder_; }
  std::string path(const std::string& file) const { return folder_ + "/" + file; }
  bool has(const std::string& file) const { return std::filesystem::exists(path(file)); }
  Json json(const std::string& file) const {
    const Bytes bytes = readFile(path(file));
    return parseJson(std::string(bytes.begin(), bytes.end()), file);
  }

  // Calls check() for one record, and skips it if the set does not have it. Our own set is complete.
  template <class Check>
  bool checked(const std::string& what, const Check& check) {
    SCOPED_TRACE(what);
    try {
      check();
      return true;
    } catch (const MissingVector& missing) {
      passOver(what + ": " + missing.what());
    } catch (const Json::exception& missing) {
      passOver(what + ": " + missing.what());
    }
    return false;
  }
  void passOver(const std::string& what) {
    std::cout << "passed over " << what << std::endl;
    EXPECT_FALSE(isOwn()) << "not in our own set: " << what;
  }

 private:
  std::string folder_;
};

inline std::string goldenSetName(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace bitprism::test

#define NEED_VECTORS(file) \
  if (!has(file)) GTEST_SKIP() << "no " << path(file)

#define OVER_GOLDEN_SETS(suite) \
  INSTANTIATE_TEST_SUITE_P(Sets, suite, testing::Values("own", "given"), bitprism::test::goldenSetName)
