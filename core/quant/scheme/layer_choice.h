#pragma once

namespace bitprism {

// What a search may choose for a layer as one number: its bits, and where several schemes compete, which of them. With
// the first scheme a choice is the bits themselves, so that an allocation of bits is one of choices, too.
inline constexpr int choiceStride = 100;

constexpr int layerChoice(int bits, int scheme) {
  return bits + choiceStride * scheme;
}
constexpr int bitsOfChoice(int choice) {
  return choice % choiceStride;
}
constexpr int schemeOfChoice(int choice) {
  return choice / choiceStride;
}

}  // namespace bitprism
