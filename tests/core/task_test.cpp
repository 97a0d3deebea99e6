#include "core/eval/task.h"

#include <gtest/gtest.h>

namespace bitprism {
namespace {

TEST(TaskName, saysWhatIsSeen) {
  EXPECT_EQ(taskName({}), "all images");
  EXPECT_EQ(taskName({512, 0}), "512 images");
  EXPECT_EQ(taskName({1, 1}), "1 image + 1 epoch");
  EXPECT_EQ(taskName({5000, 2}), "5000 images + 2 epochs");
}

}  // namespace
}  // namespace bitprism
