#pragma once

namespace bitprism {

// Combines several lambdas into one function object for std::visit; an unhandled alternative does not compile.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace bitprism
