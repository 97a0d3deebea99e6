#include <gtest/gtest.h>

#include "app/workflow/search_request.h"

namespace bitprism {
namespace {

SearchRequest competing() {
  SearchRequest request;
  request.scheme = {.range = RangeRule::LeastSquares, .correction = Correction::Gain};
  request.others = {{.method = Method::Kmeans}, {.method = Method::Dsconv}};
  request.choices = {{4, LayerChoice(3, 1)}, {LayerChoice(8, 2)}};
  return request;
}

// Sessions of the window have 8 bits where those of the command line have 32.
TEST(SearchIdentity, isTheSameWhateverBitsASessionHasBesideItsSchemes) {
  const Json written = identityOf(competing(), {}, 100);
  Json stored = written;
  stored["scheme"]["bits"] = 8;
  for (Json& other : stored["others"]) other["bits"] = 8;
  EXPECT_NE(stored, written);
  unifyBits(stored);
  EXPECT_EQ(stored, written);
}

TEST(SearchIdentity, isAnotherForOtherMethods) {
  SearchRequest request = competing();
  request.others[1].correction = Correction::None;
  Json stored = identityOf(request, {}, 100);
  unifyBits(stored);
  EXPECT_NE(stored, identityOf(competing(), {}, 100));
}

TEST(SearchIdentity, hasChoicesAsNumbers) {
  const Json written = identityOf(competing(), {}, 100);
  EXPECT_EQ(written["choices"].dump(), "[[4,103],[208]]");
  EXPECT_EQ(written["scheme"]["bits"], floatBits);
}

}  // namespace
}  // namespace bitprism
