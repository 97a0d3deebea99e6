#pragma once

namespace bitprism {

// One function object of several lambdas, for std::visit: an alternative that none of them takes does not compile.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace bitprism
