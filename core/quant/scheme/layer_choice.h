#pragma once

#include <compare>
#include <vector>

namespace bitprism {

// A search's choice for a layer: its bits and, if several schemes compete, the index of the scheme. A width alone is a
// choice of the first scheme. Ordered by scheme, then bits.
struct LayerChoice {
  int scheme = 0;
  int bits = 0;

  constexpr LayerChoice() = default;
  constexpr LayerChoice(int width) : bits(width) {}  // NOLINT(google-explicit-constructor): a width is a choice
  constexpr explicit LayerChoice(int width, int number) : scheme(number), bits(width) {}
  constexpr auto operator<=>(const LayerChoice&) const = default;
};

// A choice for each layer, in layer order.
using PlanChoice = std::vector<LayerChoice>;

// The bits of each layer.
inline std::vector<int> bitsOf(const PlanChoice& choices) {
  std::vector<int> bits;
  for (const LayerChoice& choice : choices) bits.push_back(choice.bits);
  return bits;
}

// A choice in sessions, reports and messages: with the first scheme the number is its bits. Any number can be read; the
// caller checks that the scheme and the width exist.
constexpr int numberOfChoice(const LayerChoice& choice) {
  return choice.bits + 100 * choice.scheme;
}
constexpr LayerChoice choiceOfNumber(int number) {
  return LayerChoice(number % 100, number / 100);
}

inline std::vector<int> numbersOfChoices(const std::vector<LayerChoice>& choices) {
  std::vector<int> numbers;
  for (const LayerChoice& choice : choices) numbers.push_back(numberOfChoice(choice));
  return numbers;
}
inline std::vector<LayerChoice> choicesOfNumbers(const std::vector<int>& numbers) {
  std::vector<LayerChoice> choices;
  for (const int number : numbers) choices.push_back(choiceOfNumber(number));
  return choices;
}

}  // namespace bitprism
