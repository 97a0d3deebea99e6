#include "core/torch/read/source_depth.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

std::string netClass(const std::string& fields) {
  return "class Net(Module):\n" + fields +
         "  def forward(self: __torch__.Net, x: Tensor) -> Tensor:\n    y = x\n    return y\n";
}

TEST(ClassesOfSource, haveTheFieldsThatLibTorchWrites) {
  EXPECT_EQ(classesOfSource(netClass("  __parameters__ = [\"w\", ]\n  __buffers__ = []\n  __annotations__ = []\n"
                                     "  w : Tensor\n  scale : Final[int] = 3\n"),
                            "code/net.py"),
            std::vector<std::string>{"Net"});
}

// LibTorch reads the type of such a field without looking whether there is one.
TEST(ClassesOfSource, mayNotGiveAFieldAValueWithoutAType) {
  try {
    classesOfSource(netClass("  __parametcrs__ = [\"w\", ]\n  __buffers__ = []\n"), "code/net.py");
    FAIL() << "it was accepted";
  } catch (const InputError& problem) {
    EXPECT_EQ(std::string(problem.what()), "its 'code/net.py' gives '__parametcrs__' of a class a value, but no type");
  }
}

}  // namespace
}  // namespace bitprism
