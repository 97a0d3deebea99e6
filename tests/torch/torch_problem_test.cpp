#include "core/torch/graph/torch_problem.h"

#include <gtest/gtest.h>
#include <torch/script.h>

#include <functional>

namespace bitprism {
namespace {

std::string problemOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& problem) {
    return problemText(problem);
  }
  return "nothing failed";
}

TEST(ProblemText, quotesNoCodeThatTheParserQuotes) {
  const std::string problem = problemOf([] {
    torch::jit::Module module("module");
    module.define("def f(self, x):\n  first = x + [1, ]]\n  second = x\n  return second\n");
  });
  EXPECT_EQ(problem.find("second"), std::string::npos) << problem;
  EXPECT_NE(problem.find("]"), std::string::npos) << problem;  // what it expected or found
}

TEST(ProblemText, namesTheErrorBelowTheStackOfTheInterpreter) {
  const std::string problem = problemOf([] {
    torch::jit::Module module("module");
    module.define("def f(self, x):\n  return torch.mm(x, x)\n");
    module.run_method("f", torch::ones({2, 3}));
  });
  EXPECT_EQ(problem.find("TorchScript"), std::string::npos) << problem;
  EXPECT_NE(problem.find("mat1 and mat2"), std::string::npos) << problem;
}

}  // namespace
}  // namespace bitprism
