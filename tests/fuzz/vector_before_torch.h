// clang 14 cannot compile LibTorch 1.13 as C++20 with GCC 12's <vector>: constexpr members are instantiated where
// c10::IValue is still incomplete. Included before all else, this makes them ordinary members. One function that
// <algorithm> has declared constexpr keeps its symbol by hand.
#pragma once
#include <string>
#include <system_error>

#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 __fill_a1_of_bits
#include <vector>
#undef __fill_a1
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr

void fillBits(std::_Bit_iterator first, std::_Bit_iterator last,
              const bool& value) __asm__("_ZSt9__fill_a1St13_Bit_iteratorS_RKb");
__attribute__((weak)) void fillBits(std::_Bit_iterator first, std::_Bit_iterator last, const bool& value) {
  std::__fill_a1_of_bits(first, last, value);
}
